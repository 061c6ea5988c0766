"""The data set of many finished interviews, against the same cells by csv alone; and the memory it takes."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from time import perf_counter
from typing import Any

from sqlalchemy import Table, select

from callassist.privacy.tokens import new_id
from callassist.store.cases import case_
from callassist.store.interviews import folded, interview, sitting
from callassist.work import finishing, interviews
from callassist.work.sittings import Manner
from tests.bench import load
from tests.bench.ground import Ground, Grounds
from tests.bench.pages import open_cases
from tests.bench.planning import Talk
from tests.bench.rows import Result, Size
from tests.bench.turns import interviewers


def exporting(size: Size, grounds: Grounds) -> Iterator[Result]:
    """One interview held to its end, its rows copied to as many cases, then the data set made in a child."""
    with grounds.fresh() as ground, tempfile.TemporaryDirectory() as folder:
        load.people(ground.house, ground.running, max(size.exported * 2, 20), whole=False)
        answers = _held(ground)
        _copies(ground, size.exported)
        said = _made(ground, Path(folder))
        cells, floor = _alone(Path(said["target"]), Path(folder))
    took = said["seconds"]
    yield Result(
        f"export, {size.exported:,} interviews of {answers} items",
        ">= 0.40 of csv alone",
        f"{took:.1f} s, {cells / took / 1e6:.2f} million cells/s",
        floor / took >= 0.4,
        f"{cells / 1e6:.1f} million cells by csv {floor:.2f} s",
        floor / took,
    )
    grown = said["grown"]
    yield Result(
        "export: memory growth", "<= 50 MB", f"{grown:.1f} MB above an export of nobody", grown <= 50
    )


def _held(ground: Ground) -> int:
    """One interview through its verbs; how many items its folded row holds."""
    house = ground.house
    case, who = open_cases(house, 1)[0], interviewers(ground.running.id, 1)[0]
    interview_id = interviews.start(house, case, Manner("en-GB"), by=who.id, once=f"bench-{case}")
    talk = Talk(ground, interview_id, by=who.id)
    while talk.goes_on:
        talk.answer()
    finishing.finish(house, talk.id, by=who, once=f"end-{interview_id}")
    with house.database.read() as c:
        return len(c.execute(select(folded.c.answers)).scalar_one())


def _copies(ground: Ground, count: int) -> None:
    """The same interview for other participants' cases."""
    with ground.house.database.read() as c:
        rows = {
            table.name: dict(c.execute(select(table)).one()._mapping)
            for table in (interview, folded, sitting)
        }
        cases = c.execute(
            select(case_.c.id, case_.c.participant_id)
            .where(case_.c.state == "complete", case_.c.wave == "post_programme")
            .limit(count)
        ).all()
    new = [(new_id(), new_id(), case.id, case.participant_id) for case in cases]
    for table in (interview, folded, sitting):
        _put(ground, table, rows[table.name], new)


def _put(ground: Ground, table: Table, row: Mapping[str, Any], new: list[tuple[str, str, str, str]]) -> None:
    names = list(row)
    load.put(
        ground.house.database,
        table,
        names,
        (tuple(_own(table, name, row[name], *one) for name in names) for one in new),
    )


def _own(
    table: Table, name: str, value: Any, interview_id: str, own_id: str, case_id: str, person: str
) -> Any:
    own = {"case_id": case_id, "participant_id": person, "interview_id": interview_id}
    own["id"] = interview_id if table is interview else own_id
    return own.get(name, value)


def _made(ground: Ground, folder: Path) -> dict[str, Any]:
    order = {
        "database": ground.house.database.url,
        "target": str(folder / "dataset.zip"),
        "study_id": ground.running.id,
        "edition": ground.running.edition.digest,
        "now": ground.house.now().isoformat(),
    }
    child = subprocess.run(
        [sys.executable, "-m", "tests.bench.exported"],
        input=json.dumps(order),
        capture_output=True,
        text=True,
        check=True,
    )
    said: dict[str, Any] = json.loads(child.stdout)
    return said


def _alone(target: Path, folder: Path) -> tuple[int, float]:
    """How many cells the data set holds, and how long csv alone takes to write them (s)."""
    tables = []
    with zipfile.ZipFile(target) as archive:
        for name in (one for one in archive.namelist() if one.endswith(".csv")):
            text = io.TextIOWrapper(archive.open(name), "utf-8", newline="")
            tables += [list(csv.reader(text))]
    began = perf_counter()
    for n, rows in enumerate(tables):
        with (folder / f"{n}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    took = perf_counter() - began
    return sum(len(row) for rows in tables for row in rows), took
