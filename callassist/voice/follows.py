"""What follows in a call from where its lines stand: the parent is rung, a line let go, the call over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from callassist.voice.instructions import Part
from callassist.voice.legs import Course, LegState, is_over


class Follow(StrEnum):
    """RING_PARENT: the interviewer is there, so the parent's phone may ring. END_…: a phone that still rings
    would be answered to nobody. LET_GO: a parent whom nobody is with any more has been told so by now.
    OVER: no line is up and none will be.
    """

    RING_PARENT = "ring_parent"
    END_PARENT = "end_parent"
    END_INTERPRETER = "end_interpreter"
    END_INTERVIEWER = "end_interviewer"
    LET_GO = "let_go"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Stands:
    """Where one line of a call stands: with us, with the network, and whether it is or was in the room."""

    state: LegState
    course: Course | None = None
    joined: bool = False

    @property
    def down(self) -> bool:
        """Whether it is over, or was never up and will not be."""
        return is_over(self.course) or self.state in (LegState.REFUSED, LegState.WITHDRAWN)

    @property
    def rings(self) -> bool:
        """Whether its phone may still ring unanswered."""
        return not self.down and self.course is not Course.ANSWERED


def follows(lines: Mapping[Part, Sequence[Stands]], *, fresh: bool) -> tuple[Follow, ...]:
    """What follows now, from the lines of each part, oldest first. `fresh`: the press is moments old.

    The parent's phone is rung once for a press, and only while the interviewer is in the room.
    """
    ours = lines.get(Part.INTERVIEWER, ())
    hers = lines.get(Part.PARENT, ())
    if _gone(ours) or (not ours and _gone(hers)):
        ended = [
            follow
            for part, follow in ((Part.PARENT, Follow.END_PARENT), (Part.INTERPRETER, Follow.END_INTERPRETER))
            if any(one.rings for one in lines.get(part, ()))
        ]
        ended += [Follow.LET_GO] if any(not one.down and not one.rings for one in hers) else []
        everything = [one for some in lines.values() for one in some]
        return (*ended, Follow.OVER) if all(one.down for one in everything) else tuple(ended)
    if _gone(hers) and any(one.rings and not one.joined for one in ours):
        return (Follow.END_INTERVIEWER,)
    if fresh and not hers and any(one.joined and not one.down for one in ours):
        return (Follow.RING_PARENT,)
    return ()


def _gone(ours: Sequence[Stands]) -> bool:
    return bool(ours) and all(one.down for one in ours)
