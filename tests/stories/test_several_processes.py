"""On PostgreSQL several processes share the work; killed or told to end, they lose and double nothing."""

from __future__ import annotations

import re
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
import requests
from sqlalchemy.engine import make_url

from callassist.cli.main import main
from callassist.store import backup, migrate, outbox, ticks
from callassist.store.database import Database
from callassist.work.health import health
from tests.postgres import Server, free_port
from tests.processes import Starter
from tests.proof.fault_watch import tell
from tests.rehearsal.box import ACCOUNT, TOKEN
from tests.trial import Trial, at

pytestmark = pytest.mark.postgres
PATIENCE = 120.0  # on a machine with much else to do
BEFORE = "2026-09-25 12:00"
MORNING = "2026-09-28 10:30"  # their window has opened
MANY = 40


@pytest.fixture(scope="module")
def starter() -> Iterator[Starter]:
    """Starts commands of callassist as processes of their own."""
    one = Starter()
    yield one
    one.ends()


def comes(true: Callable[[], bool]) -> bool:
    """Whether something comes to be true in good time."""
    deadline = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def environment_of(trial: Trial, database: str, data: Path) -> dict[str, str]:
    """What a process of the same installation is told."""
    return {
        "CALLASSIST_DATA": str(data),
        "CALLASSIST_DATABASE": database,
        "CALLASSIST_NETWORK": trial.network.api,
        "CALLASSIST_PORCH": trial.house.public_url,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
    }


def families(trial: Trial, number: int) -> None:
    """Families enrolled before their post-programme wave opens; then comes the morning on which it does."""
    study = trial.load("together")
    people = [
        {"study_number": f"T-{one}", "phone": f"07700 900{one}", "texts_in": "en-GB", "spoken": "en-GB"}
        for one in range(200, 200 + number)
    ]
    trial.enrol(study, *people)
    trial.settle()
    trial.rehearsal.set_clock(at(MORNING))


def states(trial: Trial) -> Counter[str]:
    """How many texts stand in which state."""
    return Counter(str(one.state) for one in trial.messages())


def received(trial: Trial) -> Counter[str]:
    """How many texts each phone was sent, by the network's journal."""
    return Counter(text["to"] for text in trial.network.texts_to())


def all_worked(trial: Trial) -> bool:
    """Whether everybody's invitation is planned and nothing waits that is due."""
    with trial.house.database.read() as c:
        due = outbox.ready(c, trial.house.now(), 1)
    return len(received(trial)) + states(trial)["sending"] >= MANY and not due


def test_two_workers_send_everything_once_though_one_is_killed(
    a_trial: Callable[..., Trial], postgres: Server, starter: Starter, tmp_path: Path
) -> None:
    database = postgres.url()
    trial = a_trial(database, now=BEFORE)
    families(trial, MANY)
    environment = environment_of(trial, database, tmp_path / "trial0")
    with starter.process(environment, "worker") as first, starter.process(environment, "worker") as second:
        assert comes(lambda: len(received(trial)) > 0)
        first.signal(signal.SIGKILL)
        assert comes(lambda: all_worked(trial)), "the other works what is left"
        second.signal(signal.SIGTERM)
        assert second.wait() == 0, "told to end, it finishes and goes"
    assert max(received(trial).values()) == 1


def test_a_worker_waits_for_a_database_that_is_away_at_its_start_and_when_it_restarts(
    a_trial: Callable[..., Trial], postgres: Server, starter: Starter, tmp_path: Path
) -> None:
    database = postgres.url()
    tell(database, f'alter database "{make_url(database).database}" set synchronous_commit = on')
    trial = a_trial(database, now=BEFORE)
    environment = environment_of(trial, database, tmp_path / "trial0")
    with ExitStack() as ends:
        with postgres.away():
            worker = ends.enter_context(starter.process(environment, "worker"))
            assert comes(lambda: "The database is away: " in worker.says())
        assert comes(lambda: "plan" in worked_jobs(trial)), "it works"
        postgres.restart_hard()
        families(trial, MANY)
        assert comes(lambda: len(received(trial)) == MANY)
        assert worker.poll() is None
        assert comes(lambda: states(trial)["sending"] == 0), "each one is recorded"
    assert max(received(trial).values()) == 1


def worked_jobs(trial: Trial) -> set[str]:
    """The jobs that were worked at least once."""
    return {tick.job for tick in health(trial.house).ticks}


