"""One case as the order of the line sees it: what was agreed, what is owed, who spoke there last."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from callassist.cases.outcomes import OUTCOMES, Kind
from callassist.cases.states import AppointmentState
from callassist.people.contact_points import may_be_rung
from callassist.schedule.caps import WEEK, frees_at
from callassist.schedule.hours import span_on
from callassist.schedule.order import Waiting
from callassist.schedule.slots import Owed, Slot, kept_until, owed, slot
from callassist.store import lookups
from callassist.store.lists import line as lines
from callassist.store.lists.around import Around
from callassist.store.lists.line import CaseRow
from callassist.study.protocol import Protocol
from callassist.work.actor import Actor
from callassist.work.appointments import allows
from callassist.work.house import House, Running

ASKED_BACK = "call_back"


@dataclass(frozen=True, slots=True)
class Looker:
    """Who looks at the line, when, and the studies that she rings for, by id.

    `bare`: the waves (study, plan, wave) that may not begin now, as nobody is on duty for them. `ringing`:
    who rings for these studies now; None where that was not asked.
    """

    actor: Actor
    running: dict[str, Running]
    now: datetime
    bare: frozenset[tuple[str, str, str]] = frozenset()
    ringing: frozenset[str] | None = None

    def still_there(self, staff_id: str | None) -> str | None:
        """Whose a case or a time is, or nobody's where she has left: else nobody would ever ring."""
        gone = self.ringing is not None and staff_id not in self.ringing
        return None if gone else staff_id


def waiting(row: CaseRow, around: Around, by: Looker, *, spared: bool) -> Waiting:
    """A case as the order of the line sees it."""
    protocol, now, me = by.running[row.study_id].edition.protocol, by.now, by.actor.id
    appointment = standing(around.appointments.get(row.case_id, ()))
    tried = around.contacts.get(row.case_id, ())
    holder = around.taken.get(row.case_id) or around.taken.get(row.household_id or "")
    last = around.spoke_last.get(row.participant_id)
    still = still_owed(protocol, spoken(row), tried)
    zone, may_ring = ZoneInfo(protocol.study.zone), ringable(row.times, protocol)
    local = now.astimezone(zone)
    here = slot(local)
    return Waiting(
        case_id=row.case_id,
        closes_at=row.closes_at,
        language=spoken(row),
        also=also(row),
        interpreter=bool((row.needs or {}).get("interpreter")),
        appointment_at=appointment.starts_at if appointment else None,
        appointment_ends=_ends(appointment),
        appointment_state=AppointmentState(appointment.state) if appointment else None,
        appointment_with=by.still_there(appointment.with_) if appointment else None,
        not_before=rested(tried, protocol, now, around.rung.get(row.household_id or "", ())),
        kept_until=kept_until(still, local, row.closes_at.astimezone(zone), may_ring),
        enough_until=frees_at(
            around.troubled.get(row.household_id or "", ()), protocol.contact.household_a_week
        ),
        stopped=stopped(row, around) or not by_phone(row),
        paused=bool(row.paused),
        uncovered=(row.study_id, row.plan, row.wave) in by.bare,
        taken=holder is not None and holder != me,
        given_to=by.still_there(row.given_to),
        spared=spared,
        shielded=(row.participant_id, me) in around.abused,
        call_back_at=call_back_at(tried, around.tasks.get(row.case_id, ()), protocol),
        owed_now=here in still.slots,
        owed=not still.nothing,
        unused=all(one.slot != here for one in tried if one.attempt),
        spoke_with=last,
        colleague_here=last is not None and last != me and last in around.at_work,
        text_first=protocol.contact.text_first and not tried and row.case_id in around.untexted,
        allows=may_ring,
    )


def standing(appointments: Sequence[Any]) -> Any | None:
    """The appointment that counts: the last that stands or was declined."""
    return appointments[-1] if appointments else None


def stopped(row: CaseRow, around: Around) -> bool:
    """Whether nobody may ring until somebody has decided, or at all."""
    waits = any(one.kind in lines.DECISIONS for one in around.tasks.get(row.case_id, ()))
    person = row.participant_id
    return waits or row.stopped_at is not None or person in around.no_calls or person in around.refused


