"""No name, number or free text of anybody stands readable in data set, logs, database, WAL or an address."""

from __future__ import annotations

import csv
import json
import logging
import re
import sqlite3
import tempfile
import zipfile
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import quote

from callassist.exports import dataset
from callassist.exports.dataset import Wanted
from callassist.privacy.sealing import Sealer
from callassist.privacy.tokens import new_token
from callassist.store.cases import case_
from callassist.work import finishing, interviews, participation
from callassist.work.sittings import Manner
from callassist.work.staff import add_staff
from tests.proof.answering import walk
from tests.proof.life import Life
from tests.proof.line import Line
from tests.proof.texts import lived
from tests.trial import QUESTIONNAIRES, folder

TOGETHER = QUESTIONNAIRES / "together"
NAMED = (
    "full_name",
    "call_her",
    "say_it",
    "name_in_writing",
    "address",
    "second_contact_name",
    "access_words",
    "contact_note_do",
    "contact_note_never",
    "if_other_answers",
    "safe_times_words",
    "preferred_times_words",
)
LONG_ENOUGH = 6
SAID = (
    "my sister Parveen will be at home, ring her instead",
    "we moved to 14 Planted Lane last week",
    "میری بہن گھر پر ہے، بعد میں فون کریں",
)
WORDS = "she told us that her brother-in-law reads the phone"


@dataclass(frozen=True)
class Secret:
    """Something that must not be read: whose, which column, and the words."""

    whose: str
    what: str
    words: str


def prove(*, quick: bool) -> Line:
    """Live through a while with all sixty, hold interviews, take the data set out, and search every byte."""
    days = 3 if quick else 30
    secrets = list(_secrets())
    with _lived(days) as (life, place, log):
        _somebody_says_much(life)
        _interviewed(life, 1 if quick else 4)
        hay = _hay(life, place, log)
        hits = [*_search(hay, secrets), *_search_cells(place / "proof.sqlite", secrets)]
        found = _finds_planted(secrets)
        said = sum(len(content) for content in hay.values())
    with patch.object(Sealer, "seal", _open_seal), _lived(1) as (life, place, log):
        open_hits = list(_search(_hay(life, place, log, export=False), secrets))
    first = f", first {hits[0]}" if hits else ""
    return Line(
        "identity",
        f"{len(secrets)} names, numbers and free texts in {len(FORMS)} spellings, through {said:,} bytes of "
        f"{', '.join(hay)} after {days} days",
        len(secrets) * len(FORMS),
        f"{len(hits)} hits{first}",
        holds=not hits,
        seed=5,
        broken=(("each spelling planted", found), ("nothing sealed", bool(open_hits))),
    )


def _open_seal(self: Sealer, under: Any, text: str, where: Any) -> bytes:
    del self, under, where
    return text.encode()


@contextmanager
def _lived(days: int) -> Iterator[tuple[Life, Path, Path]]:
    """All families through some days around the end of a course, everything logged."""
    start = "2026-09-18"
    with (
        tempfile.TemporaryDirectory(prefix="callassist-log-") as logs,
        _everything_logged(Path(logs)) as log,
        lived(TOGETHER, TOGETHER / "rehearsal" / "families.csv", start, 5) as life,
    ):
        life.running = life.trial.load(folder(TOGETHER))  # the scripts whole, as a second edition
        life.live(start, days, 2.0)
        yield life, life.trial.network.path.parent, log


@contextmanager
def _everything_logged(place: Path) -> Iterator[Path]:
    """Every log line of every part, down to the smallest, in a file."""
    file = place / "everything.log"
    handler, root = logging.FileHandler(file, encoding="utf-8"), logging.getLogger()
    ours = logging.getLogger("callassist")
    before = root.level, ours.level
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    ours.setLevel(logging.DEBUG)
    try:
        yield file
    finally:
        root.removeHandler(handler)
        root.setLevel(before[0])
        ours.setLevel(before[1])


def _secrets() -> Iterator[Secret]:
    rows = csv.DictReader((TOGETHER / "rehearsal" / "families.csv").read_text(encoding="utf-8").splitlines())
    for row in rows:
        yield from _of(row)
    for n, words in enumerate((*SAID, WORDS)):
        yield Secret(f"free text {n}", "words", words)


def _of(row: Mapping[str, str]) -> Iterator[Secret]:
    whose = row["study_number"]
    children = [c for c in row if re.fullmatch(r"child\d_name", c)]
    for column in (*NAMED, *children):
        if row.get(column) and not (column.endswith("times_words") and len(row[column].split()) < 3):
            yield Secret(whose, column, row[column])  # "Evenings" alone is a word of anybody's
    for column in ("phone", "second_phone", "second_contact_phone"):
        if row.get(column):
            digits = row[column].replace(" ", "")
            yield from (Secret(whose, column, one) for one in (row[column], digits, "+44" + digits[1:]))
    for surname in row["full_name"].split()[1:]:
        yield Secret(whose, "surname", surname)


