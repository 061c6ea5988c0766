"""Writing studies, editions, sites, cohorts and people of a study."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert, select, update

from callassist.store import people
from callassist.store.schema import insert_new
from callassist.store.studies import cohort, edition, site, study


def add_study(c: Connection, **row: Any) -> None:
    """A new study."""
    c.execute(insert(study), row)


def add_edition(c: Connection, dialect: str, **row: Any) -> None:
    """Keep an edition unless it is kept."""
    c.execute(insert_new(edition, dialect, ("study_id", "digest")), row)


def use_edition(c: Connection, study_id: str, digest: str) -> None:
    """Make an edition the current one."""
    c.execute(update(study).where(study.c.id == study_id).values(edition=digest))


def add_site(c: Connection, dialect: str, row: Mapping[str, Any]) -> None:
    """A site unless it is there."""
    c.execute(insert_new(site, dialect, ("study_id", "code")), dict(row))


def add_cohort(c: Connection, dialect: str, row: Mapping[str, Any]) -> None:
    """A course unless it is there."""
    c.execute(insert_new(cohort, dialect, ("study_id", "code")), dict(row))


def study_numbers(c: Connection, study_id: str) -> dict[str, str]:
    """Participant ids by study number."""
    table = people.participant
    rows = c.execute(select(table.c.number, table.c.id).where(table.c.study_id == study_id))
    return {row.number: row.id for row in rows}


def codes(c: Connection, table: Table, study_id: str) -> dict[str, str]:
    """Ids by code of units or households."""
    rows = c.execute(select(table.c.code, table.c.id).where(table.c.study_id == study_id))
    return {row.code: row.id for row in rows}


def add_rows(c: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Many new rows of one table; each names the same columns."""
    if rows:
        c.execute(insert(table), [dict(row) for row in rows])
