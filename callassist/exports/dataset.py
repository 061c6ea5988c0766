"""The data set: people, cases, interviews, answers, scores, contacts and a codebook in one ZIP."""

from __future__ import annotations

import csv
import gc
import json
import zipfile
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TextIO

from callassist.edition.pack import unpack
from callassist.edition.read import Edition, read
from callassist.exports import answers as told
from callassist.exports import codebook, paradata, rows
from callassist.exports.answers import Teller
from callassist.exports.cells import cell
from callassist.exports.labels import variables
from callassist.exports.tally import Tally
from callassist.store import studies
from callassist.store.database import Connection
from callassist.store.lists import dataset as lists
from callassist.study.blinding import blinded

FORM = 1
FINISHED = ("complete", "partial")
REFUSED = "interviews of people who refused use of their data"
Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be made: of which study, as of when, with labels in which language."""

    study_id: str
    slug: str
    mode: str
    edition: str
    now: datetime
    language: str
    unblinded: bool = False
    version: str = ""


@dataclass(slots=True)
class Making:
    """A data set while it is being made."""

    c: Connection
    wanted: Wanted
    folder: Path
    progress: Progress
    tally: Tally = field(default_factory=Tally)
    counts: dict[str, int] = field(default_factory=dict)
    known: set[tuple[str, str]] = field(default_factory=set)
    editions: dict[str, Edition] = field(default_factory=dict)

    def edition(self, digest: str) -> Edition:
        """An edition that interviews were held from, read once."""
        if digest not in self.editions:
            packed = studies.edition_files(self.c, self.wanted.study_id, digest)
            self.editions[digest] = read(unpack(packed or b""))
        return self.editions[digest]


def make(c: Connection, wanted: Wanted, target: Path, progress: Progress) -> Mapping[str, Any]:
    """Write the data set to a ZIP and return what stands in its about.json.

    Memory does not grow with the study.

    `progress` is told the file being written and its rows so far. Nothing is written where it fails.
    """
    with TemporaryDirectory(dir=target.parent) as name, no_search_for_garbage():
        making = Making(c, wanted, Path(name), progress)
        strands = blinded(making.edition(wanted.edition).protocol)
        refused = lists.refused_use(c, wanted.study_id)
        _write(making, "participants.csv", rows.PEOPLE, rows.people(c, wanted, strands, refused))
        _write(making, "cases.csv", rows.CASES, rows.cases(c, wanted, strands, refused))
        _interviews(making, strands, refused)
        _write(making, "contacts.csv", rows.CONTACTS, rows.contacts(c, wanted, strands, refused))
        entries = list(codebook.rows(making.tally))
        listed = ([one.get(column) for column in codebook.COLUMNS] for one in entries)
        _write(making, "codebook.csv", codebook.COLUMNS, listed)
        (making.folder / "codebook.json").write_text(json.dumps(entries, ensure_ascii=False, indent=1))
        about = _about(making, strands, refused)
        (making.folder / "about.json").write_text(json.dumps(about, ensure_ascii=False, indent=1))
        packed(making.folder, target)
    return about


@contextmanager
def no_search_for_garbage() -> Iterator[None]:
    """Rows that went by are let go at once; a search for rings among them costs a third of the time."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()


