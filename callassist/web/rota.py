"""The rota: shifts of those who ring, what the windows still need, and who is on duty for a worry."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, render_template, request
from werkzeug.wrappers import Response as Answer

from callassist.errors import Refusal
from callassist.people.languages import language
from callassist.reports.need import need
from callassist.reports.rota import gaps
from callassist.schedule.need import Need
from callassist.schedule.slots import Slot
from callassist.store import shifts, staff
from callassist.web import forms, which, words
from callassist.web.frame import language_name, now
from callassist.web.guard import actor, house, needs
from callassist.web.moments import exists, read_planned
from callassist.web.words import listed
from callassist.work import duty, rota, tables
from callassist.work.actor import Role
from callassist.work.house import Running

pages = Blueprint("rota", __name__, url_prefix="/rota")
WHO = (Role.MANAGER, Role.SUPERVISOR)
AHEAD = timedelta(days=14)
FIELDS = {"Who": "staff", "Shift": "from", "From": "from", "Until": "until", "Day": "day", "Rows": "rows"}
DUTY_FIELDS = {"Who": "name", "phone": "number", "Until": "duty_until", "Time": "duty_since", "Rota": "name"}
PARTS = {
    None: ("hour", "the whole week"),
    Slot.WEEKDAY_DAY: ("morning", "weekday mornings"),
    Slot.WEEKDAY_AFTERNOON: ("afternoon", "weekday afternoons"),
    Slot.WEEKDAY_EVENING: ("evening", "weekday evenings"),
    Slot.SATURDAY: ("Saturday", "Saturdays"),
    Slot.SUNDAY: ("Sunday", "Sundays"),
}
Page = str | tuple[str, int] | Answer


@pages.get("")
@needs(*WHO)
def show() -> str:
    """Shifts of two weeks, what is short, and the duty rota."""
    return _page(which.study(*WHO), forms.EMPTY)


def _page(running: Running, form: forms.Form, bad: Sequence[Refusal] = ()) -> str:
    at, protocol = now(), running.edition.protocol
    zone = protocol.study.zone
    with house().database.read() as c:
        planned = shifts.between(c, [running.id], at, at + AHEAD)
        on_duty = shifts.rota(c, running.id, at, at + AHEAD)
        holes = gaps(c, running.id, protocol, at)
        short = need(c, running.id, protocol, at)
        people = staff.holders(c, Role.INTERVIEWER, running.id, at)
    return render_template(
        "rota/show.html",
        study=running,
        others=which.others(running, *WHO),
        form=form,
        bad=bad,
        days=_by_day(planned, zone),
        here=[one for one in planned if one.since <= at],
        spoken=_spoken(one for one in planned if one.since <= at),
        needs=[(one, _said(one)) for one in short],
        questions=_questions(short),
        calls_an_hour=protocol.shifts.calls_an_hour,
        duty=on_duty,
        gaps=holes,
        people=[(one.id, f"{one.name}, {_tongues(one)}") for one in people],
        tongues=_tongues,
        columns=rota.COLUMNS,
        may_plan=actor().may(Role.MANAGER, running.id),
    )


def _by_day(planned: Sequence[Any], zone: str) -> list[tuple[date, list[Any]]]:
    found: dict[date, list[Any]] = defaultdict(list)
    for one in planned:
        found[words.local(one.since, zone).date()].append(one)
    return sorted(found.items())


def _tongues(one: Any) -> str:
    return listed([language_name(tag) for tag in one.languages or ()]) or "no language named"


def _spoken(here: Any) -> str:
    tags = {language(tag).name for one in here for tag in one.languages or ()}
    return listed(sorted(tags))


def _said(one: Need) -> str:
    _noun, where = PARTS[one.slot]
    return where


def _questions(short: Sequence[Need]) -> list[str]:
    """In words, a line a language: "Urdu: 3 more evenings, 1 more Saturday"."""
    found: dict[str, list[str]] = {}
    for one in short:
        if one.shifts and one.slot is not None:
            noun, _where = PARTS[one.slot]
            said = words.counted(one.shifts, f"more {noun}", f"more {noun}s")
            found.setdefault(one.language, []).append(said)
    return [f"{language_name(tag)}: {', '.join(said)}" for tag, said in found.items()]


@pages.get("/needs.csv")
@needs(*WHO)
def as_csv() -> Response:
    """What the windows need, as a file: figures alone, no study number."""
    running = which.study(*WHO)
    with house().database.read() as c:
        short = need(c, running.id, running.edition.protocol, now())
    zone = running.edition.protocol.study.zone
    header = ("language", "part_of_week", "cases", "calls", "hours_needed", "hours_planned", "hours_short")
    rows = [
        (
            one.language,
            one.slot or "all",
            one.cases,
            one.calls,
            one.needed,
            one.planned,
            one.short,
            one.shifts,
            words.local(one.by, zone).date() if one.by else "",
        )
        for one in short
    ]
    name = f"shifts-needed-{running.row.slug}-{now():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    body = tables.csv_of((*header, "more_shifts", "before"), rows)
    return Response(body, mimetype="text/csv; charset=utf-8", headers=headers)


@pages.post("/shift")
@needs(Role.MANAGER)
def plan() -> Page:
    """Plan one shift."""
    running, sent = which.study(Role.MANAGER), request.form
    try:
        since, until = (_wall(running, sent.get("day", ""), sent.get(one, "")) for one in ("from", "until"))
        wanted = rota.Planned(sent.get("staff", ""), since, until)
        rota.put_on(house(), actor(), running, [wanted], token=which.token())
    except Refusal as refusal:
        return _page(running, forms.refused(refusal, FIELDS, name="shift")), 422
    return which.back("rota.show", "The shift is planned.", anchor="shifts")


@pages.post("/shifts")
@needs(Role.MANAGER)
def plan_rows() -> Page:
    """Plan the shifts of a pasted table or a file, all of them or none."""
    running = which.study(Role.MANAGER)
    bad: list[Refusal] = []
    try:
        rows = _rows()
        if not rows:
            raise Refusal("Rows", "the table has no shift below its first row.", "Paste that row and others.")
        wanted, bad = rota.read_rows(house(), running, rows)
        if bad:
            what = f"{words.counted(len(bad), 'row is', 'rows are')} wrong; no shift was planned."
            raise Refusal("Rows", what, "Mend them and send all of them again.")
        many = rota.put_on(house(), actor(), running, wanted, token=which.token())
    except Refusal as refusal:
        return _page(running, forms.refused(refusal, FIELDS, name="rows"), bad), 422
    said = f"{words.counted(many, 'shift is', 'shifts are')} planned."
    return which.back("rota.show", said, anchor="shifts")


def _rows() -> list[dict[str, object]]:
    sent = request.files.get("file")
    if sent is not None and sent.filename:
        return tables.rows_of(sent.filename, sent.read())
    pasted = request.form.get("rows", "")
    if not pasted.strip():
        raise Refusal("Rows", "nothing was pasted and no file chosen.", "Paste the table with its first row.")
    return tables.rows_of("Rows", pasted.strip().encode())


@pages.post("/shift/<shift_id>/off")
@needs(Role.MANAGER)
def off(shift_id: str) -> Page:
    """Take a shift off the rota."""
    running = which.study(Role.MANAGER)
    try:
        rota.take_off(house(), actor(), study_id=running.id, shift_id=shift_id, token=which.token())
    except Refusal as refusal:
        return _page(running, forms.refused(refusal, FIELDS, name="shift")), 422
    return which.back("rota.show", "The shift is off the rota.", anchor="shifts")


@pages.post("/duty")
@needs(Role.MANAGER)
def on_duty() -> Page:
    """Put somebody on the duty rota."""
    running, sent = which.study(Role.MANAGER), request.form
    try:
        zone = running.edition.protocol.study.zone
        since, until = (
            read_planned(sent.get(one, ""), zone, where="Time") for one in ("duty_since", "duty_until")
        )
        duty.add_span(
            house(),
            by=actor().id,
            study_id=running.id,
            name=sent.get("name", ""),
            number=sent.get("number", ""),
            second_name=sent.get("second_name", ""),
            second_number=sent.get("second_number", ""),
            since=since,
            until=until,
            token=which.token(),
        )
    except Refusal as refusal:
        return _page(running, forms.refused(refusal, DUTY_FIELDS, name="duty")), 422
    return which.back("rota.show", "The duty rota has one entry more.", anchor="duty")


@pages.post("/duty/<duty_id>/off")
@needs(Role.MANAGER)
def off_duty(duty_id: str) -> Page:
    """Let an entry of the duty rota end now."""
    running = which.study(Role.MANAGER)
    try:
        duty.end_span(house(), actor(), study_id=running.id, duty_id=duty_id, token=which.token())
    except Refusal as refusal:
        return _page(running, forms.refused(refusal, DUTY_FIELDS, name="duty")), 422
    return which.back("rota.show", "The entry is off the duty rota.", anchor="duty")


def _wall(running: Running, day: str, at: str) -> datetime:
    try:
        wall = datetime.fromisoformat(f"{day}T{at}")
    except ValueError:
        raise Refusal("Day", "the day or a time is missing.", "Fill in day, from and until.") from None
    return exists(wall, running.edition.protocol.study.zone, where="From")
