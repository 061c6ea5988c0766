"""The cases that may be rung, with what decides whose turn it is: for the day, the next case, a search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    and_,
    bindparam,
    exists,
    false,
    func,
    not_,
    or_,
    select,
    text,
    true,
    union,
)

from callassist.store.among import among, one_of
from callassist.store.cases import appointment, case_, contact, hold, task
from callassist.store.holds import LIVE
from callassist.store.people import participant
from callassist.store.staff import grant, staff
from callassist.store.studies import IS_PAUSED

STANDING = ("booked", "confirmed", "unclear")
DECISIONS = ("refusal", "supervisor")
CALL_BACKS = ("call_back", "ring", "new_time")
REMEMBERED = timedelta(days=28)  # who asked longer ago to be rung later is rung as her window says

_COLUMNS = (
    case_.c.id.label("case_id"),
    case_.c.study_id,
    case_.c.participant_id,
    case_.c.strand,
    case_.c.plan,
    case_.c.wave,
    case_.c.site,
    case_.c.state,
    case_.c.closes_on,
    case_.c.opens_at,
    case_.c.closes_at,
    case_.c.given_to,
    participant.c.number,
    participant.c.initials,
    participant.c.role,
    participant.c.language.label("needs"),
    participant.c.access,
    participant.c.times,
    participant.c.stopped_at,
    participant.c.household_id,
    IS_PAUSED.label("paused"),
)
_JOINED = select(*_COLUMNS).join(participant, participant.c.id == case_.c.participant_id)
_OPEN = (
    _JOINED.where(
        case_.c.study_id.in_(bindparam("studies", expanding=True)),
        case_.c.state == "open",
        case_.c.closes_at > bindparam("now"),
        participant.c.stopped_at.is_(None),
    )
    .order_by(case_.c.closes_at, case_.c.id)
    .limit(bindparam("most"))
    .offset(bindparam("skip"))
)
_TRIED_SINCE = (
    select(func.count())
    .where(
        contact.c.case_id == case_.c.id,
        contact.c.at >= bindparam("since"),
        contact.c.attempt,
        contact.c.corrected_by.is_(None),
        contact.c.channel != "text",
    )
    .correlate(case_)
    .scalar_subquery()
)
_ELSEWHERE = and_(hold.c.by != bindparam("me"), LIVE)
_AT_COLLEAGUES = (  # outer joins, so that every database begins with the few holds
    select(hold.c.case_id, participant.c.household_id)
    .outerjoin_from(hold, case_, case_.c.id == hold.c.case_id)
    .outerjoin(participant, participant.c.id == case_.c.participant_id)
    .where(_ELSEWHERE)
)
_LETTERS = func.substr(func.coalesce(func.nullif(case_.c.language, ""), "en"), 1, 2)
_AT_HERS = or_(bindparam("everywhere") == true(), case_.c.site.in_(bindparam("sites", expanding=True)))
# Behind coalesce: PostgreSQL expects a language that is worked out of one case in two hundred, and reads and
# sorts them all for the first eight. Of what it cannot see into it expects a half, and walks in their order.
_SPOKEN = func.coalesce(_LETTERS.in_(bindparam("letters", expanding=True)), false())
_RINGING = (
    select(grant.c.staff_id)
    .join(staff, staff.c.id == grant.c.staff_id)
    .where(
        staff.c.closed_at.is_(None),
        one_of(grant.c.role, ("interviewer", "supervisor")),
        or_(grant.c.study_id.is_(None), among(grant.c.study_id, "rung_for")),
        grant.c.since <= bindparam("now"),
        or_(grant.c.until.is_(None), grant.c.until > bindparam("now")),
    )
)
_FRESH = _OPEN.where(
    _AT_HERS,
    _SPOKEN,
    bindparam("calls") > _TRIED_SINCE,
    or_(
        case_.c.given_to.is_(None),
        case_.c.given_to == bindparam("me"),
        case_.c.given_to.not_in(_RINGING),
    ),
    not_(among(case_.c.id, "held")),
    or_(
        participant.c.household_id.is_(None),
        not_(among(participant.c.household_id, "homes")),
    ),
)
_MAYBE_SPOKEN = or_(_SPOKEN, participant.c.language[("also", 0)].as_string().is_not(None))
_WITHIN = _OPEN.where(_AT_HERS, _MAYBE_SPOKEN)
_NEEDS_ONE = func.coalesce(participant.c.language["interpreter"].as_boolean(), false())
_BEYOND = (
    select(case_.c.study_id, case_.c.site, case_.c.strand, _NEEDS_ONE.label("interpreter"), func.count())
    .join(participant, participant.c.id == case_.c.participant_id)
    .where(
        case_.c.study_id.in_(bindparam("studies", expanding=True)),
        case_.c.state == "open",
        case_.c.closes_at > bindparam("now"),
        participant.c.stopped_at.is_(None),
        _AT_HERS,
        not_(_MAYBE_SPOKEN),
    )
    .group_by(case_.c.study_id, case_.c.site, case_.c.strand, _NEEDS_ONE)
)
_OF_PEOPLE = _JOINED.where(among(case_.c.participant_id, "people"), case_.c.state != "not_planned").order_by(
    case_.c.opens_at
)


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list: study number and initials, its window, and what its participant needs. No arm."""

    case_id: str
    study_id: str
    participant_id: str
    strand: str
    plan: str
    wave: str
    site: str
    state: str
    closes_on: Any
    opens_at: datetime
    closes_at: datetime
    given_to: str | None
    number: str
    initials: str
    role: str
    needs: dict[str, Any] | None
    access: list[str] | None
    times: dict[str, str] | None
    stopped_at: datetime | None
    household_id: str | None
    paused: bool


