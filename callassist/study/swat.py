"""A study within a trial (SWAT): the same text worded, timed or signed differently for families drawn by lot.

Named and reported as the Northern Ireland Hub's SWAT repository asks. It is off until it has an ethics
reference of its own.
"""

from __future__ import annotations

from datetime import time
from typing import Literal

from pydantic import Field, model_validator

from callassist.study.part import Code, Part


class Variant(Part):
    """One of the ways in which the text goes; what is not said is as the rule itself has it."""

    code: Code
    title: str
    template: Code | None = Field(default=None, description="other words: a template of messages.toml")
    days: int | None = Field(default=None, description="other timing: after the day it hangs on")
    at: time | None = Field(default=None, description="other timing: the time of day")
    hours_before: int | None = Field(default=None, ge=1, le=336, description="other timing: of a reminder")
    sender_name: str | None = Field(default=None, description="who the words say that they are from")

    def wording_or_sender(self) -> dict[str, str]:
        """What differs when it is written: template and sender_name, where they do."""
        told = {"template": self.template, "sender_name": self.sender_name}
        return {name: value for name, value in told.items() if value}


class Swat(Part):
    """What is compared, on which text, drawn how, and by whose approval.

    Drawn by household, or by person where there is none: two parents who compare their phones were told the
    same. Permuted blocks within each stratum, from a key that no folder holds.
    """

    id: Code
    title: str
    ethics: str = Field(default="", description="its own reference; without it nothing is drawn")
    rule: Code = Field(description="the [[text]] that differs")
    waves: tuple[Code, ...] = Field(min_length=1, description="whose texts; each family is drawn once")
    strata: tuple[Literal["site", "language", "role", "strand"], ...] = ("site", "language")
    blocks: tuple[int, ...] = Field(
        default=(2, 4), min_length=1, description="multiples of the number of arms"
    )
    arm: tuple[Variant, ...] = Field(min_length=2, description="the first is what others are held against")

    @model_validator(mode="after")
    def _fits(self) -> Swat:
        codes = [one.code for one in self.arm]
        if len(set(codes)) < len(codes):
            raise ValueError("two arms have the same code: name each differently")
        if any(block < 1 or block % len(codes) for block in self.blocks):
            raise ValueError(f"a block must be a multiple of the {len(codes)} arms: mend blocks")
        return self

    def variant(self, code: str) -> Variant | None:
        """The arm of that code, or None."""
        return next((one for one in self.arm if one.code == code), None)
