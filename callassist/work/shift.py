"""The end of a shift: a word that somebody leaves for the supervisors before she signs out."""

from __future__ import annotations

from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.store import attempts, staff
from callassist.store.database import Connection
from callassist.work.actor import Actor, Role
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.verb import Line

LONGEST = 2000


def leave_word(house: House, actor: Actor, words: str, *, token: str) -> int:
    """Leave a sealed note for the supervisors of every study that she interviews for; to how many it went."""
    words, now = words.strip()[:LONGEST], house.now()
    if not words:
        return 0
    rows = []
    with house.database.read() as c:
        for study in house.studies():
            if not actor.may(Role.INTERVIEWER, study.id):
                continue
            for one in staff.holders(c, Role.SUPERVISOR, study.id, now):
                note_id = new_id()
                sealed = house.sealer.seal(study.id, words, place("note", note_id))
                rows.append(
                    {
                        "id": note_id,
                        "study_id": study.id,
                        "to": one.id,
                        "by": actor.id,
                        "words": sealed,
                        "at": now,
                    }
                )

    def work(c: Connection) -> str:
        for row in rows:
            attempts.add_note(c, row)
        return str(len(rows))

    return int(keep_once(house, Line(actor.id, "leave_word", now), token, work))
