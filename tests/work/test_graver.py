"""Two rules for one item: the graver wins, and when it is met later those on duty are told of it anew."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from callassist.errors import Refusal
from callassist.privacy.tokens import new_id, new_token
from callassist.store.cases import alert
from callassist.store.texts import message
from callassist.work import alert_clocks, alerts, finishing, mending, studies
from callassist.work.actor import Actor, Grant, Role
from callassist.work.escalating import escalate
from callassist.work.graver import keep_alert
from tests.work.trials import Call, Trial, files, open_trial

NEARLY_EVERY_DAY = b"""
[[safety.alert]]
instrument = "phq9"
item = "p9"
at_least = 3
level = 3
acknowledge_minutes = 5
close_hours = 24

[[safety.duty]]"""


def hannah_on(trial: Trial) -> Call:
    """An interview of a study with a rule for some days and one for nearly every day."""
    study = dict(files("example"))
    study["study.toml"] = study["study.toml"].replace(b"[[safety.duty]]", NEARLY_EVERY_DAY, 1)
    return trial.talks_with_hannah(trial.house.study(studies.load(trial.house, study, by="test").study_id))


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    opened = open_trial(tmp_path)
    yield opened
    opened.house.database.close()


@pytest.fixture
def hannah(trial: Trial) -> Call:
    return hannah_on(trial)


def ruth(call: Call) -> Actor:
    grants = (Grant(Role.SAFEGUARDING, call.trial.rows("alert")[0].study_id),)
    return Actor("ruth", "ruth", "Ruth", (), grants)


def takes_on(call: Call, alert_id: str, seen: int | None = None) -> None:
    house = call.trial.house
    alert_clocks.acknowledge(house, ruth(call), alert_id=alert_id, token=new_token(), seen=seen)


def closes(call: Call, alert_id: str, seen: int | None = None) -> None:
    house = call.trial.house
    alert_clocks.close(house, ruth(call), alert_id=alert_id, action="Rang her.", token=new_token(), seen=seen)


def levels(call: Call) -> list[tuple[int, bool]]:
    """Level of each alert and whether it is closed, as they were raised."""
    rows = sorted(call.trial.rows("alert"), key=lambda one: one.id)
    return [(one.level, one.closed_at is not None) for one in rows]


def steps(call: Call) -> list[str]:
    return [one.what for one in sorted(call.trial.rows("alert_step"), key=lambda one: one.number)]


def told(call: Call) -> list[str]:
    """The templates of the texts that wait for who is on duty, in the order in which they were made."""
    with call.trial.house.database.read() as c:
        return list(c.execute(select(message.c.template).order_by(message.c.id)).scalars())


def minutes_left(call: Call, one: Any) -> float:
    return float((one.acknowledge_by - call.trial.house.now()).total_seconds() / 60)


def test_where_both_rules_hold_the_graver_wins(hannah: Call) -> None:
    kept = hannah.says("mood/p9", "3")
    [one] = hannah.trial.rows("alert")
    assert (one.id, one.level, minutes_left(hannah, one)) == (kept.alert_id, 3, 5)


def test_a_graver_answer_raises_the_alert_that_stands_and_a_lesser_one_never_lowers_it(hannah: Call) -> None:
    first = hannah.says("mood/p9", "1")
    assert hannah.says("mood/p9", "3").alert_id == first.alert_id
    [one] = hannah.trial.rows("alert")
    assert (one.id, one.level, minutes_left(hannah, one)) == (first.alert_id, 3, 5)
    [line] = [one for one in hannah.trial.rows("audit") if one.verb == "raise alert level"]
    assert (line.subject, line.more) == (first.alert_id, {"level": 3, "before": 2})
    hannah.says("mood/p9", "1")
    hannah.says("mood/p9", "0")
    assert levels(hannah) == [(3, False)]


def test_who_has_it_in_hand_is_told_anew_and_takes_it_on_again(hannah: Call) -> None:
    kept = hannah.says("mood/p9", "1")
    alerts.note_rung(hannah.trial.house, hannah.id, by=hannah.who.id)
    takes_on(hannah, kept.alert_id or "")
    hannah.says("mood/p9", "3")
    [one] = hannah.trial.rows("alert")
    assert (one.acknowledged_at, one.checklist) == (None, {})
    assert steps(hannah) == ["taken_on", "rang", "graver"]
    assert escalate(hannah.trial.house) == 1
    assert told(hannah) == ["alert_graver"]


def test_whoever_was_told_of_it_is_told_that_it_is_graver_and_the_round_begins_anew(hannah: Call) -> None:
    hannah.says("mood/p9", "1")
    hannah.trial.minutes_pass(121)
    while escalate(hannah.trial.house):
        hannah.trial.minutes_pass(31)
    assert steps(hannah) == ["told", "told", "all"]
    hannah.says("mood/p9", "3")
    escalate(hannah.trial.house)
    hannah.trial.minutes_pass(10)
    escalate(hannah.trial.house)
    assert steps(hannah) == ["told", "told", "all", "graver", "told", "told"]
    assert told(hannah) == ["alert_waits", "alert_waits", "alert_graver", "alert_graver"]


def test_a_page_that_was_opened_before_it_became_graver_neither_takes_it_on_nor_closes_it(
    hannah: Call,
) -> None:
    alert_id = hannah.says("mood/p9", "1").alert_id or ""
    takes_on(hannah, alert_id, seen=2)
    hannah.says("mood/p9", "3")
    for press in (takes_on, closes):
        with pytest.raises(Refusal, match="graver since this page was opened: level 3"):
            press(hannah, alert_id, seen=2)
    with pytest.raises(Refusal, match="nobody has acknowledged it"):
        closes(hannah, alert_id)
    takes_on(hannah, alert_id, seen=3)
    closes(hannah, alert_id, seen=3)
    assert levels(hannah) == [(3, True)]


def test_a_closed_alert_stays_as_it_was_closed_and_what_is_graver_is_another(hannah: Call) -> None:
    first = hannah.says("mood/p9", "1").alert_id or ""
    takes_on(hannah, first)
    closes(hannah, first)
    hannah.says("mood/p9", "2")
    assert levels(hannah) == [(2, True)]
    graver = hannah.says("mood/p9", "3").alert_id or ""
    assert levels(hannah) == [(2, True), (3, False)]
    takes_on(hannah, graver)
    closes(hannah, graver)
    hannah.says("mood/p9", "1")
    hannah.says("mood/p9", "3")
    assert levels(hannah) == [(2, True), (3, True)]


def finishes(call: Call) -> None:
    call.walks()
    finishing.finish(call.trial.house, call.id, by=call.who, once=new_token())
    call.trial.minutes_pass(1)


def corrects(call: Call, value: str) -> None:
    house, path = call.trial.house, call.path("mood/p9")
    mending.correct(house, call.id, path, value, "misheard", by=call.who.id)


def test_a_correction_after_the_end_makes_it_graver_too(hannah: Call) -> None:
    hannah.says("mood/p9", "1")
    finishes(hannah)
    corrects(hannah, "3")
    assert (levels(hannah), steps(hannah)) == ([(3, False)], ["graver"])


def test_what_only_a_correction_raised_nobody_heard_so_the_lead_is_told_at_once(hannah: Call) -> None:
    hannah.says("mood/p9", "0")
    finishes(hannah)
    assert (levels(hannah), escalate(hannah.trial.house)) == ([], 0)
    corrects(hannah, "1")
    assert escalate(hannah.trial.house) == 1
    assert told(hannah) == ["alert_waits"]


@pytest.fixture
def either(tmp_path: Path, database_url: str) -> Iterator[Call]:
    """The same on each database."""
    opened = open_trial(tmp_path, database_url)
    yield hannah_on(opened)
    opened.house.database.close()


def test_on_each_database_two_who_say_so_at_once_raise_it_once(either: Call) -> None:
    house, together, ids = either.trial.house, threading.Barrier(2), []

    def says(level: int) -> None:
        together.wait()
        ids.append(alerts.set_level(house, either.id, level, by=either.who.id))

    for level in (2, 3):
        both = [threading.Thread(target=says, args=(level,)) for _ in range(2)]
        for one in both:
            one.start()
        for one in both:
            one.join()
    assert (len(ids), len(set(ids)), levels(either), steps(either)) == (4, 1, [(3, False)], ["graver"])


def test_on_each_database_the_path_of_an_item_may_be_as_long_as_its_script_makes_it(either: Call) -> None:
    house, now = either.trial.house, either.trial.house.now()
    row = {
        "id": new_id(),
        "study_id": new_id(),
        "interview_id": either.id,
        "cause": alerts.cause(either.id, "/data/the_children_of_this_household[11]/how_it_has_been/p9"),
        "source": "item",
        "level": 2,
        "about": "phq9 p9",
        "raised_at": now,
        "raised_by": either.who.id,
        "acknowledge_by": now,
        "close_by": now,
        "checklist": {},
    }
    assert house.database.keep(lambda c: keep_alert(c, row)) == row["id"]
    graver = house.database.keep(lambda c: keep_alert(c, row | {"id": new_id(), "level": 3}))
    with house.database.read() as c:
        assert c.execute(select(alert.c.level).where(alert.c.id == graver)).scalar_one() == 3
