"""The register of interpreters and agencies: its manager's page, names and numbers opened with a record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.interpreters.register import Kind
from callassist.people.languages import LANGUAGES
from callassist.people.numbers import spoken
from callassist.store import interpreters
from callassist.web import forms, which
from callassist.web.guard import actor, house, needs
from callassist.work import interpreters as verbs
from callassist.work.actor import Role
from callassist.work.house import Running
from callassist.work.interpreter_rows import COLUMNS, LABELS, tongues_written

pages = Blueprint("interpreters", __name__, url_prefix="/interpreters/register")
Page = str | tuple[str, int] | Response
NAMES = {one.tag: one.name for one in LANGUAGES}
KINDS = ((Kind.FREELANCE, "Freelance"), (Kind.STAFF, "Staff"), (Kind.AGENCY, "Agency"))
GENDERS = (("not_said", "Not said"), ("female", "A woman"), ("male", "A man"))
NEW, NEW_AGENCY, PASTE = "new", "new-agency", "paste"


@pages.get("")
@needs(Role.MANAGER)
def show() -> str:
    """Everybody in the register by code, with the forms to add."""
    return _page(which.study(Role.MANAGER), forms.EMPTY)


@pages.post("/open")
@needs(Role.MANAGER)
def open_names() -> str:
    """The same with names and numbers; opening them is recorded."""
    running = which.study(Role.MANAGER)
    verbs.shown(house(), running, by=actor().id)
    return _page(running, forms.EMPTY, opened=True)


def _page(running: Running, form: forms.Form, *, opened: bool = False) -> str:
    with house().database.read() as c:
        people = interpreters.everybody(c, running.id)
        agencies = interpreters.agencies(c, running.id)
        known = interpreters.exclusions(c, running.id)
    return render_template(
        "interpreters/register.html",
        study=running,
        others=which.others(running, Role.MANAGER),
        form=form,
        people=people,
        agencies=agencies,
        agency_values={one.id: _agency_values(one) for one in agencies},
        known=known,
        who=verbs.whose(house(), people) if opened else {},
        values={one.id: _values(one) for one in people} if opened else {},
        spoken_languages=lambda row: tongues_written(row.tongues or {}, NAMES),
        kinds=KINDS,
        genders=GENDERS,
        columns=COLUMNS,
    )


def _values(row: Any) -> dict[str, str]:
    """What stands in the form that changes an interpreter."""
    who = verbs.whose(house(), [row])[row.id]
    return {
        **_terms(row),
        "name": who.name,
        "number": spoken(who.number) if who.number else "",
        "kind": row.kind,
        "agency": row.agency_code or "",
        "gender": row.gender,
        "registered_with": row.body or "",
        "registration": verbs.registration(house(), row),
        "confidential_on": row.confidential_on.isoformat() if row.confidential_on else "",
    }


def _agency_values(row: Any) -> dict[str, str]:
    return {
        **_terms(row),
        "name": row.name,
        "number": spoken(verbs.agency_number(house(), row)),
        "lead_days": str(row.lead_days),
    }


def _terms(row: Any) -> dict[str, str]:
    return {
        "languages": tongues_written(row.tongues or {}, NAMES),
        "hours": row.hours,
        "pence_an_hour": f"{row.pence_an_hour / 100:.2f}",
        "least_minutes": str(row.least_minutes),
        "free_hours": str(row.free_hours),
        "charge_percent": str(row.charge_percent),
    }


@pages.post("/add")
@needs(Role.MANAGER)
def add() -> Page:
    """Add an interpreter."""
    return _kept(
        NEW, lambda at, token: verbs.add(house(), at, request.form, by=actor().id, token=token), "Added."
    )


@pages.post("/<row_id>/change")
@needs(Role.MANAGER)
def change(row_id: str) -> Page:
    """Change what is known of an interpreter."""
    return _kept(
        row_id,
        lambda at, token: verbs.change(house(), at, row_id, request.form, by=actor().id, token=token),
        "Changed.",
    )


@pages.post("/agency")
@needs(Role.MANAGER)
def add_agency() -> Page:
    """Add an agency."""
    return _kept(
        NEW_AGENCY,
        lambda at, token: verbs.add_agency(house(), at, request.form, by=actor().id, token=token),
        "Added.",
    )


@pages.post("/agency/<row_id>/change")
@needs(Role.MANAGER)
def change_agency(row_id: str) -> Page:
    """Change what is known of an agency."""
    return _kept(
        row_id,
        lambda at, token: verbs.change_agency(house(), at, row_id, request.form, by=actor().id, token=token),
        "Changed.",
    )


@pages.post("/<row_id>/retire")
@needs(Role.MANAGER)
def retire(row_id: str) -> Page:
    """Ask somebody for nothing more."""
    agency = request.form.get("agency") == "yes"
    return _kept(
        row_id,
        lambda at, token: verbs.retire(house(), at, row_id, agency=agency, by=actor().id, token=token),
        "Nothing more is asked of them. What is booked stands.",
    )


@pages.post("/paste")
@needs(Role.MANAGER)
def paste() -> Page:
    """Add all interpreters of a pasted table, or none."""
    return _kept(
        PASTE,
        lambda at, token: verbs.paste(house(), at, request.form.get("table", ""), by=actor().id, token=token),
        "All of them were added.",
    )


def _kept(name: str, verb: Callable[[Running, str], Any], said: str) -> Page:
    running = which.study(Role.MANAGER)
    try:
        verb(running, which.token())
    except Refusal as refusal:
        fields = {label: f"{field}-{name}" for field, label in LABELS.items()}
        fields |= {refusal.where: f"table-{PASTE}"} if name == PASTE else {}
        opened = name not in (NEW, NEW_AGENCY, PASTE) and "confidential_on" in request.form
        return _page(running, forms.refused(refusal, fields, name=name), opened=opened), 422
    return which.back("interpreters.show", said)
