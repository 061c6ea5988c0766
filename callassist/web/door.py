"""Signing in, locking, unlocking and signing out; the keys; and what is open to all."""

from __future__ import annotations

from flask import Blueprint, current_app, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from callassist.errors import Refusal
from callassist.store.lists import shift
from callassist.web import forms
from callassist.web.frame import home, now
from callassist.web.guard import (
    TOKEN,
    actor,
    house,
    machine_clock,
    mark_seen,
    needs,
    open_to_all,
    open_when_locked,
    safe_next,
)
from callassist.work import call_log, staff
from callassist.work.actor import Role
from callassist.work.shift import leave_word

pages = Blueprint("door", __name__)
Page = str | tuple[str, int] | Response
FIELDS = {"Sign-in name": "name", "Password": "password"}


@pages.get("/")
@needs()
def start() -> Response:
    """The first page of who is signed in."""
    return redirect(home(), 303)


@pages.get("/sign-in")
@open_to_all
def sign_in() -> str:
    """The sign-in page with the notice of every study."""
    return _sign_in_page(forms.EMPTY)


@pages.post("/sign-in")
@open_to_all
def signed_in() -> Page:
    """Sign in and go to the page that was asked for."""
    try:
        token = staff.sign_in(
            house(), request.form.get("name", ""), request.form.get("password", ""), clock=machine_clock()
        )
    except Refusal as refusal:
        return _sign_in_page(forms.refused(refusal, FIELDS)), 422
    session.clear()
    session.permanent = True
    session[TOKEN] = token
    mark_seen()
    return redirect(safe_next(request.form.get("next")), 303)


def _sign_in_page(form: forms.Form) -> str:
    return render_template(
        "door/sign_in.html",
        form=form,
        next=safe_next(request.values.get("next")),
        demo=current_app.config["DEMO_USERS"],
        phones=current_app.config["PHONES_URL"],
    )


@pages.get("/no-grant")
@open_when_locked
def nothing() -> str:
    """For somebody who is signed in and holds no grant that opens a page."""
    return render_template("door/nothing.html")


@pages.get("/lock")
@open_when_locked
def locked() -> tuple[str, int]:
    """The lock page: the browser comes here after an idle time, once `lock` was posted."""
    return render_template("door/lock.html", again=None, next=safe_next(request.args.get("next"))), 423


@pages.post("/lock")
@open_when_locked
def lock() -> Response:
    """Lock now."""
    staff.lock(house(), session[TOKEN], clock=machine_clock())
    g.leaving = True
    return redirect(url_for("door.locked", next=safe_next(request.form.get("next"))), 303)


@pages.post("/unlock")
@open_when_locked
def unlock() -> Page:
    """Unlock; a form that was sent while locked goes on to where it was going (307 keeps its body)."""
    again, onward = request.form.get("again_to", ""), safe_next(request.form.get("next"))
    try:
        staff.unlock(house(), session[TOKEN], request.form.get("password_of_mine", ""), clock=machine_clock())
    except Refusal as refusal:
        form = forms.refused(refusal, {"Password": "password_of_mine"})
        return render_template("door/lock.html", again=_still(again), next=onward, form=form), 423
    mark_seen()
    return redirect(safe_next(again), 307) if again else redirect(onward, 303)


def _still(again: str) -> dict[str, object] | None:
    own = ("csrf_token", "again_to", "next", "password_of_mine")
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in own]
    return {"action": safe_next(again), "fields": fields} if again else None


@pages.get("/sign-out")
@open_when_locked
def sign_out() -> str:
    """The end of the shift: asks once more, and says what waits in this browser."""
    with house().database.read() as c:
        opened = shift.without_outcome(c, actor().id, now())
    rung = call_log.without_outcome(house(), actor())
    without = [*opened, *(one for one in rung if one.case_id not in {case.case_id for case in opened})]
    interviews = actor().may(Role.INTERVIEWER)
    return render_template("door/sign_out.html", without=without, interviews=interviews)


@pages.post("/sign-out")
@open_when_locked
def signed_out() -> Response:
    """Sign out. What this browser kept is cleared by its own page."""
    if request.form.get("word", "").strip():
        leave_word(house(), actor(), request.form["word"], token=request.form.get("once", ""))
    staff.sign_out(house(), session[TOKEN], clock=machine_clock())
    session.clear()
    g.leaving = True
    return redirect(url_for("door.left"), 303)


@pages.get("/signed-out")
@open_to_all
def left() -> str:
    """The page after signing out."""
    return render_template("door/left.html")


@pages.get("/keys")
@needs()
def keys() -> str:
    """The keys of the pages, and the switch for single letters."""
    return render_template("door/keys.html", form=forms.EMPTY)


@pages.post("/keys")
@needs()
def choose_keys() -> Response:
    """Switch single-letter keys on or off."""
    staff.choose_keys(house(), actor(), letters=request.form.get("letters") == "on")
    return redirect(url_for("door.keys"), 303)


@pages.get("/healthz")
@open_to_all
def healthz() -> tuple[str, int, dict[str, str]]:
    """Says that the process answers."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
