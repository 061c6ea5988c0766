"""Bad input at the command line: one sentence with place and cure, exit 1, and nothing half done."""

from __future__ import annotations

import csv
import io
import shlex
import shutil
import socket
import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from callassist.cli.main import main
from callassist.lock import Lock
from callassist.privacy.keys import Keyring
from tests.trial import QUESTIONNAIRES

SMALL = Path(__file__).parents[1] / "proof" / "another_study"
HEAD = "study_number,full_name,role,site,cohort,phone,spoken,reads,texts_in,consent_version,consent_on"
GOOD = {
    "study_number": "H-201",
    "full_name": "Rosa Vale",
    "role": "mother",
    "site": "north_quay",
    "cohort": "spring",
    "phone": "07700 900701",
    "spoken": "English",
    "reads": "English",
    "texts_in": "English",
    "consent_version": "agreed_2",
    "consent_on": "2026-03-02",
}


@dataclass
class Told:
    """How a command ended, and every word it said."""

    code: int
    words: str


@dataclass
class Terminal:
    """A terminal at an installation of its own."""

    data: Path
    capture: pytest.CaptureFixture[str]
    patch: pytest.MonkeyPatch

    def types(self, *command: str) -> Told:
        """Type a command."""
        self.patch.setattr(sys, "argv", ["callassist", *command])
        code = 0
        try:
            main()
        except SystemExit as left:
            code = int(left.code or 0)
        said = self.capture.readouterr()
        return Told(code, " ".join((said.out + said.err).split()))

    def loads_the_small_study(self) -> None:
        """Have a study to take families into."""
        assert self.types("load", str(SMALL)).code == 0

    def counts(self, table: str) -> int:
        """How many rows a table holds."""
        with sqlite3.connect(self.data / "callassist.sqlite") as raw:
            return int(raw.execute(f'select count(*) from "{table}"').fetchone()[0])

    def imports(self, *rows: dict[str, str], columns: str = HEAD) -> Told:
        """Take families in from a file."""
        text = io.StringIO()
        writer = csv.DictWriter(text, columns.split(","), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        file = self.data / "families.csv"
        file.write_text(text.getvalue())
        return self.types("people", "import", str(file), "--study", "harbour")


@pytest.fixture
def terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    for name in ("CALLASSIST_DATABASE", "CALLASSIST_KEYS", "CALLASSIST_PORCH", "CALLASSIST_WEB"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CALLASSIST_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("CALLASSIST_NETWORK", "http://127.0.0.1:9")
    return Terminal(tmp_path / "data", capsys, monkeypatch)


@pytest.fixture
def study(tmp_path: Path) -> Callable[..., Path]:
    """The study `example`, with one thing in one of its files written wrongly."""

    def written(file: str, wrong: Callable[[str], str]) -> Path:
        folder = tmp_path / "study"
        shutil.copytree(QUESTIONNAIRES / "example", folder)
        (folder / file).write_text(wrong((folder / file).read_text()))
        return folder

    return written


def relevant(expression: str) -> Callable[[str], str]:
    """Write an expression into the relevant of the first question that has one, or of the last."""

    def write(script: str) -> str:
        lines = script.splitlines()
        head = next(n for n, line in enumerate(lines) if "| type " in line or "| type|" in line)
        names = [cell.strip() for cell in lines[head].split("|")]
        column = names.index("relevant")
        for n in range(head + 1, len(lines)):
            cells = lines[n].split("|")
            if (len(cells) > column and cells[2].strip() in ("integer", "text")) or "select_one" in lines[n]:
                cells[column] = f" {expression} "
                lines[n] = "|".join(cells)
                return "\n".join(lines) + "\n"
        raise AssertionError("no question to write it into")

    return write


@pytest.mark.parametrize("verb", ["check", "load"])
def test_broken_toml_is_told_with_its_line(terminal: Terminal, study: Callable[..., Path], verb: str) -> None:
    folder = study("study.toml", lambda text: text.replace("schema = 1", "schema = = 1", 1))
    told = terminal.types(verb, str(folder))
    assert told.code == 1
    assert "study.toml" in told.words
    assert "line" in told.words


@pytest.mark.parametrize(
    ("expression", "said"), [("(1 = 1", "relevant"), ("${nobody_here} = 'yes'", "nobody_here")]
)
def test_a_wrong_condition_is_told_with_sheet_row_and_column(
    terminal: Terminal, study: Callable[..., Path], expression: str, said: str
) -> None:
    told = terminal.types("check", str(study("wellbeing.md", relevant(expression))))
    assert told.code == 1
    assert "wellbeing.md" in told.words
    assert "survey" in told.words
    assert "row" in told.words
    assert said in told.words


def test_a_workbook_that_is_none(terminal: Terminal, study: Callable[..., Path]) -> None:
    folder = study("study.toml", lambda text: text.replace("wellbeing.md", "wellbeing.xlsx"))
    (folder / "wellbeing.xlsx").write_bytes(b"this is no workbook")
    told = terminal.types("load", str(folder))
    assert told.code == 1
    assert "wellbeing.xlsx" in told.words
    assert terminal.types("doctor").words.count("study ") == 0


def test_a_folder_that_is_not_there(terminal: Terminal) -> None:
    told = terminal.types("check", "/nowhere/at/all")
    assert (told.code, "no such folder" in told.words) == (1, True)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"phone": "07700 9007"}, "phone"),
        ({"phone": "twelve"}, "letters"),
        ({"consent_on": "2031-01-01"}, "future"),
        ({"study_number": "X-1"}, "no study number"),
        ({"site": "atlantis"}, "site"),
        ({"child1_name": "Ada", "child1_born": "2031-05-01"}, "child1_born"),
    ],
    ids=["too short", "no number", "consent to come", "study number", "no such site", "born in the future"],
)
def test_one_bad_row_takes_nobody_in(terminal: Terminal, wrong: dict[str, str], said: str) -> None:
    terminal.loads_the_small_study()
    bad = {**GOOD, "study_number": "H-202", "phone": "07700 900702", **wrong}
    told = terminal.imports(GOOD, bad, columns=HEAD + ",child1_name,child1_born")
    assert told.code == 1
    assert "row 3" in told.words
    assert said in told.words
    assert terminal.counts("participant") == 0


