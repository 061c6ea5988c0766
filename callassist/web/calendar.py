"""The week's agreed times by hour and day, by person, and the address of one's own calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for

from callassist.people.languages import NONE
from callassist.store import feeds, shifts, staff
from callassist.store.lists import calendar as lists
from callassist.store.lists.calendar import TimeRow
from callassist.study.windows import moment
from callassist.web import forms, words
from callassist.web.frame import language_name, my_studies, now, today_on, zone
from callassist.web.guard import actor, house, needs, open_to_all
from callassist.work import feeds as addresses
from callassist.work.actor import Role, speaks
from callassist.work.family_story import strands

pages = Blueprint("calendar", __name__, url_prefix="/calendar")
WHO = (Role.INTERVIEWER, Role.SUPERVISOR, Role.MANAGER)
ALL_SEE = (Role.SUPERVISOR, Role.MANAGER)
MOST = 2000
FIRST, LAST = 9, 20
YEARS = (2000, 2200)
BOOKED = {
    "requested": "interpreter asked for, not confirmed",
    "offered": "interpreter offered, not confirmed",
    "confirmed": "interpreter confirmed",
    "attended": "interpreter came",
    "late": "interpreter came late",
}
STATES = {"booked": "no answer yet", "unclear": "answer unclear"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One agreed time in the table: what is said of it, and whether its case may be opened from here."""

    row: TimeRow
    who: str
    language: str
    more: str
    opens: bool


@pages.get("")
@needs(*WHO)
def show() -> str:
    """One week."""
    return _page("")


def _page(address: str) -> str:
    monday = _monday(request.args.get("week", ""))
    others = actor().may_any(ALL_SEE)
    whose = request.args.get("who", "" if others else actor().id) if others else actor().id
    begins, ends = (moment(monday + timedelta(days=n), time(0), zone()) for n in (0, 7))
    studies = [one.id for one in my_studies(*WHO)]
    with house().database.read() as c:
        rows = [one for one in lists.between(c, studies, begins, ends, MOST) if _seen(one, whose)]
        planned = [
            one for one in shifts.between(c, studies, begins, ends) if not whose or one.staff_id == whose
        ]
        people = _people(
            [one for study in studies for one in staff.holders(c, Role.INTERVIEWER, study, now())]
        )
        feed = feeds.hers(c, actor().id)
    names = dict(people)
    return render_template(
        "calendar/show.html",
        form=forms.EMPTY,
        monday=monday,
        days=[monday + timedelta(days=n) for n in range(7)],
        hours=_hours(rows),
        cells=_cells(rows, names),
        shifts=_shifts(planned, named=not whose),
        count=len(rows),
        whose=whose,
        people=people if others else (),
        whose_name=names.get(whose, "") if whose != actor().id else "",
        before=monday - timedelta(days=7),
        after=monday + timedelta(days=7),
        feed=feed,
        address=address,
    )


def _seen(row: TimeRow, whose: str) -> bool:
    """A manager sees the times of her sites, but of a part of the study that tells the group only with that
    grant; an interviewer hers, and those of anybody that she may ring."""
    shows = strands(actor(), house().study(row.study_id))
    if actor().may_any(ALL_SEE, row.study_id, row.site) and row.strand in shows:
        return not whose or row.with_ == whose
    if not _rings(row):
        return False
    return row.with_ == actor().id or (row.with_ is None and actor().speaks(_tag(row)))


def _rings(row: TimeRow) -> bool:
    return actor().may(Role.INTERVIEWER, row.study_id, row.site, row.strand)


def _tag(row: TimeRow) -> str:
    return str((row.needs or {}).get("spoken") or "en-GB")


def _people(rows: Sequence[Any]) -> list[tuple[str, str]]:
    found = {one.id: one.name for one in rows}
    return sorted(found.items(), key=lambda pair: pair[1])


def _hours(rows: Sequence[TimeRow]) -> list[int]:
    at = [words.local(one.starts_at, zone()).hour for one in rows]
    return list(range(min([FIRST, *at]), max([LAST, *at]) + 1))


def _cells(rows: Sequence[TimeRow], names: dict[str, str]) -> dict[tuple[int, date], list[Cell]]:
    found: dict[tuple[int, date], list[Cell]] = {}
    for row in rows:
        local = words.local(row.starts_at, zone())
        found.setdefault((local.hour, local.date()), []).append(_cell(row, names))
    return found


def _cell(row: TimeRow, names: dict[str, str]) -> Cell:
    tag = _tag(row)
    more = [STATES.get(row.state, row.state), BOOKED.get(row.booked or "", "")]
    if not row.booked and (row.needs or {}).get("interpreter") and tag != NONE and not _spoken(tag):
        more.append("no interpreter booked")
    return Cell(
        row=row,
        who=names.get(row.with_ or "", "") or "anybody",
        language=language_name(tag),
        more=", ".join(one for one in more if one),
        opens=_rings(row),
    )


def _spoken(tag: str) -> bool:
    return speaks(actor().languages, tag)


def _shifts(planned: Sequence[Any], *, named: bool) -> dict[date, list[str]]:
    found: dict[date, list[str]] = {}
    for one in planned:
        said = f"{words.clock(one.since, zone())} to {words.clock(one.until, zone())}"
        whose = f"{one.name}, " if named else ""
        found.setdefault(words.local(one.since, zone()).date(), []).append(whose + said)
    return found


def _monday(text: str) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = today_on()
    if not YEARS[0] <= day.year < YEARS[1]:  # a week beyond has no week beside it to go on to
        day = today_on()
    return day - timedelta(days=day.weekday())


@pages.post("/address")
@needs(*WHO)
def make() -> str:
    """Make a new address for her calendar; it is shown this once."""
    token = addresses.make(house(), actor())
    return _page(url_for("calendar.feed", token=token, _external=True))


@pages.post("/address/end")
@needs(*WHO)
def end() -> str:
    """End her address."""
    addresses.end(house(), actor())
    return _page("")


@pages.get("/feed/<token>.ics")
@open_to_all
def feed(token: str) -> Response:
    """Her times for a calendar program that knows the address: study numbers and hours, nothing else."""
    said = addresses.read(house(), token)
    if said is None:
        abort(404)
    return Response(said, mimetype="text/calendar; charset=utf-8")
