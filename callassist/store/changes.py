"""Changing rows by statements that are built once: building one costs more than running it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Table, Update, bindparam, update


def change(
    c: Connection,
    table: Table,
    by: Mapping[str, Any],
    values: Mapping[str, Any],
    *,
    states: tuple[str, ...] = (),
) -> int:
    """Change the rows that have the values of `by` and stand in one of these states; how many."""
    asked = {f"is_{name}": value for name, value in by.items()}
    asked |= {f"to_{name}": value for name, value in values.items()}
    return c.execute(_update(table, tuple(by), tuple(values), states), asked).rowcount


@lru_cache(maxsize=512)
def _update(table: Table, by: tuple[str, ...], names: tuple[str, ...], states: tuple[str, ...]) -> Update:
    found = [table.c[name] == bindparam(f"is_{name}", type_=table.c[name].type) for name in by]
    found += [table.c.state.in_(states)] if states else []
    values = {name: bindparam(f"to_{name}", type_=table.c[name].type) for name in names}
    return update(table).where(*found).values(values)
