"""What may still be tried for a family, and when, in words: what is owed, the hours, the rest, the window."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from callassist.cases.states import STANDING
from callassist.reports.closing import can_be_made
from callassist.schedule import order, slots
from callassist.schedule.tracing import why_now
from callassist.store.lists.case import CasePage
from callassist.study.protocol import Protocol
from callassist.web import words
from callassist.web.standing import appointment_of, attempts_of
from callassist.work.in_line import last_try, rested, ringable

ABOUT = timedelta(minutes=15)  # how near to it an agreed time makes ringing right


def owed_words(owed: slots.Owed, language: str, closes_on: date, now: datetime, protocol: Protocol) -> str:
    """What is owed and can still be made before a window closes; on its last day: One call this evening."""
    left, today = owed.slots.items(), words.local(now, protocol.study.zone).date()
    made = {slot: many for slot, many in left if can_be_made(slot, now, closes_on, protocol)}
    if slots.Slot.WEEKDAY_EVENING in made and closes_on == today:
        return "One call this evening"
    return slots.in_words(slots.Owed(made, owed.in_language, owed.tried, owed.of), language)


def rests(
    tried: Sequence[Any], times: dict[str, str] | None, closes_at: datetime, protocol: Protocol, now: datetime
) -> str:
    """When the list brings a family again that was tried a short while ago; "" once it may."""
    after = rested(tried, protocol, now)
    if after is None or after <= now:
        return ""
    zone, at = protocol.study.zone, order.next_try(after, closes_at, ringable(times, protocol))
    again = f"again {words.in_words(at, now, zone)}" if at else "no other try before the window closes"
    last = last_try(tried)
    return f"Tried {words.in_words(last.at if last else tried[-1].at, now, zone)}; {again}"


def rests_here(page: CasePage, protocol: Protocol, now: datetime) -> str:
    """The same for a case's page; "" where a time was agreed about now."""
    if _near(page, now):
        return ""
    return rests(attempts_of(page), page.case.times, page.case.closes_at, protocol, now)


def enough_here(page: CasePage, until: datetime | None, protocol: Protocol, now: datetime) -> str:
    """What to know before ringing a household that has had its texts and calls of the week; "" else."""
    if until is None or until <= now or page.case.state != "open" or _near(page, now):
        return ""
    again = words.in_words(until, now, protocol.study.zone)
    return f"This household has been texted and rung enough this week; again {again}"


def next_try(page: CasePage, protocol: Protocol, now: datetime) -> str:
    """When to try next as a sentence: the time that was agreed, else one inside her safe hours."""
    case, zone, agreed = page.case, protocol.study.zone, appointment_of(page, now)
    if agreed is not None and agreed.state in STANDING and agreed.starts_at > now:
        return f"Next try: the appointment {words.in_words(agreed.starts_at, now, zone)}."
    after = rested(attempts_of(page), protocol, now)
    if case.state != "open" or after is None:
        return ""
    at = order.next_try(max(after, now), case.closes_at, ringable(case.times, protocol))
    if at is None:
        return "The window closes before the protocol allows another try."
    return f"Next try: {words.day_and_time(at, now, zone)}, inside the safe hours."


def not_now(page: CasePage, protocol: Protocol, now: datetime) -> str:
    """Why nobody may ring just now and from when, unless a time was agreed about now; "" when one may."""
    case, zone, allows = page.case, protocol.study.zone, ringable(page.case.times, protocol)
    if _near(page, now) or allows(now):
        return ""
    at = order.next_try(now, case.closes_at, allows)
    when = f"again {words.in_words(at, now, zone)}" if at else "not again in this window"
    return f"it is outside the hours in which one may ring; {when}."


def asks(page: CasePage, protocol: Protocol) -> str:
    """Why somebody she named may be asked now, in words; "" while nobody may, or she named nobody."""
    if not page.case.named or page.case.state != "open":
        return ""
    numbers = sum(1 for one in page.phones if one.safe and one.state == "in_use")
    return why_now(protocol.contact, attempts_of(page), ringable=numbers)


def window(case: Any, now: datetime, zone: str) -> str:
    """A case's window: Closes Mon 2 Nov, in 25 days."""
    today, closes = words.local(now, zone).date(), case.closes_on
    if case.state == "waiting":
        opens = words.local(case.opens_at, zone).date()
        return f"Opens {words.day(opens, today)}, closes {words.day(closes, today)}"
    if case.closes_at <= now:
        return f"Closed {words.day(closes, today)}"
    if closes == today:
        return "Closes today"
    return f"Closes {words.day(closes, today)}, in {words.lasting(case.closes_at - now)}"


def _near(page: CasePage, now: datetime) -> bool:
    agreed = appointment_of(page, now)
    return agreed is not None and agreed.state in STANDING and abs(agreed.starts_at - now) <= ABOUT
