"""Where a case stands for whoever looks at it: its appointment, why it comes now, whether it may be rung."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from callassist.cases.states import STANDING
from callassist.people.participation import Standing
from callassist.store.lists.case import CasePage
from callassist.store.lists.line import DECISIONS
from callassist.work.actor import Actor, Role

DONE = {
    "complete": "The interview is done.",
    "partial": "The interview is done in part.",
    "missed": "The window is over.",
    "stopped": "This interview is not asked for any more.",
    "not_planned": "This interview is not planned.",
}


def supervises(actor: Actor, case: Any) -> bool:
    """Whether she supervises where the case is."""
    return actor.may(Role.SUPERVISOR, case.study_id, case.site, case.strand)


def appointment_of(page: CasePage, now: datetime) -> Any | None:
    """The appointment the page speaks of: the next that stands, else the last that fell through."""
    own = [one for one in page.appointments if one.case_id == page.case.id]
    ahead = [one for one in own if one.state in STANDING]
    if ahead:
        return ahead[0]
    recent = [
        one for one in own if one.state in ("declined", "missed") and one.starts_at > now - timedelta(days=7)
    ]
    return recent[-1] if recent and page.case.state == "open" else None


def attempts_of(page: CasePage) -> list[Any]:
    """What was tried in this case and stands, oldest first; texts are no tries."""
    own = [
        one
        for one in page.ledger
        if one.case_id == page.case.id and one.corrected_by is None and one.channel != "text"
    ]
    return list(reversed(own))


def why(case: Any, window: str, owed: str) -> str:
    """Why this one, where no appointment says so. `window` and `owed` in words."""
    if case.state in ("open", "waiting"):
        about = f"The window {lower(window)}."
        return f"{about} Owed: {lower(owed)}." if case.state == "open" else about
    return DONE.get(case.state, f"This case is {case.state.replace('_', ' ')}.")


def lower(sentence: str) -> str:
    """The same with a small first letter."""
    return sentence[:1].lower() + sentence[1:]


def blocked_by(page: CasePage, stands: Standing, window: str) -> str:
    """Why nobody may ring at all, in words that tell no story; "" when they may."""
    if page.case.stopped_at is not None:
        return "Everything is stopped for this family. Do not ring."
    if page.case.paused:
        return "Calls are paused. Do not ring until the manager resumes."
    if page.case.state == "waiting":
        return f"The window {lower(window)}. Nobody rings before it opens."
    if not stands.calls:
        return "No calls are wanted. Do not ring."
    waits = next((one for one in page.tasks if one.kind in DECISIONS), None)
    return str(waits.words) if waits is not None else ""
