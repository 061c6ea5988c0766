"""How a shift is reckoned: how many calls an hour holds, and what time an interview leaves behind it."""

from __future__ import annotations

from pydantic import Field

from callassist.study.part import Part


class Shifts(Part):
    """What planning a shift rests on."""

    calls_an_hour: float = Field(
        default=4, gt=0, le=60, description="attempts and short calls that one interviewer makes in an hour"
    )
    wrap_up_minutes: int = Field(
        default=0, ge=0, le=60, description="after an interview, before the next case is offered"
    )
