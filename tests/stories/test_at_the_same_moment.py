"""On PostgreSQL two things happen at the same moment: neither is done twice, and neither is done by half."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import text

from callassist.privacy.tokens import new_token
from callassist.store import planning
from callassist.store.database import Connection
from callassist.work import stopping
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.verb import Line
from tests.postgres import Server
from tests.trial import Trial

pytestmark = pytest.mark.postgres
PATIENCE = 30.0
ANY_WAITS = text("select count(*) from pg_stat_activity where wait_event_type = 'Lock'")


def somebody_waits(house: House) -> bool:
    """Whether some other transaction waits for one that is under way."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        with house.database.read() as c:
            if c.execute(ANY_WAITS).scalar_one():
                return True
        time.sleep(0.01)
    return False


def in_a_thread(do: Callable[[], Any]) -> tuple[threading.Thread, list[Any]]:
    """Begun, with what came of it once it has ended."""
    came: list[Any] = []
    thread = threading.Thread(target=lambda: came.append(do()))
    thread.start()
    return thread, came


@pytest.fixture
def house(a_trial: Callable[..., Trial], postgres: Server) -> House:
    return a_trial(postgres.url_with_tables(), now="2026-10-08 16:00").house


def test_a_form_pressed_twice_at_once_is_kept_once_and_both_hear_what_came_of_it(house: House) -> None:
    token, made = new_token(), []

    def press(name: str) -> str:
        def work(_c: Connection) -> str:
            made.append(name)
            if name == "first":
                second.extend(in_a_thread(lambda: press("second")))
                assert somebody_waits(house)
            return name

        return keep_once(house, Line("samina", "test", house.now()), token, work)

    second: list[Any] = []
    assert press("first") == "first"
    second[0].join(PATIENCE)
    assert second[1] == ["first"]
    assert made == ["first"]


def test_a_family_is_stopped_whole_though_a_case_of_hers_changes_at_that_moment(
    a_trial: Callable[..., Trial], postgres: Server
) -> None:
    trial = a_trial(postgres.url_with_tables(), now="2026-10-08 16:00")
    (person,) = trial.enrol(trial.load("together"), {})
    trial.settle()
    house, case = trial.house, trial.case(person, "post_programme")
    loss = stopping.Loss("bereaved")
    with house.database.engine.begin() as c:
        planning.change_case(c, case.id, case.version, disposition="2.21")
        stop = {"by": "helen", "participant_id": person, "loss": loss, "token": new_token()}
        stopped, came = in_a_thread(lambda: stopping.stop_family(house, **stop))
        assert somebody_waits(house)
    stopped.join(PATIENCE)
    assert came == ["1"]
    assert trial.case(person, "post_programme").state == "stopped"
