"""Gathers what decides whether a parent's phone may be rung now, read anew each time it is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callassist.cases.states import STANDING, CaseState
from callassist.people.contact_points import may_be_rung
from callassist.people.numbers import drama_range
from callassist.people.participation import Change, Dimension, standing
from callassist.schedule.caps import WEEK, frees_at
from callassist.schedule.ringing import Barred, CallFacts, barred
from callassist.store import attempts, lookups, outbox, planning, studies
from callassist.store.database import Connection
from callassist.store.lists.case import read as read_page
from callassist.store.lists.line import DECISIONS
from callassist.study.protocol import Protocol
from callassist.work.house import House, Running
from callassist.work.in_line import ringable
from callassist.work.permits import number_of

ABOUT = timedelta(minutes=15)
LATELY = timedelta(hours=2)
GOES_ON = ("cut_off", "bad_line", "technical")


@dataclass(frozen=True, slots=True)
class Ringing:
    """A case with the phone that would be rung, and why it may not be, if it may not."""

    case: Any
    participant: Any
    phone: Any | None
    why_not: Barred | None


def ringing(c: Connection, house: House, case_id: str, phone_id: str | None, now: datetime) -> Ringing | None:
    """Whether a case's phone (None: her first that may be rung) may be rung now; None for no such case."""
    case = attempts.case(c, case_id)
    if case is None:
        return None
    running = house.study(case.study_id)
    person = outbox.participants(c, [case.participant_id])[case.participant_id]
    phones = outbox.phones(c, [case.participant_id]).get(case.participant_id, [])
    chosen = next((one for one in phones if (one.id == phone_id if phone_id else one.safe)), None)
    facts = _facts(c, house, running, case, person, chosen, now)
    return Ringing(case, person, chosen, barred(facts))


def _facts(
    c: Connection, house: House, running: Running, case: Any, person: Any, phone: Any | None, now: datetime
) -> CallFacts:
    protocol = running.edition.protocol
    changes = outbox.participation_of(c, [person.id]).get(person.id, ())
    stands = standing((Change(Dimension(one.dimension), one.allowed, one.since) for one in changes), now)
    page = read_page(c, case.id, "", now)
    assert page is not None
    home = person.household_id or ""
    troubled = lookups.disturbances(c, [home] if home else [], now - WEEK).get(home, ())
    full = frees_at([one.at for one in troubled], protocol.contact.household_a_week)
    return CallFacts(
        case_state=CaseState(case.state),
        within_window=case.opens_at <= now < case.closes_at,
        stopped=person.stopped_at is not None,
        calls_wanted=stands.calls,
        consented=person.id in lookups.consented(c, [person.id]),
        undecided=any(one.kind in DECISIONS for one in page.tasks),
        paused=_paused(c, case),
        number=phone is not None,
        safe=phone is None or phone.safe,
        withhold=phone is not None and phone.withhold,
        relay="relay_uk" in (person.access or ()),
        signs=not may_be_rung(person.access, (person.language or {}).get("spoken")),
        **_network(house, running, person, phone),
        agreed=_agreed(c, case, page.ledger, now),
        in_hours=ringable(person.times, protocol)(now),
        tried_today=_tried_today(page.ledger, troubled, protocol, now),
        household_full=full is not None and full > now,
    )


def _paused(c: Connection, case: Any) -> bool:
    scopes = {(one.scope, one.of) for one in studies.pauses(c, case.study_id)}
    return bool(scopes & {("study", None), ("line", None), ("site", case.site)})


def _network(house: House, running: Running, person: Any, phone: Any | None) -> dict[str, Any]:
    if running.row.mode != "live" or phone is None:
        return {}
    listed = bytes(phone.number_index).hex() in (running.row.test_list or ())
    return {
        "live": True,
        "drama": drama_range(number_of(house, person, phone)) is not None,
        "on_test_list": running.row.live_at is not None or listed,
    }


def _agreed(c: Connection, case: Any, ledger: Any, now: datetime) -> bool:
    """Whether a time was agreed about now, or the last call was cut off, or she has just rung us."""
    near = any(
        one.state in STANDING and abs(one.starts_at - now) <= ABOUT
        for one in planning.appointments_of(c, case.id)
    )
    lately = [one for one in ledger if one.channel == "call" and now - one.at <= LATELY]
    return near or any(one.outcome in GOES_ON or one.direction == "in" for one in lately[:1])


def _tried_today(ledger: Sequence[Any], home: Sequence[Any], protocol: Protocol, now: datetime) -> bool:
    """Whether she, or anybody of her household, was tried as often today as may be. Hers stand in both."""
    zone = ZoneInfo(protocol.study.zone)
    today = now.astimezone(zone).date()
    tried = {one.at for one in ledger if one.attempt and one.corrected_by is None}
    tried |= {one.at for one in home if one.attempt}
    of_today = [at for at in tried if at.astimezone(zone).date() == today]
    return len(of_today) >= protocol.contact.unplanned_calls_a_day
