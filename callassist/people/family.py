"""Who lives where, who belongs to whom, and the children, born or awaited, that parents are asked about."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from callassist.errors import Refusal
from callassist.people.dates import Age, PartialDate, age_on


class Role(StrEnum):
    """What somebody is in the study."""

    MOTHER = "mother"
    FATHER = "father"
    PARENT = "parent"
    PARTNER = "partner"
    GRANDPARENT = "grandparent"
    CARER = "carer"
    STAFF = "staff"


class TieKind(StrEnum):
    """How one person belongs to another; partner of and co-parent of hold both ways."""

    PARENT_OF = "parent_of"
    CARER_OF = "carer_of"
    PARTNER_OF = "partner_of"
    CO_PARENT_OF = "co_parent_of"


@dataclass(frozen=True, slots=True)
class Household:
    """Where people live together; who does, and from when to when, its memberships say."""

    id: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """A person or child in a household, from a day, until the day before another (None: still)."""

    household: str
    member: str
    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it held on a day."""
        return self.since <= day and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Tie:
    """A person tied to a person or child, from a day, until the day before another (None: still)."""

    kind: TieKind
    of: str
    to: str
    since: date
    until: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it held on a day."""
        return self.since <= day and (self.until is None or day < self.until)


class Pregnancy(StrEnum):
    """What became of a pregnancy, as far as we were told: nothing is sent on a due date alone."""

    AWAITED = "awaited"
    BORN = "born"
    LOST = "lost"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Child:
    """A child born or awaited. The name is identity and stands elsewhere, sealed."""

    id: str
    born: PartialDate | None = None
    due: date | None = None
    pregnancy: Pregnancy = Pregnancy.BORN
    died: date | None = None

    def __post_init__(self) -> None:
        if self.born is None and self.due is None and self.pregnancy is not Pregnancy.LOST:
            raise Refusal("child", "it has neither a birth date nor a due date.", "Write one of them.")
        if self.born is not None and self.died is not None and self.died < self.born.earliest:
            raise Refusal("child, died", "that is before the birth.", "Check both dates.")

    def living(self, day: date) -> bool:
        """Whether the child is born and alive on a day: only then may a script speak of it."""
        born = self.born is not None and self.pregnancy is Pregnancy.BORN and self.born.earliest <= day
        return born and (self.died is None or day < self.died)

    def outcome_owed(self, day: date) -> bool:
        """Whether a person must find out what became of the pregnancy before anything is sent."""
        open_ended = self.pregnancy in (Pregnancy.AWAITED, Pregnancy.UNKNOWN)
        return open_ended and self.due is not None and self.due <= day

    def age(self, day: date) -> Age | None:
        """Whole years on a day, or None for a child not born by then."""
        return age_on(self.born, day) if self.born is not None and self.born.earliest <= day else None


def living_children(children: Iterable[Child], day: date) -> tuple[Child, ...]:
    """The children that a script may ask about on a day, oldest first: for fills and repeats."""
    alive = (child for child in children if child.living(day))
    return tuple(sorted(alive, key=lambda c: (c.born.earliest if c.born else day, c.id)))


@dataclass(frozen=True, slots=True)
class IndexChild:
    """The child that everybody of a unit reports on, chosen once, by a rule that the protocol states."""

    unit: str
    child: str
    rule: str


def choose_index(
    unit: str, children: Iterable[Child], *, least: int, most: int, on: date
) -> IndexChild | None:
    """The oldest living child whose age (whole years on a day) lies between two ages; None if there is none.

    Used where nobody has chosen; an age known only roughly counts if it may lie between them.
    """
    for child in living_children(children, on):
        age = child.age(on)
        if age is not None and age.least <= most and age.most >= least:
            return IndexChild(unit, child.id, f"oldest from {least} to {most}")
    return None


def household_on(memberships: Iterable[Membership], member: str, day: date) -> tuple[str, ...]:
    """The households somebody belonged to on a day: a child of separated parents may have two."""
    return tuple(sorted({m.household for m in memberships if m.member == member and m.holds(day)}))


def tied(ties: Iterable[Tie], person: str, kind: TieKind, day: date) -> tuple[str, ...]:
    """Whom a person is tied to on a day. Partners and co-parents are found from either side."""
    both_ways = kind in (TieKind.PARTNER_OF, TieKind.CO_PARENT_OF)
    holding = [tie for tie in ties if tie.kind is kind and tie.holds(day)]
    found = {tie.to for tie in holding if tie.of == person}
    if both_ways:
        found |= {tie.of for tie in holding if tie.to == person}
    return tuple(sorted(found))
