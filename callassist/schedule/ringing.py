"""Whether a parent's phone may be rung now: asked when Call is pressed, and again before it rings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from callassist.cases.states import CaseState


class Barred(StrEnum):
    """Why her phone is not rung, in words for the interviewer that tell no story."""

    STOPPED = "Everything is stopped for this family."
    NO_CALLS = "No calls are wanted."
    NO_CONSENT = "No consent is recorded."
    UNDECIDED = "A supervisor has to decide first."
    NOT_OPEN = "This interview is not open."
    PAUSED = "Calls are paused."
    NO_NUMBER = "No number may be rung."
    UNSAFE = "This number is not safe."
    SIGNS = "By BSL: by video or in person, which a manager arranges."
    WITHHELD = "Our number must not show: dial by hand, 141 first."
    RELAY = "By Relay UK: dial by hand, 18002 first."
    DRAMA = "It is a made-up number."
    NOT_LISTED = "The study is not live, and this number is not on its test list."
    HOURS = "It is outside the hours in which one may ring."
    ENOUGH_TODAY = "This family was tried today, and no time was agreed."
    ENOUGH = "This household has been texted and rung enough this week."


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What is true of a family, a case and a phone at this moment.

    `agreed`: a time was agreed about now, or the last call was cut off: hours and caps do not count then.
    """

    case_state: CaseState = CaseState.OPEN
    within_window: bool = True
    stopped: bool = False
    calls_wanted: bool = True
    consented: bool = True
    undecided: bool = False
    paused: bool = False
    number: bool = True
    safe: bool = True
    withhold: bool = False
    relay: bool = False
    signs: bool = False
    live: bool = False
    drama: bool = False
    on_test_list: bool = True
    agreed: bool = False
    in_hours: bool = True
    tried_today: bool = False
    household_full: bool = False


def barred(facts: CallFacts) -> Barred | None:
    """The first reason not to ring, or None. What never changes comes before what waits."""
    checks: tuple[tuple[bool, Barred], ...] = (
        (facts.stopped, Barred.STOPPED),
        (not facts.calls_wanted, Barred.NO_CALLS),
        (not facts.consented, Barred.NO_CONSENT),
        (facts.undecided, Barred.UNDECIDED),
        (facts.case_state is not CaseState.OPEN or not facts.within_window, Barred.NOT_OPEN),
        (facts.paused, Barred.PAUSED),
        (not facts.number, Barred.NO_NUMBER),
        (not facts.safe, Barred.UNSAFE),
        (facts.signs, Barred.SIGNS),
        (facts.relay, Barred.RELAY),
        (facts.withhold, Barred.WITHHELD),
        (facts.live and facts.drama, Barred.DRAMA),
        (not facts.on_test_list, Barred.NOT_LISTED),
        (not facts.agreed and not facts.in_hours, Barred.HOURS),
        (not facts.agreed and facts.tried_today, Barred.ENOUGH_TODAY),
        (not facts.agreed and facts.household_full, Barred.ENOUGH),
    )
    return next((why for holds, why in checks if holds), None)
