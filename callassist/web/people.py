"""The people who work here: who may do what, where, until when, and who granted it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, render_template, request
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.people.languages import LANGUAGES
from callassist.store.lists import here, outgoing
from callassist.study.blinding import blinded
from callassist.web import forms, which
from callassist.web.frame import now, running
from callassist.web.guard import actor, house, needs
from callassist.work import staff
from callassist.work.actor import ROLE_WORDS, Role
from callassist.work.house import Running

pages = Blueprint("people", __name__)
Page = str | tuple[str, int] | Response
BY_MANAGERS = (
    Role.INTERVIEWER,
    Role.SUPERVISOR,
    Role.INBOX,
    Role.SITE_TEAM,
    Role.SAFEGUARDING,
    Role.DATA,
    Role.MONITOR,
)
FIELDS = {
    "Sign-in name": "sign_in",
    "Password": "first_password",
    "Role": "role",
    "Until": "until",
    "Study": "study_id",
    "Site": "site",
    "Part of the study": "strand",
    "language": "languages",
}
LINES, LATEST = 15, 2200


def grantable() -> tuple[Role, ...]:
    """What she may grant: an administrator anything, a manager what opens no allocation."""
    return tuple(Role) if actor().may(Role.ADMINISTRATOR) else BY_MANAGERS


@pages.get("/people")
@needs(Role.ADMINISTRATOR, Role.MANAGER)
def show() -> str:
    """Everybody, with what each is granted, and the form to add somebody."""
    return _page(forms.EMPTY)


def _page(form: forms.Form) -> str:
    with house().database.read() as c:
        everybody, grants = here.everybody(c), here.grants(c, now())
        lines = here.audit_of(c, ("add_staff", "grant", "end_grant"), LINES)
        sites = {one.id: _reached(one.id, outgoing.sites(c, one.id)) for one in _studies()}
    return render_template(
        "people/show.html",
        form=form,
        everybody=everybody,
        grants=grants,
        lines=lines,
        names={one.id: one.name for one in everybody},
        studies={one.id: one.edition.protocol.study.title for one in running()},
        mine=_studies(),
        sites=sites,
        whole=[one.id for one in _studies() if _sites(one.id) is None],
        strands={one.id: _closed(one) for one in _studies()} if actor().may(Role.ADMINISTRATOR) else {},
        strand_titles={
            (one.id, strand.code): strand.title for one in running() for strand in one.edition.protocol.strand
        },
        role_words=ROLE_WORDS,
        roles=[(str(role), ROLE_WORDS[role]) for role in grantable()],
        languages=[(one.tag, one.name) for one in LANGUAGES],
        may_end=_may_end,
    )


def _studies() -> tuple[Running, ...]:
    who = actor()
    if who.may(Role.ADMINISTRATOR):
        return running()
    return tuple(one for one in running() if who.may(Role.MANAGER, one.id))


def _sites(study_id: str) -> frozenset[str] | None:
    """The sites of a study for which she may grant anything; None means all of them."""
    return None if actor().may(Role.ADMINISTRATOR) else actor().sites(Role.MANAGER, study_id)


def _reached(study_id: str, names: Mapping[str, str]) -> dict[str, str]:
    reached = _sites(study_id)
    return {code: name for code, name in names.items() if reached is None or code in reached}


def _closed(study: Running) -> dict[str, str]:
    """The strands of a study whose families tell the group: who rings them is granted it by name."""
    protocol = study.edition.protocol
    return {one.code: one.title for one in protocol.strand if one.code not in blinded(protocol)}


def _may_end(row: Any) -> bool:
    if row.role not in grantable():
        return False
    if actor().may(Role.ADMINISTRATOR):
        return True
    reached = _sites(row.study_id) if row.study_id else frozenset()
    return actor().may(Role.MANAGER, row.study_id) and (reached is None or row.site in reached)


@pages.post("/people")
@needs(Role.ADMINISTRATOR, Role.MANAGER)
def add() -> Page:
    """Add somebody with her first grant."""
    try:
        asked = _asked()
        staff_id = staff.add_staff(
            house(),
            by=actor().id,
            sign_in=request.form.get("sign_in", ""),
            name=request.form.get("name", ""),
            password=request.form.get("first_password", ""),
            languages=request.form.getlist("languages"),
            token=which.token(),
        )
        staff.grant(house(), by=actor().id, staff_id=staff_id, token=f"{which.token()}:grant", **asked)
    except Refusal as refusal:
        return _page(forms.refused(refusal, FIELDS, name="add")), 422
    return which.back("people.show", "Added. The audit says who granted what.")


@pages.post("/people/<staff_id>/grant")
@needs(Role.ADMINISTRATOR, Role.MANAGER)
def grant(staff_id: str) -> Page:
    """Grant somebody one more role."""
    try:
        asked = _asked()
        staff.grant(house(), by=actor().id, staff_id=staff_id, token=which.token(), **asked)
    except Refusal as refusal:
        return _page(forms.refused(refusal, {}, name=staff_id)), 422
    return which.back("people.show", "Granted.")


@pages.post("/people/grant/<grant_id>/end")
@needs(Role.ADMINISTRATOR, Role.MANAGER)
def end(grant_id: str) -> Response:
    """End a grant now."""
    with house().database.read() as c:
        rows = [row for held in here.grants(c, now()).values() for row in held if row.id == grant_id]
    if not rows or not _may_end(rows[0]):
        abort(403)
    staff.end_grant(house(), by=actor().id, grant_id=grant_id)
    return which.back("people.show", "The grant has ended.")


def _asked() -> dict[str, Any]:
    role = request.form.get("role", "")
    if role not in grantable():
        raise Refusal("Role", "it is none that you may grant.", "Ask an administrator.")
    study_id = request.form.get("study_id") or None
    if role == Role.ADMINISTRATOR:
        study_id = None
    elif study_id not in {one.id for one in _studies()}:
        raise Refusal("Study", "none was chosen.", "Choose the study.")
    site = request.form.get("site") or None
    if site and study_id is not None:
        study_of, _, site = site.rpartition(":")
        if study_of != study_id:
            raise Refusal("Site", "it belongs to another study.", "Choose a site of the study.")
    reached = _sites(study_id) if study_id is not None else None
    if reached is not None and site not in reached:
        raise Refusal("Site", "it reaches beyond yours.", "Choose a site of yours, or ask for the rest.")
    until = _until(request.form.get("until", ""))
    return {"role": role, "study_id": study_id, "site": site, "strand": _strand(study_id), "until": until}


def _strand(study_id: str | None) -> str | None:
    """The strand asked for: those that tell no group are granted together, any other by an administrator."""
    asked = request.form.get("strand", "")
    if not asked:
        return None
    study_of, _, code = asked.rpartition(":")
    of = next((one for one in _studies() if one.id == study_id == study_of), None)
    if of is None or not actor().may(Role.ADMINISTRATOR) or code not in _closed(of):
        raise Refusal("Part of the study", "it is none that you may grant.", "Choose one from the list.")
    return code


def _until(text: str) -> datetime | None:
    if not text:
        return None
    try:
        on = date.fromisoformat(text)
    except ValueError:
        raise Refusal("Until", f"“{text[:20]}” is no day.", "Write it as 2027-06-30.") from None
    if on.year >= LATEST:
        raise Refusal("Until", f"{on} is farther off than any study.", "Choose an earlier day, or none.")
    ends = datetime.combine(on + timedelta(days=1), time.min, tzinfo=ZoneInfo("Europe/London"))
    if ends <= now():
        raise Refusal("Until", "it lies in the past.", "Choose a later day, or none.")
    return ends.astimezone(UTC)
