"""Writes new participants, row by row, inside the one transaction that takes them in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from callassist.errors import Refusal
from callassist.people.consent import Given
from callassist.people.family import Role, TieKind
from callassist.people.newcomers import NewChild, NewFamilyMember
from callassist.people.participation import Change
from callassist.people.record import ChildIdentity
from callassist.people.times import written
from callassist.people.tracing import How, Says
from callassist.privacy.index import number_index, text_index
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.store import enrolment, people, registry, tracing
from callassist.store.database import Connection
from callassist.work.house import House, Running
from callassist.work.keeping import KEEPS, said_on_joining

PARENTS = frozenset({Role.MOTHER, Role.FATHER, Role.PARENT, Role.PARTNER})


@dataclass(slots=True)
class Intake:
    """One transaction's worth of new participants."""

    c: Connection
    house: House
    running: Running
    now: datetime
    by: str
    held: bool
    numbers: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)
    households: dict[str, str] = field(default_factory=dict)
    children: dict[tuple[str, str], str] = field(default_factory=dict)
    homes: set[tuple[str, str]] = field(default_factory=set)

    def all(self, members: Sequence[NewFamilyMember]) -> None:
        study_id = self.running.id
        self.numbers = registry.study_numbers(self.c, study_id)
        self.units = registry.codes(self.c, people.unit, study_id)
        self.households = registry.codes(self.c, people.household, study_id)
        for member in members:
            if member.study_number in self.numbers:
                raise Refusal(
                    "study_number", f"{member.study_number} was taken in meanwhile.", "Read the file again."
                )
            self.numbers[member.study_number] = new_id()
        self._recall_children(members)
        for member in members:
            self._one(member)
        for member in members:
            self._ties(member)

    def _recall_children(self, members: Sequence[NewFamilyMember]) -> None:
        """A second parent who comes later names children that are known already."""
        units = sorted({self.units[one.unit] for one in members if one.unit in self.units})
        for row in enrolment.children_of_units(self.c, self.running.id, units):
            opened = self.house.sealer.open(self.running.id, row.record, place("child", row.id))
            known = NewChild(ChildIdentity.parse(opened).called, due=row.due_on)
            self.children[(row.unit_id, known.key)] = row.id
            self.homes.add((row.id, row.household_id))

    def _one(self, member: NewFamilyMember) -> None:
        participant_id = self.numbers[member.study_number]
        key = self.house.sealer.new_participant_key(self.running.id)
        unit_id = self._labelled(people.unit, self.units, member.unit)
        household_id = self._labelled(people.household, self.households, member.household)
        registry.add_rows(
            self.c,
            people.participant,
            [self._participant(member, participant_id, key, unit_id, household_id)],
        )
        record = self.house.sealer.seal(key, member.identity.text(), place("identity", participant_id))
        registry.add_rows(
            self.c,
            people.identity,
            [
                {
                    "participant_id": participant_id,
                    "study_id": self.running.id,
                    "record": record,
                    "changed_at": self.now,
                }
            ],
        )
        self._phones(member, participant_id, key)
        self._named(member, participant_id, key)
        self._children(member, unit_id, household_id)
        self._dated(member, participant_id, household_id)
        said_on_joining(self.c, self.running.id, participant_id, member, by=self.by, now=self.now)

    def _labelled(self, table: Any, known: dict[str, str], code: str) -> str:
        if code not in known:
            known[code] = new_id()
            registry.add_rows(self.c, table, [{"id": known[code], "study_id": self.running.id, "code": code}])
        return known[code]

    def _participant(
        self, member: NewFamilyMember, participant_id: str, key: bytes, unit_id: str, household_id: str
    ) -> dict[str, Any]:
        plan = self.running.edition.protocol.first_plan(member.strand)
        if plan is None:
            raise Refusal("strand", f"the strand {member.strand} has no wave plan.", "Add one to study.toml.")
        return {
            "id": participant_id,
            "study_id": self.running.id,
            "number": member.study_number,
            "initials": member.identity.initials,
            "strand": member.strand,
            "role": member.role,
            "unit_id": unit_id,
            "household_id": household_id,
            "site": member.site,
            "cohort": member.cohort,
            "plan": plan.id,
            "referral": member.referral,
            "consent_version": member.consent.version,
            "enrolled_on": member.enrolled_on,
            "language": _language(member),
            "access": [str(need) for need in member.access.needs],
            "times": _times(member),
            "look_again_at": self.now,
            "hold_new": self.held,
            "wrapped_key": key,
            "mark": text_index(self.house.keys, self.running.id, "import row", member.canonical()).hex(),
        }

    def _phones(self, member: NewFamilyMember, participant_id: str, key: bytes) -> None:
        rows = []
        for one in member.phones:
            phone_id = new_id()
            rows.append(
                {
                    "id": phone_id,
                    "study_id": self.running.id,
                    "participant_id": participant_id,
                    "number": self.house.sealer.seal(key, one.e164, place("phone", phone_id)),
                    "number_index": number_index(self.house.keys, self.running.id, one.e164),
                    "kind": one.kind,
                    "whose": one.whose,
                    "shared_with": [other for other in one.shared_with if other in self.numbers],
                    "safe": one.safe,
                    "texts_ok": one.texts_ok,
                    "voicemail_ok": one.voicemail_ok,
                    "withhold": one.withhold_number,
                    "place": one.order,
                    "state": one.state,
                }
            )
        registry.add_rows(self.c, people.phone, rows)

    def _named(self, member: NewFamilyMember, participant_id: str, key: bytes) -> None:
        """Whom she named to be asked how to reach her: the file holds nobody who has not agreed to it."""
        if member.named is None:
            return
        ids = {"study_id": self.running.id, "participant_id": participant_id, "by": self.by}
        new, said_at = new_id(), datetime.combine(member.consent.on, time(12), tzinfo=UTC)
        record = self.house.sealer.seal(key, member.named.text(), place("tracing", new))
        row = {**ids, "id": new, "record": record, "languages": [], "place": 1, "recorded_at": self.now}
        row["number_index"] = number_index(self.house.keys, self.running.id, member.named.phone)
        how = How.PHONE if member.consent.how is Given.SPOKEN else How.WRITTEN
        said = [
            {
                **ids,
                "id": new_id(),
                "tracing_id": new,
                "says": says,
                "allowed": True,
                "at": said_at,
                "how": how if says is Says.PARTICIPANT else How.THROUGH_HER,
                "recorded_at": self.now,
            }
            for says in Says
        ]
        tracing.add(self.c, row, said)

    def _children(self, member: NewFamilyMember, unit_id: str, household_id: str) -> None:
        for count, one in enumerate(member.children, 1):
            if (unit_id, one.key) in self.children:
                known = self.children[(unit_id, one.key)]
                self._parent_of(member, known)
                self._at_home(known, household_id, member)
                continue
            child_id = self.children[(unit_id, one.key)] = new_id()
            record = ChildIdentity(one.name, str(one.born) if one.born else "").text()
            row = {
                "id": child_id,
                "study_id": self.running.id,
                "unit_id": unit_id,
                "household_id": household_id,
                "record": self.house.sealer.seal(self.running.id, record, place("child", child_id)),
                "due_on": one.due,
                "outcome": one.pregnancy,
                "index_child": one.index,
                "place": count,
            }
            registry.add_rows(self.c, people.child, [row])
            self._parent_of(member, child_id)
            self._at_home(child_id, household_id, member)
            if one.due is not None:
                self._event("child", child_id, "birth", planned=one.due)

    def _dated(self, member: NewFamilyMember, participant_id: str, household_id: str) -> None:
        ids = {"study_id": self.running.id, "participant_id": participant_id}
        consent = {
            "id": new_id(),
            **ids,
            "version": member.consent.version,
            "given_on": member.consent.on,
            "how": member.consent.how,
            "recorded_at": self.now,
        }
        registry.add_rows(self.c, people.consent, [consent])
        self._lives_in(household_id, participant_id=participant_id, since=member.enrolled_on)
        if member.randomised_on is not None:
            self._event("participant", participant_id, "randomised", actual=member.randomised_on)
        registry.add_rows(
            self.c, people.participation, [self._change(one, ids) for one in member.participation]
        )

    def _change(self, change: Change, ids: Mapping[str, str]) -> dict[str, Any]:
        return {
            "id": new_id(),
            **ids,
            "dimension": change.dimension,
            "allowed": change.allowed,
            "since": change.since,
            "decided_by": change.decided_by,
            "how_told": change.how_told,
            "words": None,
            "by": self.by,
            "recorded_at": self.now,
        }

    def _event(
        self,
        subject: str,
        subject_id: str,
        name: str,
        *,
        planned: date | None = None,
        actual: date | None = None,
    ) -> None:
        row = {
            "id": new_id(),
            "study_id": self.running.id,
            "subject": subject,
            "subject_id": subject_id,
            "name": name,
            "planned": planned,
            "actual": actual,
            "source": "enrolment",
            "recorded_at": self.now,
            "by": self.by,
        }
        registry.add_rows(self.c, people.event, [row])

    def _parent_of(self, member: NewFamilyMember, child_id: str) -> None:
        kind = TieKind.PARENT_OF if member.role in PARENTS else TieKind.CARER_OF
        self._tie(member, kind, child_id=child_id)

    def _at_home(self, child_id: str, household_id: str, member: NewFamilyMember) -> None:
        """A child of parents who live apart has two homes."""
        if (child_id, household_id) not in self.homes:
            self.homes.add((child_id, household_id))
            self._lives_in(household_id, child_id=child_id, since=member.enrolled_on)

    def _lives_in(
        self,
        household_id: str,
        *,
        since: date,
        participant_id: str | None = None,
        child_id: str | None = None,
    ) -> None:
        row = {
            "id": new_id(),
            "study_id": self.running.id,
            "household_id": household_id,
            "participant_id": participant_id,
            "child_id": child_id,
            "since": since,
            "until": None,
        }
        registry.add_rows(self.c, people.membership, [row])

    def _tie(
        self,
        member: NewFamilyMember,
        kind: TieKind,
        *,
        other_id: str | None = None,
        child_id: str | None = None,
    ) -> None:
        row = {
            "id": new_id(),
            "study_id": self.running.id,
            "participant_id": self.numbers[member.study_number],
            "kind": kind,
            "other_id": other_id,
            "child_id": child_id,
            "since": member.enrolled_on,
            "until": None,
        }
        registry.add_rows(self.c, people.tie, [row])

    def _ties(self, member: NewFamilyMember) -> None:
        for tie in member.ties:
            self._tie(member, tie.kind, other_id=self.numbers.get(tie.to))


def _language(member: NewFamilyMember) -> dict[str, Any]:
    needs = member.language
    return {
        "spoken": needs.spoken,
        "dialect": needs.dialect,
        "reads": needs.reads,
        "texts_in": needs.texts_in,
        "interpreter": needs.interpreter,
        "interpreter_gender": str(needs.interpreter_gender),
        "how_established": str(needs.how_established),
        "also": list(needs.also),
    }


def _times(member: NewFamilyMember) -> dict[str, str]:
    """The spans only: her own words on them are identity and stand in the sealed record."""
    spans = (("safe", member.safe_times), ("preferred", member.preferred_times))
    told = {name: written(times) for name, times in spans if not times.any_time}
    return told | ({KEEPS: " ".join(member.calendars)} if member.calendars else {})
