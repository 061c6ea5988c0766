"""Who has a case open: one person at a time for a whole household, because two must not ring one family."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, delete, exists, insert, or_, select, update

from callassist.store.apart import lives_in
from callassist.store.calls import call
from callassist.store.cases import case_, contact, hold
from callassist.store.people import household, participant
from callassist.store.staff import staff

# A hold lasts its time, and as long as a call about it is up, whatever became of the browser.
_CALLING = (
    exists()
    .where(call.c.case_id == hold.c.case_id, call.c.by == hold.c.by, call.c.ended_at.is_(None))
    .correlate(hold)
)
LIVE = or_(hold.c.until > bindparam("now"), _CALLING)

_HOUSEHOLD = (
    select(participant.c.household_id)
    .join(case_, case_.c.participant_id == participant.c.id)
    .where(case_.c.id == bindparam("case_id"))
)
_THIS_HOUSEHOLD = select(household.c.id).where(household.c.id.in_(_HOUSEHOLD.scalar_subquery()))
_LOCK_HOUSEHOLD = _THIS_HOUSEHOLD.with_for_update()
_TRY_HOUSEHOLD = _THIS_HOUSEHOLD.with_for_update(skip_locked=True)
_BEFORE = staff.alias("had")
_THIS = case_.alias("this_case")
_PART = select(_THIS.c.strand).where(_THIS.c.id == bindparam("case_id")).scalar_subquery()
# Some parts of a study tell the group, and colleagues of their own ring there: even that one of these has the
# family open would tell it, so of another part nobody is named or numbered.
_SAME_PART = case_.c.strand == _PART
# Outer joins, so that every database begins with the few holds and not with all participants.
_IN_HOUSEHOLD = (
    select(
        hold.c.case_id,
        hold.c.by,
        hold.c.since,
        hold.c.until,
        hold.c.note_at,
        hold.c.had_since,
        case((_SAME_PART, staff.c.name)).label("name"),
        _BEFORE.c.name.label("had_name"),
        case((_SAME_PART, participant.c.number)).label("number"),
    )
    .select_from(hold)
    .outerjoin(case_, case_.c.id == hold.c.case_id)
    .outerjoin(participant, participant.c.id == case_.c.participant_id)
    .outerjoin(staff, staff.c.id == hold.c.by)
    .outerjoin(_BEFORE, _BEFORE.c.id == hold.c.had_by)
    .where(
        LIVE,
        or_(
            hold.c.case_id == bindparam("case_id"),
            lives_in(_HOUSEHOLD.scalar_subquery()),
        ),
    )
)
_AT_COLLEAGUES = (
    exists()
    .select_from(
        hold.outerjoin(case_, case_.c.id == hold.c.case_id).outerjoin(
            participant, participant.c.id == case_.c.participant_id
        )
    )
    .where(
        LIVE,
        hold.c.by != bindparam("mine"),
        or_(
            hold.c.case_id == bindparam("case_id"),
            lives_in(_HOUSEHOLD.scalar_subquery()),
        ),
    )
)
_TRIED = exists().where(
    contact.c.case_id == bindparam("case_id"), contact.c.recorded_at >= bindparam("read_at")
)
_BEFORE_NOW = exists().where(hold.c.case_id == bindparam("case_id"))
_STAND = select(or_(_AT_COLLEAGUES, _TRIED).label("elsewhere"), _BEFORE_NOW.label("before"))
_OF = select(hold).where(hold.c.by == bindparam("staff_id"), LIVE)
_LOGGED = exists().where(
    contact.c.case_id == hold.c.case_id, contact.c.by == hold.c.by, contact.c.recorded_at >= hold.c.since
)
_LAPSED = select(hold.c.by, hold.c.since).where(hold.c.case_id == bindparam("case_id"), ~_LOGGED)
_DROP = delete(hold).where(hold.c.case_id == bindparam("case_id"))
_TAKE = insert(hold)
_MINE = and_(hold.c.case_id == bindparam("held"), hold.c.by == bindparam("mine"), LIVE)
_LONGER = update(hold).where(_MINE).values(until=bindparam("end"))
_NOTE = update(hold).where(_MINE).values(note_at=bindparam("now"), until=bindparam("end"))
_HERS = and_(hold.c.case_id == bindparam("held"), hold.c.by == bindparam("mine"))
_RELEASE = delete(hold).where(_HERS, ~_CALLING)
_AFTER_THE_CALL = update(hold).where(_HERS).values(until=bindparam("end"))


def around(c: Connection, case_id: str, now: datetime) -> list[Any]:
    """The holds on a case and its household: case_id, by, name, since, until, note_at, number.

    `name`, `number`: None where that would tell of another part of the study.
    `had_name`, `had_since`: who had it before and let it lapse without an outcome, if somebody did.
    """
    return list(c.execute(_IN_HOUSEHOLD, {"case_id": case_id, "now": now}))


def stand(c: Connection, case_id: str, staff_id: str, now: datetime, read_at: datetime) -> Any:
    """How a case stands for somebody: elsewhere, before.

    `elsewhere`: a colleague has it open or another of its household, or it was tried since `read_at`.
    `before`: somebody has it open or had, herself perhaps.
    """
    asked = {"case_id": case_id, "mine": staff_id, "now": now, "read_at": read_at}
    return c.execute(_STAND, asked).one()


def of(c: Connection, staff_id: str, now: datetime) -> list[Any]:
    """The cases that somebody has open."""
    return list(c.execute(_OF, {"staff_id": staff_id, "now": now}))


def lock_household(c: Connection, case_id: str) -> None:
    """Let nobody else take a case of this household until the transaction ends (PostgreSQL)."""
    if c.dialect.name == "postgresql":
        c.execute(_LOCK_HOUSEHOLD, {"case_id": case_id})


def try_household(c: Connection, case_id: str) -> bool:
    """The same without waiting: False where somebody is taking a case of this household at this moment."""
    if c.dialect.name != "postgresql" or c.execute(_TRY_HOUSEHOLD, {"case_id": case_id}).first():
        return True
    return c.execute(_THIS_HOUSEHOLD, {"case_id": case_id}).first() is None


def take(c: Connection, *, case_id: str, study_id: str, by: str, now: datetime, until: datetime) -> None:
    """Take a case that nobody has open; who let it lapse is remembered with it."""
    lapsed = c.execute(_LAPSED, {"case_id": case_id}).first()
    c.execute(_DROP, {"case_id": case_id})
    had = {"had_by": lapsed.by, "had_since": lapsed.since} if lapsed is not None and lapsed.by != by else {}
    add(c, case_id=case_id, study_id=study_id, by=by, now=now, until=until, **had)


def add(
    c: Connection,
    *,
    case_id: str,
    study_id: str,
    by: str,
    now: datetime,
    until: datetime,
    had_by: str | None = None,
    had_since: datetime | None = None,
) -> None:
    """Take a case that nobody has open or had."""
    row = {"case_id": case_id, "study_id": study_id, "by": by, "since": now, "until": until}
    c.execute(_TAKE, row | {"had_by": had_by, "had_since": had_since})


def longer(c: Connection, case_id: str, by: str, now: datetime, until: datetime) -> bool:
    """Keep a case open until later; whether it was open at hers."""
    values = {"held": case_id, "mine": by, "now": now, "end": until}
    return c.execute(_LONGER, values).rowcount == 1


def note_opened(c: Connection, case_id: str, by: str, now: datetime, until: datetime) -> bool:
    """Keep when the contact note was opened; whether the case was open at hers."""
    values = {"held": case_id, "mine": by, "now": now, "end": until}
    return c.execute(_NOTE, values).rowcount == 1


def release(c: Connection, case_id: str, by: str, now: datetime) -> bool:
    """Give a case back; whether she had it. While her call about it is up it stays hers, and no longer."""
    hers = {"held": case_id, "mine": by}
    if c.execute(_RELEASE, hers).rowcount == 1:
        return True
    return c.execute(_AFTER_THE_CALL, hers | {"end": now}).rowcount == 1