def packed(folder: Path, target: Path) -> None:
    """All files of a folder in one ZIP, which appears whole or not at all."""
    half = target.with_suffix(".part")
    with zipfile.ZipFile(half, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(folder.iterdir()):
            archive.write(path, path.name)
    half.replace(target)


@dataclass(slots=True)
class Table:
    """A CSV file being written, and how many rows it has so far."""

    file: TextIO
    writer: Any
    rows: int = 0

    def add(self, rows: Collection[Iterable[object]]) -> None:
        """Write rows given as cells."""
        self.writer.writerows(rows)
        self.rows += len(rows)

    def put(self, head: str, lines: Sequence[str]) -> None:
        """Write rows given as lines that all begin with the same cells."""
        if lines:
            self.file.write(head + head.join(lines))
            self.rows += len(lines)


@contextmanager
def table(folder: Path, name: str, columns: Iterable[str]) -> Iterator[Table]:
    """A CSV file being written, its first row there."""
    with (folder / name).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        yield Table(file, writer)


@contextmanager
def tables(folder: Path, heads: Mapping[str, Iterable[str]]) -> Iterator[Mapping[str, Table]]:
    """The same for several files at once, by name."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(table(folder, name, head)) for name, head in heads.items()}


def _write(making: Making, name: str, columns: Iterable[str], found: Iterable[Iterable[object]]) -> None:
    rows_left = iter(found)
    with table(making.folder, name, columns) as file:
        while some := list(islice(rows_left, 1000)):
            file.add([list(map(cell, row)) for row in some])
            making.progress(name, file.rows)
    making.counts[name] = file.rows
    making.progress(name, file.rows)


def _interviews(making: Making, strands: tuple[str, ...], refused: frozenset[str]) -> None:
    """Several files in one pass: a row an interview, an answer, a score; and how each was held."""
    c, wanted = making.c, making.wanted
    names = rows.score_columns(c, wanted, strands, refused)
    levels, who = lists.alert_levels(c, wanted.study_id), lists.interviewers(c)
    heads = {"interviews.csv": (*rows.INTERVIEWS, *names), "answers.csv": told.COLUMNS}
    heads |= {"scores.csv": rows.SCORES, **paradata.FILES}
    teller, clerk, scorer = Teller(making.tally), paradata.Clerk(), rows.Scorer()
    with tables(making.folder, heads) as files:
        for chunk in lists.interviews(c, wanted.study_id, strands):
            ids = [row.id for row in chunk]
            sittings, pauses = lists.sittings(c, ids), lists.pauses(c, ids)
            records = lists.interpretations(c, ids)
            for row in chunk:
                if row.participant_id in refused:
                    making.tally.left_out[REFUSED].n += 1
                    continue
                know(making, row)
                script = making.edition(row.edition).scripts.get(row.script)
                own = sittings.get(row.id, ())
                made = rows.interview(row, own, levels, who)
                values = rows.score_values(row.scores, names)
                files["interviews.csv"].add([[*map(cell, made), *values]])
                held = paradata.Held(row, script, own, pauses.get(row.id, ()), records.get(row.id, ()), who)
                for name, more in paradata.rows(held).items():
                    files[name].add(more)
                head, (timings, sections) = told.head(row), clerk.rows(row, script)
                files["answers.csv"].put(head, teller.rows(row, reveal=False))
                files["scores.csv"].put(head, scorer.rows(row))
                files["timings.csv"].put(head, timings)
                files["sections.csv"].put(head, sections)
            making.progress("interviews.csv", files["interviews.csv"].rows)
    making.counts |= {name: file.rows for name, file in files.items()}


def know(making: Making, row: Any) -> None:
    """Learn the variables of a script the first time that an interview was held from it."""
    key = (row.script, row.script_digest)
    if key in making.known:
        return
    making.known.add(key)
    script = making.edition(row.edition).scripts.get(row.script)
    if script is not None:
        making.tally.know(row.script, row.script_digest, variables(script, making.wanted.language))


def _about(making: Making, strands: tuple[str, ...], refused: frozenset[str]) -> dict[str, Any]:
    c, wanted = making.c, making.wanted
    stand = lists.not_finished(c, wanted.study_id)
    protocol = making.edition(wanted.edition).protocol
    closed = [strand.code for strand in protocol.strand if strand.code not in strands]
    return {
        "form": FORM,
        "made_by": f"callassist {wanted.version}".strip(),
        "study": wanted.slug,
        "mode": wanted.mode,
        "as_of": cell(wanted.now),
        "edition": wanted.edition,
        "editions_held_from": sorted(making.editions),
        "scripts": [{"file": name, "digest": digest} for name, digest in sorted(making.known)],
        "labels_in": wanted.language,
        "rows": making.counts,
        "left_out": {
            **{f"interviews {state}": n for state, n in stand.items() if state not in FINISHED},
            "people who refused use of their data": len(refused),
            "contacts of unknown numbers": lists.contacts_of_nobody(c, wanted.study_id),
            "strands closed with the allocation": closed,
            **{why: times.n for why, times in making.tally.left_out.items()},
        },
        "never_in_this_file": "arm, course attended, name, number, address, free text, words of a text",
    }
