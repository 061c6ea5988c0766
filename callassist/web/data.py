"""The data set: having it made, watching it being made, taking the file."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template, request, send_file
from werkzeug.wrappers import Response as Answer

from callassist.errors import Refusal
from callassist.store import staff
from callassist.web import forms, which
from callassist.web.frame import language_name
from callassist.web.guard import actor, house, needs
from callassist.work import making
from callassist.work.actor import Role
from callassist.work.house import Running

pages = Blueprint("data", __name__)
WHO = (Role.MANAGER, Role.DATA, Role.UNBLINDED)
Page = str | tuple[str, int] | Answer
SOON = "2"


@pages.get("/data")
@needs(*WHO)
def show() -> Response:
    """The files that are there, and what each would hold. While one is being made the page looks again."""
    running = which.study(*WHO)
    page = Response(_page(running, forms.EMPTY))
    if any(one.state in ("asked", "running") for one in making.jobs(house(), actor(), running.id)):
        page.headers["Refresh"] = SOON
    return page


def _page(running: Running, form: forms.Form) -> str:
    with house().database.read() as c:
        names = staff.names(c)
    return render_template(
        "data/show.html",
        study=running,
        others=which.others(running, *WHO),
        form=form,
        jobs=making.jobs(house(), actor(), running.id),
        names=names,
        languages=[(tag, language_name(tag)) for tag in running.edition.protocol.study.languages],
        may_dataset=making.may_make(actor(), running.id, unblinded=False),
        may_allocation=making.may_make(actor(), running.id, unblinded=True)
        and running.edition.protocol.arms is not None,
    )


@pages.post("/data")
@needs(*WHO)
def make() -> Page:
    """Have a file made."""
    running = which.study(*WHO)
    unblinded = request.form.get("what") == "allocation"
    if not making.may_make(actor(), running.id, unblinded=unblinded):
        abort(403)
    try:
        making.make(house(), actor(), running, unblinded=unblinded, language=request.form.get("language", ""))
    except Refusal as refusal:
        return _page(running, forms.refused(refusal, {"Labels in": "language"})), 422
    return which.back("data.show", "It is being made. This page looks again by itself.")


@pages.post("/data/<job_id>")
@needs(*WHO)
def take(job_id: str) -> Page:
    """The file; the audit says who took it."""
    known = making.job(house(), actor(), job_id)
    if known.state != "done" or not known.path.is_file():
        raise Refusal("File", "it is not there yet, or was removed after a day.", "Have it made again.")
    making.fetched(house(), actor(), known)
    return send_file(known.path, mimetype="application/zip", as_attachment=True, download_name=known.name)
