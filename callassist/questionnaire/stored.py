"""How a value is kept: as the text that XForms writes for the question's type, or not at all if it is none."""

from __future__ import annotations

import math
import re

from callassist.questionnaire.form import Definition
from callassist.questionnaire.xpath.dates import Calendar, Moment, is_date, read_time
from callassist.questionnaire.xpath.values import Value, number_of, text_of_number, to_text

LARGEST_INT = 2_147_483_647  # XForms int has 32 bits
_INTEGER = re.compile(r"[+-]?\d{1,15}")
_DECIMAL = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")


def stored(definition: Definition, value: Value, calendar: Calendar) -> str:
    """A calculated value as text; a number that is none is blank, as is a date that is none."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _stored_number(definition.type, value, calendar)
    if isinstance(value, Moment):
        return _stored_moment(definition.type, value, calendar)
    text = to_text(value)
    if text and definition.type in ("int", "date"):
        return _stored_text(definition.type, text, calendar)
    return text


def _stored_number(kind: str, value: float, calendar: Calendar) -> str:
    if not math.isfinite(value):
        return ""
    if kind == "int":
        return str(math.trunc(value))
    if kind in ("date", "dateTime"):
        return _stored_moment(kind, calendar.of_number(value), calendar)
    return text_of_number(value)


def _stored_moment(kind: str, value: Moment, calendar: Calendar) -> str:
    if value.number != value.number:
        return ""
    if kind == "date":
        return value.text[:10]
    if kind == "dateTime" and len(value.text) == 10:
        wall = calendar.wall_at(value.number)
        return calendar.stamp(wall) if wall is not None else ""
    return value.text


def _stored_text(kind: str, text: str, calendar: Calendar) -> str:
    if kind == "int":
        number = number_of(text)
        return str(math.trunc(number)) if math.isfinite(number) else ""
    moment = calendar.read(text)
    return "" if moment is None else moment.text[:10]


def typed(kind: str, text: str, calendar: Calendar) -> str | None:
    """An answer as its type writes it, or None if it is no such thing. Kinds as in XForms binds."""
    text = text.strip() if kind != "string" else text
    match kind:
        case "int":
            return str(int(text)) if _INTEGER.fullmatch(text) and abs(int(text)) <= LARGEST_INT else None
        case "decimal":
            return _decimal(text)
        case "date":
            return text if is_date(text) else None
        case "time":
            return text if read_time(text) is not None else None
        case "dateTime":
            return text if "T" in text and calendar.read(text) is not None else None
        case "boolean":
            return {"true": "true", "1": "true", "false": "false", "0": "false"}.get(text)
        case "geopoint":
            return text if _is_point(text) else None
        case _:
            return text


def _decimal(text: str) -> str | None:
    if not _DECIMAL.fullmatch(text):
        return None
    number = float(text)
    return text_of_number(number) if math.isfinite(number) else None


def _is_point(text: str) -> bool:
    numbers = [number_of(part) for part in text.split()]
    if not 2 <= len(numbers) <= 4 or any(n != n for n in numbers):
        return False
    return abs(numbers[0]) <= 90 and abs(numbers[1]) <= 180
