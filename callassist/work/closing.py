"""What she told at the end about reaching her: kept sealed, and a task says what to look at."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from callassist.errors import Refusal
from callassist.questionnaire.session import Session
from callassist.store import tasks
from callassist.store.interviews import Held
from callassist.work import opening

CHANGED = "contact_changed"
CONTACT = "closing/contact"
WITHIN = timedelta(days=3)
WORDS = {
    "number": "number",
    "second_contact": "second contact",
    "language": "language",
    "interpreter": "interpreter",
    "times": "times",
}


def told_at_the_end(held: Held, session: Session, participant: Any, now: datetime) -> tasks.NewTask | None:
    """The task for what has changed, naming the kinds and no value; None when everything still holds."""
    changed = _changed(session, participant)
    if not changed:
        return None
    return tasks.NewTask(
        study_id=held.study_id,
        kind=CHANGED,
        case_id=held.case_id,
        participant_id=held.participant_id,
        cause=f"{CHANGED}:{held.id}",
        words=f"New contact details were given: {', '.join(WORDS[one] for one in changed)}. Keep them.",
        raised_at=now,
        due_at=now + WITHIN,
        more={"interview": held.id, "what": changed},
    )


def _changed(session: Session, participant: Any) -> list[str]:
    language = (participant.language or {}) if participant is not None else {}
    found = []
    if _said(session, "number_same") == "no":
        found.append("number")
    if _said(session, "second_contact") in ("no", "new"):
        found.append("second_contact")
    if _said(session, "language_next") not in ("", language.get("spoken", "")):
        found.append("language")
    wants = _said(session, "interpreter_next")
    if wants and (wants != "no") is not bool(language.get("interpreter")):
        found.append("interpreter")
    if _said(session, "times"):
        found.append("times")
    return found


def _said(session: Session, name: str) -> str:
    for item in (f"{CONTACT}/{name}", f"closing/{name}"):
        try:
            return session.state(opening.whole(session, item)).value
        except Refusal:
            continue
    return ""
