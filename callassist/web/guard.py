"""Who may open which page: every page says what grant it needs, and a page that says nothing stays shut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from callassist.clock import Clock
from callassist.errors import Fault
from callassist.store.database import Connection
from callassist.web import sent
from callassist.work import staff
from callassist.work.actor import Actor
from callassist.work.house import House

View = TypeVar("View", bound=Callable[..., Any])
TOKEN, SEEN = "token", "seen"
SEEN_EVERY = 10  # seconds: the cookie is not signed and sent anew with every page


def needs(*roles: str) -> Callable[[View], View]:
    """Say which grants open a page: any one of `roles`; none named means any grant at all."""

    def mark(view: View) -> View:
        view.__dict__["needs"] = tuple(roles)
        return view

    return mark


def open_to_all(view: View) -> View:
    """Say that a page needs no sign-in: the sign-in page, the style sheet, the health check."""
    view.__dict__["open_to_all"] = True
    return view


def open_when_locked(view: View) -> View:
    """Say that a page is reached while the session is locked: unlocking and signing out."""
    view.__dict__["open_when_locked"] = True
    return view


def asked_by_itself(view: View) -> View:
    """Say that a page asks for this of its own accord: that is no sign that anybody sits there."""
    view.__dict__["asked_by_itself"] = True
    return view


def house() -> House:
    """The house that this app was built for."""
    return cast(House, current_app.extensions["house"])


@contextmanager
def reading() -> Iterator[Connection]:
    """The reading that the page has begun, or one of its own where it has none."""
    begun = g.get("reading")
    if isinstance(begun, Connection):
        yield begun
        return
    with house().database.read() as c:
        yield c


def actor() -> Actor:
    """Who is signed in. Raises Fault on a page that is open to all."""
    found = g.get("actor")
    if not isinstance(found, Actor):
        raise Fault("a page without sign-in asked who is signed in")
    return found


def may_here(*roles: str, study_id: str | None = None, site: str | None = None) -> None:
    """Stop with 403 unless who is signed in holds one of these roles there."""
    if not actor().may_any(roles, study_id, site):
        abort(403)


def machine_clock() -> Clock:
    """The machine's time, on which sign-ins run."""
    return cast(Clock, current_app.extensions["machine_clock"])


def install(app: Flask) -> None:
    """Put the guard before every page of an app."""
    app.before_request(_let_in)
    app.before_request(sent.look)
    app.after_request(_remember_seen)
    app.after_request(_say_kept)


def _let_in() -> Response | tuple[str, int] | None:
    if request.endpoint is None or request.endpoint == "static":
        return None
    view = current_app.view_functions[request.endpoint]
    marks = view.__dict__
    if marks.get("open_to_all"):
        return None
    present = staff.present(house(), session[TOKEN], clock=machine_clock()) if TOKEN in session else None
    if present is None:
        return redirect(url_for("door.sign_in", next=next_page()), 303)
    g.actor, locked_at = present
    if marks.get("open_when_locked"):
        return None
    if locked_at is not None or _idle():
        return render_template("door/lock.html", again=_what_was_sent(), next=next_page()), 423
    if "needs" not in marks or not g.actor.may_any(marks["needs"]):
        abort(403)
    return None


def _idle() -> bool:
    seen = datetime.fromtimestamp(session.get(SEEN, 0), UTC)
    return machine_clock().now() - seen > timedelta(minutes=current_app.config["IDLE_MINUTES"])


def mark_seen() -> None:
    """Start the idle time anew."""
    session[SEEN] = int(machine_clock().now().timestamp())


def _remember_seen(response: Response) -> Response:
    if g.get("actor") is None or response.status_code == 423 or g.get("leaving"):
        return response
    if current_app.view_functions[request.endpoint or ""].__dict__.get("asked_by_itself"):
        return response
    if machine_clock().now().timestamp() - session.get(SEEN, 0) >= SEEN_EVERY:
        mark_seen()
    return response


def _say_kept(response: Response) -> Response:
    """Tell the browser which of its forms were kept, so that it forgets what it holds of them."""
    once = request.form.get("once", "") if request.method == "POST" else ""
    if once and response.status_code == 303 and g.get("actor") is not None and not g.get("leaving"):
        session["kept"] = [*session.get("kept", ()), once[:80]][-4:]
    return response


def next_page() -> str:
    """The address to come back to: where we are, or for a form the page that it stood on."""
    if request.method == "GET":
        return safe_next(request.full_path.rstrip("?"))
    return safe_next(urlsplit(request.referrer or "").path)


def safe_next(address: str | None) -> str:
    """An address of ours, or the first page: nobody is sent elsewhere by a prepared link."""
    address = address or "/"
    parts = urlsplit(address)
    ours = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    return address if ours and "\n" not in address else "/"


def _what_was_sent() -> dict[str, Any] | None:
    """A form that arrived after the lock: kept on the lock page, and sent again once it is open."""
    if request.method != "POST":
        return None
    fields = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    return {"action": request.full_path.rstrip("?"), "fields": fields}
