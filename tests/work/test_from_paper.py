"""An interview entered from paper sheets is of the day when it was held, not of its entry."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from callassist.errors import Refusal
from callassist.privacy.tokens import new_token
from callassist.store import planning
from callassist.work import at_hand, fills, finishing, interviews, mending
from callassist.work.actor import Actor
from callassist.work.sittings import PAPER, Manner, manner
from callassist.work.studies import load
from tests.work.trials import EXAMPLE, Call, Trial, files

HELD = datetime(2026, 10, 6, 10, 30, tzinfo=UTC)  # 11:30 in London
CALLER = "| | calculate | caller |"
ASKED_ON = "| | calculate | asked_on |  |  |  |  | today() |  |  |  |  |  |  |  |\n"


@pytest.fixture
def samina(trial: Trial) -> Actor:
    told = files("example")
    script = told["wellbeing.md"].decode().replace(CALLER, ASKED_ON + CALLER, 1)
    study = load(trial.house, told | {"wellbeing.md": script.encode()}, by="test").study_id
    return trial.works_here("Samina Yusuf", trial.house.study(study))


@pytest.fixture
def case(trial: Trial, samina: Actor) -> str:
    [hannah] = trial.enrols(trial.house.study("example"), EXAMPLE)
    return str(trial.case(hannah, "start").id)


def on_paper(at: datetime | None) -> Manner:
    return Manner("en-GB", mode=PAPER, held_at=at)


def begins(trial: Trial, case: str, who: Actor, at: datetime | None = HELD) -> Call:
    return Call(trial, interviews.start(trial.house, case, on_paper(at), by=who.id, once=new_token()), who)


def entered(trial: Trial, case: str, who: Actor, **chosen: str) -> Call:
    call = begins(trial, case, who)
    call.opens()
    call.walks(go_on="yes", **chosen)
    finishing.finish(trial.house, call.id, by=who, once=new_token())
    return call


@pytest.mark.parametrize(
    ("at", "said"),
    [
        (None, "not said"),
        (HELD + timedelta(days=30), "future"),
        (HELD - timedelta(days=30), "before the window"),
    ],
)
def test_a_time_that_cannot_be_is_refused(
    trial: Trial, case: str, samina: Actor, at: datetime | None, said: str
) -> None:
    with pytest.raises(Refusal, match=said):
        begins(trial, case, samina, at)


def test_the_day_and_time_are_those_of_the_studys_wall(trial: Trial, samina: Actor) -> None:
    protocol = trial.house.study("example").edition.protocol
    taken = manner("en-GB", "self", "", protocol, mode=PAPER, held=("2026-10-06", "11:30"))
    assert taken.held_at == HELD
    with pytest.raises(Refusal, match="missing"):
        manner("en-GB", "self", "", protocol, mode=PAPER, held=("2026-10-06", ""))


def test_today_is_the_day_it_was_held_and_each_answer_keeps_when_it_was_entered(
    trial: Trial, case: str, samina: Actor
) -> None:
    call = entered(trial, case, samina)
    assert call.standing("asked_on") == "2026-10-06"
    at_hand.drop(trial.house, call.id)  # brought back from its events
    assert call.standing("asked_on") == "2026-10-06"
    rows = trial.rows("answer_event")
    assert all(row.at.date().isoformat() == "2026-10-08" for row in rows)


def test_the_ledger_has_the_call_when_it_was_and_no_question_took_any_time(
    trial: Trial, case: str, samina: Actor
) -> None:
    entered(trial, case, samina)
    [contact] = trial.rows("contact")
    assert (contact.at, contact.seconds) == (HELD, None)
    assert trial.rows("folded")[0].timings == []


def test_it_is_gone_on_with_only_when_it_is_said_again_when_it_was_held(
    trial: Trial, case: str, samina: Actor
) -> None:
    call = begins(trial, case, samina)
    call.opens()
    with pytest.raises(Refusal, match="not said"):
        interviews.resume(trial.house, call.id, on_paper(None), by=samina.id)
    interviews.resume(trial.house, call.id, on_paper(HELD + timedelta(days=1)), by=samina.id)
    call.opens()
    assert call.standing("asked_on") == "2026-10-07"


def test_a_correction_that_crosses_the_threshold_raises_the_alert_that_the_answer_would_have(
    trial: Trial, case: str, samina: Actor
) -> None:
    call = entered(trial, case, samina)
    assert trial.rows("alert") == []
    for code in ("2", "3"):
        mending.correct(trial.house, call.id, call.path("mood/p9"), code, "misheard", by=samina.id)
    [alert] = trial.rows("alert")
    assert (alert.about, alert.level, alert.interview_id) == ("phq9 p9", 2, call.id)
    assert call.standing("asked_on") == "2026-10-06"  # still the day it was held


def test_a_correction_below_the_threshold_raises_none(trial: Trial, case: str, samina: Actor) -> None:
    call = entered(trial, case, samina)
    mending.correct(trial.house, call.id, call.path("mood/phq9/p1"), "2", "misheard", by=samina.id)
    assert trial.rows("alert") == []


def test_what_is_brought_forward_holds_no_item_of_a_scale_and_nobody_elses_answers(
    trial: Trial, case: str, samina: Actor
) -> None:
    entered(trial, case, samina)
    told = fills.of_family
    with trial.house.database.read() as c:
        her = planning.participant_row(c, trial.rows("folded")[0].participant_id)
        [wave] = told(c, trial.house, her, None, samina.id).plain["prior"]
    assert wave["wave"] == "start"
    assert "go_on" in wave
    assert not {"p1", "p9", "g1"} & set(wave)
    running = trial.house.study("example")
    other = {"study_number": "E-102", "full_name": "Rosa Lane", "phone": "07700 900302"}
    [rosa] = trial.enrols(running, EXAMPLE | other)
    with trial.house.database.read() as c:
        row = planning.participant_row(c, rosa)
        assert told(c, trial.house, row, None, samina.id).plain["prior"] == []
