"""Stories of a sender's pace: so many segments a second, whoever sends, and slower when the network asks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from callassist import settings
from callassist.errors import Refusal
from callassist.store.database import Connection
from callassist.store.pace import Room
from callassist.work.plan import plan
from callassist.work.send import Sender
from tests.proof.fault_stage import STUDY
from tests.proof.life import light
from tests.stories.test_came_back import FAMILY
from tests.trial import Trial, at

FAMILIES = 12
DUE = "2026-11-04 11:30"
Start = Callable[..., Trial]


@pytest.fixture
def trial(a_trial: Start, database_url: str) -> Trial:
    """Twelve families whose texts, a segment each, fall due at once."""
    trial = a_trial(database_url, now="2026-10-20 08:03")
    phones = [
        {**FAMILY, "study_number": f"L-{201 + n}", "phone": f"07700 9007{n:02}"} for n in range(FAMILIES)
    ]
    trial.enrol(trial.load(light(STUDY)), *phones)
    trial.until("2026-11-04 11:29")
    plan(trial.house)
    return trial


def all_send(trial: Trial, workers: int, a_second: float) -> int:
    """So many workers send once, all at the same moment; how many texts the network has by then."""
    house = replace(trial.house, segments_a_second=a_second)
    senders = [Sender(house) for _ in range(workers)]
    threads = [threading.Thread(target=sender.send) for sender in senders]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for sender in senders:
        sender.close()
    return len(trial.network.accepted())


@pytest.mark.parametrize("workers", [1, 8])
def test_however_many_send_the_sender_keeps_its_pace(trial: Trial, workers: int) -> None:
    trial.rehearsal.set_clock(at(DUE))
    began = trial.house.now()
    went = all_send(trial, workers, 2)
    seconds = (trial.house.now() - began).total_seconds()
    assert 2 <= went <= 2 * (1 + seconds) + 1  # a second's worth at once, and then as time goes by
    trial.rehearsal.set_clock(at(DUE) + timedelta(seconds=30))
    assert all_send(trial, workers, 2) >= min(went + 2, FAMILIES)  # a slow machine may have sent all by now


def test_nothing_is_lost_by_a_pace(trial: Trial) -> None:
    for second in range(0, 60, 2):
        trial.rehearsal.set_clock(at(DUE) + timedelta(seconds=second))
        went = all_send(trial, 2, 1)
    assert went == FAMILIES
    assert len({one["number"] for one in trial.network.accepted()}) == FAMILIES


def test_a_network_that_asks_for_patience_asks_it_of_the_whole_line(trial: Trial) -> None:
    trial.network.faults({"kind": "throttled", "retry_after": 600, "count": 1})
    trial.until("2026-11-04 11:31")
    waiting = [one for one in trial.messages() if one.state == "ready"]
    assert all(one.go_at >= at(DUE) + timedelta(seconds=600) for one in waiting)
    trial.until("2026-11-04 11:45")
    assert len(trial.network.accepted()) == FAMILIES


def test_a_clock_set_back_stops_no_line(trial: Trial) -> None:
    study = trial.house.study("lighthouse").id
    now = at(DUE)

    def takes(moment: datetime) -> bool:
        def keep(c: Connection) -> bool:
            return Room(c, trial.house.database.dialect, [study], moment, 1).takes(study, 1)

        return trial.house.database.keep(keep)

    assert takes(now + timedelta(hours=5))
    assert takes(now)


@pytest.mark.parametrize("said", ["0", "-1", "fast", "nan", "1e9"])
def test_a_pace_that_is_none_is_refused(said: str) -> None:
    with pytest.raises(Refusal, match="is no pace"):
        settings.read({"CALLASSIST_SEGMENTS_A_SECOND": said})


def test_a_live_sender_goes_slowly_until_more_was_agreed_and_a_rehearsal_as_it_likes() -> None:
    assert settings.read({}).segments_a_second == 1
    assert settings.read({"CALLASSIST_SEGMENTS_A_SECOND": "10"}).segments_a_second == 10
    assert settings.read({"CALLASSIST_NETWORK": "http://127.0.0.1:9"}).segments_a_second is None


def test_she_who_has_just_written_waits_for_no_queue_of_reminders(trial: Trial) -> None:
    trial.rehearsal.set_clock(at(DUE))
    before = all_send(trial, 1, 1)
    assert before < FAMILIES
    trial.network.reply("+447700900711", "stop please")
    assert trial.network.idle()
    trial.rehearsal.set_clock(at(DUE) + timedelta(seconds=5))
    all_send(trial, 1, 1)
    last = trial.network.accepted()[before]
    assert last["number"] == "+447700900711"
    assert "START" in last["body"]
