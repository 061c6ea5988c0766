"""A repeat keeps each child in its place, whatever befalls the family between two sittings."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import update

from callassist.errors import Refusal
from callassist.store.people import child
from callassist.work import at_hand, interviews
from callassist.work.house import Running
from callassist.work.sittings import Manner
from tests.work.test_interviews import leaves
from tests.work.trials import EXAMPLE, Call, Trial

TWO = {
    **EXAMPLE,
    "child1_name": "Robin Clark",
    "child1_born": "2022-11",
    "child2_name": "Wren Clark",
    "child2_born": "2017-02-03",
    "child2_index": "yes",
}


@pytest.fixture
def call(trial: Trial) -> Call:
    running = trial.load("example")
    [her] = trial.enrols(running, TWO)
    return begun(trial, running, her)


def begun(trial: Trial, running: Running, her: str) -> Call:
    """Her first interview, just begun."""
    case = next(one for one in trial.rows("case_") if one.participant_id == her)
    return trial.begins(case.id, trial.works_here("Samina Yusuf", running), "en-GB")


def children(call: Call) -> list[str]:
    """The children as the interview is told of them, by what they are called."""
    house = call.trial.house
    with house.database.read() as c:
        brought = at_hand.instances(c, house, at_hand.held(c, call.id))
    return [row["called"] for row in brought["children"]]


def change(call: Call, row: Any, **values: Any) -> None:
    call.trial.house.database.keep(
        lambda c: c.execute(update(child).where(child.c.id == row.id).values(values))
    )


def goes_on(call: Call) -> None:
    interviews.resume(call.trial.house, call.id, Manner("en-GB"), by=call.who.id)


def test_each_child_keeps_its_place_though_the_familys_order_changes(call: Call) -> None:
    before = children(call)
    assert len(before) == 2
    leaves(call, "cut_off")
    first, _ = sorted(call.trial.rows("child"), key=lambda one: one.place)
    change(call, first, place=9)
    goes_on(call)
    assert children(call) == before


def test_an_interview_that_asks_about_a_child_who_died_is_not_taken_up(call: Call) -> None:
    leaves(call, "cut_off")
    first, _ = sorted(call.trial.rows("child"), key=lambda one: one.place)
    change(call, first, died_on=date(2026, 9, 1))
    sequence = call.sequence
    with pytest.raises(Refusal, match="no longer in this family"):
        goes_on(call)
    assert call.sequence == sequence, "nothing was changed"


def test_a_child_who_comes_to_the_family_since_comes_last(trial: Trial) -> None:
    running = trial.load("example")
    [her] = trial.enrols(running, TWO)
    first, _ = sorted(trial.rows("child"), key=lambda one: one.place)
    keep = trial.house.database.keep
    keep(lambda c: c.execute(update(child).where(child.c.id == first.id).values(outcome="awaited")))
    call = begun(trial, running, her)
    assert len(children(call)) == 1
    leaves(call, "cut_off")
    change(call, first, outcome="born")
    goes_on(call)
    assert children(call)[0] == "Wren Clark"
    assert len(children(call)) == 2
