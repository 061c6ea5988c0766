"""Who rings when: shifts planned by a manager, one by one or as a table, and who is at work now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from callassist.errors import Refusal
from callassist.privacy.tokens import new_id
from callassist.schedule.offers import wall_moment
from callassist.store import shifts, staff
from callassist.store.database import Connection
from callassist.work.actor import Actor, Role
from callassist.work.house import House, Running
from callassist.work.once import keep_once
from callassist.work.verb import Line

COLUMNS = ("sign_in", "day", "from", "until")
LONGEST = timedelta(hours=14)
AROUND = timedelta(days=2)
FARTHEST = timedelta(days=400)
MOST = 1000


@dataclass(frozen=True, slots=True)
class Planned:
    """A shift as it is to be: who, from when to when (UTC)."""

    staff_id: str
    since: datetime
    until: datetime


def on_shift(c: Connection, study_id: str, now: datetime) -> Sequence[Any]:
    """Who is on shift in a study now: rows with staff_id, name, languages, since and until."""
    return shifts.between(c, [study_id], now, now + timedelta(microseconds=1))


def wraps_up_until(c: Connection, actor: Actor, studies: Iterable[Running], now: datetime) -> datetime | None:
    """Until when somebody has time to write up her last interview, or None where no case need wait."""
    lengths = {one.id: timedelta(minutes=one.edition.protocol.shifts.wrap_up_minutes) for one in studies}
    longest = max(lengths.values(), default=timedelta())
    if not longest:
        return None
    ended = shifts.last_interviews(c, actor.id, now - longest)
    until = max((at + lengths.get(study, timedelta()) for study, at in ended.items()), default=now)
    return until if until > now else None


def put_on(house: House, actor: Actor, running: Running, wanted: Sequence[Planned], *, token: str) -> int:
    """Plan shifts, all or none; how many. Raises Refusal for one that is over, too long or clashes."""
    now = house.now()
    with house.database.read() as c:
        may = {one.id: one.name for one in staff.holders(c, Role.INTERVIEWER, running.id, now)}
    for one in wanted:
        _check(one, may, now)
    rows = [_row(running.id, one, actor.id, now) for one in wanted]

    def work(c: Connection) -> str:
        for n, one in enumerate(wanted):
            near = shifts.hers(c, one.staff_id, one.since - AROUND, one.until + AROUND)
            taken = [(other.since, other.until) for other in near]
            taken += [(other.since, other.until) for other in wanted[:n] if other.staff_id == one.staff_id]
            if any(since < one.until and one.since < until for since, until in taken):
                raise Refusal("Shift", f"{may[one.staff_id]} is on shift then.", "Take that one off first.")
        shifts.add(c, rows)
        return str(len(rows))

    line = Line(actor.id, "plan shifts", now, running.id, more={"shifts": [row["id"] for row in rows]})
    return int(keep_once(house, line, token, work))


def take_off(house: House, actor: Actor, *, study_id: str, shift_id: str, token: str) -> str:
    """Take a shift off the rota; its id."""
    now = house.now()

    def work(c: Connection) -> str:
        if not shifts.end(c, study_id, shift_id, actor.id, now):
            raise Refusal("Shift", "it is off the rota already, or not there.", "Load the page again.")
        return shift_id

    return keep_once(house, Line(actor.id, "take shift off", now, study_id, shift_id), token, work)


def read_rows(
    house: House, running: Running, rows: Sequence[Mapping[str, object]]
) -> tuple[list[Planned], list[Refusal]]:
    """The shifts of a table with the columns of COLUMNS, and what is wrong in which row."""
    now, zone = house.now(), running.edition.protocol.study.zone
    if len(rows) > MOST:
        return [], [Refusal("Rows", f"there are more than {MOST:,}.", "Send them in parts.")]
    with house.database.read() as c:
        may = {one.id for one in staff.holders(c, Role.INTERVIEWER, running.id, now)}
        known = {name: one for name, one in shifts.sign_ins(c).items() if one in may}
    good, bad = [], []
    for number, row in enumerate(rows, 2):
        try:
            good.append(_read(row, known, zone, f"Row {number}"))
        except Refusal as refusal:
            bad.append(refusal)
    return good, bad


def _read(row: Mapping[str, object], known: Mapping[str, str], zone: str, where: str) -> Planned:
    cells = {name: _text(row.get(name)) for name in COLUMNS}
    if missing := [name for name, text in cells.items() if not text]:
        raise Refusal(where, f"the column {missing[0]} is empty.", f"Columns: {', '.join(COLUMNS)}.")
    if cells["sign_in"] not in known:
        who = cells["sign_in"][:40]
        raise Refusal(where, f"nobody who interviews here signs in as {who}.", "Look at People here.")
    begins, ends = (_moment(cells["day"], cells[name], zone, where) for name in ("from", "until"))
    return Planned(known[cells["sign_in"]], begins, ends)


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}"
    return "" if cell is None else str(cell).strip()


def _moment(day: str, at: str, zone: str, where: str) -> datetime:
    try:
        wall = datetime.fromisoformat(f"{day}T{at[:5].zfill(5)}")
    except ValueError:
        raise Refusal(
            where, f"“{day[:20]} {at[:20]}” is no day and time.", "Write 2026-10-08 and 15:45."
        ) from None
    found = wall_moment(wall.date(), wall.time(), zone)
    if found is None:
        raise Refusal(where, f"{at[:5]} does not exist that day: the clocks go forward.", "Choose another.")
    return found


def _check(one: Planned, may: Mapping[str, str], now: datetime) -> None:
    if one.staff_id not in may:
        raise Refusal("Who", "that person does not interview in this study.", "Choose somebody of the list.")
    if one.until <= one.since:
        raise Refusal("Until", "it is not after the beginning.", "Choose a later time of the same day.")
    if one.until - one.since > LONGEST:
        raise Refusal("Until", "a shift is no longer than fourteen hours.", "Plan two.")
    if one.until <= now:
        raise Refusal("From", "that shift is over.", "Choose a day to come.")
    if one.since - now > FARTHEST:
        raise Refusal("Day", "it lies more than a year ahead.", "Check the year.")


def _row(study_id: str, one: Planned, by: str, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(),
        "study_id": study_id,
        "staff_id": one.staff_id,
        "since": one.since,
        "until": one.until,
        "planned_by": by,
        "planned_at": now,
    }
