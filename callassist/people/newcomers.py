"""Somebody about to be taken in: all that one row of an import, or one page by hand, says about her."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import asdict, dataclass, field
from datetime import date

from callassist.people.cells import BadRow
from callassist.people.consent import Consent
from callassist.people.contact_points import AccessNeeds, Phone
from callassist.people.dates import PartialDate
from callassist.people.family import Pregnancy, Role, TieKind
from callassist.people.languages import LanguageNeeds
from callassist.people.participation import Change
from callassist.people.record import Identity, TracingContact
from callassist.people.times import ANY_TIME, Times


@dataclass(frozen=True, slots=True)
class NewChild:
    """A child as one parent's row gives it. Two rows of a unit that give the same `key` mean one child."""

    name: str
    born: PartialDate | None = None
    due: date | None = None
    index: bool = False

    @property
    def key(self) -> str:
        """What tells the children of one unit apart: the name, or the due date of one without a name."""
        return " ".join(self.name.casefold().split()) or f"due {self.due}"

    @property
    def pregnancy(self) -> Pregnancy:
        """Whether it is born or awaited."""
        return Pregnancy.BORN if self.born is not None else Pregnancy.AWAITED


@dataclass(frozen=True, slots=True)
class NewTie:
    """A tie to another participant, by study number."""

    kind: TieKind
    to: str


@dataclass(frozen=True, slots=True)
class NewFamilyMember:
    """One participant to be taken in. `unit` and `household` are labels, shared by rows that belong together.

    The phones have no id yet; a tie or a shared phone names study numbers of the same file or of the study.
    """

    row: int
    study_number: str
    identity: Identity
    role: Role
    strand: str
    site: str
    cohort: str | None
    unit: str
    household: str
    ties: tuple[NewTie, ...]
    phones: tuple[Phone, ...]
    language: LanguageNeeds
    access: AccessNeeds
    consent: Consent
    safe_times: Times = ANY_TIME
    preferred_times: Times = ANY_TIME
    calendars: tuple[str, ...] = ()  # those that she said she keeps
    calendars_how_told: str = ""
    children: tuple[NewChild, ...] = ()
    randomised_on: date | None = None
    referral: str | None = None
    participation: tuple[Change, ...] = ()
    named: TracingContact | None = None  # who has agreed to be asked how to reach her

    @property
    def enrolled_on(self) -> date:
        """The day she came in: the day she agreed."""
        return self.consent.on

    def canonical(self) -> str:
        """All that the row says, in one form: equal texts mean that nothing was changed."""
        said = asdict(self)
        del said["row"]
        if not self.calendars:  # as a row without these columns
            del said["calendars"], said["calendars_how_told"]
        return json.dumps(said, default=str, ensure_ascii=False, sort_keys=True)


def plain_mark(canonical: str) -> str:
    """A digest that tells two rows apart. What is kept in a database is a keyed one instead."""
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Known:
    """What a row is checked against. `sites`: codes; `cohorts`: code to site; `strands`: code to its roles,
    first the one that an empty cell means; `existing`: study number to the mark of the row it came from;
    `holders`: E.164 number to the study numbers that have it; `indexed`: units with an index child;
    `calendars`: the codes of the study's calendars."""

    today: date
    sites: Collection[str]
    cohorts: Mapping[str, str]
    strands: Mapping[str, Collection[str]]
    consents: Collection[str]
    number_pattern: str = r"^[A-Z]{1,4}-\d{3,6}$"
    zone: str = "Europe/London"
    live: bool = False
    existing: Mapping[str, str] = field(default_factory=dict)
    mark: Callable[[str], str] = plain_mark
    holders: Mapping[str, Collection[str]] = field(default_factory=dict)
    indexed: Collection[str] = ()
    calendars: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Import:
    """What became of a file's rows, by study number: to be taken in, bad, the same as before, differing from
    before (a person decides), right in themselves but waiting for a bad row of their unit, and the same as
    before but for the day of randomisation, which was still empty then."""

    good: tuple[NewFamilyMember, ...]
    bad: tuple[BadRow, ...]
    same: tuple[str, ...] = ()
    differs: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    randomised: tuple[NewFamilyMember, ...] = ()
