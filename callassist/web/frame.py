"""What stands around every page: rehearsal band, bar of pages, duty lead, and the notice at the foot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property, lru_cache
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_wtf.csrf import generate_csrf

from callassist.people.languages import NONE, direction, language
from callassist.people.numbers import spoken
from callassist.privacy.tokens import new_token
from callassist.store import staff
from callassist.web import words
from callassist.web.deeds import deed
from callassist.web.guard import house
from callassist.work import duty
from callassist.work.actor import ROLE_WORDS, Actor, Role
from callassist.work.house import Running

ZONE = "Europe/London"


@dataclass(frozen=True, slots=True)
class Place:
    """One page in the bar: its endpoint, its words, its key, and which roles see it."""

    endpoint: str
    words: str
    roles: tuple[str, ...]
    key: str = ""


# The bar, in order. A place whose page does not exist yet is left out by itself.
PLACES = (
    Place("day.show", "Your day", (Role.INTERVIEWER,)),
    Place("find.show", "Find a case", (Role.INTERVIEWER, Role.SUPERVISOR), "/"),
    Place("morning.show", "This morning", (Role.MANAGER, Role.SUPERVISOR)),
    Place("calendar.show", "Calendar", (Role.INTERVIEWER, Role.SUPERVISOR, Role.MANAGER)),
    Place("rota.show", "Rota", (Role.MANAGER, Role.SUPERVISOR)),
    Place("alerts.show", "Alerts", (Role.SAFEGUARDING,)),
    Place("going_out.show", "What goes out", (Role.MANAGER,)),
    Place("inbox.show", "Replies", (Role.INBOX,)),
    Place("families.show", "Families", (Role.MANAGER, Role.SITE_TEAM)),
    Place("sites.show", "Sites and courses", (Role.MANAGER, Role.SITE_TEAM)),
    Place("bookings.show", "Interpreters", (Role.MANAGER,)),
    Place("vouchers.show", "Vouchers", (Role.MANAGER,)),
    Place("completion.show", "Completion", (Role.DATA, Role.MONITOR)),
    Place("data.show", "Data set", (Role.MANAGER, Role.DATA, Role.UNBLINDED)),
    Place("people.show", "People here", (Role.ADMINISTRATOR, Role.MANAGER)),
    Place("second_entry.show", "Paper", (Role.INTERVIEWER, Role.SUPERVISOR)),
    Place("door.keys", "Keys", (Role.INTERVIEWER, Role.SUPERVISOR), "?"),
)


@dataclass(frozen=True, slots=True)
class OnDuty:
    """The duty lead as pages show it: "tonight" from the evening on, else "today"."""

    name: str
    number: str
    second: str
    second_number: str
    since: datetime
    until: datetime
    term: str


def install(app: Flask) -> None:
    """Give every template of an app the frame and the words."""
    app.context_processor(_frame)
    app.jinja_env.globals.update(
        once=new_token,
        url_for=_addresses(),
        direction=_direction,
        language_name=language_name,
        has=lambda endpoint: endpoint in current_app.view_functions,
    )
    for name in (
        "long_day",
        "share",
        "percent",
        "pounds",
        "segments",
        "counted",
        "number",
        "capital",
        "lead",
        "left",
        "minutes",
    ):
        app.jinja_env.filters[name] = getattr(words, name)
    app.jinja_env.filters.update(
        clock=lambda at: words.clock(at, zone()),
        exact=lambda at: words.exact(at, zone()),
        when=lambda at: words.when(at, now(), zone()),
        in_words=lambda at: words.in_words(at, now(), zone()),
        since=lambda at: words.in_words(at, now(), zone()).removeprefix("on "),
        day=lambda on: words.day(on, today_on()),
        last_day=lambda at: words.day(words.local(at - timedelta(seconds=1), zone()).date(), today_on()),
        day_and_time=lambda at: words.day_and_time(at, now(), zone()),
        spoken=spoken,
        deed=deed,
        iso=lambda at: words.local(at, zone()).strftime("%Y-%m-%dT%H:%M"),
    )


def _csrf_token() -> str:
    """The token of a page's forms, made once for a page that has several."""
    known: str | None = g.get("csrf_token")
    return known if known is not None else str(generate_csrf())


