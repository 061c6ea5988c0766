"""The safeguarding lead's page: alerts with their clocks, whom to ring, and what was done."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.store import staff
from callassist.store.lists import morning as lists
from callassist.store.lists import outgoing
from callassist.web import clocks, forms, which
from callassist.web.frame import now
from callassist.web.guard import actor, house, needs
from callassist.work import alert_clocks, family_story
from callassist.work.actor import Role
from callassist.work.house import Running

pages = Blueprint("alerts", __name__)
WHO = (Role.SAFEGUARDING,)
LATELY = timedelta(days=7)
Page = str | tuple[str, int] | Response


@pages.get("/alerts")
@needs(*WHO)
def show() -> str:
    """Open alerts, most urgent first, and those that were closed in the last seven days."""
    return _page(which.study(*WHO), forms.EMPTY)


def _page(running: Running, form: forms.Form, **more: Any) -> str:
    reached = which.sites(running, *WHO)
    with house().database.read() as c:
        found = which.of(lists.alerts(c, running.id), reached)
        closed = which.of(lists.alerts_closed(c, running.id, now() - LATELY), reached)
        names, sites = staff.names(c), outgoing.sites(c, running.id)
        told = clocks.stories(c, found, running.edition.protocol.study.zone, names)
    return render_template(
        "alerts/show.html",
        study=running,
        others=which.others(running, *WHO),
        form=form,
        alerts=found,
        stories=told,
        closed=closed,
        names=names,
        places=which.places(sites, reached),
        **more,
    )


@pages.post("/alerts/<alert_id>")
@needs(*WHO)
def act(alert_id: str) -> Page:
    """Acknowledge an alert, or close it with what was done."""
    running = which.study(*WHO)
    try:
        return which.back("alerts.show", move_on(alert_id), anchor="alerts")
    except Refusal as refusal:
        return _page(running, forms.refused(refusal, at_action(alert_id), name=alert_id)), 422


@pages.post("/alerts/<alert_id>/identity")
@needs(*WHO)
def identity(alert_id: str) -> str:
    """Show her name, address and numbers once, with an audit line: somebody has to ring her."""
    running = which.study(*WHO)
    with house().database.read() as c:
        number = next((one.number for one in lists.alerts(c, running.id) if one.id == alert_id), None)
    if number is None:
        raise Refusal("Alert", "it is not open, or names nobody.", "Load the page again.")
    record, numbers, _ = family_story.show_identity(house(), actor(), running, number)
    return _page(running, forms.EMPTY, record=record, numbers=numbers, opened=alert_id)


def move_on(alert_id: str) -> str:
    """Acknowledge an alert or close it, as the form says; what was done, in words. Raises Refusal."""
    seen = request.form.get("seen", type=int)
    if request.form.get("do") == "acknowledge":
        alert_clocks.acknowledge(house(), actor(), alert_id=alert_id, token=which.token(), seen=seen)
        return "The alert is acknowledged under your name."
    action = request.form.get("action", "")
    alert_clocks.close(house(), actor(), alert_id=alert_id, action=action, token=which.token(), seen=seen)
    return "The alert is closed with what was done."


def at_action(alert_id: str) -> dict[str, str]:
    """Where on a page a refusal about an alert belongs."""
    return {"What was done": f"action-{alert_id}"}
