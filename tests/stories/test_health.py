"""An operator sees how callassist is: what waits, what the network does, which job stands still."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from werkzeug.test import Client

from callassist.cli.main import main
from callassist.metrics import metrics
from callassist.store.database import Database
from callassist.store.texts import message
from callassist.work.health import health
from callassist.work.jobs import JOBS
from callassist.work.ticking import Ticker
from tests.proof.fault_stage import STUDY
from tests.proof.life import light
from tests.rehearsal.box import ACCOUNT, TOKEN
from tests.stories.test_came_back import FAMILY
from tests.trial import Trial
from webhooks.app import create_porch

Start = Callable[..., Trial]


@pytest.fixture
def trial(a_trial: Start, database_url: str) -> Trial:
    """Four families at the hour at which their texts go: one is refused, of one the network says nothing."""
    trial = a_trial(database_url, now="2026-10-20 08:03")
    people = [{**FAMILY, "study_number": f"L-{201 + n}", "phone": f"07700 90070{n}"} for n in range(4)]
    trial.enrol(trial.load(light(STUDY)), *people)
    trial.until("2026-11-04 11:29")
    trial.network.faults(
        {"kind": "refused", "number": "+447700900701", "code": 21614},
        {"kind": "broken_before", "number": "+447700900702"},
        {"kind": "callback_lost", "number": "+447700900703", "count": None},
    )
    trial.until("2026-11-04 11:30")
    return trial


def figures(trial: Trial) -> str:
    """What Prometheus reads."""
    return Client(metrics(trial.house)).get("/metrics", environ_base={"REMOTE_ADDR": "127.0.0.1"}).text


def test_what_the_network_does_is_seen_in_figures_and_by_the_doctor(
    trial: Trial, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    found = health(trial.house)
    assert (found.lately.delivered, found.lately.taken) == (1, 1)
    assert (found.lately.refused, found.lately.undecided) == (1, 1)
    said = figures(trial)
    for became in ("delivered", "taken", "refused", "undecided"):
        assert f'callassist_network_texts{{became="{became}"}} 1.0' in said
    assert re.search("7700 ?900", said) is None
    told = {
        "CALLASSIST_DATA": str(Path(trial.network.path).parent),
        "CALLASSIST_DATABASE": trial.house.database.url,
        "CALLASSIST_NETWORK": trial.network.api,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "argv", ["callassist", "doctor"])
    with pytest.raises(SystemExit) as end:
        main()
    assert not end.value.code
    words = " ".join(capsys.readouterr().out.split())
    assert "1 taken, 1 delivered, 1 refused, 1 undecided" in words
    assert "not worked lately" in words


def test_how_old_the_oldest_lease_and_the_oldest_due_text_are_is_seen(trial: Trial) -> None:
    an_hour_ago = trial.house.now() - timedelta(hours=1)
    ids = [one.id for one in trial.messages()[:2]]
    for one, state in zip(ids, ("sending", "ready"), strict=True):
        values = {"state": state, "sent_at": an_hour_ago, "go_at": an_hour_ago}
        with trial.house.database.engine.begin() as c:
            c.execute(update(message).where(message.c.id == one).values(values))
    said = figures(trial)
    for kind in ("leased", "due"):
        assert f'callassist_waiting{{kind="{kind}"}} 1.0' in said
        age = re.search(rf'callassist_waiting_oldest_seconds{{kind="{kind}"}} (\S+)', said)
        assert age is not None
        assert 3600 <= float(age[1]) < 3700


def test_a_job_that_was_worked_stands_still_no_longer(trial: Trial) -> None:
    assert "plan" in health(trial.house).standing_still
    ticker = Ticker(trial.sender)
    ticker.tick(next(job for job in JOBS if job.name == "plan"))
    assert "plan" not in health(trial.house).standing_still
    assert "prune" in health(trial.house).standing_still
    assert re.search(r'callassist_job_last_tick_seconds{job="plan"} \d', figures(trial))


def test_whoever_looks_from_outside_is_told_that_it_lives_and_serves(trial: Trial) -> None:
    outside = create_porch(trial.house).test_client()
    assert [outside.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 200]


def test_while_the_database_is_away_it_lives_and_does_not_serve(trial: Trial) -> None:
    away = Database("postgresql+psycopg://postgres@127.0.0.1:9/nowhere")
    outside = create_porch(replace(trial.house, database=away)).test_client()
    assert [outside.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 503]
    away.close()
