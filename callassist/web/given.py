"""What an interviewer chose or typed on a page, read into answers as the script wants them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from werkzeug.datastructures import MultiDict

from callassist.questionnaire.entries import Missing
from callassist.questionnaire.session import Answer
from callassist.web.asking import Asked
from callassist.work.answers import PASSED, Given

MISSING = "missing:"
_DAY_FIRST = re.compile(r"\s*(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})\s*")


def read(form: MultiDict[str, str], asked: Sequence[Asked], root: str) -> list[Given]:
    """The answers of a page. With `only` in the form, that line alone; unanswered lines of it are left."""
    only = form.get("only", "")
    wanted = [one for one in asked if str(one.index) == only] if only else list(asked)
    return [Given(f"/{root}/{one.item}", _answer(form, one)) for one in wanted]


def _answer(form: MultiDict[str, str], one: Asked) -> Answer:
    chosen = [value for value in form.getlist(f"q{one.index}") if value]
    said = next((value for value in chosen if value.startswith(MISSING)), None)
    typed = form.get(f"t{one.index}", "").strip()
    if one.kind == "note":
        return PASSED
    if said is not None and not typed:
        return Missing(said.removeprefix(MISSING))
    if one.kind in ("select_one", "select_multiple", "rank"):
        values = [value for value in chosen if not value.startswith(MISSING)]
        return " ".join(values) or (Missing(one.missing) if one.missing and not chosen else None)
    return _typed(one.kind, typed) or None


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
    if kind in ("time", "datetime"):
        return _figures(text)
    return text


def _figures(text: str) -> str:
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in text)
