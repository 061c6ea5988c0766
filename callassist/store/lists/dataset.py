"""What the data set is made of, read in a stream: nothing here is opened, and nothing asks for an arm."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, bindparam, func, select

from callassist.store.bookings import booking
from callassist.store.cases import alert, case_, contact
from callassist.store.interpretations import interpretation
from callassist.store.interpreters import agency, interpreter
from callassist.store.interviews import folded, interruption, interview, sitting
from callassist.store.people import participant, participation, unit
from callassist.store.staff import staff

CHUNK = 100
_STRANDS = participant.c.strand.in_(bindparam("strands", expanding=True))
_INTERVIEWS = (
    select(
        interview.c.id,
        interview.c.participant_id,
        interview.c.case_id,
        interview.c.script,
        interview.c.script_digest,
        interview.c.edition,
        interview.c.state,
        interview.c.started_at,
        interview.c.finished_at,
        interview.c.by,
        participant.c.number,
        participant.c.site,
        participant.c.strand,
        case_.c.wave,
        case_.c.disposition,
        case_.c.opens_on,
        case_.c.target_on,
        case_.c.closes_on,
        folded.c.answers,
        folded.c.scores,
        folded.c.timings,
    )
    .join(folded, folded.c.interview_id == interview.c.id)
    .join(participant, participant.c.id == interview.c.participant_id)
    .join(case_, case_.c.id == interview.c.case_id)
    .where(
        interview.c.study_id == bindparam("study_id"),
        interview.c.state.in_(("complete", "partial")),
        interview.c.practice.is_(False),
        _STRANDS,
    )
    .order_by(participant.c.number, case_.c.opens_on, interview.c.id)
)
_SCORES = (
    select(folded.c.scores, participant.c.id)
    .join(participant, participant.c.id == folded.c.participant_id)
    .where(folded.c.study_id == bindparam("study_id"), _STRANDS)
)
_SITTINGS = (
    select(sitting, interpreter.c.code.label("interpreter_code"), agency.c.code.label("agency_code"))
    .join(booking, booking.c.id == sitting.c.booking_id, isouter=True)
    .join(interpreter, interpreter.c.id == booking.c.interpreter_id, isouter=True)
    .join(agency, agency.c.id == booking.c.agency_id, isouter=True)
    .where(sitting.c.interview_id.in_(bindparam("ids", expanding=True)))
    .order_by(sitting.c.interview_id, sitting.c.number)
)
_PAUSES = (
    select(interruption)
    .where(interruption.c.interview_id.in_(bindparam("ids", expanding=True)))
    .order_by(interruption.c.interview_id, interruption.c.since)
)
_RECORDS = (
    select(interpretation)
    .where(interpretation.c.interview_id.in_(bindparam("ids", expanding=True)))
    .order_by(interpretation.c.interview_id, interpretation.c.at, interpretation.c.id)
)
_ALERTS = (
    select(alert.c.interview_id, func.max(alert.c.level))
    .where(alert.c.study_id == bindparam("study_id"), alert.c.interview_id.is_not(None))
    .group_by(alert.c.interview_id)
)
_CONTACTS = (
    select(
        *(contact.c[name] for name in ("participant_id", "at", "channel", "direction", "outcome", "attempt")),
        *(contact.c[name] for name in ("slot", "language", "by", "seconds", "corrected_by")),
        participant.c.number,
        case_.c.wave,
        case_.c.state.label("case_state"),
        case_.c.disposition,
    )
    .join(participant, participant.c.id == contact.c.participant_id)
    .join(case_, case_.c.id == contact.c.case_id, isouter=True)
    .where(contact.c.study_id == bindparam("study_id"), _STRANDS)
    .order_by(participant.c.number, contact.c.at, contact.c.id)
)
_NOBODYS = (
    select(func.count())
    .select_from(contact)
    .where(contact.c.study_id == bindparam("study_id"), contact.c.participant_id.is_(None))
)
_CASES = (
    select(
        *(case_.c[name] for name in ("participant_id", "wave", "plan", "site", "state", "disposition")),
        *(case_.c[name] for name in ("opens_on", "target_on", "closes_on")),
        participant.c.number,
    )
    .join(participant, participant.c.id == case_.c.participant_id)
    .where(case_.c.study_id == bindparam("study_id"), _STRANDS)
    .order_by(participant.c.number, case_.c.opens_on, case_.c.id)
)
_PEOPLE = (
    select(
        *(participant.c[name] for name in ("id", "number", "site", "strand", "role", "cohort")),
        *(participant.c[name] for name in ("enrolled_on", "language")),
        unit.c.code.label("unit"),
    )
    .join(unit, unit.c.id == participant.c.unit_id, isouter=True)
    .where(participant.c.study_id == bindparam("study_id"), _STRANDS)
    .order_by(participant.c.number)
)
_USE = (
    select(participation.c.participant_id, participation.c.allowed)
    .where(participation.c.study_id == bindparam("study_id"), participation.c.dimension == "use_of_data")
    .order_by(participation.c.since, participation.c.recorded_at, participation.c.id)
)
_LEFT = (
    select(interview.c.practice, interview.c.state, func.count())
    .where(interview.c.study_id == bindparam("study_id"))
    .group_by(interview.c.practice, interview.c.state)
)
_EDITIONS = (
    select(interview.c.edition)
    .where(interview.c.study_id == bindparam("study_id"), interview.c.state.in_(("complete", "partial")))
    .distinct()
)
_STAFF = select(staff.c.id).order_by(staff.c.made_at, staff.c.id)


def interviews(c: Connection, study_id: str, strands: Sequence[str]) -> Iterator[Sequence[Any]]:
    """Finished interviews with their answers, in chunks, by study number and wave."""
    yield from _stream(c, _INTERVIEWS, study_id, strands)


def contacts(c: Connection, study_id: str, strands: Sequence[str]) -> Iterator[Sequence[Any]]:
    """Every contact with its case, in chunks, by study number and time."""
    yield from _stream(c, _CONTACTS, study_id, strands)


def cases(c: Connection, study_id: str, strands: Sequence[str]) -> Iterator[Sequence[Any]]:
    """Every case with its window, in chunks."""
    yield from _stream(c, _CASES, study_id, strands)


def people(c: Connection, study_id: str, strands: Sequence[str]) -> Iterator[Sequence[Any]]:
    """Every participant with the label of her unit, in chunks."""
    yield from _stream(c, _PEOPLE, study_id, strands)


def scores(c: Connection, study_id: str, strands: Sequence[str]) -> Iterator[Sequence[Any]]:
    """The scores of finished interviews alone, in chunks."""
    yield from _stream(c, _SCORES, study_id, strands)


def _stream(c: Connection, query: Any, study_id: str, strands: Sequence[str]) -> Iterator[Sequence[Any]]:
    values = {"study_id": study_id, "strands": list(strands)}
    result = c.execute(query, values, execution_options={"yield_per": CHUNK})
    yield from result.partitions()


def sittings(c: Connection, interview_ids: Sequence[str]) -> dict[str, list[Any]]:
    """The sittings of some interviews, by interview, in order."""
    return _by_interview(c, _SITTINGS, interview_ids)


def pauses(c: Connection, interview_ids: Sequence[str]) -> dict[str, list[Any]]:
    """When nothing was asked in some interviews, by interview, in order."""
    return _by_interview(c, _PAUSES, interview_ids)


def interpretations(c: Connection, interview_ids: Sequence[str]) -> dict[str, list[Any]]:
    """How the words of some interviews came across, by interview, in order."""
    return _by_interview(c, _RECORDS, interview_ids)


def _by_interview(c: Connection, query: Any, interview_ids: Sequence[str]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for row in c.execute(query, {"ids": list(interview_ids)}):
        found.setdefault(row.interview_id, []).append(row)
    return found


def alert_levels(c: Connection, study_id: str) -> dict[str, int]:
    """The highest alert level of each interview that raised one: no more of an alert leaves."""
    return {row[0]: row[1] for row in c.execute(_ALERTS, {"study_id": study_id})}


def refused_use(c: Connection, study_id: str) -> frozenset[str]:
    """Participants who said that what they told us may not be used."""
    last = {row.participant_id: row.allowed for row in c.execute(_USE, {"study_id": study_id})}
    return frozenset(person for person, allowed in last.items() if not allowed)


def not_finished(c: Connection, study_id: str) -> dict[str, int]:
    """How many interviews stand where: practice, open, broken_off, stopped, complete, partial."""
    found: dict[str, int] = {}
    for practice, state, count in c.execute(_LEFT, {"study_id": study_id}):
        name = "practice" if practice else state
        found[name] = found.get(name, 0) + count
    return found


def contacts_of_nobody(c: Connection, study_id: str) -> int:
    """Contacts that belong to no participant: an unknown number."""
    return c.execute(_NOBODYS, {"study_id": study_id}).scalar_one()


def editions(c: Connection, study_id: str) -> tuple[str, ...]:
    """The digests of all editions that finished interviews were held from."""
    return tuple(c.execute(_EDITIONS, {"study_id": study_id}).scalars())


def interviewers(c: Connection) -> dict[str, str]:
    """A number for each who works here, the same in every export: I01, I02."""
    return {staff_id: f"I{place:02d}" for place, staff_id in enumerate(c.execute(_STAFF).scalars(), 1)}
