"""Completion on a page of its own, and as a file in which small cells are covered."""

from __future__ import annotations

from flask import Blueprint, Response, render_template

from callassist.reports.completion import completion
from callassist.reports.covered import csv_of
from callassist.store.lists import outgoing
from callassist.web import which
from callassist.web.frame import now
from callassist.web.guard import house, needs
from callassist.web.morning import drawn
from callassist.work.actor import Role

pages = Blueprint("completion", __name__)
WHO = (Role.MANAGER, Role.SUPERVISOR, Role.DATA, Role.MONITOR)


@pages.get("/completion")
@needs(*WHO)
def show() -> str:
    """The table of every wave, site and language."""
    running = which.study(*WHO)
    reached = which.sites(running, *WHO)
    with house().database.read() as c:
        figures = completion(c, running.id, running.edition.protocol, now(), reached)
        sites = outgoing.sites(c, running.id)
    return render_template(
        "completion/show.html",
        study=running,
        others=which.others(running, *WHO),
        sites=sites,
        places=which.places(sites, reached),
        **drawn(figures),
    )


@pages.get("/completion.csv")
@needs(*WHO)
def as_csv() -> Response:
    """The same table as a file; counts under five are covered."""
    running = which.study(*WHO)
    reached = which.sites(running, *WHO)
    with house().database.read() as c:
        figures = completion(c, running.id, running.edition.protocol, now(), reached)
    name = f"completion-{running.row.slug}-{now():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return Response(csv_of(figures), mimetype="text/csv; charset=utf-8", headers=headers)
