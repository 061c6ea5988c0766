"""A few words that one colleague leaves for another, about a family or none; sealed like all free text."""

from __future__ import annotations

from callassist.errors import Refusal
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.store import attempts
from callassist.store.database import Connection
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.verb import Line

LONGEST = 2000


def leave_note(
    house: House,
    *,
    by: str,
    study_id: str,
    to: str,
    words: str,
    token: str,
    case_id: str | None = None,
) -> str:
    """Leave a note for somebody, to be found at the beginning of her shift; the note's id."""
    if not words.strip():
        raise Refusal("Note", "it is empty.", "Write it in a few words.")
    if len(words) > LONGEST:
        raise Refusal("Note", f"it has more than {LONGEST} characters.", "Make it shorter.")
    now, note_id = house.now(), new_id()
    row = {
        "id": note_id,
        "study_id": study_id,
        "to": to,
        "case_id": case_id,
        "by": by,
        "words": house.sealer.seal(study_id, words.strip(), place("note", note_id)),
        "at": now,
        "read_at": None,
    }

    def work(c: Connection) -> str:
        attempts.add_note(c, row)
        return note_id

    return keep_once(house, Line(by, "leave note", now, study_id, case_id or to), token, work)
