"""What a scoring definition may say: items, scales, what is done about missing answers, bands, alerts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from pydantic import Field, model_validator

from callassist.instruments.licensed import Id, Piece, ValueSet


class Item(Piece):
    """One item: its codes from `low` to `high`, reversed or not, and its words where they may be shown."""

    id: Id
    low: int
    high: int
    reverse: bool = False
    recode: tuple[int, ...] | None = Field(
        default=None, description="what each code counts, from low upwards"
    )
    text: str | None = Field(default=None, description="English words; absent where the text is licensed")

    @model_validator(mode="after")
    def _whole(self) -> Item:
        if self.low >= self.high:
            raise ValueError(f"item {self.id} runs from {self.low} to {self.high}")
        if self.recode is not None and len(self.recode) != self.high - self.low + 1:
            raise ValueError(
                f"item {self.id} has {self.high - self.low + 1} codes and {len(self.recode)} recodes"
            )
        return self

    def counts(self, code: int) -> int:
        """What a code counts towards a scale, reversed or recoded. The code must be in range."""
        if self.recode is not None:
            return self.recode[code - self.low]
        return self.low + self.high - code if self.reverse else code


class MissingRule(Piece):
    """How many items of a scale may lack an answer; the rest then stand in by their own mean."""

    at_most: int = Field(default=0, ge=0)


class Band(Piece):
    """A name for the scores from a bound upwards, up to the next band's bound."""

    name: str
    from_: float = Field(alias="from")


class Scheme(Piece):
    """One published way of cutting a scale into bands, named, since others cut it elsewhere."""

    name: str
    source: str = ""
    checked: bool = Field(
        default=True, description="false: from general knowledge, to be checked by the study"
    )
    ages: tuple[int, int] | None = Field(
        default=None, description="of the child, in full years, both included"
    )
    band: tuple[Band, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _upwards(self) -> Scheme:
        bounds = [band.from_ for band in self.band]
        if bounds != sorted(set(bounds)):
            raise ValueError(f"the bands of {self.name} do not go upwards")
        return self

    def fits(self, age: tuple[int, int] | None) -> bool:
        """Whether it may be used at every age from the least to the most that it may be; None fits all."""
        return self.ages is None or age is None or (self.ages[0] <= age[0] and age[1] <= self.ages[1])

    def name_of(self, value: float) -> str | None:
        """The band that a score falls into, or None below the first."""
        fitting = [band.name for band in self.band if band.from_ <= value]
        return fitting[-1] if fitting else None


class Gate(Piece):
    """An overall question that settles a scale: answered so, no item is asked and the score is known."""

    item: Id
    code: int
    score: int


class Scale(Piece):
    """One score: of items, or of other scales added up.

    A scale that `needs` a key or a value set has no score until a licensed site supplies it.
    """

    id: Id
    title: str
    items: tuple[Id, ...] = ()
    scales: tuple[Id, ...] = ()
    combine: Literal["sum", "mean", "profile", "lookup"] = "sum"
    times: int = Field(default=1, description="a mean is multiplied by this")
    decimals: int = Field(default=0, ge=0, le=6)
    table: dict[str, float] = Field(default={}, description="raw score to the score that is reported")
    needs: Literal["key", "value_set"] | None = None
    values: ValueSet | None = None
    checked: bool = Field(
        default=True, description="false: the key is general knowledge, to be checked against the form"
    )
    gate: Gate | None = None
    missing: dict[Id, MissingRule] = Field(default={}, description="by name; the first is used unless told")
    scheme: tuple[Scheme, ...] = ()

    @model_validator(mode="after")
    def _of_something(self) -> Scale:
        if self.items and self.scales:
            raise ValueError(f"scale {self.id} must name either items or scales")
        if not (self.items or self.scales or self.needs):
            raise ValueError(f"scale {self.id} must name either items or scales")
        if (self.combine == "lookup") is not (self.needs == "value_set"):
            raise ValueError(f"scale {self.id}: what is looked up needs a value set, and nothing else does")
        return self

    @property
    def waits(self) -> bool:
        """Whether it cannot be scored before a licensed site supplies what it needs."""
        return not self.items if self.needs == "key" else self.needs is not None and self.values is None

    def rule(self, name: str | None) -> MissingRule:
        """The missing rule of that name, the first when none is named. Raises KeyError."""
        if name is not None:
            return self.missing[name]
        return next(iter(self.missing.values()), MissingRule())


class Alert(Piece):
    """An answer that a person should hear of at once; a study may set another threshold."""

    item: Id
    at_least: int
    level: Literal[1, 2, 3] = 2
    source: str = ""


class Definition(Piece):
    """A whole definition. `version` is the rules' own and is kept with every score.

    `text`: free words stand here; cited words may be used by whoever names their source and stand in the
    study's script; licensed words never stand here and never leave.
    """

    schema_: Literal[1] = Field(alias="schema")
    id: Id
    title: str
    version: str
    source: str
    licence: str
    text: Literal["free", "cited", "licensed"]
    recall: str = ""
    about: Literal["self", "child"] = "self"
    note: str = ""
    scored: bool = Field(default=True, description="false: a study's own items, kept and never added up")
    item: tuple[Item, ...] = ()
    scale: tuple[Scale, ...] = ()
    alert: tuple[Alert, ...] = ()

    @model_validator(mode="after")
    def _names_hold(self) -> Definition:
        if self.scored is not bool(self.item and self.scale):
            raise ValueError("what is scored has items and scales, and what is not has neither")
        items, scales = [i.id for i in self.item], [s.id for s in self.scale]
        for known in (items, scales):
            twice = {name for name in known if known.count(name) > 1}
            if twice:
                raise ValueError(f"named twice: {', '.join(sorted(twice))}")
        for scale in self.scale:
            if lost := _lost(scale, items, scales[: scales.index(scale.id)]):
                raise ValueError(f"scale {scale.id} names what is not there before it: {', '.join(lost)}")
        if lost := [a.item for a in self.alert if a.item not in items]:
            raise ValueError(f"an alert names an item that is not there: {', '.join(lost)}")
        if self.text == "licensed" and any(i.text for i in self.item):
            raise ValueError("a licensed text must not stand in a definition")
        return self

    @property
    def main(self) -> Scale | None:
        """The scale that is meant when none is named: the total, else the first; None of the unscored."""
        return self.scale_named("total") or next(iter(self.scale), None)

    def item_named(self, item_id: str) -> Item | None:
        """The item of that id, or None."""
        return next((item for item in self.item if item.id == item_id), None)

    def scale_named(self, scale_id: str) -> Scale | None:
        """The scale of that id, or None."""
        return next((scale for scale in self.scale if scale.id == scale_id), None)


def _lost(scale: Scale, items: Sequence[str], before: Sequence[str]) -> list[str]:
    """What a scale names that is not there: items of the definition, scales before it."""
    gate = (scale.gate.item,) if scale.gate else ()
    return [n for n in (*scale.items, *gate) if n not in items] + [n for n in scale.scales if n not in before]
