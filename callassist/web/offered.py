"""Times to offer on a case's page, each with the text that would go out about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callassist.cases.states import STANDING
from callassist.schedule import offers as offering
from callassist.schedule import slots
from callassist.store.lists.case import CasePage
from callassist.web import words
from callassist.web.shift import written_in
from callassist.work.actor import Actor
from callassist.work.announcing import words_at
from callassist.work.appointments import allows, interpreted
from callassist.work.booking_times import possible
from callassist.work.clashes import spans
from callassist.work.house import House, Running


@dataclass(frozen=True, slots=True)
class Offered:
    """One time to offer, with the text she would get about it: "" where the study has none.

    `waits`: the text goes once an interpreter is arranged.
    """

    wall: str
    words: str
    short: str
    hint: str
    text: str
    language: str
    segments: int
    waits: bool


def offered(
    page: CasePage,
    running: Running,
    minutes: int,
    appointment: Any | None,
    owed: slots.Owed,
    now: datetime,
    could_come: frozenset[datetime] | None = None,
) -> tuple[Offered, ...]:
    """Her own times first: the preferred ones if she gave any, the safe ones else.

    `could_come`: when somebody could interpret; None where nobody need, or nobody is known.
    """
    protocol, case = running.edition.protocol, page.case
    found = offering.offers(
        protocol,
        now=max(now, case.opens_at),
        closes_at=case.closes_at,
        minutes=minutes,
        allows=allows(case.times, protocol, preferred=True),
        busy=spans(one for one in page.appointments if one.state in STANDING),
        owed=owed.slots,
        comes=lambda at: could_come is None or at in could_come,
    )
    template = "moved" if appointment is not None and appointment.state in STANDING else "booked"
    waits = could_come is not None
    return tuple(_offered(one, page, running, template, minutes, now, waits=waits) for one in found)


def comes(
    house: House, page: CasePage, running: Running, actor: Actor, now: datetime
) -> frozenset[datetime] | None:
    """When somebody could interpret for her with this interviewer; None: nobody need, or nobody is known."""
    if not interpreted(page.case, actor):
        return None
    with house.database.read() as c:
        return possible(c, running, page.case, actor.id, now)


def _offered(
    one: offering.Offer,
    page: CasePage,
    running: Running,
    template: str,
    minutes: int,
    now: datetime,
    *,
    waits: bool,
) -> Offered:
    zone = running.edition.protocol.study.zone
    local = words.local(one.at, zone)
    language = written_in(page.case.needs or {}) or running.edition.protocol.study.languages[0]
    hints = [f"with you, {minutes} minutes free"]
    hints += ["owed by the protocol"] if one.owed else []
    hints += [one.mark.value] if one.mark else []
    known = template in running.edition.messages.template
    rendered = words_at(running, template, language, one.at) if known else None
    return Offered(
        wall=f"{local:%Y-%m-%dT%H:%M}",
        words=words.day_and_time(one.at, now, zone),
        short=f"{words.WEEKDAYS[local.weekday()]} {local:%H:%M}",
        hint="; ".join(hints),
        text=rendered.body if rendered else "",
        language=rendered.language if rendered else language,
        segments=rendered.measure.segments if rendered else 0,
        waits=waits,
    )