def test_two_rows_with_one_study_number(terminal: Terminal) -> None:
    terminal.loads_the_small_study()
    told = terminal.imports(GOOD, {**GOOD, "full_name": "Somebody Else", "phone": "07700 900703"})
    assert told.code == 1
    assert "H-201" in told.words
    assert terminal.counts("participant") == 0


def test_wrong_columns_point_to_the_template(terminal: Terminal) -> None:
    terminal.loads_the_small_study()
    told = terminal.imports({"who": "Rosa", "telephone": "1"}, columns="who,telephone")
    assert told.code == 1
    assert "none of our column names" in told.words
    assert "template" in told.words
    assert terminal.counts("participant") == 0


def test_the_key_file_of_a_database_is_missing(terminal: Terminal) -> None:
    terminal.loads_the_small_study()
    (terminal.data / "keys" / "keys.json").unlink()
    told = terminal.types("doctor")
    assert told.code == 1
    assert "key file" in told.words
    assert not (terminal.data / "keys" / "keys.json").exists()


@pytest.mark.parametrize("content", ["", "not keys", '{"form": 1}'])
def test_a_key_file_that_is_none(terminal: Terminal, content: str) -> None:
    terminal.loads_the_small_study()
    (terminal.data / "keys" / "keys.json").write_text(content)
    told = terminal.types("doctor")
    assert told.code == 1
    assert "keys.json" in told.words


def test_the_key_file_of_another_database_opens_nothing(terminal: Terminal) -> None:
    terminal.loads_the_small_study()
    assert terminal.imports(GOOD).code == 0
    (terminal.data / "keys" / "keys.json").write_text(Keyring.fresh())
    told = terminal.types("people", "import", str(terminal.data / "families.csv"), "--study", "harbour")
    assert told.code == 1
    assert "keys.json: these keys do not open this database" in told.words
    assert terminal.counts("participant") == 1


def test_a_database_of_a_newer_version(terminal: Terminal) -> None:
    terminal.loads_the_small_study()
    with sqlite3.connect(terminal.data / "callassist.sqlite") as raw:
        raw.execute("update alembic_version set version_num = '9999'")
    told = terminal.types("doctor")
    assert told.code == 1
    assert "newer callassist" in told.words


