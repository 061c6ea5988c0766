"""A phone rings our line: who it may be, what it hears, and that somebody rings back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select, update

from callassist.store import calls
from callassist.store.calls import call
from callassist.store.cases import contact, task
from callassist.store.people import phone
from callassist.voice.notices import InboundCall
from callassist.work import attempts, call_in, call_place, cases, interviews, numbers, rota, staff
from callassist.work.actor import Actor, Grant, Role
from callassist.work.call_in import take_in
from callassist.work.leaving import break_off
from callassist.work.numbers import Said
from callassist.work.plan import plan
from callassist.work.sittings import Manner
from tests.calls.telephone import Telephone, interviewer
from tests.meanwhile import meanwhile

PASSWORD = "a made-up password"


@pytest.fixture
def at_work(telephone: Telephone) -> Iterator[Telephone]:
    """An interviewer who speaks her language is signed in, and no other."""
    house = telephone.trial.house
    token = staff.sign_in(house, f"interviewer-{telephone.nth}", PASSWORD)
    yield telephone
    staff.sign_out(house, token)


@pytest.fixture
def colleague(at_work: Telephone) -> Iterator[Actor]:
    """A colleague who speaks the same languages is signed in as well; of two alike she would not be rung."""
    name = f"colleague-{at_work.nth}"
    made = interviewer(at_work.trial, at_work.study, name, f"+44770090{900 + at_work.nth:04}")
    token = staff.sign_in(at_work.trial.house, name, PASSWORD)
    yield made
    staff.sign_out(at_work.trial.house, token)


def came_in(telephone: Telephone) -> str:
    with telephone.trial.house.database.read() as c:
        query = select(call.c.id).where(call.c.direction == "in").order_by(call.c.id.desc())
        return str(c.execute(query).scalars().first())


def tasks(telephone: Telephone, call_id: str) -> list[str]:
    with telephone.trial.house.database.read() as c:
        query = select(task.c.words).where(task.c.cause == f"rang:{call_id}")
        return list(c.execute(query).scalars())


def rings_us(telephone: Telephone, number: str = "") -> None:
    telephone.trial.network.hand(number or telephone.mother, "ring")
    assert telephone.trial.network.idle()
    telephone.works()


def talks(telephone: Telephone) -> None:
    """She is in an interview with another family, dialled by hand."""
    house = telephone.trial.house
    case_id = telephone.opens("T-261")
    interviews.start(house, case_id, Manner("ur"), by=telephone.actor.id, once=telephone.token())


def test_nobody_is_free_so_she_hears_that_she_will_be_rung_back_and_a_task_is_there(
    telephone: Telephone,
) -> None:
    rings_us(telephone)
    telephone.seconds_pass(8)
    heard = telephone.trial.network.heard(telephone.mother)
    assert heard == ["Hello. Nobody can take your call just now. We will ring you back. Goodbye."]
    [words] = tasks(telephone, came_in(telephone))
    assert telephone.family in words
    assert "Say no name first" in words
    assert telephone.call(came_in(telephone)).ended_at is not None


def test_an_unknown_number_hears_the_same_and_no_more(telephone: Telephone) -> None:
    rings_us(telephone, "+447700900999")
    telephone.seconds_pass(8)
    assert telephone.trial.network.heard("+447700900999")[0].startswith("Hello. Nobody can take")
    assert tasks(telephone, came_in(telephone)) == [
        "An unknown number rang. Say no name first; begin with the identity check."
    ]


def test_an_interviewer_who_speaks_her_language_is_rung_and_finds_out_who_it_is(at_work: Telephone) -> None:
    rings_us(at_work)
    assert at_work.rang(at_work.own) == 1
    at_work.seconds_pass(4)
    at_work.hand(at_work.own, "answer")
    [talk] = at_work.trial.network.talks(at_work.mother)
    assert {talk["a"], talk["b"]} == {at_work.mother, at_work.own}
    call_id, case_id = came_in(at_work), at_work.case()
    call_in.take_up(at_work.trial.house, at_work.actor, call_id, case_id)
    assert at_work.call(call_id).case_id == case_id
    with at_work.trial.house.database.read() as c:
        assert calls.up(c, case_id) == call_id
    at_work.hand(at_work.mother, "hang-up")
    at_work.hand(at_work.own, "hang-up")
    assert tasks(at_work, call_id) == []
    assert at_work.call(call_id).ended_at is not None


def test_whoever_is_on_shift_is_rung_before_those_who_only_are_signed_in(
    at_work: Telephone, colleague: Actor
) -> None:
    now = at_work.trial.house.now()
    shift = rota.Planned(colleague.id, now, now + timedelta(hours=2))
    rota.put_on(at_work.trial.house, at_work.actor, at_work.study, [shift], token=at_work.token())
    rings_us(at_work)
    assert at_work.call(came_in(at_work)).by == colleague.id


def test_whoever_has_the_family_open_is_rung_before_those_on_shift(
    at_work: Telephone, colleague: Actor
) -> None:
    at_work.opens(who=colleague)
    rings_us(at_work)
    assert at_work.call(came_in(at_work)).by == colleague.id


def test_nobody_is_rung_in_the_middle_of_an_interview_that_she_dialled_by_hand(at_work: Telephone) -> None:
    talks(at_work)
    rings_us(at_work)
    assert at_work.rang(at_work.own) == 0
    assert len(tasks(at_work, came_in(at_work))) == 1


def test_an_interviewer_who_does_not_answer_leaves_nobody_in_silence(at_work: Telephone) -> None:
    rings_us(at_work)
    at_work.seconds_pass(45)
    heard = at_work.trial.network.heard(at_work.mother)
    assert heard[-1].startswith("Hello. Nobody can take your call")
    assert at_work.trial.network.calls(at_work.mother)[-1]["status"] == "completed"
    assert len(tasks(at_work, came_in(at_work))) == 1


def longest_silence(telephone: Telephone, number: str, *, spoken: int = 6) -> float:
    """The longest while, in seconds, between two things that a phone heard; each takes so long to say."""
    network = telephone.trial.network
    sid = network.calls(number)[-1]["sid"]
    heard = [one for one in network.journal(kind="heard") if one["sid"] == sid]
    moments = [network.clock_of(one["trial"]) for one in heard]
    ended = next(
        network.clock_of(one["trial"])
        for one in network.journal(kind="leg")
        if one["sid"] == sid and one["status"] == "completed"
    )
    pairs = zip(moments, [*moments[1:], ended], strict=True)
    return max((later - before).total_seconds() - spoken for before, later in pairs)


def test_whoever_waits_for_an_interviewer_hears_a_word_every_few_seconds(at_work: Telephone) -> None:
    rings_us(at_work)
    at_work.seconds_pass(45)
    assert longest_silence(at_work, at_work.mother) <= 5


def test_a_parent_whom_the_interviewer_lost_hears_so_until_the_line_is_let_go(telephone: Telephone) -> None:
    telephone.calls()
    telephone.hand(telephone.own, "answer")
    telephone.trial.network.hand(telephone.own, "drop")  # and nobody has told us when she answers
    telephone.trial.network.hand(telephone.mother, "answer")
    telephone.seconds_pass(30)
    assert longest_silence(telephone, telephone.mother) <= 5


def test_two_who_ring_at_the_same_moment_do_not_both_ring_one_interviewer(at_work: Telephone) -> None:
    house, line = at_work.trial.house, at_work.study.edition.protocol.study.sender
    first, second = (
        InboundCall(f"CA{n:032}", at_work.mother, line) for n in (at_work.nth, at_work.nth + 500)
    )
    take_in(meanwhile(house, lambda: take_in(house, second)), first)
    with house.database.read() as c:
        given = [calls.caused(c, f"in:{one.sid}").by for one in (first, second)]
        house.database.keep(lambda c: calls.note_call(c, calls.caused(c, f"in:{second.sid}").id, by=None))
    assert given == [None, at_work.actor.id]


def test_whoever_rang_us_and_was_cut_off_is_rung_again_from_the_same_call(at_work: Telephone) -> None:
    rings_us(at_work)
    at_work.seconds_pass(4)
    at_work.hand(at_work.own, "answer")
    call_id, house = came_in(at_work), at_work.trial.house
    call_in.take_up(house, at_work.actor, call_id, at_work.case())
    cases.open_contact_note(house, at_work.actor, at_work.case())
    at_work.hand(at_work.mother, "hang-up")
    before = at_work.rang(at_work.mother)
    call_place.redial(house, at_work.actor, call_id, token=at_work.token())
    at_work.works()
    assert at_work.rang(at_work.mother) == before + 1
    at_work.hand(at_work.mother, "answer")
    assert len(at_work.trial.network.talks(at_work.mother)) == 2
    at_work.hand(at_work.own, "hang-up")
    at_work.seconds_pass(20)
    assert at_work.call(call_id).ended_at is not None


def test_whoever_is_rung_again_is_rung_where_she_rang_from_and_nowhere_once_that_is_unsafe(
    at_work: Telephone,
) -> None:
    house, person = at_work.trial.house, at_work.people[at_work.family]
    said = Said("own", safe=True, texts_ok=False, voicemail_ok=False, withhold=False, place=2)
    second = f"+44770090{700 + at_work.nth:04}"
    numbers.add_number(
        house, at_work.actor, at_work.opens(), second, said, reason="She said so.", token=at_work.token()
    )
    rings_us(at_work, second)
    at_work.seconds_pass(4)
    at_work.hand(at_work.own, "answer")
    call_id, case_id = came_in(at_work), at_work.case()
    call_in.take_up(house, at_work.actor, call_id, case_id)
    at_work.hand(second, "hang-up")
    rang = at_work.rang(second)  # as she rang us
    call_place.redial(house, at_work.actor, call_id, token=at_work.token())
    marked = update(phone).where(phone.c.participant_id == person, phone.c.place == 2)
    house.database.keep(lambda c: c.execute(marked.values(safe=False)))
    at_work.works()
    assert (at_work.rang(second), at_work.rang(at_work.mother)) == (rang, 0)
    assert at_work.legs(call_id)["parent"].state == "withdrawn"
    house.database.keep(lambda c: c.execute(marked.values(safe=True)))
    call_place.redial(house, at_work.actor, call_id, token=at_work.token())
    at_work.works()
    assert (at_work.rang(second), at_work.rang(at_work.mother)) == (rang + 1, 0)
    at_work.hand(at_work.own, "hang-up")
    at_work.seconds_pass(20)


def test_an_interview_with_a_parent_who_rang_us_is_no_attempt_of_ours(at_work: Telephone) -> None:
    rings_us(at_work)
    at_work.seconds_pass(4)
    at_work.hand(at_work.own, "answer")
    house, case_id = at_work.trial.house, at_work.case()
    call_in.take_up(house, at_work.actor, came_in(at_work), case_id)
    cases.open_contact_note(house, at_work.actor, case_id)
    held = interviews.start(house, case_id, Manner("ur"), by=at_work.actor.id, once=at_work.token())
    break_off(house, held, "call_back", None, by=at_work.actor, once=at_work.token())
    with house.database.read() as c:
        row = c.execute(select(contact).where(contact.c.interview_id == held)).one()
    assert (row.channel, row.direction, row.attempt) == ("call", "in", False)
    at_work.hand(at_work.mother, "hang-up")


def test_of_a_shared_phone_she_is_shown_those_alone_whom_she_may_ring(at_work: Telephone) -> None:
    there = {"study_number": f"T-{300 + at_work.nth}", "site": "northside", "cohort": "north_jun26"}
    shared = {"phone": at_work.mother, "phone_whose": "shared", "phone_shared_with": at_work.family}
    at_work.trial.enrol(at_work.study, there | shared)
    plan(at_work.trial.house)
    rings_us(at_work)
    of_luton = (Grant(Role.INTERVIEWER, at_work.study.id, "luton"),)
    luton = replace(at_work.actor, grants=of_luton)
    shown = call_in.may_be(at_work.trial.house, luton, came_in(at_work))
    assert {one.number for one in shown} == {at_work.family}
    everywhere = call_in.may_be(at_work.trial.house, at_work.actor, came_in(at_work))
    assert len({one.number for one in everywhere}) == 2
    at_work.hand(at_work.mother, "hang-up")


@pytest.mark.parametrize("shared", [False, True])
def test_a_call_back_is_done_by_ringing_that_phone_and_by_no_earlier_call(
    telephone: Telephone, shared: bool
) -> None:
    house, case_id = telephone.trial.house, telephone.opens()
    before = house.now()
    if shared:
        hers = {"phone": telephone.mother, "phone_whose": "shared", "phone_shared_with": telephone.family}
        telephone.trial.enrol(telephone.study, {"study_number": f"T-{400 + telephone.nth}"} | hers)
    rings_us(telephone)
    missed = came_in(telephone)

    def logs(at: datetime) -> str:
        tried = attempts.Attempt("call", "no_answer", at)
        attempts.log_attempt(house, telephone.actor, case_id, tried, token=telephone.token())
        with house.database.read() as c:
            return str(c.execute(select(task.c.state).where(task.c.cause == f"rang:{missed}")).scalar_one())

    assert logs(before) == "open"
    telephone.seconds_pass(60)
    assert logs(house.now()) == "done"


def test_whoever_was_spoken_with_and_put_to_no_case_is_not_lost(at_work: Telephone) -> None:
    rings_us(at_work)
    at_work.seconds_pass(4)
    at_work.hand(at_work.own, "answer")
    at_work.seconds_pass(20)
    at_work.hand(at_work.mother, "hang-up")
    at_work.hand(at_work.own, "hang-up")
    missed, said = came_in(at_work), select(task.c.words)
    assert tasks(at_work, missed) == []
    with at_work.trial.house.database.read() as c:
        [words] = c.execute(said.where(task.c.cause == f"who_rang:{missed}")).scalars()
    assert f"may be {at_work.family} and was spoken with" in words
