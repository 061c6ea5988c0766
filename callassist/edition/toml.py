"""TOML into the models of a study, with file, line, key path and cure for whatever does not fit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from callassist.edition.places import where
from callassist.errors import Complaint, Refusal, Weight, refuse_on_errors
from callassist.messages.template import Messages
from callassist.study.calendars import Calendars
from callassist.study.protocol import Protocol

M = TypeVar("M", bound=BaseModel)
_AT = re.compile(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)$")


def load_protocol(content: bytes, *, name: str) -> Protocol:
    """study.toml as a Protocol. Raises Refusal with the first thing wrong and how many more there are."""
    return _load(Protocol, content, name)


def load_messages(content: bytes, *, name: str) -> Messages:
    """messages.toml as Messages. Raises Refusal with the first thing wrong and how many more there are."""
    return _load(Messages, content, name)


def load_calendars(content: bytes, *, name: str) -> Calendars:
    """calendars.toml as Calendars. Raises Refusal with the first thing wrong and how many more there are."""
    return _load(Calendars, content, name)


def read_model(model: type[M], content: bytes, *, name: str) -> tuple[M | None, list[Complaint]]:
    """A model of a TOML file, or everything that keeps it from being one."""
    try:
        text = text_of(content, name=name)
        table = _table(text, name)
    except Refusal as refusal:
        return None, [Complaint(Weight.ERROR, refusal.where, refusal.what, refusal.cure)]
    try:
        return model.model_validate(table), []
    except ValidationError as error:
        known = _keys_of(model)
        return None, [_complaint(one, text, name, known) for one in _innermost(error.errors())]


def text_of(content: bytes, *, name: str) -> str:
    """A file of the folder as text. Raises Refusal when it is not UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise Refusal(f"{name}, line {line}", "this is not UTF-8 text.", "Save the file as UTF-8.") from None


def _load(model: type[M], content: bytes, name: str) -> M:
    found, complaints = read_model(model, content, name=name)
    refuse_on_errors(complaints)
    if found is None:
        raise Refusal(name, "it could not be read.")
    return found


def _table(text: str, name: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        said, at = str(error), _AT.search(str(error))
        place = f"{name}, line {at[1]}, column {at[2]}" if at and at[1] else f"{name}, at its end"
        what = _AT.sub("", said)
        raise Refusal(place, f"this is not TOML: {what}.", "Mend that line.") from None


def _innermost(errors: list[ErrorDetails]) -> list[ErrorDetails]:
    """Without those that only say that something within is wrong."""
    places = [error["loc"] for error in errors]
    return [
        error
        for error in errors
        if not any(len(p) > len(error["loc"]) and p[: len(error["loc"])] == error["loc"] for p in places)
    ]


def _complaint(error: ErrorDetails, text: str, name: str, known: frozenset[str]) -> Complaint:
    loc = tuple(part for part in error["loc"] if part != "[key]")
    what, cure = _words(error, str(loc[-1]) if loc else "", known)
    return Complaint(Weight.ERROR, where(text, loc, name=name), what, cure)


def _words(error: ErrorDetails, key: str, known: frozenset[str]) -> tuple[str, str]:
    """What is wrong and the cure, in words for the person who wrote the file."""
    match error["type"]:
        case "missing":
            return "this key is missing.", "Add it."
        case "extra_forbidden":
            near = get_close_matches(key, known - {key}, n=1)
            return f"“{key}” is no key here.", f"Is it “{near[0]}”?" if near else "Take it out."
        case "string_pattern_mismatch":
            pattern = (error.get("ctx") or {}).get("pattern", "")
            return f"{error['input']!r} does not have the right form.", f"It must fit {pattern}"
        case "value_error":
            return f"{error['msg'].removeprefix('Value error, ')}.", ""
        case _:
            wrong = f" It says {error['input']!r}." if isinstance(error["input"], str | int | float) else ""
            return f"{error['msg']}.{wrong}", ""


def _keys_of(model: type[BaseModel]) -> frozenset[str]:
    """Every key that a file may hold anywhere: what a mistyped one was probably meant to be."""
    schema = model.model_json_schema(by_alias=True)
    parts = [schema, *schema.get("$defs", {}).values()]
    return frozenset(key for part in parts for key in part.get("properties", {}))
