"""When a parent lets slip which group she is in: noted, sealed; and the interviewer's guess at the end."""

from __future__ import annotations

from callassist.errors import Refusal
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.store import alerts, guesses, sittings
from callassist.store.database import Connection
from callassist.work import at_hand
from callassist.work.actor import Actor
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.verb import Line

FINISHED = ("complete", "partial")
CANNOT_TELL = "cannot_tell"


def told(house: House, interview_id: str, path: str | None, words: str, *, by: str, once: str) -> None:
    """Keep that she told it, at which question and when; her words are sealed. Practice keeps nothing."""
    now = house.now()
    with house.database.read() as c:
        held = at_hand.held(c, interview_id)
    if held.practice:
        return
    row_id = new_id()
    said = words.strip()[:2000]
    sealed = house.sealer.seal(held.under, said, place("unblinding", row_id)) if said else None

    def work(c: Connection) -> str:
        alerts.add_unblinding(
            c,
            id=row_id,
            study_id=held.study_id,
            interview_id=interview_id,
            case_id=held.case_id,
            by=by,
            path=path,
            words=sealed,
            at=now,
        )
        return row_id

    keep_once(house, Line(by, "note unblinding", now, held.study_id, interview_id), once, work)


def asks_guess(house: House, interview_id: str, actor: Actor) -> bool:
    """Whether this interviewer is still to say which group she thinks it was, after all else."""
    with house.database.read() as c:
        held = at_hand.held(c, interview_id)
        if held.practice or held.state not in FINISHED or guesses.made(c, interview_id):
            return False
        last = sittings.of_interview(c, interview_id)[-1]
    arms = house.study(held.study_id).edition.protocol.arms
    return arms is not None and arms.guess and last.by == actor.id and last.held_at is None


def guess(house: House, actor: Actor, interview_id: str, said: str, *, once: str) -> str:
    """Keep her guess, apart from the answers: an arm, or that she cannot tell. It is never shown again."""
    now = house.now()
    with house.database.read() as c:
        held = at_hand.held(c, interview_id)
    arms = house.study(held.study_id).edition.protocol.arms
    if arms is None or said not in (*arms.names, CANNOT_TELL):
        raise Refusal("Which group", "nothing is chosen.", "Choose one, or that you cannot tell.")
    if not asks_guess(house, interview_id, actor):
        raise Refusal("Which group", "it was said already, or is not asked here.", "Go on.")
    row = {
        "id": new_id(),
        "study_id": held.study_id,
        "interview_id": interview_id,
        "participant_id": held.participant_id,
        "wave": held.wave,
        "by": actor.id,
        "guess": said,
        "at": now,
    }

    def work(c: Connection) -> str:
        guesses.add(c, house.database.dialect, row)
        return interview_id

    return keep_once(house, Line(actor.id, "guess the group", now, held.study_id, interview_id), once, work)
