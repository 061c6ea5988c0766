"""Fills a house with made-up people at every stage of the trial, straight into its tables, in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import cycle, islice
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Table, literal, select, text

from callassist.people.names import Name
from callassist.people.record import Identity
from callassist.privacy.index import number_index
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id, new_token
from callassist.store.cases import case_
from callassist.store.database import Database
from callassist.store.people import consent, household, identity, participant, phone, unit
from callassist.store.schema import metadata
from callassist.store.texts import message
from callassist.study.windows import windows
from callassist.work.house import House, Running

CHUNK = 20_000
LANGUAGES = ("en-GB",) * 11 + ("ur",) * 3 + ("bn",) * 2 + ("pl", "ro", "so", "phr")
ROLES = ("mother", "mother", "father", "carer")
FINISHED, GONE_BY, NOW_OPEN = 0.85, 0.90, 0.45
Row = tuple[Any, ...]


def put(database: Database, table: Table, columns: Sequence[str], rows: Iterable[Row]) -> int:
    """Write many rows: executemany on SQLite, COPY on PostgreSQL; how many."""
    written, source = 0, iter(rows)
    make = [
        table.c[name].type.dialect_impl(database.engine.dialect).bind_processor(database.engine.dialect)
        for name in columns
    ]
    while chunk := list(islice(source, CHUNK)):
        bound = [
            tuple(each(value) if each is not None else value for each, value in zip(make, row, strict=True))
            for row in chunk
        ]
        _write(database, table, columns, bound)
        written += len(chunk)
    return written


def _write(database: Database, table: Table, columns: Sequence[str], rows: list[Row]) -> None:
    names = ", ".join(f'"{name}"' for name in columns)
    with database.engine.begin() as c:
        if database.dialect == "sqlite":
            marks = ", ".join("?" * len(columns))
            c.exec_driver_sql(f"INSERT INTO {table.name} ({names}) VALUES ({marks})", rows)
            return
        raw = c.connection.driver_connection
        with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def people(
    house: House, running: Running, count: int, *, plan: str = "first", whole: bool = True
) -> list[str]:
    """So many participants with their cases as the plan has them at this moment, nothing due; their ids.

    `whole`: each has a unit, a household (every second shares one), consent, a phone of her own and a sealed
    record too; figures need none of that.
    """
    made = list(_made(house, running, count, plan))
    put(house.database, participant, tuple(made[0]), (tuple(one.values()) for one in made))
    put(house.database, case_, CASE, _cases(running, made, house.now(), plan))
    if whole:
        _surround(house, running, made)
    _analyse(house.database)
    return [one["id"] for one in made]


def _analyse(database: Database) -> None:
    """Count what was filled, as a database does by itself; one told that a table is empty plans for that."""
    with database.engine.begin() as c:
        for table in metadata.sorted_tables:
            if c.execute(select(literal(1)).select_from(table).limit(1)).first() is not None:
                c.execute(text(f'ANALYZE "{table.name}"'))


def _surround(house: House, running: Running, made: Sequence[dict[str, Any]]) -> None:
    study, now = running.id, house.now()
    homes = {one["household_id"]: one["number"] for one in made}
    for table, codes in ((unit, {one["unit_id"]: one["number"] for one in made}), (household, homes)):
        put(
            house.database,
            table,
            ("id", "study_id", "code"),
            ((key, study, code) for key, code in codes.items()),
        )
    put(
        house.database,
        consent,
        ("id", "study_id", "participant_id", "version", "given_on", "recorded_at"),
        ((new_id(), study, one["id"], "consent_1", now.date(), now) for one in made),
    )
    put(
        house.database,
        identity,
        ("participant_id", "study_id", "record", "changed_at"),
        _records(house, made, now),
    )
    put(house.database, phone, PHONE, _phones(house, running, made))


PHONE = (
    *("id", "study_id", "participant_id", "number", "number_index", "kind", "whose"),
    *("safe", "texts_ok", "voicemail_ok", "withhold", "place", "state"),
)
CASE = (
    *("id", "study_id", "participant_id", "strand", "plan", "wave", "site", "state"),
    *("opens_on", "target_on", "closes_on", "opens_at", "closes_at", "why", "language", "finished_at"),
    *("look_again_at", "hold_new", "version"),
)


def _made(house: House, running: Running, count: int, plan: str) -> Iterator[dict[str, Any]]:
    chance = Random(11)
    cohorts = running.edition.protocol.cohort
    home = ""
    for n, (cohort, role) in enumerate(islice(zip(cycle(cohorts), cycle(ROLES), strict=False), count)):
        home = new_id() if n % 2 == 0 else home
        tongue = chance.choice(LANGUAGES)
        yield {
            "id": new_id(),
            "study_id": running.id,
            "number": f"T-{n + 1000:06d}",
            "initials": "A. B.",
            "strand": "trial",
            "role": role,
            "unit_id": new_id(),
            "household_id": home,
            "site": cohort.site,
            "cohort": cohort.code,
            "plan": plan,
            "consent_version": "consent_1",
            "enrolled_on": cohort.begins - timedelta(days=chance.randrange(5, 40)),
            "language": {
                "spoken": tongue,
                "reads": tongue,
                "texts_in": "en-GB" if tongue == "phr" else tongue,
            },
            "times": {},
            "hold_new": False,
            "wrapped_key": house.sealer.new_participant_key(running.id),
        }


def _records(house: House, made: Sequence[dict[str, Any]], now: datetime) -> Iterator[Row]:
    for one in made:
        record = Identity(Name(full=f"Anna Bell {one['number']}")).text()
        sealed = house.sealer.seal(one["wrapped_key"], record, place("identity", one["id"]))
        yield one["id"], one["study_id"], sealed, now


def _phones(house: House, running: Running, made: Sequence[dict[str, Any]]) -> Iterator[Row]:
    """Drama numbers, which are a thousand only; each is indexed as if it were hers alone."""
    for n, one in enumerate(made):
        phone_id, number = new_id(), drama(n)
        sealed = house.sealer.seal(one["wrapped_key"], number, place("phone", phone_id))
        index = number_index(house.keys, running.id, f"{number}/{n // 1000}" if n >= 1000 else number)
        yield (
            phone_id,
            running.id,
            one["id"],
            sealed,
            index,
            "mobile",
            "own",
            True,
            True,
            False,
            False,
            1,
            "in_use",
        )


def drama(n: int) -> str:
    """A mobile number from the range kept for drama."""
    return f"+447700900{n % 1000:03d}"


def _cases(running: Running, made: Sequence[dict[str, Any]], now: datetime, plan: str) -> Iterator[Row]:
    chance = Random(12)
    ends = {one.code: (one.begins, one.ends) for one in running.edition.protocol.cohort}
    for one in made:
        for wave, opens_on, target_on, closes_on, opens_at, closes_at, why in _windows(
            running, plan, one["role"], one["enrolled_on"], *ends[one["cohort"]]
        ):
            state = _state(opens_at, closes_at, now, chance.random())
            again = {"waiting": opens_at, "open": closes_at}.get(state)
            done = opens_at + timedelta(days=3) if state in ("complete", "partial") else None
            yield (
                *(new_id(), one["study_id"], one["id"], "trial", plan, wave, one["site"], state),
                *(opens_on, target_on, closes_on, opens_at, closes_at, why, one["language"]["spoken"], done),
                *(again, False, 0),
            )


_KNOWN: dict[int, Running] = {}


def _windows(
    running: Running, plan: str, role: str, enrolled: date, begins: date, ends: date
) -> Sequence[Row]:
    _KNOWN[id(running)] = running
    return _windows_of(id(running), plan, role, enrolled, begins, ends)


@lru_cache(maxsize=4096)
def _windows_of(of: int, plan: str, role: str, enrolled: date, begins: date, ends: date) -> Sequence[Row]:
    protocol = _KNOWN[of].edition.protocol
    zone = protocol.study.zone
    chosen = protocol.plan_named(plan)
    assert chosen is not None
    anchors = {"enrolled": enrolled, "cohort_start": begins, "cohort_end": ends}
    return [
        (w.wave, w.opens, w.target, w.closes, w.opens_at(zone), w.closes_at(zone), w.why)
        for w in windows(chosen, role, anchors)
    ]


def _state(opens_at: datetime, closes_at: datetime, now: datetime, luck: float) -> str:
    if opens_at > now:
        return "waiting"
    if closes_at > now:
        return "complete" if luck < NOW_OPEN else "open"
    return "complete" if luck < FINISHED else "partial" if luck < GONE_BY else "missed"


def multiply(database: Database, times: int) -> None:
    """Every participant and case so many times over, each copy with its own ids, by the database itself."""
    for table, marked in ((participant, {"id", "number"}), (case_, {"id", "participant_id"})):
        names = [column.name for column in table.c]
        for copy in range(1, times):
            mark = f"{copy:03d}"
            values = ", ".join(_copied(name, mark) if name in marked else f'"{name}"' for name in names)
            columns = ", ".join(f'"{name}"' for name in names)
            last = "number" if table is participant else "participant_id"
            with database.engine.begin() as c:
                c.execute(
                    text(
                        f"INSERT INTO {table.name} ({columns}) SELECT {values} FROM {table.name} "
                        f"WHERE {last} NOT LIKE '%.___'"
                    )
                )
    _analyse(database)


def _copied(name: str, mark: str) -> str:
    kept = 32 if name != "number" else 70
    return f"substr({name}, 1, {kept}) || '.{mark}'"


TEXT = (
    *("id", "study_id", "recipient", "participant_id", "cause", "template", "rule", "site", "state"),
    *("due_at", "worth_until", "go_at", "planned_at", "token", "tries", "provider_id", "sent_at", "language"),
)


def texts(
    house: House, running: Running, to: Sequence[str], *, first: datetime, apart: float, state: str = "ready"
) -> list[str]:
    """A text to each participant, the first due at a moment and the next so many seconds on; tokens.

    Accepted ones have the network's id already, so that receipts for them may come.
    """
    tokens = [new_token() for _ in to]
    sent = state != "ready"
    put(
        house.database,
        message,
        TEXT,
        (
            (
                *(
                    new_id(),
                    running.id,
                    "participant",
                    one,
                    f"bench:{token}",
                    "invite",
                    "invite",
                    "luton",
                    state,
                ),
                *(at, at + timedelta(hours=8), at, first, token, int(sent), f"SM{n:032x}" if sent else None),
                *(first if sent else None, "en-GB"),
            )
            for n, (one, token) in enumerate(zip(to, tokens, strict=True))
            for at in (first + timedelta(seconds=n * apart),)
        ),
    )
    return tokens


def midnight(day: date) -> datetime:
    """The beginning of a day in London."""
    return datetime.combine(day, time.min, tzinfo=ZoneInfo("Europe/London"))