def test_a_port_in_use(terminal: Terminal) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        told = terminal.types("run", "--port", str(taken.getsockname()[1]))
    assert told.code == 1
    assert "in use" in told.words


@pytest.mark.parametrize("command", [("load", str(SMALL)), ("work", "--once"), ("run", "--port", "0")])
def test_a_second_process_on_the_same_database(terminal: Terminal, command: tuple[str, ...]) -> None:
    first = Lock(terminal.data)
    told = terminal.types(*command)
    first.release()
    assert told.code == 1
    assert "in use by process" in told.words


def test_a_database_of_a_kind_that_is_not_known(terminal: Terminal) -> None:
    terminal.patch.setenv("CALLASSIST_DATABASE", "mysql://nobody@nowhere/none")
    told = terminal.types("doctor")
    assert told.code == 1
    assert "postgresql" in told.words


def test_without_a_key_file_the_cure_works_when_copied(terminal: Terminal) -> None:
    terminal.patch.delenv("CALLASSIST_NETWORK")  # a live installation makes no key by itself
    told = terminal.types("load", str(SMALL))
    assert told.code == 1
    command = shlex.split(told.words[told.words.index("callassist keys") :])[1:3]
    assert terminal.types(*command).code == 0
    assert terminal.types("load", str(SMALL)).code == 0


def test_a_file_that_somebody_has_filled_in_is_not_written_over(terminal: Terminal, tmp_path: Path) -> None:
    filled = tmp_path / "families.csv"
    filled.write_text("somebody's work")
    folder = str(QUESTIONNAIRES / "example")
    told = terminal.types("people", "template", str(filled))
    assert (told.code, "it is there already" in told.words) == (1, True)
    assert filled.read_text() == "somebody's work"
    sheet = tmp_path / "ur.xlsx"
    sheet.write_bytes(b"somebody's work")
    told = terminal.types("translate", "out", folder, "--language", "ur", str(sheet))
    assert (told.code, "it is there already" in told.words) == (1, True)
    assert sheet.read_bytes() == b"somebody's work"


def test_where_nothing_can_be_written_is_said_in_words(terminal: Terminal, tmp_path: Path) -> None:
    told = terminal.types("people", "template", str(tmp_path / "nowhere" / "families.csv"))
    assert told.code == 1
    assert "families.csv: No such file or directory. Name another" in told.words


def test_a_language_that_nothing_is_translated_into_is_marked_by_nobody(
    terminal: Terminal, study: Callable[..., Path]
) -> None:
    folder = study("study.toml", lambda text: text)
    told = terminal.types("translate", "mark", str(folder), "--language", "xx")
    assert told.code == 1
    assert "no text is translated into “xx”" in told.words
    assert not (folder / "translated_from.csv").exists()


@pytest.mark.parametrize(
    ("setting", "said", "told"),
    [
        ("CALLASSIST_DATABASE", "nonsense", "is not a database we know"),
        ("CALLASSIST_DATABASE", "postgresql+psycopg://nobody@127.0.0.1:1/x", "it cannot be reached"),
        ("CALLASSIST_DATABASE", "sqlite:////nowhere/at/all.sqlite", "it cannot be reached"),
        ("CALLASSIST_KEYS", "keys.bin", "it is not a key file"),
    ],
)
def test_a_setting_that_cannot_be_is_told_with_its_cure(
    terminal: Terminal, tmp_path: Path, setting: str, said: str, told: str
) -> None:
    (tmp_path / "keys.bin").write_bytes(b"\xff\x00\xfe")
    terminal.patch.setenv(setting, str(tmp_path / said) if said == "keys.bin" else said)
    answered = terminal.types("doctor")
    assert answered.code == 1
    assert told in answered.words


def test_a_move_to_a_server_that_is_not_there_is_refused(terminal: Terminal) -> None:
    assert terminal.types("doctor").code == 0
    told = terminal.types("move", "--to", "postgresql+psycopg://nobody@127.0.0.1:1/x")
    assert (told.code, "it cannot be reached" in told.words) == (1, True)
