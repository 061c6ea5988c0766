"""Religious and school calendars with their dates: they hold for whoever has said that she keeps them.

Nothing else puts a family under one: no language, no name, no place of birth.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Literal

from pydantic import Field, model_validator

from callassist.study.part import Code, Part

LAST_MINUTE = time(23, 59)
Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
WEEK: tuple[Day, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Period(Part):
    """From one day to another, on some days of the week or all: the hours in which nobody rings or texts."""

    first: date = Field(alias="from")
    last: date = Field(alias="to", description="that day still counts")
    days: tuple[Day, ...] = Field(default=(), description="none named means every day")
    avoid: tuple[tuple[time, time], ...] = Field(
        default=(), description="none named means the whole day; 23:59 is the end of the day"
    )

    @model_validator(mode="after")
    def _in_order(self) -> Period:
        if self.first > self.last:
            raise ValueError(f"it ends on {self.last}, before it begins: mend from or to")
        for begins, ends in self.avoid:
            if begins >= ends:
                raise ValueError(f"{begins:%H:%M} to {ends:%H:%M} ends before it begins")
        return self

    def holds(self, local: datetime) -> bool:
        """Whether a moment in the study's own zone lies in hours to avoid."""
        if not self.first <= local.date() <= self.last:
            return False
        if self.days and WEEK[local.weekday()] not in self.days:
            return False
        at = local.time()
        return not self.avoid or any(
            begins <= at and (at < ends or ends == LAST_MINUTE) for begins, ends in self.avoid
        )


class Calendar(Part):
    """One calendar: its name as it is said to a parent, and its dates, written anew each year."""

    code: Code
    name: str
    period: tuple[Period, ...] = Field(min_length=1)

    def shuts(self, local: datetime) -> bool:
        """Whether nobody should ring or text her at a moment in the study's own zone, if she keeps it."""
        return any(one.holds(local) for one in self.period)


class Calendars(Part):
    """A whole calendars.toml."""

    version: Literal[1] = Field(alias="schema", description="the version of this file's form")
    calendar: tuple[Calendar, ...] = ()
