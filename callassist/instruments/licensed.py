"""What a licence gives a study and we do not ship: the words of a scale, its key, its value set."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Tag = Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$")]
Words = Annotated[str, Field(min_length=1, max_length=4000)]
PLACE = "${"
"""What opens a place that an answer fills: no published scale has one, and a broken one would be quoted."""


class Piece(BaseModel):
    """A piece of a definition: never changed once read, and nothing in it that we do not know.

    What was written stays out of the errors, which may be read by those who hold no licence.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class ValueSet(Piece):
    """Values of health states: each profile with its value, or what each answer takes away from the full.

    `levels`: item to what each of its codes takes away, from the lowest code upwards. `table`: the codes of
    all items in their order, written together, to the value.
    """

    id: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,59}$")]
    source: str
    scale: Id = "utility"
    items: tuple[Id, ...] = Field(
        default=(), description="in the order of a profile; the scale's own if none"
    )
    decimals: int = Field(default=3, ge=0, le=6)
    full: float = 1.0
    levels: dict[Id, tuple[float, ...]] = {}
    table: dict[str, float] = {}

    @model_validator(mode="after")
    def _one_way(self) -> ValueSet:
        if bool(self.levels) is bool(self.table):
            raise ValueError(f"value set {self.id} has either levels or a table")
        return self


class Key(Piece):
    """How the items of a keyless slot are counted, from the manual that came with the licence."""

    version: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_. -]{0,59}$")]
    source: str
    scale: dict[Id, tuple[Id, ...]] = Field(min_length=1, description="scale to its items")
    reverse: tuple[Id, ...] = ()
    recode: dict[Id, tuple[int, ...]] = {}


class Wording(Piece):
    """The words in one language: of each item, and of each code where they are read aloud.

    `codes` are an item's own words for its codes, where they are not the same for all.
    """

    translation: Literal["official", "licensed", "study_made"]
    item: dict[Id, Words] = Field(min_length=1)
    code: dict[str, Words] = {}
    codes: dict[Id, dict[str, Words]] = {}

    @model_validator(mode="after")
    def _no_places(self) -> Wording:
        everything = [self.item, self.code, *self.codes.values()]
        if places := [name for words in everything for name, text in words.items() if PLACE in text]:
            raise ValueError(f"{', '.join(places)}: words of a scale have no places to be filled")
        return self

    def said_for(self, item: str) -> dict[str, str]:
        """Code to its words as they are read aloud after an item; empty where none are supplied."""
        return self.codes.get(item, self.code)


class Pack(Piece):
    """A text pack: under which licence a study uses a scale, and what the licence gives it."""

    schema_: Literal[1] = Field(alias="schema")
    instrument: Id
    licence: Annotated[str, Field(min_length=1)]
    licence_ref: Annotated[str, Field(min_length=1)]
    licensed_to: Annotated[str, Field(min_length=1)]
    attribution: str = Field(default="", description="the line that must stand where the words are printed")
    language: dict[Tag, Wording] = {}
    key: Key | None = None
    value_set: ValueSet | None = None
