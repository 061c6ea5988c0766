"""The web application put together: the pages, the guard before them and the frame around them."""

from __future__ import annotations

import hashlib
import hmac
from datetime import timedelta

from flask import Blueprint, Flask
from flask_wtf import CSRFProtect

from callassist.clock import Clock, MachineClock
from callassist.schedule.hours import load_calendars
from callassist.web import (
    across,
    alert,
    alerts,
    attempt,
    beginning,
    bookings,
    calendar,
    call,
    call_in,
    case,
    completion,
    data,
    day,
    distress,
    door,
    editions,
    effort,
    families,
    faults,
    find,
    frame,
    going_out,
    guard,
    guessing,
    headers,
    importing,
    inbox,
    interpreted,
    interpreters,
    interpreting,
    leaving,
    listing,
    many,
    moment,
    morning,
    neutral,
    numbers,
    one_more,
    paper,
    people,
    question,
    reach,
    rota,
    second_entry,
    sites,
    sound,
    swats,
    told,
    vouchers,
    waited,
)
from callassist.web.names import Templates
from callassist.work.house import House

# Every file of pages, in one table: add yours here.
PAGES: tuple[Blueprint, ...] = (
    door.pages,
    day.pages,
    case.pages,
    call.pages,
    call_in.pages,
    attempt.pages,
    numbers.pages,
    find.pages,
    neutral.pages,
    beginning.pages,
    question.pages,
    waited.pages,
    across.pages,
    one_more.pages,
    sound.pages,
    moment.pages,
    leaving.pages,
    distress.pages,
    alerts.pages,
    alert.pages,
    morning.pages,
    told.pages,
    going_out.pages,
    listing.pages,
    inbox.pages,
    many.pages,
    families.pages,
    importing.pages,
    sites.pages,
    editions.pages,
    effort.pages,
    paper.pages,
    second_entry.pages,
    completion.pages,
    data.pages,
    swats.pages,
    vouchers.pages,
    people.pages,
    rota.pages,
    bookings.pages,
    interpreted.pages,
    interpreters.pages,
    interpreting.pages,
    calendar.pages,
    guessing.pages,
)
LARGEST_FORM = 12 * 1024 * 1024


def create_app(
    house: House,
    *,
    web_url: str = "http://127.0.0.1:8000",
    idle_minutes: int = 15,
    demo_users: tuple[tuple[str, str, str], ...] = (),
    phones_url: str = "",
    machine_clock: Clock | None = None,
) -> Flask:
    """The screens of a house as a WSGI application.

    `web_url` is where people open them; with https, cookies are sent over https only. `demo_users` are
    (role, name, password) shown on the sign-in page of a demonstration, and only there.
    """
    load_calendars()
    app = Flask(__name__)
    app.jinja_environment = Templates
    app.config.update(
        SECRET_KEY=hmac.digest(house.keys.session_key, b"web sessions", hashlib.sha256),
        SESSION_COOKIE_NAME="callassist",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=web_url.startswith("https://"),
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=14),
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        IDLE_MINUTES=idle_minutes,
        DEMO_USERS=demo_users,
        PHONES_URL=phones_url,
    )
    app.extensions["house"] = house
    app.extensions["machine_clock"] = machine_clock or MachineClock()
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.autoescape = True
    headers.install(app)
    guard.install(app)
    reach.install(app)
    CSRFProtect(app)
    frame.install(app)
    faults.install(app)
    for pages in PAGES:
        app.register_blueprint(pages)
    return app
