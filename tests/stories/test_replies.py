"""What a parent's answer does: YES, NO, STOP and all that only a person can read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from callassist.privacy.tokens import new_id
from callassist.store import planning
from callassist.store.cases import task
from callassist.store.texts import reply
from callassist.work.house import Running
from tests.trial import Trial, at

Start = Callable[..., Trial]


@pytest.fixture
def trial(a_trial: Start, database_url: str) -> Trial:
    return a_trial(database_url, now="2026-10-05 09:00")


@pytest.fixture
def together(trial: Trial) -> Running:
    return trial.load("together")


def book(trial: Trial, participant_id: str, wall: str) -> None:
    """A time agreed with a parent, as the booking verb keeps it."""
    trial.settle()
    case = trial.case(participant_id, "post_programme")
    now = trial.house.now()
    row = {
        "id": new_id(),
        "study_id": case.study_id,
        "case_id": case.id,
        "participant_id": participant_id,
        "starts_at": at(wall),
        "wall": wall.replace(" ", "T"),
        "minutes": 30,
        "state": "booked",
        "version": 1,
        "booked_by": "test",
        "booked_at": now,
        "changed_at": now,
    }

    def keep(c: object) -> None:
        planning.add_appointment(c, row)
        planning.look_at_case(c, case.id, now)

    trial.house.database.keep(keep)
    trial.settle()


def tasks(trial: Trial) -> list[str]:
    with trial.house.database.read() as c:
        return [row.kind for row in c.execute(task.select().order_by(task.c.id))]


def to_read(trial: Trial) -> int:
    with trial.house.database.read() as c:
        return len(c.execute(reply.select().where(reply.c.state == "to_read")).all())


def state_of(trial: Trial, participant_id: str) -> str:
    return str(trial.appointments(participant_id, "post_programme")[-1].state)


def test_yes_confirms_and_is_thanked_in_her_language(trial: Trial, together: Running) -> None:
    (mother,) = trial.enrol(together, {})
    book(trial, mother, "2026-10-08 16:15")
    trial.until("2026-10-07 17:00")
    trial.replies("07700 900101", "YES")
    assert state_of(trial, mother) == "confirmed"
    assert "شکریہ" in trial.texts_to("07700 900101")[-1]
    assert to_read(trial) == 0


def test_no_declines_at_once_and_leaves_a_task(trial: Trial, together: Running) -> None:
    (mother,) = trial.enrol(together, {"texts_in": "en-GB", "reads": "en-GB", "spoken": "en-GB"})
    book(trial, mother, "2026-10-08 16:15")
    trial.replies("07700 900101", "No.")
    assert state_of(trial, mother) == "declined"
    assert tasks(trial) == ["new_time"]
    before = len(trial.texts_to("07700 900101"))
    trial.until("2026-10-08 18:00")
    assert len(trial.texts_to("07700 900101")) == before


def test_a_bare_no_in_polish_decides_nothing(trial: Trial, together: Running) -> None:
    (mother,) = trial.enrol(together, {"texts_in": "pl", "reads": "pl", "spoken": "pl"})
    book(trial, mother, "2026-10-08 16:15")
    trial.replies("07700 900101", "no")
    assert state_of(trial, mother) == "unclear"
    assert tasks(trial) == ["answer_unclear"]
    assert to_read(trial) == 1


def test_yes_from_a_shared_phone_confirms_nobody(trial: Trial, together: Running) -> None:
    child = {"child1_name": "Ali", "child1_born": "2019", "child1_index": "yes"}
    shared = {"phone": "07700 900122", "phone_whose": "shared", "unit": "U-22", "household": "H-22", **child}
    she = {"study_number": "T-022", "phone_shared_with": "T-023"}
    he = {"study_number": "T-023", "phone_shared_with": "T-022", "role": "father", "full_name": "Imran Mirza"}
    two = trial.enrol(together, {**shared, **she}, {**shared, **he})
    for one, wall in zip(two, ("2026-10-08 18:15", "2026-10-08 19:45"), strict=True):
        book(trial, one, wall)
    trial.replies("07700 900122", "YES")
    assert [state_of(trial, one) for one in two] == ["unclear", "unclear"]
    assert to_read(trial) == 1


@pytest.mark.parametrize("words", ["STOP!!", "stop please", "Nie pisz", "بند کریں", "stop."])
def test_stop_ends_all_texts_to_that_number_until_start(trial: Trial, together: Running, words: str) -> None:
    (mother,) = trial.enrol(together, {"texts_in": "pl", "reads": "pl", "spoken": "pl"})
    book(trial, mother, "2026-10-08 16:15")
    trial.replies("07700 900101", words)
    stopped = trial.texts_to("07700 900101")
    trial.until("2026-10-08 12:00")
    assert trial.texts_to("07700 900101") == stopped
    assert state_of(trial, mother) == "booked"
    trial.replies("07700 900101", "START")
    book(trial, mother, "2026-10-12 16:15")
    trial.days_pass(4)
    assert len(trial.texts_to("07700 900101")) > len(stopped) + 1


def test_free_text_waits_for_a_reader(trial: Trial, together: Running) -> None:
    trial.enrol(together, {})
    trial.replies("07700 900101", "love the group, thank you x")
    assert to_read(trial) == 1
    with trial.house.database.read() as c:
        kept = c.execute(reply.select()).one()
    assert b"group" not in bytes(kept.body)


def test_a_text_from_a_stranger_is_kept_for_a_reader_and_answered_by_nobody(
    trial: Trial, together: Running
) -> None:
    trial.enrol(together, {})
    trial.replies("07700 900999", "who is this?")
    assert to_read(trial) == 1
    assert trial.texts_to("07700 900999") == []


def test_quiet_hours_hold_a_reminder_until_the_morning(trial: Trial, together: Running) -> None:
    (mother,) = trial.enrol(together, {})
    book(trial, mother, "2026-10-09 07:00")
    before = len(trial.texts_to("07700 900101"))
    trial.until("2026-10-08 08:59")
    assert len(trial.texts_to("07700 900101")) == before
    trial.until("2026-10-08 09:01")
    assert len(trial.texts_to("07700 900101")) == before + 1
    assert trial.house.now() - at("2026-10-08 09:01") < timedelta(minutes=1)
