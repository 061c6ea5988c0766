"""Families by study number; one family's story on one page; what she wants less of; a death in the family."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.people.participation import DecidedBy, Dimension
from callassist.store.lists import outgoing
from callassist.web import forms, which
from callassist.web.frame import now
from callassist.web.guard import actor, house, needs
from callassist.web.words import counted
from callassist.work import family_story, keeping, participation, stopping
from callassist.work.actor import Role
from callassist.work.house import Running
from callassist.work.telling import ASKED

pages = Blueprint("families", __name__)
WHO = (Role.MANAGER, Role.SUPERVISOR, Role.SITE_TEAM)
MOST = 100
Page = str | tuple[str, int] | Response
DECIDED = {
    DecidedBy.PARTICIPANT: "She herself",
    DecidedBy.CLINICIAN: "A clinician",
    DecidedBy.RESEARCHER: "The research team",
    DecidedBy.OTHER: "Somebody else",
}
FIELDS = {
    "What changes": "wanted",
    "Since when": "since",
    "Who decided": "decided_by",
    "How we were told": "how_told",
    "What happened": "death",
    "Which child": "child",
    "On": "on",
    "Not before": "not_before",
}


@pages.get("/families")
@needs(*WHO)
def show() -> Page:
    """Find a family by study number; the whole list, a part at a time, where nothing is asked."""
    running = which.study(*WHO)
    text, after = request.args.get("number", ""), request.args.get("after", "")
    found, count = family_story.search(house(), actor(), running, text, MOST, after)
    if text and count == 1:
        return redirect(url_for("families.story", number=found[0].number), 303)
    with house().database.read() as c:
        sites = outgoing.sites(c, running.id)
    return render_template(
        "families/show.html",
        study=running,
        others=which.others(running, *WHO),
        found=found,
        asked=text,
        after=after,
        places=which.places(sites, which.sites(running, *WHO)),
        sites=sites,
        count=count,
        most=MOST,
        may_import=actor().may_any((Role.MANAGER, Role.SITE_TEAM), running.id),
    )


@pages.get("/families/<number>")
@needs(*WHO)
def story(number: str) -> str:
    """One participant, from consent to voucher."""
    return _page(which.study(*WHO), number, forms.EMPTY)


def _page(running: Running, number: str, form: forms.Form, **more: Any) -> str:
    found = family_story.read(house(), actor(), running, number)
    with house().database.read() as c:
        sites = outgoing.sites(c, running.id)
    titles = {w.code: w.title for plan in running.edition.protocol.plan for w in plan.wave}
    keeps = [one.code for one in keeping.kept(found.row.times, running.edition.protocol)]
    return render_template(
        "families/story.html",
        study=running,
        form=form,
        found=found,
        sites=sites,
        titles=titles,
        asked=ASKED,
        decided=DECIDED,
        dimensions=tuple(Dimension),
        may_change=actor().may(Role.MANAGER, running.id),
        may_tell=actor().may_any((Role.MANAGER, Role.SITE_TEAM), running.id),
        keeps=keeps,
        ticked=request.form.getlist("keeps") if form.name == "calendars" else keeps,
        may_name=actor().may_any((Role.MANAGER, Role.SITE_TEAM), running.id),
        children=family_story.child_words(house(), running, found.children, named=bool(more.get("opened"))),
        **more,
    )


@pages.post("/families/<number>/identity")
@needs(Role.MANAGER, Role.SITE_TEAM)
def identity(number: str) -> str:
    """Show name, address and numbers once, with an audit line."""
    running = which.study(*WHO)
    record, numbers, named = family_story.show_identity(house(), actor(), running, number)
    return _page(running, number, forms.EMPTY, record=record, numbers=numbers, named=named, opened=True)


@pages.post("/families/<number>/participation")
@needs(Role.MANAGER)
def change(number: str) -> Page:
    """Record what she wants from now on, and carry it out."""
    running = which.study(Role.MANAGER)
    row = family_story.row_of(house(), actor(), running, number)
    try:
        participation.change(
            house(),
            by=actor().id,
            participant_id=row.id,
            wanted=_wanted(),
            told=participation.Told(
                since=_since(running, request.form.get("since", "")),
                decided_by=request.form.get("decided_by", ""),
                how_told=request.form.get("how_told", ""),
                words=request.form.get("words", ""),
            ),
            token=which.token(),
        )
    except Refusal as refusal:
        return _page(running, number, forms.refused(refusal, FIELDS, name="participation")), 422
    said = "Kept, and carried out at once. The interviewer sees it as an instruction, not as a story."
    return which.back("families.story", said, number=number)


@pages.post("/families/<number>/calendars")
@needs(Role.MANAGER, Role.SITE_TEAM)
def calendars(number: str) -> Page:
    """Record which calendars she says she keeps."""
    running = which.study(Role.MANAGER, Role.SITE_TEAM)
    row = family_story.row_of(house(), actor(), running, number)
    try:
        keeping.keep_calendars(
            house(),
            running,
            by=actor().id,
            participant_id=row.id,
            codes=request.form.getlist("keeps"),
            how_told=request.form.get("told_how", ""),
            token=which.token(),
        )
    except Refusal as refusal:
        places = {"Calendars": "keeps", "How she told us": "told_how"}
        return _page(running, number, forms.refused(refusal, places, name="calendars")), 422
    return which.back("families.story", "Kept. Texts and calls go round it from now on.", number=number)


def _wanted() -> list[tuple[str, bool]]:
    said = [(one, request.form.get(f"wants-{one}", "")) for one in Dimension]
    return [(str(one), choice == "yes") for one, choice in said if choice in ("yes", "no")]


def _since(running: Running, text: str) -> datetime:
    zone = ZoneInfo(running.edition.protocol.study.zone)
    on = _day(text, "Since when")
    if on == now().astimezone(zone).date():
        return now()
    return datetime.combine(on, time.min, tzinfo=zone).astimezone(UTC)


def _day(text: str, label: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(label, f"“{text[:20]}” is no day.", "Write it as 2026-10-12.") from None


@pages.post("/families/<number>/death")
@needs(Role.MANAGER)
def stop(number: str) -> Page:
    """Stop everything for the family in one step."""
    running = which.study(Role.MANAGER)
    row = family_story.row_of(house(), actor(), running, number)
    try:
        on, later = request.form.get("on", ""), request.form.get("not_before", "")
        loss = stopping.Loss(
            death=request.form.get("death", ""),
            on=_day(on, "On") if on else None,
            child_id=request.form.get("child") or None,
            writes_next=request.form.get("writes_next", ""),
            not_before=_day(later, "Not before") if later else None,
        )
        people = stopping.stop_family(
            house(), by=actor().id, participant_id=row.id, loss=loss, token=which.token()
        )
    except Refusal as refusal:
        return _page(running, number, forms.refused(refusal, FIELDS, name="death")), 422
    whom = counted(int(people), "person", "people")
    said = f"Everything is stopped for {whom} of this family: texts, calls, appointments, scripts."
    return which.back("families.story", said, number=number)


@pages.post("/families/<number>/take-back")
@needs(Role.MANAGER)
def take_back(number: str) -> Response:
    """Take back a stop that was a mistake."""
    running = which.study(Role.MANAGER)
    found = family_story.read(house(), actor(), running, number)
    people = [found.row.id, *(one.id for one in found.others)]
    stopping.take_back(house(), by=actor().id, people=people, token=which.token())
    return which.back("families.story", "Taken back. Cases wait for their windows again.", number=number)