@dataclass(frozen=True, slots=True)
class Beyond:
    """How many cases of a site and strand wait for another language, with or without an interpreter."""

    study_id: str
    site: str
    strand: str
    interpreter: bool
    many: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Where somebody rings and what she speaks. `sites`: None means all of them.

    It leaves out most cases that are not hers, not all: by site whatever the study, by a tag's first two
    letters. Which are hers is judged from the rows.
    """

    studies: tuple[str, ...]
    sites: tuple[str, ...] | None
    languages: tuple[str, ...]


def open_cases(
    c: Connection, studies: Sequence[str], now: datetime, *, most: int, skip: int = 0
) -> list[CaseRow]:
    """Open cases of these studies, the window that closes soonest first."""
    values = {"studies": list(studies), "now": now, "most": most, "skip": skip}
    return _rows(c, _OPEN, values) if studies else []


def fresh_cases(
    c: Connection,
    reach: Reach,
    now: datetime,
    *,
    me: str,
    since: datetime,
    calls: int,
    most: int,
    skip: int = 0,
) -> list[CaseRow]:
    """The same within somebody's reach, without those given to a colleague or open at one's, or another of
    their household, or tried so many times (`calls`) since a moment.

    What was given to somebody who rings for none of these studies any more is everybody's again.
    """
    if not reach.studies:
        return []
    held = c.execute(_AT_COLLEAGUES, {"me": me, "now": now}).all()  # named one by one: a plan never guesses
    elsewhere = {
        "held": [one.case_id for one in held],
        "homes": sorted({one.household_id for one in held if one.household_id is not None}),
        "rung_for": list(reach.studies),
    }
    values = {"now": now, "me": me, "since": since, "calls": calls, "most": most, "skip": skip}
    return _rows(c, _FRESH, _asked(reach) | elsewhere | values)


def cases_within(c: Connection, reach: Reach, now: datetime, *, most: int, skip: int = 0) -> list[CaseRow]:
    """Open cases within somebody's reach, those content with a second language too, in the line's order."""
    values = _asked(reach) | {"now": now, "most": most, "skip": skip}
    return _rows(c, _WITHIN, values) if reach.studies else []


def counts_beyond(c: Connection, reach: Reach, now: datetime) -> list[Beyond]:
    """How many open cases at her sites speak none of her languages, by site, strand and interpreter."""
    rows = c.execute(_BEYOND, _asked(reach) | {"now": now}) if reach.studies else ()
    return [Beyond(study, site, strand, bool(one), many) for study, site, strand, one, many in rows]


def _asked(reach: Reach) -> dict[str, Any]:
    return {
        "studies": reach.studies,
        "everywhere": reach.sites is None,
        "sites": reach.sites or (),
        "letters": sorted({tag[:2] for tag in reach.languages}),
    }


def of_people(c: Connection, participants: Sequence[str]) -> list[CaseRow]:
    """All cases of participants that are or were planned, the window that opened first first."""
    return _rows(c, _OF_PEOPLE, {"people": list(participants)}) if participants else []


def _rows(c: Connection, query: Select[Any], values: dict[str, Any]) -> list[CaseRow]:
    return [CaseRow(*row) for row in c.execute(query, values).all()]


def ringing(c: Connection, studies: Sequence[str], now: datetime) -> frozenset[str]:
    """Who may ring families of these studies now, by id."""
    return frozenset(c.execute(_RINGING, {"rung_for": list(studies), "now": now}).scalars())


def pressing(
    c: Connection,
    studies: Sequence[str],
    staff_id: str,
    begins: datetime,
    ends: datetime,
    *,
    now: datetime,
    asked_before: datetime,
) -> list[CaseRow]:
    """Cases that come before the windows: agreed in a span of time, to be rung back, or given to her.

    `asked_before`: who asked before it to be rung later, and was not tried since, is to be rung back now.
    """
    if not studies:
        return []
    values = {"studies": list(studies), "me": staff_id, "begins": begins, "ends": ends}
    values |= {"rung_for": list(studies), "now": now}
    values |= {"asked_since": asked_before - REMEMBERED, "asked_before": asked_before}
    ids = list(c.execute(_PRESSING, values).scalars())  # first, as there are few and mostly none
    return _rows(c, _OPEN_OF, {"studies": list(studies), "ids": ids}) if ids else []


def agreed_between(
    c: Connection, studies: Sequence[str], staff_id: str, begins: datetime, ends: datetime, *, now: datetime
) -> list[CaseRow]:
    """The cases with an appointment in a span of time that is hers or anybody's, each once."""
    values = {"studies": list(studies), "me": staff_id, "begins": begins, "ends": ends}
    values |= {"rung_for": list(studies), "now": now}
    return _rows(c, _AGREED, values) if studies else []