def by_phone(row: CaseRow) -> bool:
    """Whether she can be rung at all: who signs is met by video or in person, as a manager arranges."""
    return may_be_rung(row.access, spoken(row))


def spoken(row: Any) -> str:
    """The language she speaks; English where nothing is known."""
    return str((row.needs or {}).get("spoken") or "en-GB")


def also(row: Any) -> tuple[str, ...]:
    """The other languages in which she is content to be rung."""
    return tuple((row.needs or {}).get("also") or ())


def call_back_at(tried: Sequence[Any], tasks: Sequence[Any], protocol: Protocol) -> datetime | None:
    """Since when somebody waits to be rung back: by a task not tried since, or as she asked herself."""
    of_hers = last_try(tried)
    asked: list[datetime] = [
        one.raised_at
        for one in tasks
        if one.kind in lines.CALL_BACKS and (of_hers is None or of_hers.at < one.raised_at)
    ]
    if asked:
        return max(asked)
    if of_hers is not None and of_hers.outcome == ASKED_BACK:
        at: datetime = of_hers.at + spacing(of_hers.outcome, protocol)
        return at
    return None


def still_owed(protocol: Protocol, language: str, tried: Sequence[Any]) -> Owed:
    """What the protocol still asks us to try, from rows of contacts with attempt, slot and language."""
    made = [one for one in tried if one.attempt]
    own = None if language.startswith("en") else sum(1 for one in made if one.language == language)
    slots = [Slot(one.slot) if one.slot else None for one in made]
    return owed(protocol.contact, slots, in_her_language=own)


def spacing(outcome: str, protocol: Protocol) -> timedelta:
    """How long a case rests after an outcome: as the study says, else as is usual."""
    own = protocol.contact.spacing.get(outcome)
    if own is not None:
        return timedelta(hours=own)
    known = OUTCOMES.get(outcome)
    return known.wait if known else timedelta(0)


def rested(
    tried: Sequence[Any], protocol: Protocol, now: datetime, rung: Sequence[datetime] = ()
) -> datetime | None:
    """When she may be tried again: after what the last outcome asks, and not too often unplanned in a day.

    `tried`: the case's contacts, oldest first; `rung`: when anybody of her household was rung.
    """
    zone = ZoneInfo(protocol.study.zone)
    today = now.astimezone(zone).date()
    times = set(rung) | {one.at for one in tried if one.attempt}
    so_far = sum(1 for at in times if at.astimezone(zone).date() == today)
    last = last_try(tried)
    after: datetime | None = last.at + spacing(last.outcome, protocol) if last is not None else None
    if so_far >= protocol.contact.unplanned_calls_a_day:
        midnight = datetime.combine(today + timedelta(days=1), datetime.min.time(), tzinfo=zone)
        return max(after, midnight) if after is not None else midnight
    return after


def last_try(tried: Sequence[Any]) -> Any | None:
    """The last that was a try of hers: no letter, no word about something else, nobody asked about her."""
    asides = (Kind.NOTE, Kind.TRACING)
    known = ((one, OUTCOMES.get(one.outcome)) for one in reversed(tried))
    return next((one for one, outcome in known if outcome is None or outcome.kind not in asides), None)


def household_enough(house: House, row: Any, protocol: Protocol, now: datetime) -> datetime | None:
    """When a family whose household was texted and rung enough this week may be rung again, or None."""
    home = row.household_id or ""
    with house.database.read() as c:
        times = lookups.troubled(c, [home] if home else [], now - WEEK)
    return frees_at(times.get(home, ()), protocol.contact.household_a_week)


def ringable(times: dict[str, str] | None, protocol: Protocol) -> Callable[[datetime], bool]:
    """Whether she may be rung at a moment: calling hours, her safe times and those she prefers."""
    zone, hers = ZoneInfo(protocol.study.zone), allows(times, protocol, preferred=True)

    def at(moment: datetime) -> bool:
        local = moment.astimezone(zone)
        span = span_on(local.date(), protocol.hours.calls, protocol.study.nation)
        return span is not None and span[0] <= local.time() < span[1] and hers(local)

    return at


def _ends(appointment: Any | None) -> datetime | None:
    if appointment is None:
        return None
    ends: datetime = appointment.starts_at + timedelta(minutes=appointment.minutes)
    return ends
