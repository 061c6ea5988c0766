"""Answers that waited in a browser: each kept once and in order, whatever the line did; none over another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from callassist.errors import Refusal
from callassist.privacy.tokens import new_token
from callassist.questionnaire.session import Answer
from callassist.work import at_hand, interviews, leaving, pausing, waited
from callassist.work.actor import Actor
from callassist.work.answers import Answered
from callassist.work.sittings import Manner
from tests.work.trials import EXAMPLE, NASREEN, Call, Trial, open_trial


@pytest.fixture
def trial(tmp_path: Path, database_url: str) -> Iterator[Trial]:
    opened = open_trial(tmp_path, database_url)
    yield opened
    opened.house.database.close()


@pytest.fixture
def call(trial: Trial) -> Call:
    together = trial.load("together")
    samina = trial.works_here("Samina Yusuf", together)
    trial.works_here("Tom Field", together)
    [nasreen] = trial.enrols(together, NASREEN)
    opened = trial.begins(trial.case(nasreen, "post_programme").id, samina)
    opened.opens()
    opened.walks(until="home/adults")
    return opened


def comes(
    call: Call, item: str, value: Answer, mark: str, expected: int, *, asked: bool = True, by: str = ""
) -> Answered:
    """One answer comes out of a browser, a minute after it was given."""
    house, path = call.trial.house, call.path(item)
    with at_hand.alone(house, call.id):
        with house.database.read() as c:
            held = at_hand.held(c, call.id)
            session = at_hand.take(c, house, held)
        one = waited.Waited(path, value, mark, expected, 60, asked)
        return waited.keep_waited(house, held, session, one, by=by or call.who.id)


def kept(call: Call, item: str) -> list[str]:
    return [one.value for one in call.trial.rows("answer_event") if one.path == call.path(item)]


def test_sent_twice_because_the_receipt_was_lost_it_is_kept_once(call: Call) -> None:
    before = call.sequence
    first = comes(call, "home/adults", "2", "mark-1", before)
    again = comes(call, "home/adults", "2", "mark-1", before)
    assert (again.sequence, again.at) == (first.sequence, first.at)
    assert kept(call, "home/adults") == ["2"]


def test_what_follows_on_the_same_copy_is_kept_after_it_in_order(call: Call) -> None:
    before = call.sequence
    for item, value in (("home/adults", "2"), ("home/lives_with", "partner"), ("home/bedrooms", "3")):
        comes(call, item, value, f"mark-{item}", before)
    events = [one for one in call.trial.rows("answer_event") if one.sequence > before]
    assert [one.value for one in sorted(events, key=lambda one: one.sequence)] == ["2", "partner", "3"]
    assert {one.extra["waited"] for one in events} == {60}


def test_a_straggler_on_the_line_does_not_undo_a_later_answer(call: Call) -> None:
    before = call.sequence
    comes(call, "home/adults", "2", "mark-1", before)
    comes(call, "home/adults", "3", "mark-2", call.sequence)
    comes(call, "home/adults", "2", "mark-1", before)
    assert kept(call, "home/adults") == ["2", "3"]
    assert call.standing("home/adults") == "3"


def test_what_was_answered_otherwise_meanwhile_is_not_written_over(call: Call) -> None:
    before = call.sequence
    call.says("home/adults", "4")
    with pytest.raises(waited.Unfit, match="answered otherwise"):
        comes(call, "home/adults", "2", "mark-1", before)
    assert call.standing("home/adults") == "4"
    assert comes(call, "home/adults", "4", "mark-2", before).sequence == call.sequence


def test_an_answer_that_breaks_the_scripts_rule_is_refused_in_its_words(call: Call) -> None:
    refused = comes(call, "home/adults", "77", "mark-1", call.sequence).refused
    assert refused[call.path("home/adults")]["en-GB"]
    assert call.standing("home/adults") == ""


def test_what_is_not_asked_any_more_is_told(call: Call) -> None:
    with pytest.raises(waited.Unfit, match="not asked now"):
        comes(call, "home/moved_on", "2026-09-01", "mark-1", call.sequence, asked=False)


def test_while_safety_is_asked_again_what_waits_goes_on_waiting(call: Call) -> None:
    before = call.sequence
    pausing.pause(call.trial.house, call.id, call.path("home/adults"), by=call.who.id)
    pausing.go_on(call.trial.house, call.id, by=call.who.id)
    with pytest.raises(waited.NotYet):
        comes(call, "home/adults", "2", "mark-1", before, asked=False)
    with pytest.raises(waited.Unfit, match="asked again"):
        comes(call, "opening/safe", "no", "mark-0", before)
    call.says("opening/safe", "yes")
    call.says("opening/overheard", "alone")
    comes(call, "home/adults", "2", "mark-1", before)
    assert call.standing("home/adults") == "2"


def test_once_a_colleague_has_gone_on_nothing_comes_from_the_first_browser(call: Call) -> None:
    house, tom, before = call.trial.house, call.trial.staff["Tom Field"], call.sequence
    comes(call, "home/adults", "2", "mark-1", before)
    place = call.path("home/lives_with")
    leaving.break_off(house, call.id, "cut_off", place, by=call.who, once=new_token())
    with pytest.raises(Refusal, match="not being held"):
        comes(call, "home/lives_with", "partner", "mark-2", before)
    interviews.resume(house, call.id, Manner("ur"), by=tom.id)
    with pytest.raises(Refusal, match="a colleague is holding it"):
        comes(call, "home/lives_with", "partner", "mark-2", before)
    assert comes(call, "home/adults", "2", "mark-1", before).at is not None


def test_the_key_of_a_sitting_is_given_to_nobody_else(call: Call) -> None:
    house, tom = call.trial.house, call.trial.staff["Tom Field"]
    [sitting] = call.trial.rows("sitting")
    hers = waited.key_of(house, call.id, sitting.id, by=call.who.id)
    assert hers is not None
    assert len(hers) == 43
    assert waited.key_of(house, call.id, sitting.id, by=tom.id) is None
    assert waited.key_of(house, call.id, "another", by=call.who.id) is None


def test_an_alert_is_raised_when_it_comes_and_told_again_when_its_receipt_was_lost(trial: Trial) -> None:
    example = trial.load("example")
    samina: Actor = trial.works_here("Samina Yusuf", example)
    trial.duty(example)
    [hannah] = trial.enrols(example, EXAMPLE)
    call = trial.begins(trial.case(hannah, "start").id, samina, "en-GB")
    call.opens()
    call.walks(until="mood/p9")
    before = call.sequence
    first = comes(call, "mood/p9", "2", "mark-1", before)
    [alert] = trial.rows("alert")
    assert first.alert_id == alert.id
    assert comes(call, "mood/p9", "2", "mark-1", before).alert_id == alert.id
