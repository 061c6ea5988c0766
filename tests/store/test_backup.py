"""A backup is taken while everything runs, and put back whole: on both databases, or not at all."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest

from callassist.errors import Refusal
from callassist.store import migrate
from callassist.store.backup import backup, restore
from callassist.store.database import Database
from tests.postgres import Server
from tests.trial import Trial
from tests.web.houses import tiny_folder

Start = Callable[..., Trial]


@pytest.fixture
def lived(a_trial: Start, database_url: str) -> Trial:
    """A trial in which a text went out, a parent answered and somebody may write at any moment."""
    trial = a_trial(database_url, now="2026-09-27 12:00")
    trial.enrol(trial.load(tiny_folder()), {}, {"study_number": "T-102", "phone": "07700 900102"})
    trial.days_pass(2)
    trial.replies("07700 900101", "STOP")
    return trial


@pytest.fixture
def empty(database_url: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Another database of the same kind, with nothing in it."""
    if database_url.startswith("sqlite"):
        return f"sqlite:///{tmp_path / 'empty.sqlite'}"
    server: Server = request.getfixturevalue("postgres")
    return server.url()


def lines(file: Path) -> list[bytes]:
    return gzip.decompress(file.read_bytes()).splitlines()


def test_what_was_taken_out_is_what_was_put_in(lived: Trial, empty: str, tmp_path: Path) -> None:
    first, second = tmp_path / "first.backup", tmp_path / "second.backup"
    taken = backup(lived.house.database.url, first)
    assert restore(empty, first) == taken
    assert backup(empty, second) == taken
    assert lines(first) == lines(second)


def test_a_trial_goes_on_from_a_backup_as_if_nothing_had_been(
    lived: Trial, a_trial: Start, empty: str, tmp_path: Path
) -> None:
    backup(lived.house.database.url, tmp_path / "b")
    restore(empty, tmp_path / "b")
    other = Database(empty)
    with other.read() as c, lived.house.database.read() as was:
        ours = c.exec_driver_sql("select cause, state, body from message order by id").all()
        theirs = was.exec_driver_sql("select cause, state, body from message order by id").all()
    other.close()
    assert [tuple(map(str, one)) for one in ours] == [tuple(map(str, one)) for one in theirs]
    assert len(ours) == 2


def test_it_is_taken_while_texts_are_kept(lived: Trial, empty: str, tmp_path: Path) -> None:
    lived.enrol(lived.house.study("together"), {"study_number": "T-103", "phone": "07700 900103"})
    taken = backup(lived.house.database.url, tmp_path / "b")
    lived.days_pass(1)
    assert restore(empty, tmp_path / "b") == taken


def test_nothing_in_it_can_be_read_without_the_keys(lived: Trial, tmp_path: Path) -> None:
    backup(lived.house.database.url, tmp_path / "b")
    content = gzip.decompress((tmp_path / "b").read_bytes())
    assert b"7700 900101" not in content
    assert b"7700900101" not in content
    assert b"Rukhsana" not in content
    assert b"T-101" in content


def test_a_database_that_holds_anything_is_left_alone(lived: Trial, tmp_path: Path) -> None:
    backup(lived.house.database.url, tmp_path / "b")
    before = len(lived.messages())
    with pytest.raises(Refusal, match="not empty"):
        restore(lived.house.database.url, tmp_path / "b")
    assert len(lived.messages()) == before


@pytest.mark.parametrize("harm", ["cut short", "a byte changed", "no gzip", "empty", "another file"])
def test_a_broken_file_changes_nothing(lived: Trial, empty: str, tmp_path: Path, harm: str) -> None:
    file = tmp_path / "b"
    backup(lived.house.database.url, file)
    content = gzip.decompress(file.read_bytes())
    harmed = {
        "cut short": file.read_bytes()[:-40],
        "a byte changed": gzip.compress(content.replace(b"delivered", b"deliverex", 1)),
        "no gzip": content,
        "empty": b"",
        "another file": gzip.compress(b'{"some": "json"}\n'),
    }[harm]
    file.write_bytes(harmed)
    with pytest.raises(Refusal):
        restore(empty, file)
    database = Database(empty)
    with database.read() as c:
        assert migrate.revision(c) is None
    database.close()


def test_a_backup_of_a_newer_callassist_is_refused(lived: Trial, empty: str, tmp_path: Path) -> None:
    file = tmp_path / "b"
    backup(lived.house.database.url, file)
    content = gzip.decompress(file.read_bytes())
    known = f'"revision":"{migrate.head()}"'.encode()
    file.write_bytes(gzip.compress(content.replace(known, b'"revision":"9999"', 1)))
    with pytest.raises(Refusal, match="newer callassist"):
        restore(empty, file)


def test_a_file_that_is_there_is_not_written_over(lived: Trial, tmp_path: Path) -> None:
    (tmp_path / "b").write_text("mine")
    with pytest.raises(Refusal, match="there already"):
        backup(lived.house.database.url, tmp_path / "b")
    assert (tmp_path / "b").read_text() == "mine"
