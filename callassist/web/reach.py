"""What is changed by its id must stand where her grant reaches: asked once, before every such form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, abort, current_app, g, render_template, request

from callassist.store.database import Connection
from callassist.store.lists import outgoing
from callassist.store.lists.whose import Thing, Whose, whose, whose_course, whose_family
from callassist.web import which
from callassist.web.guard import actor, house
from callassist.work.actor import Role

Found = frozenset[Whose]
Page = tuple[str, int]
# The names that addresses give to what they change, and what each names.
NAMED = {
    "message_id": Thing.TEXT,
    "task_id": Thing.TASK,
    "alert_id": Thing.ALERT,
    "case_id": Thing.CASE,
    "voucher_id": Thing.VOUCHER,
    "pause_id": Thing.PAUSE,
}
BY_CODE: dict[str, Callable[[Connection, str, str], Found]] = {"code": whose_course, "number": whose_family}
WHOLE = ("pause_id", "digest")  # without a site of its own it is the whole study's


def install(app: Flask) -> None:
    """Put the question before every form of an app; the guard has let her in by then."""
    app.before_request(_reaches)


def _reaches() -> Page | None:
    if request.method != "POST" or request.endpoint is None or g.get("actor") is None:
        return None
    roles = current_app.view_functions[request.endpoint].__dict__.get("needs", ())
    if not roles or Role.INTERVIEWER in roles:  # who interviews is given her cases one by one
        return None
    named: dict[str, Any] = request.view_args or {}
    with house().database.read() as c:
        found = _found(c, named, roles)
    whole = any(name in named for name in WHOLE)
    beyond = [one for one in found if not _covered(one, roles, whole=whole)]
    return _refused(beyond[0], roles) if beyond else None


def _found(c: Connection, named: dict[str, Any], roles: tuple[str, ...]) -> Found:
    found = [whose(c, thing, [named[name]]) for name, thing in NAMED.items() if name in named]
    if chosen := request.form.getlist("text"):  # texts released together
        found.append(whose(c, Thing.TEXT, chosen))
    for name, ask in BY_CODE.items():
        if name in named:
            found.append(ask(c, which.study(*roles).id, named[name]))
    if "digest" in named:
        found.append(frozenset((Whose(which.study(*roles).id, None),)))
    return frozenset().union(*found)


def _covered(one: Whose, roles: tuple[str, ...], *, whole: bool) -> bool:
    if one.site is None and whole:
        return actor().may_any(roles, one.study_id) and actor().sites_any(roles, one.study_id) is None
    return actor().may_any(roles, one.study_id, one.site)


def _refused(one: Whose, roles: tuple[str, ...]) -> Page:
    reached = actor().sites_any(roles, one.study_id)
    if reached is not None and not reached:
        abort(403)
    with house().database.read() as c:
        names = outgoing.sites(c, one.study_id)
    whose_it_is = names.get(one.site, one.site) if one.site else "the whole study"
    what = f"That is of {whose_it_is}, and your grant is for {which.places(names, reached)}."
    cure = "Nothing was changed. Ask whoever is granted it, or ask for a grant that reaches it."
    return render_template("problem.html", title="Not yours to change", what=what, cure=cure), 403
