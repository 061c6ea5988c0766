"""Leaving an interview before its end: kept at its question, with what happened in the ledger of contacts."""

from __future__ import annotations

from datetime import datetime

from callassist.cases.outcomes import OUTCOMES
from callassist.errors import Refusal, Stale
from callassist.privacy.tokens import new_id
from callassist.store import attempts, holds, interviews, practice, sittings
from callassist.store.database import Connection
from callassist.store.interviews import Held
from callassist.work import at_hand
from callassist.work.actor import Actor
from callassist.work.attempts import Attempt, keep_attempt
from callassist.work.booking_came import went
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.once import known as kept_before
from callassist.work.verb import Line, again

# What may have happened when an interview is left, in the order of the page.
LEFT = (
    "broke_off",
    "call_back",
    "not_safe",
    "cut_off",
    "bad_line",
    "other_adult",
    "child_answered",
    "gatekeeper_no",
    "wrong_person",
    "not_now",
    "shorter",
    "distress",
    "interpreter_absent",
    "other_language",
    "unwell",
    "refused_wave",
    "refused_all",
    "technical",
)

# Of these, what may stand on a page that somebody else could see.
QUIET = (
    "not_safe",
    "other_adult",
    "child_answered",
    "gatekeeper_no",
    "wrong_person",
    "cut_off",
    "bad_line",
    "technical",
)


@again
def break_off(
    house: House, interview_id: str, outcome: str, path: str | None, *, by: Actor, once: str, note: str = ""
) -> str:
    """End the sitting at a question and log what happened; the interview can be resumed by anybody.

    Some outcomes raise a task, after which nobody rings before somebody has decided. Returns the id of the
    line in the ledger. Practice keeps nothing.
    """
    known = OUTCOMES.get(outcome)
    if known is None or outcome not in LEFT:
        raise Refusal("What happened", "nothing is chosen.", "Choose what happened.")
    now = house.now()
    with house.database.read() as c:
        held = at_hand.held(c, interview_id)
        case = attempts.case(c, held.case_id) if held.case_id else None
    if held.practice:
        house.database.keep(lambda c: practice.forget(c, by.id, interview_id))
        at_hand.drop(house, interview_id)
        return ""
    if held.state != "open" and kept_before(house, once) is None:
        raise Refusal("interview", "it is not being held now.", "Resume it from its case.")
    if case is None:
        raise Refusal("case", "it is gone.", "Ask a manager.")
    if known.note and not note.strip():
        raise Refusal("Note", f"“{known.words}” needs a note.", "Say in a few words what was said.")
    kept_at = path if path is not None and "/opening/" not in path else held.place
    contact_id = new_id()

    def work(c: Connection) -> str:
        if not interviews.change(c, interview_id, held.version, state="broken_off", place=kept_at):
            raise Stale
        sittings.end_interruption(c, interview_id, now)
        went(c, interview_id, now)
        sittings.end(c, interview_id, now, path)
        keep_attempt(c, house, case, call(held, outcome, now, note), by=by, contact_id=contact_id)
        holds.release(c, case.id, by.id, now)
        return contact_id

    line = Line(by.id, "break off", now, held.study_id, interview_id, {"outcome": outcome})
    kept = keep_once(house, line, once, work)
    house.wake("plan")
    return kept


def call(held: Held, outcome: str, now: datetime, note: str = "") -> Attempt:
    """The call of the sitting that ends now, as the ledger of contacts takes it; of paper, when it was."""
    if held.held_at is not None:
        return Attempt("call", outcome, held.held_at, note.strip(), None, held.id)
    since = held.sitting_since or now
    seconds = max(int((now - since).total_seconds()), 0)
    return Attempt("call", outcome, since, note.strip(), seconds, held.id)
