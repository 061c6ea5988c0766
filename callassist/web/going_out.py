"""What goes out today and tomorrow, what is held, what is rightly not sent; hold, release, pause."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.store.lists import outgoing
from callassist.study.windows import day_of
from callassist.web import forms, which
from callassist.web.frame import now
from callassist.web.guard import actor, house, needs
from callassist.web.words import counted
from callassist.work import going_out, holding, pauses, previews
from callassist.work.actor import Role
from callassist.work.house import Running

pages = Blueprint("going_out", __name__)
SHOWN, HELD_SHOWN = 60, 2
Page = str | tuple[str, int] | Response


@pages.get("/going-out")
@needs(Role.MANAGER)
def show() -> str:
    """The page; `?each=1` shows every held text."""
    return _page(which.study(Role.MANAGER), forms.EMPTY)


def _page(running: Running, form: forms.Form) -> str:
    reached = which.sites(running, Role.MANAGER)
    found = reached_by(going_out.going_out(house(), running), reached)
    each = request.args.get("each") == "1"
    with house().database.read() as c:
        sites = outgoing.sites(c, running.id)
    return render_template(
        "going_out/show.html",
        study=running,
        others=which.others(running, Role.MANAGER),
        form=form,
        out=found,
        cost=going_out.cost,
        by_kind=going_out.by_kind,
        held_shown=found.held[: None if each else HELD_SHOWN],
        each=each,
        shown=SHOWN,
        sites={code: name for code, name in sites.items() if reached is None or code in reached},
        places=which.places(sites, reached),
        whole=reached is None,
        tomorrow_on=(now() + timedelta(days=1)),
        templates=sorted(running.edition.messages.template),
    )


def reached_by(found: going_out.GoingOut, reached: Set[str] | None) -> going_out.GoingOut:
    """The same with the texts of her sites only; pauses of the whole study stay."""
    if reached is None:
        return found
    return replace(
        found,
        held=tuple(which.of(found.held, reached)),
        waiting=tuple(which.of(found.waiting, reached)),
        today=tuple(which.of(found.today, reached)),
        tomorrow=tuple(which.of(found.tomorrow, reached)),
        not_sent=tuple(which.of(found.not_sent, reached)),
        quiet_sites=(),
    )


@pages.get("/going-out/texts")
@needs(Role.MANAGER)
def texts() -> str:
    """Every text in every language, as it would go."""
    running = which.study(Role.MANAGER)
    found = previews.previews(house(), running)
    return render_template(
        "going_out/texts.html", study=running, others=which.others(running, Role.MANAGER), texts=found
    )


@pages.post("/going-out/hold/<message_id>")
@needs(Role.MANAGER)
def hold(message_id: str) -> Response:
    """Hold one text."""
    running = which.study(Role.MANAGER)
    done = holding.hold(
        house(), by=actor().id, study_id=running.id, message_id=message_id, token=which.token()
    )
    said = "The text is held until you release it." if done == "held" else "It had gone before."
    return which.back("going_out.show", said)


@pages.post("/going-out/hold-today")
@needs(Role.MANAGER)
def hold_today() -> Response:
    """Hold everything that would go out today."""
    running = which.study(Role.MANAGER)
    ends = day_of(now(), running.edition.protocol.study.zone, 1)
    count = holding.hold_all(
        house(),
        by=actor().id,
        study_id=running.id,
        until=ends,
        token=which.token(),
        sites=which.sites(running, Role.MANAGER),
    )
    return which.back("going_out.show", f"{counted(int(count), 'text')} held until you release them.")


@pages.post("/going-out/release")
@needs(Role.MANAGER)
def release() -> Page:
    """Release one text, or exactly those that the page had counted."""
    running = which.study(Role.MANAGER)
    chosen = request.form.getlist("text")
    try:
        count = holding.release(
            house(), by=actor().id, study_id=running.id, message_ids=chosen, token=which.token()
        )
    except Refusal as refusal:
        return _page(running, forms.refused(refusal, {})), 422
    said = f"{counted(int(count), 'text')} released; each is looked at again in the minute it is sent."
    return which.back("going_out.show", said)


@pages.post("/going-out/pause")
@needs(Role.MANAGER)
def pause() -> Page:
    """Pause the study, a site or one text."""
    running = which.study(Role.MANAGER)
    scope, _, of = request.form.get("what", "").partition(":")
    try:
        _may_pause(running, scope, of)
        pauses.pause(
            house(),
            by=actor().id,
            study_id=running.id,
            scope=scope,
            of=of or None,
            why=request.form.get("why", ""),
            token=which.token(),
        )
    except Refusal as refusal:
        fields = {"Why": "why", "What to pause": "what"}
        return _page(running, forms.refused(refusal, fields, name="pause")), 422
    return which.back("going_out.show", "Paused. Nothing that it covers goes out from now on.")


def _may_pause(running: Running, scope: str, of: str) -> None:
    protocol, reached = running.edition.protocol, which.sites(running, Role.MANAGER)
    known: dict[str, set[str]] = {
        pauses.Scope.SITE: {site.code for site in protocol.site},
        pauses.Scope.TEMPLATE: set(running.edition.messages.template),
    }
    if scope in known and of not in known[scope]:
        raise Refusal("What to pause", f"the study has no “{of[:40]}”.", "Choose one from the list.")
    if reached is not None and not (scope == pauses.Scope.SITE and of in reached):
        raise Refusal(
            "What to pause", "it reaches beyond your site.", "Pause your site, or ask for the rest."
        )


@pages.post("/going-out/resume/<pause_id>")
@needs(Role.MANAGER)
def resume(pause_id: str) -> Response:
    """End a pause; what fell due meanwhile waits, held."""
    running = which.study(Role.MANAGER)
    pauses.resume(house(), by=actor().id, study_id=running.id, pause_id=pause_id, token=which.token())
    return which.back("going_out.show", "Resumed. What fell due meanwhile waits here until you release it.")
