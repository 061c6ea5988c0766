"""The manager's morning: what waits, most urgent first, and completion below it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.reports.closing import closing
from callassist.reports.completion import Completion, completion
from callassist.reports.rota import gaps
from callassist.store import bookings, replies, staff, studies, tasks
from callassist.store.lists import morning as lists
from callassist.store.lists import outgoing
from callassist.web import clocks, drawing, forms, which
from callassist.web.alerts import LATELY, at_action, move_on
from callassist.web.bookings import shown
from callassist.web.frame import now
from callassist.web.guard import actor, house, needs
from callassist.web.moments import read_planned
from callassist.work import duty, giving, inbox, undecided
from callassist.work import tasks as closing_tasks
from callassist.work.actor import Role
from callassist.work.going_out import what_it_is
from callassist.work.heard import COURSE
from callassist.work.house import Running

pages = Blueprint("morning", __name__)
WHO = (Role.MANAGER, Role.SUPERVISOR)
MOST, LANGUAGES_APART = 100, 4
SHOWN_APART = frozenset({"text_undecided", COURSE})  # questions about the course are the site team's
Page = str | tuple[str, int] | Response


@pages.get("/morning")
@needs(*WHO)
def show() -> str:
    """Everything that waits for a decision, then the figures."""
    return _page(which.study(*WHO), forms.EMPTY)


def _page(running: Running, form: forms.Form) -> str:
    protocol, at, reached = running.edition.protocol, now(), which.sites(running, *WHO)
    texts = inbox.waiting(house(), actor(), [running.id], which.opened_at())
    with house().database.read() as c:
        alerts = which.of(lists.alerts(c, running.id), reached)
        closed = which.of(lists.alerts_closed(c, running.id, at - LATELY), reached)
        names = staff.names(c)
        told = clocks.stories(c, alerts, protocol.study.zone, names)
        waiting = replies.waiting(c, [running.id])
        undecided_texts = which.of(replies.undecided(c, [running.id], MOST), reached)
        closes = closing(c, running.id, protocol, at, reached)
        unconfirmed = which.of(bookings.unconfirmed(c, running.id), reached)
        rota = gaps(c, running.id, protocol, at)
        held = outgoing.held_by_site(c, [running.id])
        open_tasks = which.of(tasks.opened(c, [running.id], MOST), reached)
        figures = completion(c, running.id, protocol, at, reached)
        sites = outgoing.sites(c, running.id)
        pauses = studies.pauses(c, running.id)
    return render_template(
        "morning/show.html",
        study=running,
        others=which.others(running, *WHO),
        form=form,
        alerts=alerts,
        stories=told,
        closed=closed,
        not_acknowledged=[one for one in alerts if one.acknowledged_at is None],
        replies=texts,
        replies_waiting=waiting,
        reads=inbox.may_read(actor(), running.id),
        undecided=[(row, what_it_is(running, row, None)) for row in undecided_texts],
        closing=closes,
        unconfirmed=[shown(one, at) for one in unconfirmed],
        gaps=rota,
        held_count=sum(n for site, n in held.items() if reached is None or site is None or site in reached),
        tasks=[one for one in open_tasks if one.kind not in SHOWN_APART],
        names=names,
        sites=sites,
        places=which.places(sites, reached),
        pauses=pauses,
        may_decide=actor().may(Role.MANAGER, running.id),
        decided=closing_tasks.DECIDED,
        decides=actor().may(Role.SUPERVISOR, running.id),
        **drawn(figures.gathered(LANGUAGES_APART)),
    )


def drawn(figures: Completion) -> dict[str, Any]:
    """The table of completion and the drawing of the wave that has most windows open."""
    sums = figures.sums()
    busiest = max(sums, key=lambda line: (line.cell.open, -line.number), default=None)
    bars = (
        drawing.by_language(figures.languages(busiest.wave), figures.target_percent)
        if busiest is not None and busiest.cell.followed
        else None
    )
    return {"completion": figures, "busiest": busiest, "bars": bars}


def _done(said: str, anchor: str) -> Response:
    return which.back("morning.show", said, anchor=anchor)


@pages.post("/morning/alert/<alert_id>")
@needs(*WHO)
def alert(alert_id: str) -> Page:
    """Acknowledge an alert, or close it with what was done."""
    running = which.study(*WHO)
    try:
        return _done(move_on(alert_id), "alerts")
    except Refusal as refusal:
        return _page(running, forms.refused(refusal, at_action(alert_id), name=alert_id)), 422


@pages.post("/morning/undecided/<message_id>")
@needs(Role.MANAGER)
def decide(message_id: str) -> Response:
    """Say whether a text arrived; it is never sent again from here."""
    arrived = request.form.get("arrived") == "yes"
    undecided.decide(house(), by=actor().id, message_id=message_id, arrived=arrived, token=which.token())
    said = "It is kept as arrived." if arrived else "It is kept as not arrived; a task asks for a call."
    return _done(said, "undecided")


@pages.post("/morning/give/<case_id>")
@needs(*WHO)
def give(case_id: str) -> Response:
    """Give a case to somebody who could ring before its window closes."""
    running = which.study(*WHO)
    to = request.form.get("to", "")
    name = giving.give(
        house(), by=actor().id, study_id=running.id, case_id=case_id, to=to, token=which.token()
    )
    return _done(f"Given to {name}; it stands first in the line.", "closing")


@pages.post("/morning/give/<case_id>/back")
@needs(*WHO)
def take_back(case_id: str) -> Response:
    """A case that was given to somebody waits for everybody again."""
    running = which.study(*WHO)
    giving.take_back(house(), by=actor().id, study_id=running.id, case_id=case_id, token=which.token())
    return _done("Taken back; it waits for whoever comes next.", "closing")


@pages.post("/morning/task/<task_id>")
@needs(*WHO)
def task(task_id: str) -> Page:
    """Close a task with what was done."""
    running = which.study(*WHO)
    action = request.form.get("did", "")
    try:
        closing_tasks.close(
            house(),
            by=actor().id,
            study_id=running.id,
            task_id=task_id,
            action=action,
            token=which.token(),
        )
    except Refusal as refusal:
        return _page(running, forms.refused(refusal, {"What was done": f"did-{task_id}"}, name=task_id)), 422
    return _done("The task is closed.", "tasks")


@pages.post("/morning/duty")
@needs(Role.MANAGER)
def fill_gap() -> Page:
    """Put somebody on the duty rota."""
    running = which.study(Role.MANAGER)
    try:
        zone, sent = running.edition.protocol.study.zone, request.form
        since, until = (read_planned(sent.get(one, ""), zone, where="Time") for one in ("since", "until"))
        duty.add_span(
            house(),
            by=actor().id,
            study_id=running.id,
            name=request.form.get("name", ""),
            number=request.form.get("number", ""),
            since=since,
            until=until,
            token=which.token(),
        )
    except Refusal as refusal:
        fields = {"Who": "name", "Until": "until", "number": "number", "Time": "since"}
        return _page(running, forms.refused(refusal, fields, name="duty")), 422
    return _done("The rota is filled.", "rota")


@pages.post("/morning/words")
@needs(Role.INBOX)
def words() -> Response:
    """Open the words of the texts that wait; the audit says so."""
    running = which.study(*WHO, Role.INBOX)
    inbox.open_words(house(), actor(), [running.id])
    which.mark_opened()
    page = "inbox.show" if request.form.get("to") == "inbox" else "morning.show"
    return which.back(page, "The words are open to you; the audit says so.", anchor="replies")
