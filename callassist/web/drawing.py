"""Small drawings beside tables: bars of done, open and missed, with the numbers beside them in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from callassist.people.languages import language
from callassist.reports.completion import OTHER, Cell
from callassist.web.words import percent

WIDE, ROW = 392.0, 46


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its words, and where its three parts lie, in units of the drawing."""

    name: str
    said: str
    text_y: int
    bar_y: int
    full: float
    part_at: float
    part: float
    gone_at: float
    gone: float
    target_at: float


@dataclass(frozen=True, slots=True)
class Bars:
    """A drawing of bars, with the sentence that says the same."""

    bars: tuple[Bar, ...]
    height: int
    legend_y: int
    said: str


def by_language(cells: Iterable[tuple[str, Cell]], target_percent: int) -> Bars:
    """A wave by language, of those followed and due; a language with nobody due is left out."""
    shown = [(_name(tag), cell) for tag, cell in cells if cell.followed]
    bars = tuple(_bar(place, name, cell, target_percent) for place, (name, cell) in enumerate(shown))
    said = " ".join(
        f"{name}: {cell.done} of {cell.followed} done ({percent(cell.done, cell.followed)} per cent), "
        f"{cell.open} open, {cell.missed} missed."
        for name, cell in shown
    )
    height = len(bars) * ROW + 34
    return Bars(bars, height, len(bars) * ROW + 16, f"{said} Target {target_percent} per cent.")


def _bar(place: int, name: str, cell: Cell, target_percent: int) -> Bar:
    unit = WIDE / cell.followed
    return Bar(
        name=name,
        said=f"{cell.done} of {cell.followed} done, {cell.open} open, {cell.missed} missed",
        text_y=place * ROW + 16,
        bar_y=place * ROW + 22,
        full=round(cell.done * unit, 1),
        part_at=round(cell.done * unit, 1),
        part=round(cell.open * unit, 1),
        gone_at=round((cell.done + cell.open) * unit, 1),
        gone=round(cell.missed * unit, 1),
        target_at=round(WIDE * target_percent / 100),
    )


def _name(tag: str) -> str:
    return {"?": "Not known", OTHER: "Other languages"}.get(tag) or language(tag).name
