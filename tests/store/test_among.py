"""A list of ids is asked for by one statement, on every database, through the index of the column."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, MetaData, String, Table, bindparam, not_, select

from callassist.store.among import among, one_of
from callassist.store.database import Connection, Database

town = Table("town", MetaData(), Column("code", String(80), primary_key=True), Column("part", String(80)))
THERE = select(town.c.code).where(among(town.c.code, "codes")).order_by(town.c.code)
ELSEWHERE = select(town.c.code).where(not_(among(town.c.code, "codes"))).order_by(town.c.code)
NORTH = select(town.c.code).where(one_of(town.c.part, ("north", "east")), town.c.code != bindparam("but"))


@pytest.fixture
def towns(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    town.create(database.engine)
    rows = [{"code": "luton", "part": "south"}, {"code": 'o\'neill, "x"', "part": "north"}]
    rows += [{"code": f"town-{n:04d}", "part": "east"} for n in range(40)]
    database.keep(lambda c: c.execute(town.insert(), rows))
    yield database
    database.close()


def asked(c: Connection, codes: list[str]) -> list[str]:
    return list(c.execute(THERE, {"codes": codes}).scalars())


def test_one_list_or_another_or_none_is_asked_by_the_same_statement(towns: Database) -> None:
    with towns.read() as c:
        assert asked(c, ["luton", "nowhere", 'o\'neill, "x"']) == ["luton", 'o\'neill, "x"']
        assert asked(c, []) == []
        assert len(asked(c, [f"town-{n:04d}" for n in range(40)])) == 40
        assert c.execute(ELSEWHERE, {"codes": ["luton"]}).scalars().all()[0] == 'o\'neill, "x"'
        assert len(c.execute(ELSEWHERE, {"codes": []}).all()) == 42


def test_fixed_words_are_asked_beside_what_changes(towns: Database) -> None:
    with towns.read() as c:
        assert len(c.execute(NORTH, {"but": "town-0000"}).all()) == 40


def test_sqlite_finds_a_list_through_the_index_of_its_column(towns: Database) -> None:
    if towns.dialect != "sqlite":
        return
    with towns.read() as c:
        sql = str(THERE.compile(towns.engine))
        plan = [row[3] for row in c.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("[]",))]
    assert any(line.startswith("SEARCH town USING") for line in plan), plan
