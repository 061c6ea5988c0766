"""Editions of a study: sending a folder's files, seeing what they would change, using them."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from werkzeug.utils import redirect
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.store import amending
from callassist.store.lists import here
from callassist.web import forms, which
from callassist.web.guard import actor, house, needs
from callassist.work import editions
from callassist.work.actor import Role
from callassist.work.house import Running

pages = Blueprint("editions", __name__)
Page = str | tuple[str, int] | Response
LINES = 20


@pages.get("/editions")
@needs(Role.MANAGER)
def show() -> str:
    """The editions there were, and the form to offer a new one."""
    return _page(which.study(Role.MANAGER), forms.EMPTY)


def _page(running: Running, form: forms.Form, shown: editions.Offer | None = None) -> str:
    with house().database.read() as c:
        found = amending.editions(c, running.id)
        lines = here.latest(c, running.id, LINES)
        names = {one.id: one.name for one in here.everybody(c)}
    return render_template(
        "editions/show.html",
        study=running,
        others=which.others(running, Role.MANAGER),
        form=form,
        editions=found,
        offer=shown,
        lines=lines,
        names=names,
        site_names={site.code: site.name for site in running.edition.protocol.site},
    )


@pages.post("/editions")
@needs(Role.MANAGER)
def offer() -> Page:
    """Keep the files that were sent as an edition beside the one in use."""
    running = which.study(Role.MANAGER)
    sent = {one.filename or "": one.read() for one in request.files.getlist("files") if one.filename}
    try:
        digest = editions.offer(house(), running, editions.files_of(sent), by=actor().id)
    except Refusal as refusal:
        return _page(running, forms.refused(refusal, {"Files": "files"})), 422
    return redirect(url_for("editions.look", digest=digest), 303)


@pages.get("/editions/<digest>")
@needs(Role.MANAGER)
def look(digest: str) -> str:
    """What an edition that was offered would change."""
    running = which.study(Role.MANAGER)
    return _page(running, forms.EMPTY, editions.preview(house(), running, digest))


@pages.post("/editions/<digest>/use")
@needs(Role.MANAGER)
def use(digest: str) -> Response:
    """Use it from now on."""
    running = which.study(Role.MANAGER)
    done = editions.use(house(), running, digest, by=actor().id)
    said = "The edition is in use. Windows follow; texts that fall due today wait for your release."
    return which.back("editions.show", said if done.new_edition else "It is in use already: nothing changed.")
