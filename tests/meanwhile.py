"""A database in which something else happens between what a verb has read and what it then keeps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, cast

from callassist.store.database import Connection, Database
from callassist.work.house import House


class _Meanwhile:
    """The real one in all else; what happens first happens once."""

    def __init__(self, real: Database, first: Callable[[], object]) -> None:
        self._real, self._first = real, first

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def keep(self, work: Callable[[Connection], Any]) -> Any:
        first, self._first = self._first, lambda: None
        first()
        return self._real.keep(work)


def meanwhile(house: House, first: Callable[[], object]) -> House:
    """The same house, in which `first` happens just before the next thing is kept."""
    return replace(house, database=cast(Database, _Meanwhile(house.database, first)))
