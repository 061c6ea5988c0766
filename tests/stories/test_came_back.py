"""Stories of texts that the network took and no phone got, and of a network that wants us to go slower."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from callassist.messages.network import Answer, Policy, Reason, Verdict
from callassist.store.cases import task
from callassist.store.studies import pause
from callassist.work.claim import claim, hand_over
from callassist.work.plan import plan
from callassist.work.reconcile import reconcile
from callassist.work.record import record, recover
from tests.proof.fault_stage import STUDY
from tests.proof.life import light
from tests.trial import Trial, at

PHONE = "07700 900601"
FAMILY = {
    "study_number": "L-101",
    "site": "north_quay",
    "cohort": "autumn",
    "phone": PHONE,
    "spoken": "English",
    "reads": "English",
    "texts_in": "English",
    "consent_version": "agreed_2",
    "consent_on": "2026-10-20",
}
Start = Callable[..., Trial]


@pytest.fixture
def trial(a_trial: Start, database_url: str) -> Trial:
    """One family whose text falls due on Wednesday at 11:30, worth two days."""
    trial = a_trial(database_url, now="2026-10-20 08:03")
    trial.enrol(trial.load(light(STUDY)), FAMILY)
    trial.until("2026-11-04 11:29")
    return trial


def tasks(trial: Trial, kind: str = "") -> list[str]:
    with trial.house.database.read() as c:
        rows = c.execute(select(task).where(task.c.state == "open")).all()
    return [row.kind for row in rows if kind in ("", row.kind)]


def test_a_phone_that_was_off_gets_its_text_the_next_day_once(trial: Trial) -> None:
    trial.network.faults({"kind": "unreachable"})
    trial.until("2026-11-04 18:00")
    assert trial.texts_to(PHONE) == []
    first, second = trial.messages()
    assert (first.receipt, first.code) == ("undelivered", 30003)
    assert second.cause == f"{first.cause}:again:1"
    trial.until("2026-11-06 18:00")
    assert len(trial.texts_to(PHONE)) == 1
    assert tasks(trial) == []


def test_planning_leaves_the_second_try_alone(trial: Trial) -> None:
    trial.network.faults({"kind": "unreachable"})
    trial.until("2026-11-04 18:00")
    trial.load({**light(STUDY), "talk.md": light(STUDY)["talk.md"] + b"\n"})
    trial.settle()
    assert [one.state for one in trial.messages()] == ["accepted", "ready"]


def test_what_nobody_knows_is_tried_once_more_and_then_somebody_rings(trial: Trial) -> None:
    trial.network.faults({"kind": "undelivered", "code": 30008, "count": None})
    trial.until("2026-11-06 18:00")
    assert len(trial.messages()) == 2
    assert tasks(trial) == ["text_not_arrived"]


def test_a_second_try_past_its_worth_is_a_call_instead(trial: Trial) -> None:
    trial.network.faults({"kind": "unreachable", "count": None})
    trial.until("2026-11-09 18:00")
    assert len(trial.messages()) == 3  # Wednesday, Thursday, Friday; no more were worth it
    assert tasks(trial) == ["text_not_arrived"]


def test_one_who_says_stop_meanwhile_gets_no_second_try(trial: Trial) -> None:
    trial.network.faults({"kind": "unreachable"})
    trial.until("2026-11-04 18:00")
    trial.replies(PHONE, "STOP")
    trial.until("2026-11-06 18:00")
    assert all("Hello" not in words for words in trial.texts_to(PHONE))
    assert trial.messages()[1].state == "withdrawn"


def test_a_queue_that_ran_over_is_tried_again_within_the_minute(trial: Trial) -> None:
    trial.network.faults({"kind": "undelivered", "code": 30001})
    trial.until("2026-11-04 11:32")
    assert len(trial.texts_to(PHONE)) == 1


def test_a_text_whose_time_ran_out_in_the_queue_is_a_call(trial: Trial) -> None:
    trial.network.faults({"kind": "stuck", "hours": 40})
    trial.until("2026-11-06 18:00")
    assert trial.texts_to(PHONE) == []
    assert trial.messages()[0].code == 30036
    assert tasks(trial) == ["text_not_arrived"]


@pytest.mark.parametrize("code", [20003, 21606, 21212, 21408, 21609])
def test_a_wrong_setting_stops_the_line_tells_the_operator_and_loses_nothing(trial: Trial, code: int) -> None:
    trial.network.faults({"kind": "refused", "code": code, "count": None})
    trial.until("2026-11-04 13:00")
    assert tasks(trial) == ["line_stopped"]
    assert [one.state for one in trial.messages()] == ["held"]
    refused = [one for one in trial.network.journal(kind="fault") if one["fault"] == "refused"]
    assert len(refused) == 1
    assert line_pauses(trial) == 1


def test_an_account_suspended_afterwards_stops_the_line_and_the_text_waits(trial: Trial) -> None:
    trial.network.faults({"kind": "undelivered", "code": 30002})
    trial.until("2026-11-04 13:00")
    assert tasks(trial) == ["line_stopped"]
    assert [one.state for one in trial.messages()] == ["accepted", "held"]


def line_pauses(trial: Trial) -> int:
    with trial.house.database.read() as c:
        return len(c.execute(select(pause).where(pause.c.scope == "line", pause.c.until.is_(None))).all())


def test_a_text_that_the_network_never_took_in_time_is_a_call(trial: Trial) -> None:
    trial.network.faults({"kind": "throttled", "count": None, "retry_after": 3000})
    trial.until("2026-11-06 18:00")
    assert trial.network.accepted() == []
    assert [(one.state, one.reason) for one in trial.messages()] == [
        ("suppressed", "too late to be worth sending")
    ]
    assert tasks(trial) == ["text_not_arrived"]


def test_a_late_no_to_a_text_given_up_for_lost_is_told_to_a_person_and_not_tried_again(trial: Trial) -> None:
    trial.rehearsal.set_clock(at("2026-11-04 11:30"))
    plan(trial.house)
    _, (claimed,) = claim(trial.house)
    hand_over(trial.house, [claimed])
    recover(trial.house, everything=True)
    assert trial.messages()[0].state == "unknown"
    late = Answer(Verdict.REFUSED, code=20429, status=429, reason=Reason.THROTTLED, policy=Policy.RETRY_AFTER)
    record(trial.house, [claimed], [late])
    assert trial.messages()[0].state == "refused"
    assert tasks(trial) == ["text_refused"]
    trial.until("2026-11-06 18:00")
    assert trial.network.accepted() == []


def test_a_receipt_days_later_settles_what_a_person_was_asked_and_asks_no_more(trial: Trial) -> None:
    trial.network.faults({"kind": "broken_after"}, {"kind": "callback_late", "hours": 72})
    trial.until("2026-11-04 11:31")
    assert trial.messages()[0].state == "unknown"
    assert reconcile(trial.house) == 1
    assert trial.messages()[0].reason == "settled by the network's list"
    assert tasks(trial) == []
    trial.until("2026-11-08 12:00")
    assert (trial.messages()[0].state, trial.messages()[0].receipt) == ("accepted", "delivered")
    assert len(trial.texts_to(PHONE)) == 1


def test_what_the_list_does_not_show_is_asked_of_a_person_until_a_receipt_comes(trial: Trial) -> None:
    trial.network.faults(
        {"kind": "broken_after"},
        {"kind": "callback_late", "hours": 72},
        {"kind": "broken_before", "strikes": "fetch", "count": 1},
    )
    trial.until("2026-11-04 11:31")
    assert reconcile(trial.house) == 0  # the network does not answer: nothing follows from that
    assert tasks(trial) == []
    trial.until("2026-11-08 12:00")
    assert trial.messages()[0].reason == "settled by its receipt"
    assert tasks(trial) == []


def test_a_stop_that_has_come_in_holds_before_anybody_has_worked_it(trial: Trial) -> None:
    trial.network.reply("+447700900601", "STOP")
    assert trial.network.idle()
    trial.rehearsal.set_clock(at("2026-11-04 11:30"))
    trial.sender.send()
    assert all("Hello" not in words for words in trial.texts_to(PHONE))
