"""TOML into the models of a study, with file, line, key path and cure for whatever does not fit."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from callassist.errors import Refusal
from callassist.messages.template import Messages
from callassist.study.protocol import Protocol

M = TypeVar("M", bound=BaseModel)


def load_protocol(content: bytes, *, name: str) -> Protocol:
    """study.toml as a Protocol. Raises Refusal."""
    return _model(Protocol, *_table(content, name), name)


def load_messages(content: bytes, *, name: str) -> Messages:
    """messages.toml as Messages. Raises Refusal."""
    return _model(Messages, *_table(content, name), name)


def _table(content: bytes, name: str) -> tuple[dict[str, Any], str]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal(name, "it is not UTF-8 text.", "Save it as UTF-8.") from None
    try:
        return tomllib.loads(text), text
    except tomllib.TOMLDecodeError as error:
        raise Refusal(name, f"this is not TOML: {error}.", "Mend that line.") from None


def _model(model: type[M], table: Mapping[str, Any], text: str, name: str) -> M:
    try:
        return model.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        path, line = place(text, first["loc"])
        where = f"{name}, line {line}, {path}" if line else f"{name}, {path}"
        more = error.error_count() - 1
        cure = f"({more} more like this)" if more else ""
        raise Refusal(where, f"{first['msg']}.", cure) from None


def place(text: str, loc: Sequence[int | str]) -> tuple[str, int | None]:
    """The key path in words and the line where it stands, found by walking the headers; None if not found."""
    path = "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")
    return path, _line(text, loc)


def _line(text: str, loc: Sequence[int | str]) -> int | None:
    """The last line that a part of the path names, looked for in order from the top."""
    lines = text.splitlines()
    at, found = 0, None
    parts = list(loc)
    for position, part in enumerate(parts):
        if isinstance(part, int):
            continue
        times = 1
        if position + 1 < len(parts) and isinstance(following := parts[position + 1], int):
            times = following + 1
        hit = _nth(lines, at, str(part), times)
        if hit is None:
            break
        at = found = hit
    return found + 1 if found is not None else None


def _nth(lines: Sequence[str], start: int, key: str, times: int) -> int | None:
    header = re.compile(rf"^\s*\[\[?(?:[\w\"-]+\.)*\"?{re.escape(key)}\"?\]\]?")
    assigned = re.compile(rf"(?:^|[{{,\s])\"?{re.escape(key)}\"?\s*=")
    seen = 0
    for number in range(start, len(lines)):
        if header.search(lines[number]) or assigned.search(lines[number]):
            seen += 1
            if seen == times:
                return number
    return None