def _addresses() -> Callable[..., str]:
    """Flask's url_for for templates, building each address once: a page has twenty, most of them alike."""

    @lru_cache(maxsize=4096)
    def built(_root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
        return url_for(endpoint, **dict(values))

    def address(endpoint: str, **values: Any) -> str:
        for value in values.values():
            if type(value) is not str and value is not None:
                return url_for(endpoint, **values)  # 1 and True are one key and two addresses
        return built(request.script_root, endpoint, tuple(values.items()))

    return address


def now() -> datetime:
    """The trial's time, the same all through one request."""
    if "now" not in g:
        g.now = house().now()
    moment: datetime = g.now
    return moment


def zone() -> str:
    """The zone that pages say their times in."""
    return str(g.get("zone", ZONE))


def today_on() -> date:
    """Today as a date in the page's zone."""
    return words.local(now(), zone()).date()


def running() -> tuple[Running, ...]:
    """The studies of this house, read once a request."""
    if "running" not in g:
        g.running = house().studies()
    studies: tuple[Running, ...] = g.running
    return studies


def my_studies(*roles: str) -> tuple[Running, ...]:
    """The studies where who is signed in holds one of these roles."""
    who: Actor = g.actor
    return tuple(study for study in running() if who.may_any(roles, study.id))


def on_duty() -> OnDuty | None:
    """The duty lead of the studies of who is signed in, or None when the rota has a gap."""
    who: Actor = g.actor
    if "duty" not in g:
        mine = [study for study in running() if who.may_any((), study.id)]
        with house().database.read() as c:
            leads = [lead for study in mine if (lead := duty.lead(c, study, now())) is not None]
        g.duty = _duty(leads[0]) if leads else None
    found: OnDuty | None = g.duty
    return found


def _duty(row: staff.DutyRow) -> OnDuty:
    evening = words.local(row.until, zone()).hour >= 18
    return OnDuty(
        name=row.name,
        number=_spoken(row.number),
        second=row.second_name or "",
        second_number=_spoken(row.second_number or ""),
        since=row.since,
        until=row.until,
        term="tonight" if evening else "today",
    )


def _spoken(number: str) -> str:
    return spoken(number) if number.startswith("+") else number


def places() -> tuple[dict[str, Any], ...]:
    """The bar for who is signed in: address, words, key, and whether it is this page."""
    who: Actor = g.actor
    shown = [p for p in PLACES if p.endpoint in current_app.view_functions and who.may_any(p.roles)]
    return tuple(
        {
            "url": url_for(p.endpoint),
            "words": p.words,
            "key": p.key,
            "here": request.endpoint == p.endpoint,
        }
        for p in shown
    )


def home() -> str:
    """The first page of who is signed in."""
    shown = [place for place in places() if not place["key"]] or list(places())
    return str(shown[0]["url"]) if shown else url_for("door.nothing")


def notices() -> tuple[str, ...]:
    """What stands at the foot: for each study that is seen, the notice of its study.toml."""
    who = g.get("actor")
    seen = [s for s in running() if who is None or who.may_any((), s.id)]
    return tuple(s.edition.protocol.study.notice or f"Study “{s.row.slug}”, {s.row.mode}." for s in seen)


def language_name(tag: str | None) -> str:
    """A language in English: Urdu; the tag itself when we do not know it."""
    if not tag or tag == NONE:
        return ""
    found = language(tag)
    return found.name


def _direction(tag: str) -> str:
    return str(direction(tag))


class Frame:
    """What stands around one page. Each part is worked out when a template asks for it, and once."""

    def __init__(self) -> None:
        self.actor: Actor | None = g.get("actor")
        self.now = now()
        self.idle_minutes: int = current_app.config["IDLE_MINUTES"]
        self.letters = self.actor.letter_keys if self.actor else True

    @cached_property
    def rehearsal(self) -> bool:
        """Whether the band says so: for the study of an interview's page, elsewhere for any study here."""
        if "rehearsal" in g:
            return bool(g.rehearsal)
        return any(study.row.mode == "rehearsal" for study in running())

    @cached_property
    def today(self) -> date:
        """Today in the page's zone."""
        return today_on()

    @cached_property
    def role(self) -> str:
        """Her first role in words."""
        role = self.actor.main_role() if self.actor else None
        return ROLE_WORDS[role] if role else ""

    @cached_property
    def places(self) -> tuple[dict[str, Any], ...]:
        """The bar of pages."""
        return places() if self.actor else ()

    @cached_property
    def shows_duty(self) -> bool:
        """Whether the bar names the duty lead."""
        return self.actor is not None and self.actor.may_any((Role.INTERVIEWER, Role.SUPERVISOR))

    @cached_property
    def duty(self) -> OnDuty | None:
        """The duty lead; an administrator, who sees no participant, is told none."""
        if self.actor is None or self.actor.main_role() is Role.ADMINISTRATOR:
            return None
        return on_duty()

    @cached_property
    def notices(self) -> tuple[str, ...]:
        """The notices at the foot."""
        return () if g.get("fault") else notices()

    @cached_property
    def home(self) -> str:
        """Her first page."""
        return home() if self.actor else url_for("door.sign_in")


def _frame() -> dict[str, object]:
    return {"frame": Frame(), "csrf_token": _csrf_token}
