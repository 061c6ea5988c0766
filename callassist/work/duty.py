"""The duty rota: who is to be rung for a worry about a parent or a child, from when to when."""

from __future__ import annotations

from datetime import datetime

from callassist.errors import Refusal
from callassist.people.numbers import read_number
from callassist.privacy.tokens import new_id
from callassist.store import staff
from callassist.store.database import Connection
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.verb import Line


def add_span(
    house: House,
    *,
    by: str,
    study_id: str,
    name: str,
    number: str,
    since: datetime,
    until: datetime,
    token: str,
) -> str:
    """Put somebody on the duty rota; the entry's id."""
    if not name.strip():
        raise Refusal("Who", "there is no name.", "Write who takes the duty.")
    if until <= since:
        raise Refusal("Until", "it is not after the beginning.", "Choose a later time.")
    read = read_number(number)
    now, row_id = house.now(), new_id()
    row = {
        "id": row_id,
        "study_id": study_id,
        "name": name.strip()[:80],
        "number": read.e164,
        "second_name": None,
        "second_number": None,
        "since": since,
        "until": until,
    }

    def work(c: Connection) -> str:
        staff.add_duty(c, row)
        return row_id

    return keep_once(house, Line(by, "add duty", now, study_id, row_id), token, work)
