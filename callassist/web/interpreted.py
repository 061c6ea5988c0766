"""What interpreting took and brought, by language, and how long interviews really last in each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from flask import Blueprint, Response, render_template

from callassist.reports import interpreting, lengths
from callassist.web import which
from callassist.web.bookings import WHO
from callassist.web.frame import now
from callassist.web.guard import actor, house, needs
from callassist.work import tables
from callassist.work.family_story import strands
from callassist.work.house import Running

pages = Blueprint("interpreted", __name__, url_prefix="/interpreters")


@pages.get("/report")
@needs(*WHO)
def report() -> str:
    """What interpreting took and what it brought, by language, and how long interviews take."""
    running = which.study(*WHO)
    return render_template(
        "interpreters/report.html",
        study=running,
        others=which.others(running, *WHO),
        report=_report(running),
        lengths=_lengths(running),
        interpreting=running.edition.protocol.interpreting,
        enough=lengths.ENOUGH,
        a_minute=_a_minute(running),
    )


@pages.get("/report.csv")
@needs(*WHO)
def report_file() -> Response:
    """The same as a file."""
    running = which.study(*WHO)
    cells = [line.cells() for line in _report(running).lines]
    return _file(f"{running.row.slug}-interpreting.csv", interpreting.COLUMNS, cells)


@pages.get("/lengths.csv")
@needs(*WHO)
def lengths_file() -> Response:
    """How long interviews take by language, as a file."""
    running = which.study(*WHO)
    cells = [line.cells() for line in _lengths(running)]
    return _file(f"{running.row.slug}-lengths.csv", lengths.COLUMNS, cells)


def _file(name: str, columns: Sequence[str], cells: Iterable[tuple[object, ...]]) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    content = tables.csv_of(columns, list(cells))
    return Response(content, mimetype="text/csv; charset=utf-8", headers=headers)


def _report(running: Running) -> interpreting.Report:
    with house().database.read() as c:
        return interpreting.report(
            c, running.id, now(), which.sites(running, *WHO), pence_a_minute=_a_minute(running)
        )


def _lengths(running: Running) -> tuple[lengths.Line, ...]:
    with house().database.read() as c:
        shows = strands(actor(), running)
        return lengths.report(c, running.id, running.edition.protocol, shows, which.sites(running, *WHO))


def _a_minute(running: Running) -> int:
    return running.edition.protocol.interpreting.on_demand_pence_a_minute