def _base64(shift: int, words: str) -> bytes:
    """The part of the base64 text that is the same whatever stands around, at one of three alignments."""
    raw = b"\0" * shift + words.encode()
    return b64encode(raw)[(shift * 4 + 2) // 3 : len(raw) // 3 * 4]


FORMS = {
    "UTF-8": lambda words: words.encode(),
    "small letters": lambda words: words.lower().encode(),
    "UTF-16": lambda words: words.encode("utf-16-le"),
    "JSON": lambda words: json.dumps(words)[1:-1].encode(),
    "address": lambda words: quote(words).encode(),
    "base64": lambda words: _base64(0, words),
    "base64, shifted": lambda words: _base64(1, words),
    "base64, shifted twice": lambda words: _base64(2, words),
}


def _search(hay: Mapping[str, bytes], secrets: list[Secret]) -> Iterator[str]:
    """Every place where a secret of some length stands in some spelling. Short ones: see `_search_cells`."""
    needles: dict[bytes, list[tuple[bytes, Secret, str]]] = {}
    for one in secrets:
        for form, spell in FORMS.items():
            needle = spell(one.words)
            if len(needle) >= LONG_ENOUGH:
                needles.setdefault(needle[:LONG_ENOUGH], []).append((needle, one, form))
    for name, content in hay.items():
        for start in range(len(content) - LONG_ENOUGH + 1):
            for needle, one, form in needles.get(content[start : start + LONG_ENOUGH], ()):
                if content.startswith(needle, start):
                    yield f"{one.what} of {one.whose} in {name} ({form})"


def _search_cells(file: Path, secrets: list[Secret]) -> Iterator[str]:
    """Short names, as whole words, in every cell of text: in sealed bytes three letters stand by chance."""
    short = {one.words: one for one in secrets if len(one.words.encode()) < LONG_ENOUGH}
    if not short:
        return
    words = re.compile(rf"\b({'|'.join(re.escape(one) for one in sorted(short))})\b")
    with sqlite3.connect(file) as raw:
        tables = [name for (name,) in raw.execute("select name from sqlite_master where type = 'table'")]
        for table in tables:
            for row in raw.execute(f'select * from "{table}"'):
                for cell in row:
                    if isinstance(cell, str) and (found := words.search(cell)):
                        yield f"{short[found[1]].what} of {short[found[1]].whose} in table {table}"


def _finds_planted(secrets: list[Secret]) -> bool:
    """Whether the search finds a secret that was planted, in each spelling, among other bytes."""
    one = next(secret for secret in secrets if secret.what == "full_name" and len(secret.words) > LONG_ENOUGH)
    planted = {form: b"other bytes " + spell(one.words) + b" and more" for form, spell in FORMS.items()}
    for shift, form in enumerate(("base64", "base64, shifted", "base64, shifted twice")):
        planted[form] = b64encode(b"x" * (shift + 3) + one.words.encode() + b"yz")
    return all(any(one.whose in hit for hit in _search({form: hay}, [one])) for form, hay in planted.items())


def _hay(life: Life, place: Path, log: Path, *, export: bool = True) -> dict[str, bytes]:
    """Everything that may leave or be read by somebody without the keys."""
    hay = {"logs": log.read_bytes()}
    for name in ("proof.sqlite", "proof.sqlite-wal", "audit-head.json"):
        if (place / name).exists():
            hay[{"proof.sqlite": "database", "proof.sqlite-wal": "WAL"}.get(name, name)] = (
                place / name
            ).read_bytes()
    asked = [json.dumps(one) for one in life.trial.network.journal(kind="accepted")]
    addresses = re.findall(r"http://[^\s\"]+", " ".join(asked))
    hay["callback addresses"] = "\n".join(addresses).encode()
    if export:
        hay["data set"] = _data_set(life, place)
    return hay


def _data_set(life: Life, place: Path) -> bytes:
    house, running, target = life.trial.house, life.running, place / "data.zip"
    wanted = Wanted(
        study_id=running.id,
        slug=running.row.slug,
        mode=running.row.mode,
        edition=running.edition.digest,
        now=house.now(),
        language="en-GB",
    )
    with house.database.read() as c:
        dataset.make(c, wanted, target, lambda _file, _rows: None)
    with zipfile.ZipFile(target) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def _somebody_says_much(life: Life) -> None:
    """Phones write free text; a manager keeps a mother's words."""
    texted = sorted({one["number"] for one in life.trial.network.accepted()})
    for number, words in zip(texted, SAID, strict=False):
        life.trial.network.reply(number, words)
    life.trial.network.idle()
    life.trial.settle()
    participation.change(
        life.trial.house,
        by="proof",
        participant_id=next(iter(life.ids.values())),
        wanted=[("recontact", False)],
        told=participation.Told(life.trial.house.now(), "participant", "call", WORDS),
        token=new_token(),
    )


def _interviewed(life: Life, wanted: int) -> None:
    """Some interviews are held to the end, with a family's own words in every open question."""
    house = life.trial.house
    staff_id = add_staff(house, by="proof", sign_in="pat", name="Pat Proof", password="a made-up password")
    with house.database.read() as c:
        open_ = [
            row for row in c.execute(case_.select().where(case_.c.state == "open")) if row.strand == "trial"
        ]
    for row in open_[:wanted]:
        interview_id = interviews.start(house, row.id, Manner("en-GB"), by=staff_id, once=new_token())
        walk(house, interview_id, by=staff_id, words=SAID[1])
        who = life.actor(staff_id)
        finishing.finish(house, interview_id, by=who, once=new_token())
