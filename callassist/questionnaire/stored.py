"""How a value is kept: as the text that XForms writes for the question's type, or not at all."""

from __future__ import annotations

import math
import re

from callassist.questionnaire.form import Definition
from callassist.questionnaire.xpath.dates import Calendar, Moment, is_date, read_time
from callassist.questionnaire.xpath.values import Value, number_of, text_of_number, to_text

LARGEST_INT = 2_147_483_647  # XForms int has 32 bits
_INTEGER = re.compile(r"[+-]?\d{1,15}")
_ZONED = re.compile(r"T.*(Z|[+-]\d{2}(:\d{2})?)$")
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
            day = text[:10] if calendar.read(text) is not None and _ZONED.search(text) is None else text
            return day if is_date(day) else None
        case "time":
            return text if read_time(text) is not None else None
        case "dateTime":
            return text if "T" in text and calendar.read(text) is not None else None
        case "boolean":
            return text if text in ("true", "false", "1", "0") else None
        case "geopoint":
            return _point(text)
        case "geotrace" | "geoshape":
            return _line(text, least=2 if kind == "geotrace" else 3)
        case _:
            return text


def _decimal(text: str) -> str | None:
    if not _DECIMAL.fullmatch(text):
        return None
    number = float(text)
    return text_of_number(number) if math.isfinite(number) else None


def _point(text: str) -> str | None:
    numbers = [number_of(part) for part in text.split()]
    if not 2 <= len(numbers) <= 4 or any(n != n for n in numbers):
        return None
    if abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
        return None
    return " ".join(_with_point(number) for number in numbers)


def _with_point(number: float) -> str:
    text = text_of_number(number)
    return text if "." in text else f"{text}.0"


def _line(text: str, *, least: int) -> str | None:
    points = [_point(part) for part in text.split(";") if part.strip()]
    if len(points) < least or any(point is None for point in points):
        return None
    return ";".join(point for point in points if point is not None)


def as_loaded(kind: str, text: str, calendar: Calendar) -> str:
    """A value that the form was written with, as its type writes it; blank if it is no such thing."""
    if kind == "int":
        number = number_of(text)
        return str(math.trunc(number)) if math.isfinite(number) else ""
    return typed(kind, text, calendar) or ""
