"""Stories of a network that has stopped a number itself: our ledger agrees, and somebody rings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy import Table, select

from callassist.store.cases import task
from callassist.store.people import opt_out
from tests.stories.test_heard import ENGLISH, HER, MONDAY_NOON, STRANGER
from tests.trial import Trial
from tests.web.houses import tiny_folder


@pytest.fixture
def trial(a_trial: Callable[..., Trial], database_url: str) -> Trial:
    """A mother texted in English, her invitation gone, on a Monday at noon."""
    started = a_trial(database_url, now="2026-09-27 12:00")
    started.enrol(started.load(tiny_folder()), ENGLISH)
    started.until(MONDAY_NOON)
    return started


def rows(trial: Trial, table: Table) -> Sequence[Any]:
    with trial.house.database.read() as c:
        return c.execute(select(table).order_by(table.c.id)).all()


def ledger(trial: Trial) -> list[tuple[str, str]]:
    return [(row.state, row.source) for row in rows(trial, opt_out)]


def test_a_start_that_the_network_does_not_know_is_taken_back_and_somebody_rings(trial: Trial) -> None:
    trial.replies(HER, "STOP")  # the network keeps this one too
    trial.replies(HER, "start please")  # and this one it does not understand
    assert ledger(trial) == [("stopped", "reply"), ("started", "reply"), ("stopped", "network")]
    (asked,) = [row for row in rows(trial, task) if row.kind == "text_refused"]
    assert "START must reach the network" in asked.words
    assert asked.participant_id is not None
    trial.replies(HER, "START")  # this one both take
    assert ledger(trial)[-1] == ("started", "reply")
    trial.replies(HER, "hello")
    assert [row.state for row in trial.messages()][-1] != "refused"


def test_a_stranger_stopped_by_the_network_stands_in_the_ledger_and_nobody_rings(trial: Trial) -> None:
    trial.replies(STRANGER, "STOP")
    before = len(rows(trial, task))
    trial.replies(STRANGER, "start please")
    assert ledger(trial)[-1] == ("stopped", "network")
    assert len(rows(trial, task)) == before


def test_the_confirmation_of_a_stop_that_the_network_keeps_back_is_nobodys_task(trial: Trial) -> None:
    trial.replies(HER, "STOP")
    trial.replies(HER, "stop it please")
    assert "text_refused" not in [row.kind for row in rows(trial, task)]
    assert ledger(trial)[-1][0] == "stopped"
