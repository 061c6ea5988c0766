"""The definitions that come with callassist, read once, and what a study brings: its own, and its packs."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from callassist.errors import Refusal
from callassist.instruments.definition import Definition
from callassist.instruments.licensed import Pack

M = TypeVar("M", bound=BaseModel)
_SHELF = files("callassist.instruments").joinpath("definitions")


@cache
def known() -> tuple[str, ...]:
    """The ids of all definitions on the shelf, in order."""
    names = (entry.name for entry in _SHELF.iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def definition(instrument: str) -> Definition:
    """The definition of that id. Raises Refusal when there is none."""
    if instrument not in known():
        raise Refusal(
            f"instrument {instrument}", "there is no such definition.", f"Known are: {', '.join(known())}."
        )
    return read(_SHELF.joinpath(f"{instrument}.toml").read_text(encoding="utf-8"), name=f"{instrument}.toml")


def read(text: str, *, name: str) -> Definition:
    """A definition from TOML. Raises Refusal with file and key path."""
    return _read(Definition, text, name=name)


def read_pack(text: str, *, name: str) -> Pack:
    """A text pack from TOML. Raises Refusal with file and key path, and never a word of the pack."""
    return _read(Pack, text, name=name)


def _read(model: type[M], text: str, *, name: str) -> M:
    try:
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Refusal(name, f"this is not TOML: {error}.", "Mend that line.") from None
    try:
        return model.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        path = ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
        raise Refusal(f"{name}, {path}" if path else name, f"{first['msg']}.") from None
