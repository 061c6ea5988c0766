"""Every family's texts through hundreds of days equal the list of an oracle that knows the folder alone."""

from __future__ import annotations

import re
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.proof.breaking import FOLDER_BREAKS, TEXT_BREAKS, Breaking
from tests.proof.life import Life, received
from tests.proof.line import Line
from tests.proof.oracle import Expected, Oracle
from tests.trial import QUESTIONNAIRES, Trial

ANOTHER = Path(__file__).parent / "another_study"
DAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "ur": "پیر منگل بدھ جمعرات جمعہ ہفتہ اتوار",
    "bn": "সোমবার মঙ্গলবার বুধবার বৃহস্পতিবার শুক্রবার শনিবার রবিবার",
    "pl": "poniedziałek wtorek środa czwartek piątek sobota niedziela",
    "ro": "luni marți miercuri joi vineri sâmbătă duminică",
    "so": "Isniin Talaado Arbaco Khamiis Jimce Sabti Axad",
}


@dataclass(frozen=True)
class Compared:
    """What the oracle listed and what phones got: the same, missing, extra."""

    same: int
    missing: list[Expected]
    extra: list[tuple[str, datetime, str]]

    @property
    def equal(self) -> bool:
        return not self.missing and not self.extra


class Reader:
    """Knows a text by the words of messages.toml, and tells which wall time it says."""

    def __init__(self, messages_toml: bytes, study_toml: bytes) -> None:
        self.sender = tomllib.loads(study_toml.decode())["study"]["sender_name"]
        self.known = [
            (name, tag, self._pattern(words))
            for name, template in tomllib.loads(messages_toml.decode())["template"].items()
            for tag, words in template["text"].items()
        ]

    def _pattern(self, words: str) -> re.Pattern[str]:
        parts = re.split(r"\{(\w+)\}", words)
        said = [f"(?P<{one}>.+?)" if n % 2 else re.escape(one) for n, one in enumerate(parts)]
        return re.compile("".join(said), re.DOTALL)

    def read(self, body: str) -> tuple[str, str, Mapping[str, str]]:
        for name, tag, pattern in self.known:
            found = pattern.fullmatch(body)
            if found is not None:
                return name, tag, {k: v.strip("\u2068\u2069") for k, v in found.groupdict().items()}
        return "unknown words", "", {}

    def says(self, text: Expected, body: str) -> bool:
        """Whether the words are those of the text expected, with its own day, date and time in them."""
        name, tag, values = self.read(body)
        if (name, tag) != (text.template, text.language) or values.get("sender", self.sender) != self.sender:
            return False
        if "time" not in values:
            return True
        wall = datetime.fromisoformat(text.wall)
        day = DAYS[tag.partition("-")[0]].split()[wall.weekday()]
        date = re.match(r"\d+", values["date"])
        return (
            values["time"] == f"{wall:%H:%M}"
            and values["day"] == day
            and date is not None
            and int(date[0]) == wall.day
        )


def compared(expected: list[Expected], got: Iterator[tuple[str, datetime, str]], reader: Reader) -> Compared:
    """Match every text that came with one that was expected: same number, minute, words, day and time."""
    open_ = Counter(expected)
    extra, same = [], 0
    for number, minute, body in got:
        found = next(
            (e for e in open_ if (e.number, e.at) == (number, minute) and reader.says(e, body)), None
        )
        if found is None:
            extra.append((number, minute, " ".join(reader.read(body)[:2])))
            continue
        same += 1
        open_[found] -= 1
        if not open_[found]:
            del open_[found]
    return Compared(same, sorted(open_.elements()), extra)


@contextmanager
def lived(folder: Path, families: Path, start: str, seed: int) -> Iterator[Life]:
    """A trial on SQLite with one study in it, about to begin."""
    with tempfile.TemporaryDirectory(prefix="callassist-proof-") as place:
        data = Path(place)
        trial = Trial.start(f"sqlite:///{data / 'proof.sqlite'}", data, now=f"{start} 06:00")
        try:
            yield Life.begin(trial, folder, families, seed)
        finally:
            trial.stop()


def run(
    folder: Path, families: Path, *, start: str, days: int, acts: float, seed: int
) -> tuple[Compared, Life]:
    """Live a study through and compare."""
    study, messages = (folder / "study.toml").read_bytes(), (folder / "messages.toml").read_bytes()
    with lived(folder, families, start, seed) as life:
        over = life.live(start, days, acts)
        got = list(received(life.trial))
    oracle = Oracle(study, messages, families.read_text(encoding="utf-8"))
    return compared(oracle.texts_after(life.happened, over), iter(got), Reader(messages, study)), life


def _line(name: str, what: str, found: Compared, life: Life, seed: int, broken: Any) -> Line:
    acts = Counter(one.get("body") or one["what"] for one in life.happened)
    said = ", ".join(f"{count} {act}" for act, count in sorted(acts.items()))
    first = (found.missing or found.extra or [""])[0]
    worst = f"{len(found.missing)} missing, {len(found.extra)} extra" + (f", first {first}" if first else "")
    return Line(
        name, f"{what} ({said}), texts equal to the oracle's", found.same, worst, found.equal, seed, broken
    )


def prove(*, quick: bool) -> Line:
    """Sixty families of `together` through 400 days (quick: 40 around the end of a course)."""
    folder, seed = QUESTIONNAIRES / "together", 20261008
    start, days = ("2026-08-20", 45) if quick else ("2026-03-02", 400)
    found, life = run(
        folder, folder / "rehearsal" / "families.csv", start=start, days=days, acts=0.9, seed=seed
    )
    what = f"{len(life.ids)} people of “together” through {days} days"
    return _line("texts", what, found, life, seed, broken(quick=quick))


def prove_another(*, quick: bool) -> Line:
    """A study with other waves, anchors, languages, nation, hours and caps, and no arms."""
    seed = 7
    start, days = ("2026-06-20", 45) if quick else ("2026-03-01", 400)
    found, life = run(ANOTHER, ANOTHER / "families.csv", start=start, days=days, acts=0.6, seed=seed)
    what = f"{len(life.ids)} people of “harbour” through {days} days"
    return _line("another study", what, found, life, seed, another_broken(quick=quick))


def broken(*, quick: bool) -> tuple[tuple[str, bool], ...]:
    """Whether the comparison fails when the code is broken on purpose, over a time in which much is due."""
    folder = QUESTIONNAIRES / "together"
    families = folder / "rehearsal" / "families.csv"
    return _noticed(folder, families, TEXT_BREAKS[: 1 if quick else None], start="2026-09-20", days=14)


def another_broken(*, quick: bool) -> tuple[tuple[str, bool], ...]:
    """The same for the other folder: what is its own, not `together`'s, is broken."""
    breaks = FOLDER_BREAKS[: 1 if quick else None]
    return _noticed(ANOTHER, ANOTHER / "families.csv", breaks, start="2026-07-01", days=35)


def _noticed(
    folder: Path, families: Path, breaks: Sequence[tuple[str, Breaking]], *, start: str, days: int
) -> tuple[tuple[str, bool], ...]:
    results = []
    for how, breaking in breaks:
        with breaking():
            found, _ = run(folder, families, start=start, days=days, acts=1.5, seed=3)
        results.append((how, not found.equal))
    return tuple(results)


Prove = Callable[..., Line]
