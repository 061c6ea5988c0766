"""From when to when, on the days of a week, something may happen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, time
from typing import TypeVar

from pydantic import Field, model_validator

from callassist.study.part import Part

Moment = TypeVar("Moment", time, datetime)


class DayHours(Part):
    """From when to when something may happen on the days of a week; a day not named is closed."""

    monday: tuple[time, time] | None = None
    tuesday: tuple[time, time] | None = None
    wednesday: tuple[time, time] | None = None
    thursday: tuple[time, time] | None = None
    friday: tuple[time, time] | None = None
    saturday: tuple[time, time] | None = None
    sunday: tuple[time, time] | None = None
    bank_holidays: bool = False

    @model_validator(mode="after")
    def _in_order(self) -> DayHours:
        for span in self.week():
            if span and span[0] >= span[1]:
                raise ValueError(
                    f"opens at {span[0]:%H:%M} and closes at {span[1]:%H:%M}: the first must be earlier"
                )
        return self

    def week(self) -> tuple[tuple[time, time] | None, ...]:
        """Monday to Sunday."""
        return (
            self.monday,
            self.tuesday,
            self.wednesday,
            self.thursday,
            self.friday,
            self.saturday,
            self.sunday,
        )


class Hours(Part):
    """When we may ring and when we may text, and when somebody reads parents' texts, in the study's zone."""

    calls: DayHours
    texts: DayHours
    reading: DayHours | None = Field(default=None, description="outside them a text is answered once a day")


def uncovered(
    span: tuple[Moment, Moment], cover: Iterable[tuple[Moment, Moment]]
) -> Iterator[tuple[Moment, Moment]]:
    """The parts of a span that none of the others covers, in order."""
    begins, ends = span
    for since, until in sorted(cover):
        if until <= begins or since >= ends:
            continue
        if since > begins:
            yield begins, since
        begins = max(begins, until)
    if begins < ends:
        yield begins, ends
