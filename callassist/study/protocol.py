"""What a study.toml may say: the protocol of one study, as an ethics committee reads it."""

from __future__ import annotations

from datetime import date, time
from enum import StrEnum
from typing import Literal

from pydantic import Field

from callassist.study.calendars import Calendar
from callassist.study.contact import Contact
from callassist.study.interpreting import Interpreting
from callassist.study.part import Code, Part, Tag
from callassist.study.safety import Safety
from callassist.study.shifts import Shifts
from callassist.study.swat import Swat
from callassist.study.week import Hours


class Anchor(StrEnum):
    """The dated thing a wave hangs on; any other event is named as `event:<name>`."""

    ENROLLED = "enrolled"
    RANDOMISED = "randomised"
    COHORT_START = "cohort_start"
    COHORT_END = "cohort_end"


class Offset(Part):
    """A distance in calendar time: months first (the last day of a shorter month), then days."""

    months: int = 0
    weeks: int = 0
    days: int = 0


class Wave(Part):
    """One round of interviews: anchored on an event, opening, aiming and closing by its own dates."""

    code: Code
    title: str
    number: int = Field(ge=1, description="the place among the interviews, as interviewers say it: 2 of 3")
    script: str = Field(description="a file of this folder")
    anchor: str = Field(pattern=r"^(enrolled|randomised|cohort_start|cohort_end|event:[a-z][a-z0-9_]*)$")
    offset: Offset = Offset()
    opens: Offset = Field(default=Offset(), description="from the target day, usually negative")
    closes: Offset = Field(description="from the target day; the day itself still counts")
    minutes: int = Field(default=30, gt=0, le=240)
    roles: tuple[Code, ...] = Field(
        default=(), description="whom it asks; nobody named means everybody in the strand"
    )
    optional: bool = False


class Amendment(Part):
    """What a later plan changes, by whose approval, from when at each site, and for whom."""

    of: Code
    changes: tuple[str, ...] = Field(min_length=1)
    approval: str = Field(min_length=1)
    applies_to: Literal["everybody", "enrolled_after"] = "everybody"
    sites: dict[Code, date] = Field(min_length=1)


class Plan(Part):
    """A wave plan: the waves of one strand. A participant is pinned to one at a time."""

    id: Code
    strand: Code
    title: str
    wave: tuple[Wave, ...] = Field(min_length=1)
    amendment: Amendment | None = None


class Strand(Part):
    """A way of taking part: the trial itself, the process evaluation, a service."""

    code: Code
    title: str
    roles: tuple[Code, ...] = ("parent",)
    consent: str = Field(description="the version of the consent that its participants give")
    blinded: bool = True


class Arms(Part):
    """What participants may be allocated to, and what the unit of allocation is."""

    names: tuple[Code, ...] = Field(min_length=2)
    unit: Literal["participant", "couple", "family", "group", "site"] = "participant"
    waiting: Code | None = Field(default=None, description="the arm that is offered the programme later")
    guess: bool = Field(
        default=False, description="after each interview, which arm does the interviewer think it was"
    )


class Site(Part):
    """A place where the study runs."""

    code: Code
    name: str
    safeguarding: str = Field(default="", description="where a child-protection disclosure goes, in words")


class Cohort(Part):
    """A course as planned when the study was written; the dates in use are rows that a manager edits."""

    code: Code
    site: Code
    name: str
    begins: date
    ends: date
    sessions: int = 0
    waiting_list_begins: date | None = None


class When(StrEnum):
    """What makes a text due."""

    WAVE_OPENS = "wave_opens"
    APPOINTMENT_BOOKED = "appointment_booked"
    APPOINTMENT_MOVED = "appointment_moved"
    APPOINTMENT_CANCELLED = "appointment_cancelled"
    BEFORE_APPOINTMENT = "before_appointment"


