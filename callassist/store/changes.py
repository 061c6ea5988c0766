"""Changing rows by statements that are built once: building one costs more than running it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Table, Update, bindparam, update


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


def change_each(
    c: Connection, table: Table, rows: Sequence[tuple[Mapping[str, Any], Mapping[str, Any]]]
) -> int:
    """Change many rows at once, each known by the values of its first mapping; how many.

    All of them name the same columns; None in the first mapping means a column that holds nothing.
    """
    if not rows:
        return 0
    by, values = rows[0]
    statement = _update_same(table, tuple(by), tuple(values))
    asked = [
        {f"is_{name}": value for name, value in one.items()}
        | {f"to_{name}": value for name, value in to.items()}
        for one, to in rows
    ]
    return c.execute(statement, asked).rowcount


@lru_cache(maxsize=64)
def _update_same(table: Table, by: tuple[str, ...], names: tuple[str, ...]) -> Update:
    found = [_is(table.c[name]) for name in by]
    values = {name: bindparam(f"to_{name}", type_=table.c[name].type) for name in names}
    # Without this the driver's count of many is thrown away, and every change looks like none.
    return update(table).where(*found).values(values).execution_options(preserve_rowcount=True)


def _is(column: Column[Any]) -> ColumnElement[bool]:
    """Whether a column holds what is asked, nothing included where it may hold nothing."""
    asked = bindparam(f"is_{column.name}", type_=column.type)
    return column.is_not_distinct_from(asked) if column.nullable else column == asked


@lru_cache(maxsize=512)
def _update(table: Table, by: tuple[str, ...], names: tuple[str, ...], states: tuple[str, ...]) -> Update:
    found = [table.c[name] == bindparam(f"is_{name}", type_=table.c[name].type) for name in by]
    found += [table.c.state.in_(states)] if states else []
    values = {name: bindparam(f"to_{name}", type_=table.c[name].type) for name in names}
    return update(table).where(*found).values(values)
