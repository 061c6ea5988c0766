"""Talking at a terminal, and opening the house for a command that writes."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from callassist import assembly, settings
from callassist.edition.packs import PACK
from callassist.errors import Refusal
from callassist.lock import Lock
from callassist.work.house import House

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def tell(words: str, *, wrong: bool = False) -> None:
    """A line to the person at the terminal: results on standard output, refusals on standard error."""
    (err if wrong else out).print(words, markup=False)


def configured() -> settings.Settings:
    """The settings of this environment."""
    return settings.read(dict(os.environ))


@contextmanager
def the_house(*, writes: bool) -> Iterator[House]:
    """The house, for one command. A command that writes to SQLite holds the lock meanwhile."""
    logging.basicConfig(level=logging.WARNING)
    own = configured()
    lock = Lock(own.data) if writes and own.database.startswith("sqlite") else None
    house = assembly.build(own)
    try:
        yield house
    finally:
        house.database.close()
        if house.network is not None:
            house.network.close()
        if lock is not None:
            lock.release()


def write_new(file: Path, content: bytes) -> None:
    """Write a file that is not there yet: what somebody has filled in is never written over."""
    if file.exists():
        raise Refusal(str(file), "it is there already.", "Name a file that is not there.")
    file.write_bytes(content)


def files_of(folder: Path) -> dict[str, bytes]:
    """The files of a study folder by name. Raises Refusal when there is no such folder."""
    if not folder.is_dir():
        raise Refusal(str(folder), "there is no such folder.", "Name a folder under scripts/questionnaires.")
    return {one.name: one.read_bytes() for one in sorted(folder.iterdir()) if one.is_file()}


def packs_of(packs: Sequence[Path]) -> dict[str, bytes]:
    """Text packs by name: licensed words are kept apart from the folder that a committee reads."""
    for one in packs:
        if not one.is_file() or not one.name.endswith(PACK):
            raise Refusal(str(one), "it is no text pack.", f"Name a file that ends in {PACK}.")
    return {one.name: one.read_bytes() for one in packs}
