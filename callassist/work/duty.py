"""The duty rota: who is to be rung for a worry about a parent or a child, from when to when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from callassist.errors import Refusal
from callassist.people.numbers import read_number
from callassist.privacy.tokens import new_id
from callassist.schedule.escalation import OnCall
from callassist.schedule.hours import open_spans
from callassist.store import shifts, staff
from callassist.store.database import Connection
from callassist.store.staff import DutyRow
from callassist.work.actor import Actor
from callassist.work.house import House, Running
from callassist.work.once import keep_once
from callassist.work.verb import Line

WEEK = timedelta(days=7)
FARTHEST = timedelta(days=400)


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
    if until <= house.now():
        raise Refusal("Until", "that time is over.", "Choose a time to come.")
    if until - house.now() > FARTHEST:
        raise Refusal("Until", "it lies more than a year ahead.", "Check the year.")
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


def end_span(house: House, actor: Actor, *, study_id: str, duty_id: str, token: str) -> str:
    """Let somebody's span on the rota end now, or never begin where it lies ahead; the entry's id."""
    now = house.now()
    with house.database.read() as c:
        row = shifts.duty_row(c, duty_id)
    if row is None or row.study_id != study_id or row.until <= now:
        raise Refusal("Rota", "that entry is over, or not there.", "Load the page again.")

    def work(c: Connection) -> str:
        shifts.end_duty(c, duty_id, max(row.since, now))
        return duty_id

    return keep_once(house, Line(actor.id, "end duty", now, study_id, duty_id), token, work)


def lead(c: Connection, running: Running, now: datetime) -> DutyRow | None:
    """Who is on duty now: by the rota, or nobody where it has a gap.

    Where no rota is kept for the week to come, whoever the protocol names for these hours.
    """
    return _on_now(cover(c, running, now, now + WEEK), now)


def _on_now(spans: Sequence[DutyRow], now: datetime) -> DutyRow | None:
    """Of entries that overlap, the one that began last."""
    on = [row for row in spans if row.since <= now < row.until]
    return max(on, key=lambda row: row.since, default=None)


def ladder(c: Connection, running: Running, now: datetime) -> tuple[OnCall, ...]:
    """Who is told of an alert, in turn: lead and second on duty now; with nobody on, the next of the rota."""
    spans = cover(c, running, now, now + WEEK)
    first = _on_now(spans, now) or next(iter(spans), None)
    if first is None:
        return ()
    second = (first.second_name or "", first.second_number or "")
    pairs = ((first.name, first.number), second)
    return tuple(OnCall(name or number, number) for name, number in pairs if number)


def cover(c: Connection, running: Running, since: datetime, until: datetime) -> tuple[DutyRow, ...]:
    """Who is on duty between two moments, the earliest first.

    The rota's rows; where there is none at all, the hours that the protocol names.
    """
    rows = shifts.rota(c, running.id, since, until)
    if rows:
        return tuple(shifts.as_lead(row) for row in rows)
    return tuple(sorted(_planned(running, since, until), key=lambda row: row.since))


def _planned(running: Running, since: datetime, until: datetime) -> Iterator[DutyRow]:
    study = running.edition.protocol.study
    for one in running.edition.protocol.safety.duty:
        for begins, ends in open_spans(since, one.hours, zone=study.zone, nation=study.nation):
            if begins >= until:
                break
            yield DutyRow(
                study_id=running.id,
                name=one.name,
                number=one.number,
                second_name=one.second_name or None,
                second_number=one.second_number or None,
                since=max(begins, since),
                until=min(ends, until),
            )
