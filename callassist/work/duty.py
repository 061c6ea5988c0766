"""The duty rota: who is to be rung for a worry about a parent or a child, from when to when."""

from __future__ import annotations

from datetime import datetime

from callassist.errors import Refusal
from callassist.people.numbers import read_number
from callassist.privacy.tokens import new_id
from callassist.schedule.hours import next_open
from callassist.store import staff
from callassist.store.database import Connection
from callassist.store.staff import DutyRow
from callassist.work.house import House, Running
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
    second_name: str = "",
    second_number: str = "",
) -> str:
    """Put somebody on the duty rota, with who is rung if there is no answer; the entry's id."""
    if not name.strip():
        raise Refusal("Who", "there is no name.", "Write who takes the duty.")
    if until <= since:
        raise Refusal("Until", "it is not after the beginning.", "Choose a later time.")
    read = read_number(number)
    second = read_number(second_number) if second_number else None
    now, row_id = house.now(), new_id()
    row = {
        "id": row_id,
        "study_id": study_id,
        "name": name.strip()[:80],
        "number": read.e164,
        "second_name": second_name.strip()[:80] or None,
        "second_number": second.e164 if second else None,
        "since": since,
        "until": until,
    }

    def work(c: Connection) -> str:
        staff.add_duty(c, row)
        return row_id

    return keep_once(house, Line(by, "add duty", now, study_id, row_id), token, work)


def lead(c: Connection, running: Running, now: datetime) -> DutyRow | None:
    """Who is on duty now: by the rota, else whoever the protocol names for these hours; or nobody."""
    rows = staff.on_duty(c, [running.id], now)
    if rows:
        return rows[0]
    study = running.edition.protocol.study
    for planned in running.edition.protocol.safety.duty:
        span = next_open(now, planned.hours, zone=study.zone, nation=study.nation)
        if span is not None and span[0] <= now:
            return DutyRow(
                study_id=running.id,
                name=planned.name,
                number=planned.number,
                second_name=planned.second_name or None,
                second_number=planned.second_number or None,
                since=now,
                until=span[1],
            )
    return None
