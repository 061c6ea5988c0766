"""No word of a licensed scale leaves in a data set, a log or an error: planted words are looked for."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import tempfile
import traceback
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from random import Random
from unittest.mock import patch

from callassist.edition.check import examine
from callassist.edition.read import read
from callassist.errors import Fault, Refusal
from callassist.exports import dataset, labels, unblinded
from callassist.exports.dataset import Wanted
from callassist.privacy.tokens import new_token
from callassist.work import finishing, mending, studies, translators
from callassist.work.house import Running
from tests.proof.line import Line
from tests.work.test_scores import EMOTIONAL, FAMILY, rings, survey
from tests.work.trials import Call, Trial, files, open_trial

SEED = 23
ONE = ("quince", "ladder", "kettle", "bramble", "thistle", "lantern", "harrow", "pebble")
TWO = ("hums", "leans", "wanders", "glows", "folds", "drifts", "rests", "turns")
LONG_ENOUGH = 12
EXPORTS = 50
Files = dict[str, bytes]


def prove(*, quick: bool) -> Line:
    """Load a study with planted words, interview, export fifty times, and break its files in many ways."""
    with _studied(1 if quick else 4) as (trial, running, log):
        hay = {
            **_exports(trial, running, EXPORTS),
            "errors": _errors(trial, running, 60 if quick else 400),
            "translators' file": translators.out(_files(), "ur")[0],
        }
        hay["logs"] = log.getvalue().encode()
        hits = list(_search(hay))
        with patch.object(labels, "_licensed", lambda _instrument: False):
            let_out = list(_search(_exports(trial, running, 1)))
        shown = _asked(trial)
    exports = sum(name.startswith("export") for name in hay)
    return Line(
        "licensed words",
        f"{len(_planted())} planted texts, shown to the interviewer: {'yes' if shown else 'NO'}; searched in "
        f"{exports} exports, {len(hay['errors'].splitlines()):,} lines of errors, "
        f"{len(hay['logs'].splitlines()):,} of logs and a translators' file",
        len(_planted()) * len(hay),
        f"{len(hits)} hits" + (f", first {hits[0]}" if hits else ""),
        holds=not hits and shown and exports == EXPORTS and len(hay["errors"].splitlines()) > 40,
        seed=SEED,
        broken=(
            ("labels let out", bool(let_out)),
            ("each spelling planted", _finds_planted()),
        ),
    )


def _words(instrument: str, item: str, tag: str) -> str:
    """Made-up words that stand nowhere else."""
    chance = Random(f"{instrument}/{item}/{tag}")
    return f"The {chance.choice(ONE)} {chance.choice(TWO)} {instrument} {item} بہی {tag} {chance.choice(ONE)}"


def _items(instrument: str) -> list[str]:
    return [f"w{n}" for n in range(1, 15)] if instrument == "wemwbs" else [f"s{n}" for n in EMOTIONAL]


CODES = {"wemwbs": range(1, 6), "sdq_parent": range(3)}


def _pack(instrument: str) -> str:
    head = f'schema = 1\ninstrument = "{instrument}"\nlicence = "made up"\nlicence_ref = "M-1"\n'
    body = head + 'licensed_to = "A made-up university"\n'
    for tag in ("en-GB", "ur"):
        body += f'[language.{tag}]\ntranslation = "official"\n[language.{tag}.item]\n'
        body += "".join(f'{item} = "{_words(instrument, item, tag)}"\n' for item in _items(instrument))
        body += f"[language.{tag}.code]\n"
        body += "".join(
            f'{code} = "{_words(instrument, f"code{code}", tag)}"\n' for code in CODES[instrument]
        )
    return body


def _planted() -> list[str]:
    return [
        _words(instrument, item, tag)
        for instrument, codes in CODES.items()
        for item in (*_items(instrument), *(f"code{code}" for code in codes))
        for tag in ("en-GB", "ur")
    ]


def _files() -> Files:
    packs = {f"{name}.pack.toml": _pack(name).encode() for name in CODES}
    two = survey().replace("label::English (en-GB)", "label::English (en-GB) | label::Urdu (ur)")
    return {**files("example"), "wellbeing.md": _in_two(two).encode(), **packs}


def _in_two(script: str) -> str:
    """The script with an empty Urdu column after the English words."""
    lines = []
    for line in script.splitlines():
        cells = line.split(" | ")
        if line.startswith("| | ") and "label::" not in line and "form_" not in line and len(cells) > 3:
            cells.insert(3, "")
        lines.append(" | ".join(cells))
    return "\n".join(lines)


@contextmanager
def _studied(interviews: int) -> Iterator[tuple[Trial, Running, io.StringIO]]:
    """A study with packs in which interviews were held in two languages, everything logged."""
    with tempfile.TemporaryDirectory(prefix="callassist-words-") as folder, _logged() as log:
        trial = open_trial(Path(folder))
        running = trial.house.study(studies.load(trial.house, _files(), by="proof").study_id)
        for n in range(interviews):
            family = {**FAMILY, "study_number": f"E-{300 + n}", "phone": f"07700 900{300 + n}"}
            _interview(rings(trial, running, family), ("en-GB", "ur")[n % 2])
        yield trial, running, log
        trial.house.database.close()


@contextmanager
def _logged() -> Iterator[io.StringIO]:
    """Every log line of every part, down to the smallest."""
    said, root = io.StringIO(), logging.getLogger()
    handler, before = logging.StreamHandler(said), root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    try:
        yield said
    finally:
        root.removeHandler(handler)
        root.setLevel(before)


def _interview(call: Call, language: str) -> None:
    for n in EMOTIONAL:
        call.says(f"about_index/s{n}", "1")
        for row in (1, 2):
            call.says(f"each_child[{row}]/r{n}", "2")
    for n in range(1, 15):
        call.says(f"both/w{n}", "3")
        call.says(f"both/p{n}", "4")
    finishing.finish(call.trial.house, call.id, by=call.who, once=new_token())
    logging.getLogger("callassist").info("interview held in %s", language)


def _asked(trial: Trial) -> bool:
    """Whether the words really were those that an interviewer reads: else nothing was at stake."""
    edition = read(_files())
    control = edition.scripts["wellbeing.md"].form.by_path["/data/both/w1"].control
    said = control.label.by_language if control is not None else {}
    return said.get("en-GB") == (_words("wemwbs", "w1", "en-GB"),)


def _exports(trial: Trial, running: Running, many: int) -> dict[str, bytes]:
    """Data sets and allocation files by turns, in each language, as time goes on."""
    house, made = trial.house, {}
    for n in range(many):
        wanted = Wanted(
            study_id=running.id,
            slug=running.row.slug,
            mode=running.row.mode,
            edition=running.edition.digest,
            now=house.now() + timedelta(days=n),
            language=("en-GB", "ur")[n // 2 % 2],
            unblinded=bool(n % 2),
        )
        make = unblinded.make if wanted.unblinded else dataset.make
        with tempfile.TemporaryDirectory() as folder, house.database.read() as c:
            target = Path(folder) / "data.zip"
            make(c, wanted, target, lambda _file, _rows: None)
            with zipfile.ZipFile(target) as archive:
                made[f"export {n + 1}"] = b"\n".join(archive.read(name) for name in archive.namelist())
    return made


def _errors(trial: Trial, running: Running, many: int) -> bytes:
    """All that is said of a study whose files are broken in many ways, and of answers that do not fit."""
    chance, said = Random(SEED), io.StringIO()
    whole = _files()
    for name in whole:
        if name.endswith((".pack.toml", "wellbeing.md", "study.toml")):
            for _ in range(many // 4):
                broken = {**whole, name: _bent(whole[name].decode(), chance).encode()}
                _tell(said, lambda files=broken: [print(one) for one in examine(files, live=True)])
                _tell(said, lambda files=broken: studies.load(trial.house, files, by="proof"))
    row = trial.rows("interview")[0]
    for item in ("both/w1", "about_index/s3", "both/w99"):
        for value in ("9", "words of hers", _words("wemwbs", "w1", "en-GB")):
            answer = (trial.house, row.id, f"/data/{item}", value, "Misheard.")
            _tell(said, lambda told=answer: mending.correct(*told, by=row.by))
    _tell(said, lambda: trial.house.shelf.get(running.id, "an edition that is not there"))
    return said.getvalue().encode()


def _bent(text: str, chance: Random) -> str:
    """A file with one thing wrong: a line lost or doubled, a character gone, a quote or a place opened."""
    lines = text.splitlines()
    at = chance.randrange(len(lines))
    line = lines[at]
    where = chance.randrange(len(line) + 1)
    lines[at : at + 1] = chance.choice(
        (
            [],
            [line, line],
            [line[:where] + line[where + 1 :]],
            [line[:where] + '"' + line[where:]],
            [line[:where] + "${nobody}" + line[where:]],
            [line.replace(" = ", " = [", 1)],
            [line.upper()],
        )
    )
    return "\n".join(lines)


def _tell(said: io.StringIO, act: Callable[[], object]) -> None:
    """Do it, and keep all that is printed, refused, or told of a fault with its whole way."""
    with contextlib.redirect_stdout(said):
        try:
            act()
        except (Refusal, Fault) as error:
            print(f"{type(error).__name__}: {error}")
        except Exception:
            print(traceback.format_exc())


FORMS: Mapping[str, Callable[[str], bytes]] = {
    "UTF-8": lambda words: words.encode(),
    "small letters": lambda words: words.lower().encode(),
    "capitals": lambda words: words.upper().encode(),
    "JSON": lambda words: json.dumps(words)[1:-1].encode(),
    "UTF-16": lambda words: words.encode("utf-16-le"),
}


def _search(hay: Mapping[str, bytes]) -> Iterator[str]:
    """Where a planted text stands, whole or a piece of it, in some spelling."""
    for name, content in hay.items():
        unpacked = _unpacked(content)
        for words in _planted():
            for form, spell in FORMS.items():
                pieces = {words, words[:LONG_ENOUGH], words[-LONG_ENOUGH:]}
                if any(spell(piece) in unpacked for piece in pieces):
                    yield f"{words!r} in {name} ({form})"


def _unpacked(content: bytes) -> bytes:
    """What stands in a workbook, else the bytes as they are."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return b"\n".join(archive.read(name) for name in archive.namelist())


def _finds_planted() -> bool:
    words = _planted()[0]
    return all(any(_search({form: b"before " + spell(words) + b" after"})) for form, spell in FORMS.items())
