"""Functions on dates and times."""

from __future__ import annotations

import math
import re
from datetime import datetime

from callassist.questionnaire.tree import Node
from callassist.questionnaire.xpath.dates import Moment, read_time
from callassist.questionnaire.xpath.library import define
from callassist.questionnaire.xpath.values import Environment, Value, number_of, to_number, to_text

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MARK = re.compile(r"%(.?)")


@define("today", "", "moment", "today()")
def _today(_node: Node, env: Environment) -> Value:
    return env.calendar.today(env.now)


@define("now", "", "moment", "now()")
def _now(_node: Node, env: Environment) -> Value:
    return env.calendar.this_moment(env.now)


def moment_of(value: Value, env: Environment) -> Moment | None:
    """A value as a moment: a date, a text that is one, or a number of days; None for a blank."""
    if isinstance(value, Moment):
        return value
    if isinstance(value, (bool, float)):
        return env.calendar.nowhere() if isinstance(value, bool) else env.calendar.of_number(value)
    text = to_text(value).strip()
    if text == "":
        return None
    read = env.calendar.read(text)
    if read is not None:
        return read
    number = number_of(text)
    return env.calendar.of_number(number) if number == number else env.calendar.nowhere()


@define("date", "v", "moment", "date(text)")
def _date(_node: Node, env: Environment, value: Value) -> Value:
    moment = moment_of(value, env)
    if moment is None:
        return ""
    if not env.calendar.whole_days or moment.number != moment.number:
        return moment
    return env.calendar.of_number(float(math.floor(moment.number)))


@define("date-time", "v", "moment", "date-time(text)")
def _date_time(_node: Node, env: Environment, value: Value) -> Value:
    return moment_of(value, env) or ""


@define("decimal-date-time", "v", "number", "decimal-date-time(text)")
def _decimal_date_time(_node: Node, env: Environment, value: Value) -> Value:
    moment = moment_of(value, env)
    return math.nan if moment is None else moment.number


@define("decimal-time", "v", "number", "decimal-time(text)")
def _decimal_time(_node: Node, env: Environment, value: Value) -> Value:
    if isinstance(value, (Moment, float)):
        number = to_number(value, env.calendar)
        return number - math.floor(number) if math.isfinite(number) else math.nan
    text = to_text(value)
    wall = env.calendar.wall_of(text)
    if wall is not None:
        return _fraction(wall)
    time = read_time(text)
    if time is None:
        return math.nan
    shift = 0 if time.offset is None else env.calendar.offset_minutes(env.now) - time.offset
    return (time.fraction + shift / 1440) % 1.0


def _fraction(wall: datetime) -> float:
    return (wall.hour * 3600 + wall.minute * 60 + wall.second + wall.microsecond / 1e6) / 86_400


@define("format-date", "vs", "text", "format-date(date, '%Y-%m-%d')")
def _format_date(_node: Node, env: Environment, value: Value, form: str) -> Value:
    return _formatted(value, form, env)


@define("format-date-time", "vs", "text", "format-date-time(date, '%Y-%m-%d %H:%M')")
def _format_date_time(_node: Node, env: Environment, value: Value, form: str) -> Value:
    return _formatted(value, form, env)


def _formatted(value: Value, form: str, env: Environment) -> str:
    moment = moment_of(value, env)
    wall = None if moment is None else env.calendar.wall_at(moment.number)
    return "" if wall is None else _MARK.sub(lambda m: written(m.group(1), wall), form)


def written(mark: str, wall: datetime) -> str:
    """One part of a date by ODK's letter for it; an unknown letter stands for itself."""
    parts = {
        "Y": f"{wall.year:04}",
        "y": f"{wall.year % 100:02}",
        "m": f"{wall.month:02}",
        "n": str(wall.month),
        "b": _MONTHS[wall.month - 1],
        "d": f"{wall.day:02}",
        "e": str(wall.day),
        "H": f"{wall.hour:02}",
        "h": str(wall.hour),
        "M": f"{wall.minute:02}",
        "S": f"{wall.second:02}",
        "3": f"{wall.microsecond // 1000:03}",
        "a": _DAYS[wall.weekday()],
        "W": str(wall.isocalendar().week),
        "%": "%",
    }
    return parts.get(mark, f"%{mark}")
