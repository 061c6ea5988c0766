"""How a study holds interviews in languages that the interviewer does not speak, and how long they take."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from callassist.study.part import Part, Tag

LONGEST = 5  # times as long: more is a slip of the pen


class Length(Part):
    """How much longer interviews take in one language, or in one dialect of it, than a wave's minutes say.

    What a dialect's row leaves out its language's says, and what that leaves out the study's own factor.
    """

    language: Tag
    dialect: str = Field(
        default="", max_length=40, description="as it is noted for families; empty: the language as a whole"
    )
    factor: float | None = Field(default=None, ge=1, le=LONGEST, description="with an interpreter")
    own_factor: float | None = Field(
        default=None, ge=1, le=LONGEST, description="held in it by an interviewer who speaks it"
    )


class Interpreting(Part):
    """How interviews are held in languages that the interviewer does not speak."""

    relative_allowed: bool = False
    on_demand_line: str = ""
    on_demand_pence_a_minute: int = Field(
        default=0, ge=0, description="what a minute of that line costs, for the report; 0: not known"
    )
    length_factor: float = Field(
        default=1.5,
        ge=1,
        le=LONGEST,
        description="with an interpreter, in a language without its own row",
    )
    length: tuple[Length, ...] = Field(default=(), description="languages that take longer, or less long")
    most_minutes: int = Field(
        default=45,
        ge=10,
        le=240,
        description="of one interpreted sitting; a longer interview is held in two, primary outcome first",
    )
    record: Literal["section", "item"] = Field(
        default="section", description="for what it is recorded how the words came across"
    )

    def rows_for(self, language: str, dialect: str) -> tuple[Length, ...]:
        """The rows that say something of a language, the nearest first: its dialect's, its own."""
        own = [one for one in self.length if one.language == language]
        spoken = dialect.casefold()
        named = [one for one in own if one.dialect and one.dialect.casefold() == spoken]
        return (*named, *(one for one in own if not one.dialect))
