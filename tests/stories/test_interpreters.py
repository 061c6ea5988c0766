"""An interpreter is asked by text and answers by text; no text says whom it is for."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from callassist.store import interpreters
from tests.booking_desk import ANWARA, KARIM, Desk
from tests.trial import Trial
from tests.web.houses import tiny_folder


@pytest.fixture(scope="module")
def trial(at_work: Callable[[str], Trial]) -> Trial:
    return at_work("2026-10-05 10:00")


@pytest.fixture(scope="module")
def desk(trial: Trial) -> Desk:
    return Desk(trial.house, trial.load(tiny_folder()))


def test_yes_confirms_no_asks_the_next_and_what_is_unclear_is_asked_about(trial: Trial, desk: Desk) -> None:
    anwara, _karim = desk.registers(), desk.registers(name="Abdul Karim", number=KARIM, gender="male")
    desk.agrees("2026-10-08T17:30")
    first, second = desk.asks(anwara, "2026-10-08 17:30"), desk.asks(anwara, "2026-10-09 17:30")
    trial.settle()
    [asked] = [one for one in trial.texts_to(ANWARA) if "B-0001" in one]  # the two go side by side
    assert asked == (
        "callassist: can you interpret Sylheti by phone on Thu 8 Oct 17:30, 45 minutes, a woman asked for? "
        "Please answer YES B-0001 or NO B-0001."
    )
    trial.replies(ANWARA, "Can we say 18:00 instead?")
    trial.replies(ANWARA, "YES")
    assert "which booking is that for?" in trial.texts_to(ANWARA)[-1]
    assert {desk.booking(one).state for one in (first, second)} == {"requested"}
    trial.replies(ANWARA, "YES B-0001")
    assert (desk.booking(first).state, desk.booking(second).state) == ("confirmed", "requested")
    assert trial.texts_to(ANWARA)[-1].startswith("callassist: thank you, booked. Sylheti, Thu 8 Oct 17:30")
    trial.replies(ANWARA, "no")
    assert [one.state for one in desk.all()] == ["confirmed", "declined"]
    for text in (*trial.texts_to(ANWARA), *trial.texts_to(KARIM)):
        assert not any(known in text for known in ("Rahima", "T-131", "900331", "together"))


def test_the_last_no_leaves_a_task(trial: Trial, desk: Desk) -> None:
    desk.joins(study_number="T-134", full_name="Hasna Miah", phone="07700 900334", household="H-134")
    with desk.house.database.read() as c:
        (anwara, _karim) = [one.id for one in interpreters.everybody(c, desk.study.id)]
    desk.asks(anwara, "2026-10-12 17:30")
    trial.settle()
    trial.replies(ANWARA, "NO B-0003")
    assert "YES B-0004" in trial.texts_to(KARIM)[0]
    trial.replies(KARIM, "NO")
    assert [one.state for one in desk.all()] == ["declined", "declined"]
    assert desk.tasks()[-1].startswith("No interpreter is left for this time.")
