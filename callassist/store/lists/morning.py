"""What waits for a manager this morning: alerts with clocks, windows closing, the duty rota."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from callassist.store.cases import alert, appointment, case_, contact
from callassist.store.people import participant
from callassist.store.schema import row_of
from callassist.store.staff import duty


@dataclass(frozen=True, slots=True)
class AlertRow:
    """An open alert. `about` names the item or the word risk, never another answer."""

    id: str
    study_id: str
    case_id: str | None
    number: str | None
    site: str | None
    wave: str | None
    plan: str | None
    level: int
    source: str
    about: str
    raised_at: datetime
    raised_by: str | None
    acknowledge_by: datetime
    close_by: datetime
    acknowledged_at: datetime | None
    acknowledged_by: str | None


@dataclass(frozen=True, slots=True)
class ClosingRow:
    """An open case whose window closes soon. `needs` are her languages; no name."""

    case_id: str
    participant_id: str
    number: str
    initials: str
    site: str
    strand: str
    wave: str
    closes_on: Any
    closes_at: datetime
    given_to: str | None
    needs: dict[str, Any] | None
    stopped_at: datetime | None


_ALERTS = (
    select(
        alert.c.id,
        alert.c.study_id,
        alert.c.case_id,
        participant.c.number,
        participant.c.site,
        case_.c.wave,
        case_.c.plan,
        alert.c.level,
        alert.c.source,
        alert.c.about,
        alert.c.raised_at,
        alert.c.raised_by,
        alert.c.acknowledge_by,
        alert.c.close_by,
        alert.c.acknowledged_at,
        alert.c.acknowledged_by,
    )
    .join(participant, participant.c.id == alert.c.participant_id, isouter=True)
    .join(case_, case_.c.id == alert.c.case_id, isouter=True)
    .where(alert.c.study_id == bindparam("study_id"), alert.c.closed_at.is_(None))
    .order_by(alert.c.acknowledged_at.is_not(None), alert.c.acknowledge_by, alert.c.close_by)
)
_CLOSED = (
    select(
        alert.c.id,
        participant.c.number,
        participant.c.site,
        alert.c.level,
        alert.c.raised_at,
        alert.c.acknowledged_at,
        alert.c.acknowledged_by,
        alert.c.closed_at,
        alert.c.closed_by,
    )
    .join(participant, participant.c.id == alert.c.participant_id, isouter=True)
    .where(alert.c.study_id == bindparam("study_id"), alert.c.closed_at >= bindparam("since"))
    .order_by(alert.c.closed_at.desc())
)
_CLOSING = (
    select(
        case_.c.id.label("case_id"),
        case_.c.participant_id,
        participant.c.number,
        participant.c.initials,
        case_.c.site,
        case_.c.strand,
        case_.c.wave,
        case_.c.closes_on,
        case_.c.closes_at,
        case_.c.given_to,
        participant.c.language.label("needs"),
        participant.c.stopped_at,
    )
    .join(participant, participant.c.id == case_.c.participant_id)
    .where(
        case_.c.study_id == bindparam("study_id"),
        case_.c.state == "open",
        case_.c.closes_at > bindparam("now"),
        case_.c.closes_at <= bindparam("until"),
        case_.c.strand.in_(bindparam("strands", expanding=True)),
    )
    .order_by(case_.c.closes_at, case_.c.id)  # as the index stands: nobody sorts a hundred thousand
    .limit(bindparam("most"))
)
_CLOSING_AT = _CLOSING.where(case_.c.site.in_(bindparam("sites", expanding=True)))
_TRIED = (
    select(contact.c.case_id, contact.c.slot, contact.c.language, contact.c.at, contact.c.outcome)
    .where(
        contact.c.case_id.in_(bindparam("ids", expanding=True)),
        contact.c.attempt,
        contact.c.corrected_by.is_(None),
    )
    .order_by(contact.c.at)
)
_BOOKED = (
    select(appointment.c.case_id, appointment.c.starts_at, appointment.c.state)
    .where(
        appointment.c.case_id.in_(bindparam("ids", expanding=True)),
        appointment.c.state.in_(("booked", "confirmed", "unclear")),
        appointment.c.starts_at > bindparam("now"),
    )
    .order_by(appointment.c.starts_at)
)
_ROTA = (
    select(duty.c.since, duty.c.until, duty.c.name)
    .where(
        duty.c.study_id == bindparam("study_id"),
        duty.c.until > bindparam("since"),
        duty.c.since < bindparam("until"),
    )
    .order_by(duty.c.since)
)
_APPOINTMENTS_BETWEEN = select(appointment.c.starts_at).where(
    appointment.c.study_id == bindparam("study_id"),
    appointment.c.state.in_(("booked", "confirmed", "unclear")),
    appointment.c.starts_at >= bindparam("since"),
    appointment.c.starts_at < bindparam("until"),
)


def alerts(c: Connection, study_id: str) -> tuple[AlertRow, ...]:
    """Open alerts, those nobody has acknowledged first."""
    return tuple(AlertRow(**row_of(row)) for row in c.execute(_ALERTS, {"study_id": study_id}))


def alerts_closed(c: Connection, study_id: str, since: datetime) -> Sequence[Any]:
    """Alerts closed since a moment, latest first: study number and site, level, and who did what when."""
    return c.execute(_CLOSED, {"study_id": study_id, "since": since}).all()


def closing(
    c: Connection,
    study_id: str,
    strands: Sequence[str],
    span: tuple[datetime, datetime],
    most: int,
    sites: Set[str] | None = None,
) -> tuple[ClosingRow, ...]:
    """Open cases whose window closes within a span, at some sites or all (None), soonest first."""
    now, until = span
    values = {"study_id": study_id, "strands": list(strands), "now": now, "until": until, "most": most}
    asked, more = (_CLOSING, {}) if sites is None else (_CLOSING_AT, {"sites": sorted(sites)})
    found = (ClosingRow(**row_of(row)) for row in c.execute(asked, {**values, **more}))
    return tuple(sorted(found, key=lambda one: (one.closes_at, one.number)))


def tried(c: Connection, case_ids: Sequence[str]) -> dict[str, list[Any]]:
    """The attempts that count, by case, oldest first."""
    return _by_case(c.execute(_TRIED, {"ids": list(case_ids)})) if case_ids else {}


def booked(c: Connection, case_ids: Sequence[str], now: datetime) -> dict[str, list[Any]]:
    """The appointments ahead that stand, by case, soonest first."""
    return _by_case(c.execute(_BOOKED, {"ids": list(case_ids), "now": now})) if case_ids else {}


def rota(c: Connection, study_id: str, since: datetime, until: datetime) -> Sequence[Any]:
    """The duty rota between two moments: rows with since, until and name."""
    return c.execute(_ROTA, {"study_id": study_id, "since": since, "until": until}).all()


def appointments_between(
    c: Connection, study_id: str, since: datetime, until: datetime
) -> tuple[datetime, ...]:
    """When appointments that stand begin between two moments."""
    values = {"study_id": study_id, "since": since, "until": until}
    return tuple(c.execute(_APPOINTMENTS_BETWEEN, values).scalars())


def _by_case(rows: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in rows:
        found.setdefault(row.case_id, []).append(row)
    return found
