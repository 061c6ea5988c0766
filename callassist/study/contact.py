"""How hard a study tries to reach a family, and how much is too much: its contact protocol as data."""

from __future__ import annotations

from pydantic import Field

from callassist.study.part import Code, Part


class Slots(Part):
    """How many attempts the protocol asks for in each part of the week."""

    weekday_day: int = 0
    weekday_afternoon: int = 0
    weekday_evening: int = 0
    saturday: int = 0
    sunday: int = 0


class Tracing(Part):
    """Asking somebody she named how she can be reached: only after what the protocol asks was tried."""

    contacts: int = Field(default=3, ge=0, le=10, description="how many people she may name; 0: nobody")
    after: int | None = Field(
        default=None,
        gt=0,
        description="tries of a wave in which nobody spoke with her before anybody else is asked. "
        "None: as many as `attempts`. Where none of her numbers may be rung, it is at once",
    )
    calls: int = Field(default=2, ge=1, description="how often one of these people is rung in one wave")


class Contact(Part):
    """How hard we try, and how much is too much."""

    attempts: int = Field(default=6, gt=0)
    most_attempts: int | None = Field(
        default=None,
        gt=0,
        description="in one wave; from then on a supervisor decides on each further one. None: no such limit",
    )
    spacing: dict[Code, int] = Field(
        default={},
        description="hours after an outcome before the next try, where they differ from the usual ones",
    )
    not_now_again: int = Field(
        default=1,
        ge=0,
        description="how often somebody who said “not now” is asked once more before a supervisor decides; "
        "only as the ethics committee approved it",
    )
    text_first: bool = Field(
        default=True, description="a case whose first text is still to go is rung after the others"
    )
    owed: Slots = Slots()
    own_language: int = Field(default=1, ge=0, description="attempts in the parent's own language")
    voicemails: int = Field(default=1, ge=0)
    tracing: Tracing = Tracing()
    unplanned_calls_a_day: int = Field(default=1, ge=1)
    texts_a_day: int = Field(default=2, ge=1)
    texts_a_week: int = Field(default=4, ge=1)
    household_a_week: int = Field(default=15, ge=1, description="texts and calls to one household together")
    hold_over: int = Field(
        default=3, ge=0, description="more texts than this due at once by one change are held"
    )
