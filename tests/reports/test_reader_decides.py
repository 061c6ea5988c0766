"""A reader decides what a parent's text was: stop, no stop after all, a wrong number, a yes, a no."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from callassist.errors import Refusal
from callassist.privacy.tokens import new_token
from callassist.schedule.permit import Why
from callassist.store import outbox
from callassist.store.cases import task
from callassist.store.people import phone
from callassist.store.staff import note
from callassist.work import inbox
from callassist.work.actor import Actor, Grant, Role
from callassist.work.plan import plan
from callassist.work.send import claim
from tests.reports.deciding import appointment_state, book, case_of, text_of, texts
from tests.reports.families import at, enrol
from tests.web.houses import Trial
from tests.web.test_managing import a_reply


def reader(trial: Trial, *roles: Role) -> Actor:
    grants = tuple(Grant(role, trial.study_id) for role in roles or (Role.INBOX,))
    return Actor("reader", "reader", "Reader", (), grants)


def a_family(trial: Trial) -> tuple[str, str]:
    person = enrol(trial.house, trial.study_id, "T-029")
    booked = book(trial.house, person, at(10, 12))
    plan(trial.house)
    return person, booked


def doubts(trial: Trial, person: str) -> None:
    """Texts to her number wait, as after a text that may mean stop."""

    def keep(c: outbox.Connection) -> None:
        index = outbox.phones(c, [person])[person][0].number_index
        outbox.add_opt_out(
            c,
            id=new_token()[:36],
            study_id=trial.study_id,
            number_index=index,
            channel="text",
            state="doubtful",
            at=trial.house.now(),
            source="reply",
        )

    trial.house.database.keep(keep)


def goes_out(trial: Trial) -> list[str]:
    """The templates of all texts that go now, round after round until nothing moves."""
    went: list[str] = []
    while True:
        moved, claimed = claim(trial.house)
        went += [one.ask.message.template for one in claimed]
        if not moved:
            return went


def decides(trial: Trial, reply: str, meaning: str, appointment: str = "") -> str:
    return inbox.decide(
        trial.house,
        reader(trial),
        reply_id=reply,
        meaning=meaning,
        appointment_id=appointment,
        token=new_token(),
    )


def test_a_stop_ends_texts_to_that_number_and_leaves_the_appointment(trial: Trial) -> None:
    person, booked = a_family(trial)
    decides(trial, a_reply(trial, person, "leave me be", "stop"), "stop")
    assert texts(trial.house, person)["reminder_24h"] == "withdrawn"
    assert appointment_state(trial.house, booked) == "booked"
    plan(trial.house)
    trial.clock.set(at(9, 12, 5))
    assert goes_out(trial) == []


def test_no_stop_after_all_lets_what_waited_go(trial: Trial) -> None:
    person, _booked = a_family(trial)
    doubts(trial, person)
    trial.clock.set(at(9, 12, 5))
    assert goes_out(trial) == []
    waiting = text_of(trial.house, person, "reminder_24h")
    assert (waiting.state, waiting.reason) == ("held", Why.DOUBTFUL)
    decides(trial, a_reply(trial, person, "stop by any time", "stop"), "go_on")
    assert "reminder_24h" in goes_out(trial)


def test_only_start_undoes_a_stop(trial: Trial) -> None:
    person, _booked = a_family(trial)
    decides(trial, a_reply(trial, person, "no more", "stop"), "stop")
    with pytest.raises(Refusal, match="START"):
        decides(trial, a_reply(trial, person, "fine", "other"), "go_on")


def test_a_wrong_number_gets_nothing_more_and_a_task_asks_for_the_right_one(trial: Trial) -> None:
    person, _booked = a_family(trial)
    decides(trial, a_reply(trial, person, "who is this?"), "wrong_number")
    with trial.house.database.read() as c:
        assert c.execute(select(phone.c.state)).scalar_one() == "wrong"
        assert c.execute(select(task.c.kind).where(task.c.state == "open")).scalars().all() == ["new_number"]
    assert texts(trial.house, person)["reminder_24h"] == "withdrawn"


def test_a_yes_confirms_and_a_second_reader_is_told(trial: Trial) -> None:
    person, booked = a_family(trial)
    reply = a_reply(trial, person, "ok i think", "unclear")
    assert "confirmed" in decides(trial, reply, "yes", booked)
    assert appointment_state(trial.house, booked) == "confirmed"
    with pytest.raises(Refusal, match="meanwhile"):
        decides(trial, reply, "no", booked)
    assert appointment_state(trial.house, booked) == "confirmed"


def test_a_note_in_other_words_stands_at_her_case_and_the_parents_words_do_not(trial: Trial) -> None:
    person, _booked = a_family(trial)
    reply = a_reply(trial, person, "love the group")
    inbox.pass_on(trial.house, reader(trial), reply_id=reply, words="Is well.", token=new_token())
    with trial.house.database.read() as c:
        kept = c.execute(select(note)).one()
    assert kept.case_id == case_of(trial.house, person).id
    assert b"group" not in kept.words


def test_nobody_who_interviews_may_decide(trial: Trial) -> None:
    person, _booked = a_family(trial)
    reply = a_reply(trial, person, "love the group")
    both = reader(trial, Role.INBOX, Role.INTERVIEWER)
    with pytest.raises(Refusal, match="not yours"):
        inbox.decide(trial.house, both, reply_id=reply, meaning="nothing", token=new_token())
