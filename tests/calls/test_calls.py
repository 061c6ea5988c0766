"""A call as an interviewer places it: her phone first, then the parent's, once for each press."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from callassist.errors import Refusal
from callassist.privacy.index import number_index
from callassist.store import holds
from callassist.store.calls import leg
from callassist.store.people import phone
from callassist.store.studies import study
from callassist.voice.instructions import Part
from callassist.work import call_acts, call_place
from callassist.work.plan import plan
from tests.calls.telephone import Telephone, interviewer


def test_her_own_phone_rings_first_and_the_parents_only_once_she_is_there(telephone: Telephone) -> None:
    call_id = telephone.calls()
    assert (telephone.rang(telephone.own), telephone.rang(telephone.mother)) == (1, 0)
    telephone.hand(telephone.own, "answer")
    assert (telephone.rang(telephone.own), telephone.rang(telephone.mother)) == (1, 1)
    telephone.hand(telephone.mother, "answer")
    [talk] = telephone.trial.network.talks(telephone.mother)
    assert {talk["a"], talk["b"]} == {telephone.own, telephone.mother}
    telephone.hand(telephone.mother, "hang-up")
    telephone.hand(telephone.own, "hang-up")
    legs = telephone.legs(call_id)
    assert {part: leg.course for part, leg in legs.items()} == {"interviewer": "over", "parent": "over"}
    assert telephone.call(call_id).ended_at is not None
    assert not telephone.call(call_id).silent


def test_the_same_form_sent_twice_places_one_call(telephone: Telephone) -> None:
    token = telephone.token()
    first = telephone.calls(token=token)
    assert telephone.calls(token=token) == first
    assert telephone.rang(telephone.own) == 1


def test_nobody_is_rung_before_the_note_is_read_nor_outside_the_hours(telephone: Telephone) -> None:
    house, actor, case_id = telephone.trial.house, telephone.actor, telephone.case()
    with pytest.raises(Refusal, match="not open at yours"):
        call_place.place_call(house, actor, case_id, "", token=telephone.token())
    telephone.opens()
    telephone.trial.rehearsal.set_clock(house.now().replace(hour=22))
    telephone.opens()
    with pytest.raises(Refusal, match="outside the hours"):
        call_place.place_call(house, actor, case_id, "", token=telephone.token())
    assert telephone.rang(telephone.own) == 0


def test_what_was_true_at_the_press_is_asked_again_before_the_parents_phone_rings(
    telephone: Telephone,
) -> None:
    call_id = telephone.calls()
    telephone.stops_calls()
    telephone.hand(telephone.own, "answer")
    assert telephone.rang(telephone.mother) == 0
    parent = telephone.legs(call_id)["parent"]
    assert (parent.state, parent.reason) == ("withdrawn", "No calls are wanted.")


@pytest.mark.parametrize(
    ("became", "why"),
    [({"state": "wrong"}, "No number may be rung."), ({"safe": False}, "This number is not safe.")],
)
def test_a_number_that_was_marked_after_the_press_is_not_rung(
    telephone: Telephone, became: dict[str, object], why: str
) -> None:
    call_id = telephone.calls()
    hers = update(phone).where(phone.c.participant_id == telephone.people[telephone.family])
    telephone.trial.house.database.keep(lambda c: c.execute(hers.values(**became)))
    telephone.hand(telephone.own, "answer")
    assert telephone.rang(telephone.mother) == 0
    parent = telephone.legs(call_id)["parent"]
    assert (parent.state, parent.reason) == ("withdrawn", why)
    telephone.hand(telephone.own, "hang-up")
    telephone.trial.house.database.keep(lambda c: c.execute(hers.values(state="in_use", safe=True)))


def test_a_parent_who_answers_when_the_interviewer_has_gone_hears_a_word_and_is_not_rung_again(
    telephone: Telephone,
) -> None:
    call_id = telephone.calls()
    telephone.hand(telephone.own, "answer")
    telephone.hand(telephone.mother, "answer")
    telephone.hand(telephone.own, "drop")
    assert telephone.trial.network.heard(telephone.mother)[-1].startswith("This call has ended.")
    telephone.seconds_pass(10)
    assert telephone.trial.network.calls(telephone.mother)[-1]["status"] == "completed"
    assert telephone.rang(telephone.mother) == 1
    assert telephone.call(call_id).ended_at is not None


def test_a_phone_that_rings_for_nobody_is_rung_no_more(telephone: Telephone) -> None:
    call_id = telephone.calls()
    telephone.hand(telephone.own, "answer")
    telephone.hand(telephone.own, "hang-up")
    assert telephone.trial.network.calls(telephone.mother)[-1]["status"] == "canceled"
    telephone.works()
    assert telephone.legs(call_id)["parent"].course == "given_up"


def test_a_leg_that_nobody_knows_of_is_never_asked_for_again_by_itself(telephone: Telephone) -> None:
    telephone.trial.network.faults({"kind": "broken_after", "strikes": "call", "number": telephone.mother})
    call_id = telephone.calls()
    telephone.trial.network.faults(
        {"kind": "callback_lost", "strikes": "notice", "number": telephone.mother, "count": None}
    )
    telephone.hand(telephone.own, "answer")
    assert telephone.legs(call_id)["parent"].state == "unknown"
    with pytest.raises(Refusal, match="may still be ringing"):
        call_place.redial(telephone.trial.house, telephone.actor, call_id, token=telephone.token())
    telephone.settles()
    assert telephone.legs(call_id)["parent"].state == "accepted"
    assert telephone.rang(telephone.mother) == 1


def test_a_leg_that_was_never_rung_is_found_out_and_a_new_press_rings(telephone: Telephone) -> None:
    telephone.trial.network.faults({"kind": "broken_before", "strikes": "call", "number": telephone.mother})
    call_id = telephone.calls()
    telephone.hand(telephone.own, "answer")
    telephone.settles()
    parent = telephone.legs(call_id)["parent"]
    assert (parent.state, parent.reason) == ("refused", "it never rang")
    call_place.redial(telephone.trial.house, telephone.actor, call_id, token=telephone.token())
    telephone.works()
    assert telephone.rang(telephone.mother) == 1


def test_a_call_whose_every_notice_is_lost_still_rings_her_and_ends_as_the_network_says(
    telephone: Telephone,
) -> None:
    telephone.trial.network.faults({"kind": "callback_lost", "strikes": "notice", "count": None})
    call_id = telephone.calls()
    telephone.hand(telephone.own, "answer")
    assert telephone.rang(telephone.mother) == 1
    telephone.hand(telephone.mother, "reject")
    telephone.hand(telephone.own, "hang-up")
    telephone.settles()
    legs = telephone.legs(call_id)
    assert {part: leg.course for part, leg in legs.items()} == {"interviewer": "over", "parent": "busy"}
    assert telephone.call(call_id).ended_at is not None


def test_a_case_whose_call_is_up_stays_with_her_though_her_browser_is_closed(telephone: Telephone) -> None:
    telephone.calls()
    telephone.hand(telephone.own, "answer")
    telephone.hand(telephone.mother, "answer")
    for _ in range(3):
        telephone.seconds_pass(1)
        telephone.trial.rehearsal.set_clock(telephone.trial.house.now() + timedelta(minutes=16))
    with telephone.trial.house.database.read() as c:
        [hold] = holds.around(c, telephone.case(), telephone.trial.house.now())
    assert hold.by == telephone.actor.id


def test_a_study_that_is_not_live_reaches_no_interpreter_who_is_not_on_its_test_list(
    telephone: Telephone,
) -> None:
    house, line = telephone.trial.house, f"+44770090{700 + telephone.nth:04}"
    call_id = telephone.calls()
    telephone.hand(telephone.own, "answer")

    def becomes(**values: object) -> None:
        house.database.keep(lambda c: c.execute(update(study).values(**values)))

    for listed, rung in (([], 0), ([number_index(house.keys, telephone.study.id, line).hex()], 1)):
        becomes(mode="live", test_list=listed)
        call_place.add_interpreter(house, telephone.actor, call_id, line, token=telephone.token())
        telephone.works()
        becomes(mode="rehearsal", test_list=None)
        assert telephone.rang(line) == rung
    assert "test list" not in (telephone.legs(call_id)["interpreter"].reason or "")
    telephone.hand(telephone.own, "hang-up")


def test_where_she_speaks_another_language_the_interpreter_joins_before_the_parent_is_rung(
    telephone: Telephone,
) -> None:
    house, line = telephone.trial.house, f"+44770090{700 + telephone.nth:04}"
    in_english = replace(telephone.actor, languages=("en-GB",))
    case_id = telephone.opens()
    call_id = call_place.place_call(house, in_english, case_id, "", token=telephone.token())
    telephone.works()
    telephone.hand(telephone.own, "answer")
    assert telephone.rang(telephone.mother) == 0
    call_place.add_interpreter(house, in_english, call_id, line, token=telephone.token())
    telephone.works()
    telephone.hand(line, "answer")
    assert (telephone.rang(line), telephone.rang(telephone.mother)) == (1, 0)
    pressed = telephone.token()
    for _ in range(2):
        call_place.redial(house, in_english, call_id, token=pressed)
        telephone.works()
    assert telephone.rang(telephone.mother) == 1
    telephone.hand(telephone.mother, "answer")
    talked = telephone.trial.network.talks(telephone.mother)
    assert {one[side] for one in talked for side in "ab"} == {telephone.own, telephone.mother, line}
    telephone.hand(line, "hang-up")
    assert telephone.trial.network.heard(telephone.mother)[-1].startswith("Please hold on")
    assert telephone.legs(call_id)["parent"].held
    call_acts.hold(house, in_english, call_id, on=False)
    telephone.works()
    assert not telephone.legs(call_id)["parent"].held  # taken back, she is not put on hold for it again
    call_acts.end(house, in_english, call_id)
    telephone.works()
    assert telephone.call(call_id).ended_at is not None


def test_a_leg_whose_number_does_not_open_keeps_no_other_from_being_rung(telephone: Telephone) -> None:
    house, case_id = telephone.trial.house, telephone.opens()
    bad = call_place.place_call(house, telephone.actor, case_id, "", token=telephone.token())
    spoilt = update(leg).where(leg.c.call_id == bad).values(number=b"not sealed at all")
    house.database.keep(lambda c: c.execute(spoilt))
    number, own = f"T-{400 + telephone.nth}", f"+44770090{900 + telephone.nth:04}"
    another = {"study_number": number, "phone": f"07700 90{400 + telephone.nth:04}"}
    (person,) = telephone.trial.enrol(telephone.study, another)
    plan(house)
    other = replace(telephone, own=own, people={number: person})
    other.actor = interviewer(telephone.trial, telephone.study, f"beside-{telephone.nth}", own)
    other.calls(number)
    assert telephone.rang(own) == 1
    assert telephone.rang(telephone.own) == 0
    spoilt_leg = telephone.legs(bad)["interviewer"]
    assert spoilt_leg.state == "withdrawn"
    assert spoilt_leg.reason.startswith("a fault of ours")
    assert telephone.call(bad).ended_at is not None
    other.hand(own, "reject")


def test_an_interpreter_who_is_let_go_puts_nobody_on_hold(telephone: Telephone) -> None:
    house, line = telephone.trial.house, f"+44770090{700 + telephone.nth:04}"
    in_english = replace(telephone.actor, languages=("en-GB",))
    call_id = call_place.place_call(house, in_english, telephone.opens(), "", token=telephone.token())
    telephone.works()
    telephone.hand(telephone.own, "answer")
    call_place.add_interpreter(house, in_english, call_id, line, token=telephone.token())
    telephone.works()
    telephone.hand(line, "answer")
    call_place.redial(house, in_english, call_id, token=telephone.token())
    telephone.works()
    telephone.hand(telephone.mother, "answer")
    call_acts.drop(house, in_english, call_id, Part.INTERPRETER)
    telephone.works()
    assert telephone.legs(call_id)["interpreter"].over_at is not None
    assert not telephone.legs(call_id)["parent"].held
    call_acts.end(house, in_english, call_id)
    telephone.works()
