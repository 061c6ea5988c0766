"""A call in words, as the interviewer's strip shows it from second to second."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from callassist.voice.instructions import Part
from callassist.voice.legs import Course, LegState, is_over


@dataclass(frozen=True, slots=True)
class LineShown:
    """One line as the strip knows it. Moments as the network told them."""

    state: LegState
    course: Course | None
    joined_at: datetime | None = None
    left_at: datetime | None = None
    held: bool = False
    muted: bool = False
    reason: str = ""
    end_at: datetime | None = None

    @property
    def there(self) -> bool:
        """Whether it is in the call's room now."""
        return self.joined_at is not None and self.left_at is None and not is_over(self.course)

    @property
    def down(self) -> bool:
        """Whether it is over, or never was up and will not be."""
        return is_over(self.course) or self.state in (LegState.REFUSED, LegState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class CallShown:
    """The state in words, its mood (good, wait, stop or ""), since when they talk, what may be pressed."""

    words: str
    mood: str
    since: datetime | None = None
    over: bool = False
    acts: tuple[str, ...] = ()


HELD = "The interpreter’s line is down; the other phone is on hold. Add one again, then take it back."
DROPPED = "The interpreter’s line is down. Put the other phone on hold, then add one again."
NEXT = "You are connected. The other phone rings next."
ENDING = "Ending. The network has not said yet that it is over."
UNTOLD = (
    "The network cannot be reached, so nobody knows whether this is over. Hang up your own phone and log the "
    "call. Dial by hand meanwhile; Call works again once the network answers."
)
UNTOLD_AFTER = timedelta(seconds=20)
"""How long the end of a call may stay untold before its page says what to do instead of waiting."""

Lines = Mapping[Part, Sequence[LineShown]]
HERS: Mapping[Course, str] = {
    Course.BUSY: "The line was engaged.",
    Course.NO_ANSWER: "Nobody answered.",
    Course.FAILED: "The number could not be reached.",
    Course.GIVEN_UP: "The phone was rung no more.",
    Course.OVER: "The other line is down.",
}


def shown(lines: Lines, *, over: bool, now: datetime, interpreter_first: bool = False) -> CallShown:
    """What the strip says, from where the lines stand; `interpreter_first`: the parent waits for a press."""
    ours, hers = _last(lines, Part.INTERVIEWER), _last(lines, Part.PARENT)
    asked = None if over else asked_to_end([one for some in lines.values() for one in some])
    if asked is not None and asked <= now:
        untold = now - asked >= UNTOLD_AFTER
        return CallShown(UNTOLD if untold else ENDING, "stop" if untold else "wait", acts=("end",))
    if over or ours is None or ours.down:
        return CallShown(_ended(ours, hers), "", over=over, acts=() if over else ("end",))
    third = _last(lines, Part.INTERPRETER)
    acts = _acts(ours, hers, third, by_press=interpreter_first)
    if not ours.there:
        return CallShown(_own(ours), "wait", acts=acts)
    if hers is None:
        return CallShown(_first(third) if interpreter_first else NEXT, "wait", acts=acts)
    if hers.there:
        return _talking(ours, hers, third, acts)
    if hers.down:
        return CallShown(_why(hers), "stop", acts=acts)
    if hers.state is LegState.UNKNOWN:
        return CallShown(
            "Nobody knows whether that phone rings. It is not rung again by itself.", "stop", acts=acts
        )
    ringing = hers.course in (Course.RINGING, Course.ANSWERED)
    return CallShown("That phone is ringing." if ringing else "Ringing soon.", "wait", acts=acts)


def asked_to_end(lines: Sequence[LineShown]) -> datetime | None:
    """When the last of the lines that may be up was asked to end; None while one was not, or none is up."""
    asked = [one.end_at for one in lines if not one.down]
    known = [at for at in asked if at is not None]
    return max(known) if known and len(known) == len(asked) else None


def _last(lines: Lines, part: Part) -> LineShown | None:
    found = lines.get(part, ())
    return found[-1] if found else None


def _own(ours: LineShown) -> str:
    if ours.state is LegState.UNKNOWN:
        return "Nobody knows whether your phone rings. If it does not, end the call."
    return "Your own phone rings. Answer it."


def _first(third: LineShown | None) -> str:
    """Before the parent is rung in a call that waits for an interpreter."""
    if third is None or third.down:
        return "You are connected. Add the interpreter first: the other phone waits."
    if third.there:
        return "The interpreter’s line is there. When it is the interpreter, ring the other phone."
    return "The interpreter’s phone rings. The other phone waits."


def _talking(ours: LineShown, hers: LineShown, third: LineShown | None, acts: tuple[str, ...]) -> CallShown:
    fell = third is not None and third.down and third.joined_at is not None
    if hers.held:
        return CallShown(HELD if fell else "On hold.", "wait", since=hers.joined_at, acts=acts)
    words = "Talking, you are muted" if ours.muted else "Talking"
    if third is not None and third.there:
        words += ", interpreter there"
    elif third is not None and not third.down:
        words += ", interpreter’s phone rings"
    elif fell:
        return CallShown(DROPPED, "stop", since=hers.joined_at, acts=acts)
    return CallShown(words, "good", since=hers.joined_at, acts=acts)


def _acts(
    ours: LineShown, hers: LineShown | None, third: LineShown | None, *, by_press: bool
) -> tuple[str, ...]:
    acts = []
    if ours.there and hers is not None and hers.there:
        acts.append("back" if hers.held else "hold")
    if ours.there:
        acts.append("unmute" if ours.muted else "mute")
        acts.append("drop" if third is not None and not third.down else "add")
        if hers is None and by_press:
            acts.append("ring")
        if hers is not None and hers.down:
            acts.append("redial")
    return (*acts, "end")


def _why(hers: LineShown) -> str:
    if hers.course is not None and is_over(hers.course):
        return HERS[hers.course]
    if hers.state is LegState.WITHDRAWN:
        return f"Not rung: {hers.reason or 'it was taken back'}"
    return f"Not rung: {hers.reason or 'the network refused it'}."


def _ended(ours: LineShown | None, hers: LineShown | None) -> str:
    if hers is None:
        if ours is not None and ours.state is LegState.REFUSED:
            return f"Your phone was not rung: {ours.reason or 'the network refused it'}."
        if ours is not None and ours.course in (Course.NO_ANSWER, Course.BUSY, Course.FAILED):
            return "Your own phone was not answered, so nobody else was rung."
        return "The call is over. No other phone was rung."
    if hers.joined_at is not None:
        return "The call is over."
    return f"The call is over. {_why(hers)}"
