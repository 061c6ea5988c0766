"""The manager's lists as files: families, tasks, windows, texts, vouchers. Nobody's name or words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint
from werkzeug.wrappers import Response

from callassist.reports.closing import closing
from callassist.store import tasks, vouchers
from callassist.web import which
from callassist.web.families import WHO as FAMILIES_WHO
from callassist.web.frame import language_name, now
from callassist.web.going_out import reached_by
from callassist.web.guard import actor, house, needs
from callassist.web.morning import SHOWN_APART, WHO
from callassist.work import family_story, going_out, tables, voucher_post
from callassist.work.actor import Role
from callassist.work.house import Running

pages = Blueprint("listing", __name__)
CLOSING = ("study_number", "site", "closes_on", "language", "tried", "of", "still_owed", "booked", "given")
TEXTS = ("study_number", "site", "what", "at", "state", "why", "instead", "language", "segments", "pence")
FAMILIES = ("study_number", "site", "speaks", "since", "state")
TASKS = ("due_at", "study_number", "site", "what", "raised_at")
MOST = 100_000
VOUCHERS = ("study_number", "site", "earned_with", "due_at", "pence", "wants_it_by", "state", "issued_at")


@pages.get("/morning/closing.csv")
@needs(*WHO)
def closing_csv() -> Response:
    """The windows that close within seven days, and what each still owes."""
    running = which.study(*WHO)
    with house().database.read() as c:
        found = closing(c, running.id, running.edition.protocol, now(), which.sites(running, *WHO))
    rows = (
        (
            one.row.number,
            one.row.site,
            one.row.closes_on,
            one.language,
            one.tried,
            one.of,
            one.still_owed,
            _wall(one.booked, running),
            "yes" if one.given_to else "",
        )
        for one in found
    )
    return _file("closing", running, CLOSING, rows)


@pages.get("/going-out.csv")
@needs(Role.MANAGER)
def texts_csv() -> Response:
    """Every text held, waiting, due by tomorrow, or rightly not sent; a row each, without its words."""
    running = which.study(Role.MANAGER)
    return _file("what-goes-out", running, TEXTS, _texts(running))


def _texts(running: Running) -> Iterator[Sequence[object]]:
    found = reached_by(going_out.going_out(house(), running), which.sites(running, Role.MANAGER))
    parts = (
        ("held", found.held),
        ("waits for a decision", found.waiting),
        ("today", found.today),
        ("tomorrow", found.tomorrow),
        ("not sent", found.not_sent),
    )
    for state, rows in parts:
        for row in rows:
            at, why = _wall(row.at, running), row.why if state != "today" else ""
            words = (row.words.language if row.words else row.language, row.segments, row.pence)
            yield (row.number, row.site, row.what, at, state, why, row.instead, *words)


@pages.get("/families.csv")
@needs(*FAMILIES_WHO)
def families_csv() -> Response:
    """Everybody who takes part, as the page of families lists them: no name, no number but the study's."""
    running = which.study(*FAMILIES_WHO)
    found, _count = family_story.search(house(), actor(), running, "", MOST)
    rows = (
        (
            one.number,
            one.site,
            language_name((one.language or {}).get("spoken")),
            one.enrolled_on,
            "everything stopped" if one.stopped_at else "takes part",
        )
        for one in found
    )
    return _file("families", running, FAMILIES, rows)


@pages.get("/morning/tasks.csv")
@needs(*WHO)
def tasks_csv() -> Response:
    """The open tasks of the morning page, soonest due first."""
    running = which.study(*WHO)
    with house().database.read() as c:
        found = which.of(tasks.opened(c, [running.id], MOST), which.sites(running, *WHO))
    rows = (
        (_wall(one.due_at, running), one.number, one.site, one.words, _wall(one.raised_at, running))
        for one in found
        if one.kind not in SHOWN_APART
    )
    return _file("tasks", running, TASKS, rows)


@pages.get("/vouchers.csv")
@needs(Role.MANAGER)
def vouchers_csv() -> Response:
    """Every voucher, with the interview that earned it and what became of it."""
    running = which.study(Role.MANAGER)
    titles = {w.code: w.title for plan in running.edition.protocol.plan for w in plan.wave}
    with house().database.read() as c:
        found = which.of(vouchers.all_of(c, running.id), which.sites(running, Role.MANAGER))
    rows = (
        (
            row.number,
            row.site,
            f"{titles.get(row.wave, row.wave)}, {row.case_state}",
            _wall(row.due_at, running),
            row.pence,
            row.how if row.issued_at is None else "",  # afterwards it is what somebody typed
            voucher_post.state(row),
            _wall(row.issued_at, running),
        )
        for row in found
    )
    return _file("vouchers", running, VOUCHERS, rows)


def _wall(at: datetime | None, running: Running) -> str:
    """A moment on the study's own clock, to the minute; "" for none."""
    zone = ZoneInfo(running.edition.protocol.study.zone)
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at is not None else ""


def _file(name: str, running: Running, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    named = f"{name}-{running.row.slug}-{now():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f"attachment; filename={named}"}
    body = tables.csv_of(header, (["" if cell is None else cell for cell in row] for row in rows))
    return Response(body, mimetype="text/csv; charset=utf-8", headers=headers)
