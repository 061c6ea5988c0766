"""How an interview in another language was held: how its words came across, and what each question took."""

from __future__ import annotations

from datetime import timedelta

import pytest

from callassist.errors import Refusal
from callassist.interpreters.record import Grain, Put, Spoke, litrans
from callassist.privacy.tokens import new_token
from callassist.work import finishing, interpretation, interviews, pausing, staff
from callassist.work.actor import Actor
from callassist.work.sittings import How, Manner
from tests.work.trials import NASREEN, PASSWORD, Call, Trial


@pytest.fixture
def samina(trial: Trial) -> Actor:
    return trial.works_here("Samina Yusuf", trial.load("together"))


@pytest.fixture
def call(trial: Trial, samina: Actor) -> Call:
    running = trial.house.study("together")
    [nasreen] = trial.enrols(running, NASREEN)
    case = trial.case(nasreen, "post_programme").id
    interview_id = interviews.start(
        trial.house, case, Manner("ur", How.BOOKED, "B-12"), by=samina.id, once=new_token()
    )
    return Call(trial, interview_id, samina)


def says(call: Call, section: str, put: str, spoke: str = "") -> None:
    path = call.path(section)
    interpretation.record(call.trial.house, call.id, path, put, spoke, what=Grain.SECTION, by=call.who.id)


def told(call: Call) -> list[tuple[str, str, str]]:
    return [(row.path, row.put, row.spoke) for row in call.trial.rows("interpretation")]


def test_what_is_said_of_a_section_names_who_usually_speaks(call: Call) -> None:
    says(call, "home", Put.RENDERED)
    assert told(call) == [(call.path("home"), "rendered", "interpreter")]


def test_the_same_again_adds_nothing_and_another_word_is_added_to_the_first(call: Call) -> None:
    says(call, "home", Put.RENDERED)
    says(call, "home", Put.RENDERED)
    says(call, "home", Put.CLARIFIED, Spoke.RELATIVE)
    assert [put for _path, put, _spoke in told(call)] == ["rendered", "clarified"]
    assert told(call)[-1][2] == "relative"


def test_nothing_chosen_is_refused_and_so_is_a_colleague(call: Call) -> None:
    with pytest.raises(Refusal, match="nothing is chosen"):
        says(call, "home", "")
    tom = call.trial.works_here("Tom Field", call.trial.house.study("together"))
    with pytest.raises(Refusal, match="not being held by you"):
        says(Call(call.trial, call.id, tom), "home", Put.RENDERED)


def test_languages_have_the_codes_of_the_household_study() -> None:
    assert [litrans(tag) for tag in ("en-GB", "ur", "pnb", "pa-Guru", "bn", "pl", "phr", "syl", "ro")] == [
        *(0, 8, 6, 5, 2, 10),
        *(97, 97, 97),
    ]


def timings(call: Call) -> dict[str, tuple[float, float, int]]:
    [row] = call.trial.rows("folded")
    return {path.rpartition("/")[2]: (s, p, n) for path, _section, s, p, n in row.timings}


def finishes(call: Call) -> None:
    call.walks(go_on="yes")
    finishing.finish(call.trial.house, call.id, by=call.who, once=new_token())


def test_each_question_took_the_seconds_from_the_answer_before_it(call: Call) -> None:
    call.opens()
    finishes(call)
    found = timings(call)
    assert found["safe"] == (10, 0, 1)
    assert found["who"] == (10, 0, 1)  # what is read out takes time too
    [row] = call.trial.rows("folded")
    sections = {section for _path, section, *_more in row.timings}
    assert {call.path("home"), call.path("support")} <= sections


def test_neutral_page_lock_and_sign_out_are_pauses_and_no_time_of_the_question(call: Call) -> None:
    trial, house = call.trial, call.trial.house
    call.opens()
    call.walks(until="home/warm")
    pausing.pause(house, call.id, call.path("home/warm"), by=call.who.id)
    trial.minutes_pass(4)
    pausing.go_on(house, call.id, by=call.who.id)
    call.says("opening/safe", "yes")
    call.says("opening/overheard", "alone")
    token = staff.sign_in(house, "samina", PASSWORD, clock=trial.clock)
    staff.lock(house, token, clock=trial.clock)
    trial.minutes_pass(5)
    staff.unlock(house, token, PASSWORD, clock=trial.clock)
    staff.sign_out(house, token, clock=trial.clock)
    trial.minutes_pass(3)
    staff.sign_in(house, "samina", PASSWORD, clock=trial.clock)
    finishes(call)
    found = timings(call)
    assert found["warm"] == (10, 480, 1)
    assert found["safe"][0] == 20  # asked twice
    assert [row.kind for row in trial.rows("interruption")] == ["neutral", "lock", "lock"]


def test_a_day_between_two_sittings_is_nobodys_time(call: Call) -> None:
    from tests.work.test_interviews import leaves

    call.opens()
    call.walks(until="home/warm")
    leaves(call, "call_back", "home/warm")
    call.trial.clock.set(call.trial.clock.at + timedelta(days=1))
    interviews.resume(call.trial.house, call.id, Manner("ur"), by=call.who.id)
    call.opens()
    finishes(call)
    assert max(seconds for seconds, _paused, _times in timings(call).values()) < 60