_AGREED_IDS = select(appointment.c.case_id).where(
    among(appointment.c.study_id, "studies"),
    and_(appointment.c.starts_at >= bindparam("begins"), appointment.c.starts_at < bindparam("ends")),
    one_of(appointment.c.state, (*STANDING, "declined")),
    or_(
        appointment.c.with_.is_(None),
        appointment.c.with_ == bindparam("me"),
        appointment.c.with_.not_in(_RINGING),  # she has left, and somebody must keep the time
    ),
)
_AGREED = _JOINED.where(case_.c.id.in_(_AGREED_IDS)).order_by(case_.c.id)
_WAITS_FOR_CALL = select(task.c.case_id).where(
    among(task.c.study_id, "studies"),
    task.c.state == "open",
    one_of(task.c.kind, CALL_BACKS),
    task.c.case_id.is_not(None),
)
_GIVEN = select(case_.c.id).where(case_.c.given_to == bindparam("me"))
_LATER = contact.alias("later")
_ASKED_BACK = select(contact.c.case_id).where(
    among(contact.c.study_id, "studies"),
    text("contact.outcome = 'call_back' AND contact.corrected_by IS NULL"),
    and_(contact.c.at > bindparam("asked_since"), contact.c.at <= bindparam("asked_before")),
    contact.c.case_id.is_not(None),
    not_(
        exists().where(
            _LATER.c.case_id == contact.c.case_id,
            _LATER.c.at > contact.c.at,
            _LATER.c.attempt,
            _LATER.c.corrected_by.is_(None),
        )
    ),
)
_PRESSING = union(_AGREED_IDS, _WAITS_FOR_CALL, _GIVEN, _ASKED_BACK)
_OPEN_OF = _JOINED.where(
    among(case_.c.id, "ids"),
    among(case_.c.study_id, "studies"),
    case_.c.state == "open",
).order_by(case_.c.id)
