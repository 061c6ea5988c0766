"""What an interviewer chose or typed on a page, read into answers as the script wants them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from callassist.questionnaire.entries import Missing
from callassist.questionnaire.screens import Question
from callassist.questionnaire.session import Answer
from callassist.work.answers import PASSED, Given

MISSING = "missing:"
_HOURS = re.compile(r"(\d{1,2})[:.h ]?(\d{2})")
_DAY_FIRST = re.compile(r"\s*(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})\s*")


def read(form: MultiDict[str, str], questions: Sequence[Question], only: int | None) -> list[Given]:
    """The answers of a page; with `only`, of that line alone, so that unanswered lines are left."""
    return [
        Given(one.path, _answer(form, index, one))
        for index, one in enumerate(questions)
        if only is None or index == only
    ]


def one_line(form: MultiDict[str, str], questions: Sequence[Question]) -> int | None:
    """The line of a set that is saved by itself; None when the whole page is."""
    line = form.get("only", type=int)
    return line if line is not None and 0 <= line < len(questions) else None


def _answer(form: MultiDict[str, str], index: int, one: Question) -> Answer:
    chosen = [value for value in form.getlist(f"q{index}") if value]
    said = next((value for value in chosen if value.startswith(MISSING)), None)
    typed = form.get(f"t{index}", "").strip()
    if one.kind == "note":
        return PASSED
    if said is not None and not typed:
        return Missing(said.removeprefix(MISSING))
    if one.kind == "rank" and typed:
        return _ranked(typed, one)
    if one.kind in ("select_one", "select_multiple", "rank", "trigger"):
        values = [value for value in chosen if not value.startswith(MISSING)]
        return " ".join(values) or (None if chosen else one.missing)
    return _typed(one.kind, typed) or None


def _ranked(text: str, one: Question) -> str:
    """The answers in the order of their numbers as typed, 3 1 2 or 312; what is no number stays as it is."""
    figures = _figures(text)
    apart = re.findall(r"\d+", figures) if re.search(r"\D", figures.strip()) else list(figures.strip())
    offered = [choice.value for choice in one.choices]
    return " ".join(offered[int(n) - 1] if 1 <= int(n) <= len(offered) else f"#{n}" for n in apart) or text


def _typed(kind: str, text: str) -> str:
    """As people type it: 14 3 2019, 8,5, with Western, Arabic or Bengali figures."""
    if kind in ("integer", "decimal", "range"):
        return _figures(text).replace(",", ".").replace("\u066b", ".").replace(" ", "")
    if kind == "date":
        figures = _figures(text)
        found = _DAY_FIRST.fullmatch(figures)
        if found:
            day, month, year = found.groups()
            return f"{year}-{int(month):02d}-{int(day):02d}"
        return figures
    if kind == "time":
        return _clock(_figures(text))
    if kind == "datetime":
        day, _, clock = _figures(text).rpartition(" ")
        whole = f"{_typed('date', day)}T{_clock(clock)}"
        return whole if day else _figures(text)
    return text


def _clock(text: str) -> str:
    """14:30 as people type it: 14.30, 1430, 9:05."""
    found = _HOURS.fullmatch(text.strip())
    return f"{int(found[1]):02d}:{found[2]}" if found else text


def _figures(text: str) -> str:
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)
