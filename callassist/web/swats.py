"""Studies within the trial: who was drawn so far, what became of it, and the analysis set to take."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template

from callassist.exports.swats import analysis_set
from callassist.reports.swats import figures
from callassist.store.lists import swats
from callassist.web import which
from callassist.web.guard import actor, house, needs
from callassist.work.actor import Role
from callassist.work.verb import Line, keep

pages = Blueprint("swats", __name__)
WHO = (Role.MANAGER, Role.DATA)


@pages.get("/within-the-trial")
@needs(*WHO)
def show() -> str:
    """Each study within the trial with its arms side by side."""
    running, now = which.study(*WHO), house().now()
    protocol = running.edition.protocol
    with house().database.read() as c:
        found = [
            (one, figures(one, swats.counted(c, running.id, one.id, one.rule, now))) for one in protocol.swat
        ]
    return render_template("swats/show.html", study=running, others=which.others(running, *WHO), found=found)


@pages.post("/within-the-trial/<swat_id>")
@needs(*WHO)
def take(swat_id: str) -> Response:
    """The analysis set as a CSV; the audit says who took it."""
    running, now = which.study(*WHO), house().now()
    swat = next((one for one in running.edition.protocol.swat if one.id == swat_id), None)
    if swat is None:
        abort(404)
    with house().database.read() as c:
        rows = swats.counted(c, running.id, swat.id, swat.rule, now)
    line = Line(actor().id, "take analysis set", now, running.id, None, {"swat": swat.id, "rows": len(rows)})
    keep(house(), line, lambda _c: None)
    return Response(
        analysis_set(swat, rows),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{running.row.slug}-{swat.id}.csv"'},
    )