def test_web_processes_serve_pages_and_figures_and_wake_the_workers(
    a_trial: Callable[..., Trial], postgres: Server, starter: Starter, tmp_path: Path
) -> None:
    database, port = postgres.url(), free_port()
    trial = a_trial(database, now=BEFORE)
    environment = environment_of(trial, database, tmp_path / "trial0")
    with starter.process(environment, "web", "--port", str(port)), starter.process(environment, "worker"):
        web = f"http://127.0.0.1:{port}"
        assert comes(lambda: answers(f"{web}/hooks/readyz") == 200)
        assert "Sign in" in requests.get(f"{web}/sign-in", timeout=10).text
        families(trial, 3)
        assert comes(lambda: 'callassist_job_failed{job="send"} 0.0' in figures(web))
        assert comes(lambda: len(received(trial)) == 3)
        found = figures(web)
        assert re.search(r'callassist_waiting{kind="due"} 0\.0', found)
        assert re.search("7700 ?900", found) is None
        assert "T-2" not in found
        through_a_proxy = requests.get(f"{web}/metrics", headers={"X-Forwarded-For": "10.0.0.9"}, timeout=10)
        assert through_a_proxy.status_code == 403


def answers(url: str) -> int:
    """The status of an address, 0 while nobody listens."""
    try:
        return requests.get(url, timeout=5).status_code
    except requests.RequestException:
        return 0


def figures(web: str) -> str:
    """The installation's figures."""
    return requests.get(f"{web}/metrics", timeout=10).text


def test_processes_that_start_together_on_an_empty_database_make_its_tables_once(
    a_trial: Callable[..., Trial], postgres: Server, starter: Starter, tmp_path: Path
) -> None:
    trial = a_trial(f"sqlite:///{tmp_path / 'elsewhere.sqlite'}", now=BEFORE)  # for its network and keys
    database = postgres.url()
    environment = environment_of(trial, database, tmp_path / "trial0")
    with starter.process(environment, "worker") as one, starter.process(environment, "worker") as two:
        assert comes(lambda: at_work(database) == 2)
        assert [one.poll(), two.poll()] == [None, None]


def at_work(database: str) -> int:
    """How many workers have found their tables and say that they live."""
    with psycopg.connect(database.replace("+psycopg", "")) as c:
        if c.execute("select to_regclass('procrastinate_workers')").fetchone() == (None,):
            return 0
        return int((c.execute("select count(*) from procrastinate_workers").fetchone() or [0])[0])


@pytest.mark.parametrize("word", ["worker", "web"])
def test_on_sqlite_they_are_refused_with_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], word: str
) -> None:
    for name, value in {"CALLASSIST_DATA": str(tmp_path), "CALLASSIST_NETWORK": "http://127.0.0.1:9"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["callassist", word])
    with pytest.raises(SystemExit) as end:
        main()
    assert end.value.code == 1
    assert "callassist run" in capsys.readouterr().err


def test_a_running_study_moves_from_sqlite_to_postgresql_whole(
    a_trial: Callable[..., Trial], postgres: Server, starter: Starter, tmp_path: Path
) -> None:
    trial = a_trial(f"sqlite:///{tmp_path / 'trial.sqlite'}", now=BEFORE)
    families(trial, 12)
    trial.settle()
    sent = len(received(trial))
    database = postgres.url()
    environment = environment_of(trial, f"sqlite:///{tmp_path / 'trial.sqlite'}", tmp_path / "trial0")
    with starter.process(environment, "move", "--to", database) as found:
        assert found.wait(120) == 0, found.says()
        assert "each table's digest is equal" in " ".join(found.says().split())
    with starter.process(environment, "move", "--to", database) as again:
        assert again.wait(120) == 1
        assert "not empty" in again.says()
    with starter.process(environment | {"CALLASSIST_DATABASE": database}, "worker"):
        there = Database(database)
        try:
            assert comes(lambda: bool(ticks_of(there)))
        finally:
            there.close()
    assert len(received(trial)) == sent, "what went out before the move is not sent again"


def ticks_of(database: Database) -> list[str]:
    """The jobs that were worked on a database."""
    with database.read() as c:
        return [tick.job for tick in ticks.last(c)]


def test_a_row_that_changed_on_the_way_is_found(database_url: str, tmp_path: Path) -> None:
    first = Database(f"sqlite:///{tmp_path / 'first.sqlite'}")
    migrate.up(first)
    first.keep(
        lambda c: ticks.keep(c, "sqlite", ticks.Tick("plan", datetime(2026, 10, 8, tzinfo=UTC), 5, False))
    )
    first.close()
    file = tmp_path / "all.backup"
    backup.backup(first.url, file)
    backup.restore(database_url, file)
    assert backup.differing(database_url, file) is None
    second = Database(database_url)
    second.keep(lambda c: c.exec_driver_sql("update tick set milliseconds = 6"))
    second.close()
    assert backup.differing(database_url, file) == "tick"