class Text(Part):
    """A rule that sends one text: what makes it due, when, and for how long it is still worth sending."""

    id: Code
    template: Code
    when: When
    days: int = Field(default=0, description="after the day it hangs on")
    hours_before: int = Field(default=0, ge=0, le=336)
    at: time | None = Field(default=None, description="time of day in the study's zone")
    worth_hours: int = Field(
        default=48, gt=0, description="after this many hours it is stated as missed, not sent"
    )
    waves: tuple[Code, ...] = ()


class Completion(Part):
    """When an interview counts as complete or partial: AAPOR's definitions leave the shares to us."""

    complete_share: float = Field(default=0.8, gt=0, le=1, description="of the questions that applied")
    partial_share: float = Field(default=0.5, gt=0, le=1)
    primary: Code | None = Field(
        default=None, description="the instrument that a complete interview must hold"
    )
    target_percent: int = Field(default=80, ge=0, le=100)


class Instrument(Part):
    """How this study uses a published scale, where that is the study's to choose."""

    id: Code
    missing: dict[Code, Code] = Field(
        default={}, description="scale to the name of the missing rule used, of those the definition names"
    )
    checked: str = Field(
        default="",
        description="who held the key against the licensed form, and when",
    )


class Voucher(Part):
    """A token of thanks: for which wave, how much, and whether a partial interview earns it."""

    wave: Code
    pence: int = Field(gt=0)
    partial_counts: bool = True


class Study(Part):
    """The study itself: its names, zone and languages."""

    slug: Code
    title: str
    about: str = ""
    notice: str = Field(default="", description="stands at the foot of every page")
    zone: str = "Europe/London"
    nation: Literal["ENG", "WLS", "SCT", "NIR"] = "ENG"
    languages: tuple[Tag, ...] = Field(
        min_length=1, description="of the scripts; the first is what all else falls back to"
    )
    text_languages: tuple[Tag, ...] = Field(min_length=1)
    number_pattern: str = Field(default=r"^[A-Z]{1,4}-\d{3,6}$", description="what a study number looks like")
    sender_name: str
    sender: str = Field(description="the number that texts come from and can be answered to")
    ethics: str = ""


class Protocol(Part):
    """A whole study.toml."""

    version: Literal[1] = Field(alias="schema", description="the version of this file's form")
    study: Study
    arms: Arms | None = None
    site: tuple[Site, ...] = Field(min_length=1)
    cohort: tuple[Cohort, ...] = ()
    strand: tuple[Strand, ...] = Field(min_length=1)
    plan: tuple[Plan, ...] = Field(min_length=1)
    text: tuple[Text, ...] = ()
    hours: Hours
    contact: Contact = Contact()
    completion: Completion = Completion()
    instrument: tuple[Instrument, ...] = ()
    voucher: tuple[Voucher, ...] = ()
    safety: Safety = Safety()
    swat: tuple[Swat, ...] = Field(default=(), description="studies within the trial, of its texts")
    calendar: tuple[Calendar, ...] = Field(default=(), description="usually in calendars.toml")
    interpreting: Interpreting = Interpreting()
    shifts: Shifts = Shifts()

    def plan_named(self, plan_id: str) -> Plan | None:
        """The wave plan of that id, or None."""
        return next((plan for plan in self.plan if plan.id == plan_id), None)

    def text_named(self, rule: str) -> Text | None:
        """The rule for a text of that id, or None."""
        return next((one for one in self.text if one.id == rule), None)

    def swat_of(self, rule: str) -> Swat | None:
        """The study within the trial that a text is under, if one is and its ethics reference is there."""
        return next((one for one in self.swat if one.rule == rule and one.ethics.strip()), None)

    def instrument_used(self, instrument: str) -> Instrument:
        """How the study uses a scale: as its definition says where it says nothing."""
        return next((one for one in self.instrument if one.id == instrument), Instrument(id=instrument))

    def first_plan(self, strand: str) -> Plan | None:
        """The plan of a strand that amends none."""
        return next((p for p in self.plan if p.strand == strand and p.amendment is None), None)
