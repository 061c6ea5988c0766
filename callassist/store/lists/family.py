"""One participant's whole story, from consent to voucher: every ledger's rows, without words of hers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, bindparam, func, select

from callassist.store.cases import alert, appointment, case_, contact, task, voucher
from callassist.store.interviews import interview
from callassist.store.people import consent, opt_out, participant, participation, phone
from callassist.store.schema import row_of
from callassist.store.texts import message

MOST = 500


def _of(table: Any, *columns: Any) -> Any:
    return select(*columns).where(table.c.participant_id == bindparam("person")).limit(MOST)


_LEDGERS = {
    "consents": _of(consent, consent.c.version, consent.c.given_on, consent.c.how, consent.c.recorded_at),
    "changes": _of(
        participation,
        participation.c.dimension,
        participation.c.allowed,
        participation.c.since,
        participation.c.decided_by,
        participation.c.how_told,
        participation.c.by,
        participation.c.recorded_at,
    ),
    "cases": _of(
        case_,
        case_.c.id,
        case_.c.wave,
        case_.c.plan,
        case_.c.state,
        case_.c.opens_on,
        case_.c.opens_at,
        case_.c.closes_on,
        case_.c.closes_at,
        case_.c.why,
        case_.c.finished_at,
        case_.c.disposition,
    ),
    "contacts": _of(
        contact,
        contact.c.at,
        contact.c.channel,
        contact.c.direction,
        contact.c.outcome,
        contact.c.attempt,
        contact.c.by,
        contact.c.corrected_by,
        contact.c.corrects,
    ),
    "appointments": _of(
        appointment,
        appointment.c.starts_at,
        appointment.c.state,
        appointment.c.booked_at,
        appointment.c.booked_by,
        appointment.c.changed_at,
        appointment.c.version,
    ),
    "texts": _of(
        message,
        message.c.template,
        message.c.rule,
        message.c.state,
        message.c.reason,
        message.c.due_at,
        message.c.sent_at,
        message.c.receipt,
        message.c.language,
    ),
    "vouchers": _of(
        voucher,
        voucher.c.id,
        voucher.c.pence,
        voucher.c.due_at,
        voucher.c.how,
        voucher.c.issued_at,
        voucher.c.acknowledged_at,
        voucher.c.void_at,
    ),
    "alerts": _of(alert, alert.c.level, alert.c.raised_at, alert.c.acknowledged_at, alert.c.closed_at),
    "tasks": _of(task, task.c.words, task.c.raised_at, task.c.done_at, task.c.action, task.c.state),
    "interviews": _of(
        interview, interview.c.state, interview.c.started_at, interview.c.finished_at, interview.c.by
    ),
}
_PHONES = select(
    phone.c.id,
    phone.c.kind,
    phone.c.whose,
    phone.c.safe,
    phone.c.texts_ok,
    phone.c.state,
    phone.c.number,
    phone.c.number_index,
).where(phone.c.participant_id == bindparam("person"))
_OPT_OUTS = (
    select(opt_out.c.state, opt_out.c.at, opt_out.c.source)
    .where(
        opt_out.c.study_id == bindparam("study_id"),
        opt_out.c.number_index.in_(bindparam("indexes", expanding=True)),
        opt_out.c.channel == "text",
    )
    .order_by(opt_out.c.at, opt_out.c.id)
)
_FOUND = (
    select(
        participant.c.id,
        participant.c.number,
        participant.c.initials,
        participant.c.site,
        participant.c.strand,
        participant.c.language,
        participant.c.stopped_at,
        participant.c.enrolled_on,
    )
    .where(
        participant.c.study_id == bindparam("study_id"),
        participant.c.strand.in_(bindparam("strands", expanding=True)),
    )
    .order_by(participant.c.number)
)
_COUNT = (
    select(func.count())
    .select_from(participant)
    .where(
        participant.c.study_id == bindparam("study_id"),
        participant.c.strand.in_(bindparam("strands", expanding=True)),
    )
)


@dataclass(frozen=True, slots=True)
class Found:
    """A participant in a list of families: study number and initials only."""

    id: str
    number: str
    initials: str
    site: str
    strand: str
    language: dict[str, Any] | None
    stopped_at: datetime | None
    enrolled_on: Any


def ledgers(c: Connection, participant_id: str) -> Mapping[str, Sequence[Any]]:
    """Everything kept about a participant, by ledger. Ten queries."""
    return {name: c.execute(query, {"person": participant_id}).all() for name, query in _LEDGERS.items()}


def phones(c: Connection, participant_id: str) -> Sequence[Any]:
    """Her phones; the numbers are sealed."""
    return c.execute(_PHONES, {"person": participant_id}).all()


def opt_outs(c: Connection, study_id: str, indexes: Sequence[bytes]) -> Sequence[Any]:
    """What came from her numbers about texts: rows with state, at and source."""
    if not indexes:
        return ()
    return c.execute(_OPT_OUTS, {"study_id": study_id, "indexes": list(indexes)}).all()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which participants: of these strands, at these sites (None: all), whose number begins so."""

    study_id: str
    strands: Sequence[str]
    sites: Sequence[str] | None
    text: str = ""

    def of(self, query: Select[Any]) -> Select[Any]:
        """A query narrowed to them."""
        if self.text:
            query = query.where(participant.c.number.startswith(self.text, autoescape=True))
        if self.sites is not None:
            query = query.where(participant.c.site.in_(list(self.sites)))
        return query

    @property
    def values(self) -> dict[str, object]:
        """What the query is asked with."""
        return {"study_id": self.study_id, "strands": list(self.strands)}


def find(c: Connection, wanted: Wanted, most: int, after: str = "") -> tuple[Found, ...]:
    """Participants by number, those after a number where one is named."""
    query = wanted.of(_FOUND.limit(most))
    if after:
        query = query.where(participant.c.number > after)
    return tuple(Found(**row_of(row)) for row in c.execute(query, wanted.values))


def count(c: Connection, wanted: Wanted) -> int:
    """How many participants they are."""
    return int(c.execute(wanted.of(_COUNT), wanted.values).scalar_one())
