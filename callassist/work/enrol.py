"""Takes families in: from a file or by hand, all of them or none, with the allocation from its own file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from callassist.errors import Refusal
from callassist.people.allocation import AllocationFile, read_allocation
from callassist.people.importing import read_rows
from callassist.people.newcomers import Import, Known, NewFamilyMember
from callassist.privacy.index import text_index
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.store import enrolment, people, registry, studies
from callassist.store.database import Connection
from callassist.work.events import Happened, Subject, keep_event
from callassist.work.house import House, Running
from callassist.work.intake import Intake
from callassist.work.verb import Line, keep

Rows = Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What taking families in did: how many are new, the same, changed since, and bad."""

    found: Import
    taken_in: int
    held: bool


def read(house: House, running: Running, rows: Rows, *, name: str) -> Import:
    """Check an import file against the study, keeping nothing. Raises Refusal for wrong columns."""
    return read_rows(rows, known=known(house, running), name=name)


def known(house: House, running: Running) -> Known:
    """What rows are checked against, as the study stands now."""
    protocol = running.edition.protocol
    with house.database.read() as c:
        cohorts = {one.code: one.site for one in studies.cohorts(c, running.id)}
        existing = enrolment.marks(c, running.id)
        indexed = enrolment.units_with_index_child(c, running.id)
        owned = enrolment.owned_phones(c, running.id)
    holders: dict[str, set[str]] = {}
    for one in owned:
        number = house.sealer.open(one.wrapped_key, one.number, place("phone", one.id))
        holders.setdefault(number, set()).add(one.study_number)
    return Known(
        today=house.now().astimezone(ZoneInfo(protocol.study.zone)).date(),
        sites={site.code for site in protocol.site},
        cohorts=cohorts,
        strands={strand.code: strand.roles for strand in protocol.strand},
        consents={strand.consent for strand in protocol.strand},
        number_pattern=protocol.study.number_pattern,
        zone=protocol.study.zone,
        live=running.row.mode == "live",
        existing=existing,
        holders=holders,
        indexed=indexed,
        calendars=tuple(one.code for one in protocol.calendar),
        mark=lambda canonical: text_index(house.keys, running.id, "import row", canonical).hex(),
    )


def enrol(
    house: House, running: Running, rows: Rows, *, by: str, name: str = "the file", skip_bad: bool = False
) -> Enrolled:
    """Take in all good rows of a file, or nothing at all while any row is bad, unless `skip_bad`.

    A second import of the same rows changes nothing. Raises Refusal naming the first bad row.
    """
    found = read(house, running, rows, name=name)
    if found.bad and not skip_bad:
        first, more = found.bad[0], len(found.bad) - 1
        where = f"{name}, row {first.row}, column {first.column}"
        raise Refusal(where, first.what, first.cure + (f" ({more} more)" if more else ""))
    randomise(house, running, found.randomised, by=by)
    return Enrolled(found, *take_in(house, running, found.good, by=by))


def randomise(house: House, running: Running, members: Sequence[NewFamilyMember], *, by: str) -> None:
    """Keep the day of randomisation of people who were taken in before it, as their rows give it now."""
    if not members:
        return
    now, mark = house.now(), known(house, running).mark
    with house.database.read() as c:
        ids = registry.study_numbers(c, running.id)
    line = Line(by, "randomise", now, running.id, None, {"people": len(members)})

    def work(c: Connection) -> None:
        for member in members:
            happened = Happened(
                running.id,
                Subject.PARTICIPANT,
                ids[member.study_number],
                "randomised",
                actual=member.randomised_on,
                source="import",
            )
            keep_event(c, happened, by=by, now=now)
            enrolment.set_mark(c, ids[member.study_number], mark(member.canonical()))

    keep(house, line, work)
    house.wake("plan")


def take_in(
    house: House, running: Running, members: Sequence[NewFamilyMember], *, by: str
) -> tuple[int, bool]:
    """Keep new participants: how many, and whether texts that are due at once wait for release."""
    if not members:
        return 0, False
    held = len(members) > running.edition.protocol.contact.hold_over
    now = house.now()
    line = Line(by, "enrol", now, running.id, None, {"people": len(members)})
    keep(house, line, lambda c: Intake(c, house, running, now, by, held).all(members))
    house.wake("plan")
    return len(members), held


def allocate(
    house: House, running: Running, rows: Rows, *, by: str, name: str = "the file"
) -> AllocationFile:
    """Keep the arms of units, from their own file: all good rows, or nothing while one is bad."""
    arms = running.edition.protocol.arms
    if arms is None:
        raise Refusal(name, "this study has no arms.", "It needs no allocation file.")
    with house.database.read() as c:
        units = registry.codes(c, people.unit, running.id)
        existing = enrolment.allocated(c, running.id)
    found = read_allocation(rows, units=units, arms=arms.names, existing=existing, name=name)
    if found.bad:
        first = found.bad[0]
        raise Refusal(f"{name}, row {first.row}, column {first.column}", first.what, first.cure)
    now = house.now()
    allocations = [
        {
            "id": new_id(),
            "study_id": running.id,
            "unit_id": units[one.unit],
            "arm": one.arm,
            "at": now,
            "by": by,
        }
        for one in found.good
    ]
    line = Line(by, "allocate", now, running.id, None, {"units": len(allocations)})
    keep(house, line, lambda c: enrolment.add_allocations(c, allocations))
    return found
