"""How hard families were tried, against what the protocol owes them; by arm only for who may see the arms."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from callassist.reports import effort
from callassist.store.lists.effort import by_language
from callassist.store.lists.effort_by_arm import by_arm
from callassist.study.blinding import blinded
from callassist.web import which
from callassist.web.frame import now
from callassist.web.guard import actor, house, needs
from callassist.work.actor import Role
from callassist.work.house import Running
from callassist.work.tables import csv_of
from callassist.work.verb import Line, keep

pages = Blueprint("effort", __name__)
WHO = (Role.MANAGER, Role.SUPERVISOR, Role.DATA, Role.MONITOR)
BY_LANGUAGE = ("interview", "site", "language")
BY_ARM = ("interview", "arm")


@pages.get("/effort")
@needs(*WHO)
def show() -> str:
    """The table by interview, site and language."""
    running = which.study(*WHO)
    return render_template(
        "effort/show.html",
        study=running,
        others=which.others(running, *WHO),
        rows=_rows(running),
        by_arm=False,
        owed=running.edition.protocol.contact,
    )


@pages.get("/effort.csv")
@needs(*WHO)
def as_csv() -> Response:
    """The same as a file; counts under five are covered."""
    running = which.study(*WHO)
    table = csv_of((*BY_LANGUAGE, *effort.HEAD), effort.cells(_rows(running), names=BY_LANGUAGE))
    return _file(table, f"effort-{running.row.slug}")


@pages.get("/effort/by-arm")
@needs(Role.UNBLINDED)
def arms() -> str:
    """The table by interview and arm."""
    running = which.study(Role.UNBLINDED)
    return render_template(
        "effort/show.html",
        study=running,
        others=which.others(running, Role.UNBLINDED),
        rows=_arms(running),
        by_arm=True,
        owed=running.edition.protocol.contact,
    )


@pages.post("/effort/by-arm")
@needs(Role.UNBLINDED)
def take_arms() -> Response:
    """The same as a file; the audit says who took it."""
    running = which.study(Role.UNBLINDED)
    rows = _arms(running)
    line = Line(actor().id, "take effort by arm", now(), running.id, None, {"rows": len(rows)})
    keep(house(), line, lambda _c: None)
    table = csv_of((*BY_ARM, *effort.HEAD), effort.cells(rows, names=BY_ARM))
    return _file(table, f"effort-by-arm-{running.row.slug}")


def _rows(running: Running) -> list[effort.Effort]:
    protocol = running.edition.protocol
    reached = which.sites(running, *WHO)
    with house().database.read() as c:
        rows = by_language(c, running.id, blinded(protocol), protocol.contact, now(), reached)
    return effort.by_language(rows, protocol)


def _arms(running: Running) -> list[effort.Effort]:
    protocol = running.edition.protocol
    with house().database.read() as c:
        rows = by_arm(c, running.id, blinded(protocol), protocol.contact, now())
    return effort.by_arm(rows, protocol)


def _file(table: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f"attachment; filename={name}-{now():%Y-%m-%d}.csv"}
    return Response(table, mimetype="text/csv; charset=utf-8", headers=headers)
