"""What is done when somebody is upset or not safe: levels, checklist, who hears when, where to turn."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from callassist.study.part import Code, Part, Tag
from callassist.study.week import DayHours


class Alert(Part):
    """An answer that a person must hear of at once, or a score that she must hear of after the end."""

    instrument: Code
    item: str = ""
    scale: str = Field(default="", description="in place of an item: told when the interview is finished")
    at_least: float = 1
    level: Literal[1, 2, 3] = 2
    acknowledge_minutes: int = Field(default=60, gt=0)
    close_hours: int = Field(default=72, gt=0)

    @model_validator(mode="after")
    def _of_one(self) -> Alert:
        if bool(self.item) is bool(self.scale):
            raise ValueError("an alert is on an item or on a scale: name one of them")
        return self


class Duty(Part):
    """A safeguarding lead as planned when the study was written; the rota in use is rows."""

    name: str
    number: str
    second_name: str = ""
    second_number: str = ""
    hours: DayHours


class Signpost(Part):
    """Where else a parent can turn."""

    name: str
    number: str
    text: dict[Tag, str]


class Level(Part):
    """How serious it is, as an interviewer chooses it, and in what time somebody must have acted."""

    level: Literal[1, 2, 3]
    name: str = Field(min_length=1)
    text: str = Field(min_length=1, description="what is done at this level, for the interviewer")
    acknowledge_minutes: int = Field(gt=0)
    close_hours: int = Field(default=72, gt=0)


class Point(Part):
    """One thing to do before the call ends; when it was ticked is kept with the alert."""

    code: Code
    text: str = Field(min_length=1)


LEVELS = (
    Level(
        level=1,
        name="Upset",
        text="Pause or stop. Offer the helplines. Passed on only if that is wanted.",
        acknowledge_minutes=24 * 60,
    ),
    Level(
        level=2,
        name="Risk, or something disclosed",
        text="Self-harm, abuse, a child at risk. Checklist; duty lead within the hour.",
        acknowledge_minutes=60,
    ),
    Level(
        level=3,
        name="In danger now",
        text="999 and the address. Stay on the line. Duty lead at once.",
        acknowledge_minutes=5,
    ),
)
CHECKLIST = (
    Point(code="passed_on", text="You said what you must pass on"),
    Point(code="safe_now", text="You asked whether it is safe now"),
    Point(code="child", text="You asked whether a child is at risk"),
    Point(code="tonight", text="You asked who can be there tonight"),
    Point(code="helplines", text="You gave the helplines"),
    Point(code="next", text="You said what happens next"),
)
RANG = "rang_lead"


class Safety(Part):
    """What is done when somebody is upset or not safe."""

    level: tuple[Level, ...] = Field(default=LEVELS, description="all three, or none to keep the usual")
    checklist: tuple[Point, ...] = CHECKLIST
    alert: tuple[Alert, ...] = ()
    duty: tuple[Duty, ...] = ()
    signpost: tuple[Signpost, ...] = ()
    exit_phrase: dict[Tag, str] = Field(
        default={}, description="what a parent may say at any moment to end the call without a reason"
    )

    @model_validator(mode="after")
    def _whole(self) -> Safety:
        if [one.level for one in self.level] != [1, 2, 3]:
            raise ValueError("the levels are 1, 2 and 3, each once and in this order")
        codes = [one.code for one in self.checklist]
        if len(set(codes)) != len(codes) or RANG in codes:
            raise ValueError(f"each point of the checklist has a code of its own, and none is {RANG}")
        return self
