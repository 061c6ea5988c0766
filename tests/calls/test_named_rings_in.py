"""Somebody whom a parent named rings us: known by the number, told nothing, rung back when missed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from callassist.errors import Refusal
from callassist.store import tracing as tracing_store
from callassist.store.calls import call
from callassist.store.cases import contact, task
from callassist.store.people import participant
from callassist.web.app import create_app
from callassist.work import call_in, call_log, call_place, cases, staff, tracing
from callassist.work.in_line import call_back_at
from callassist.work.numbers import Said, add_number
from callassist.work.tracing import Named
from tests.calls.telephone import Telephone

PASSWORD = "a made-up password"
NAME = "Shabana Made-Up"


@dataclass
class Friend:
    """A friend whom the mother of this story named, and the phone that she has."""

    telephone: Telephone
    id: str = ""

    @property
    def phone(self) -> str:
        return f"+44770090{300 + self.telephone.nth:04}"

    def rings(self) -> Any:
        self.telephone.trial.network.hand(self.phone, "ring")
        assert self.telephone.trial.network.idle()
        self.telephone.works()
        with self.telephone.trial.house.database.read() as c:
            query = select(call).where(call.c.direction == "in").order_by(call.c.id.desc())
            return c.execute(query).first()

    def rings_and_is_missed(self) -> Any:
        came = self.rings()
        self.telephone.seconds_pass(8)
        return came


def named(telephone: Telephone, *, agreed: str = "through_her") -> str:
    """The mother names her; the case is given back."""
    case_id = telephone.opens()
    told = Named(NAME, Friend(telephone).phone, "friend", "Urdu", "phone", agreed)
    made = tracing.add(telephone.trial.house, telephone.actor, case_id, told, token=telephone.token())
    cases.give_back(telephone.trial.house, telephone.actor, case_id)
    return made


@pytest.fixture
def friend(telephone: Telephone) -> Friend:
    """Both have agreed that she may be rung."""
    return Friend(telephone, named(telephone))


@pytest.fixture
def browser(friend: Friend) -> Iterator[FlaskClient]:
    """A browser in which an interviewer who speaks Urdu has signed in, with a phone beside it."""
    house, name = friend.telephone.trial.house, f"interviewer-{friend.telephone.nth}"
    app = create_app(house)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    assert client.post("/sign-in", data={"name": name, "password": PASSWORD}).status_code == 303
    token = staff.sign_in(house, name, PASSWORD)
    yield client
    staff.sign_out(house, token)


def main_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") :]))


def tasks(telephone: Telephone, came: Any) -> list[Any]:
    with telephone.trial.house.database.read() as c:
        return list(c.execute(select(task).where(task.c.cause.startswith(f"rang:{came.id}"))))


def ledger(telephone: Telephone, tracing_id: str) -> list[Any]:
    with telephone.trial.house.database.read() as c:
        return list(c.execute(select(contact).where(contact.c.tracing_id == tracing_id)))


def test_she_is_known_by_her_number_and_the_page_names_nobody(friend: Friend, browser: FlaskClient) -> None:
    here = friend.telephone
    came = friend.rings()
    assert here.rang(here.own) == 1
    assert came.participant_id is None
    told = browser.get("/call/rings").json["words"]
    assert told == f"Somebody is ringing: somebody whom {here.family} named?"
    page = browser.get("/call/in").text
    shown = main_of(page)
    assert f"It is somebody whom {here.family} named" in shown
    assert "Ask who is speaking." in shown
    assert "is never told the study’s name or what it is about" in shown
    for secret in (
        NAME,
        "Shabana",
        "Made Up",
        friend.phone[-6:],
        "07700",
        here.study.edition.protocol.study.title,
    ):
        assert secret not in page[page.index("<main") :]
    here.hand(friend.phone, "hang-up")


def test_taken_up_it_says_what_may_be_said_and_belongs_to_the_line_that_is_logged(
    friend: Friend, browser: FlaskClient
) -> None:
    here, case_id = friend.telephone, friend.telephone.case()
    came = friend.rings()
    here.seconds_pass(4)
    here.hand(here.own, "answer")
    went = browser.post(f"/call/in/{came.id}", data={"case": case_id, "named": friend.id})
    assert went.headers["Location"] == f"/case/{case_id}/numbers?do=rings-{friend.id}#rings"
    numbers = f"/case/{case_id}/numbers"
    assert "Open the note" in browser.get(went.headers["Location"]).text
    opened = browser.post(f"{numbers}/open?do=rings-{friend.id}")
    page = browser.get(opened.headers["Location"]).text
    assert "Person 1 rings us" in page
    assert "Ask nothing about her. They are asked only after" in main_of(page)
    assert NAME not in page
    assert 'data-act="end"' in page
    assert 'data-act="redial"' not in page
    who = browser.post(f"/case/{case_id}/named/{friend.id}/open?do=rings-{friend.id}", data={"rings": "yes"})
    assert f"It should be {NAME}" in main_of(who.text)
    assert friend.phone[-6:] not in who.text
    here.hand(friend.phone, "hang-up")
    assert 'data-act="redial"' not in browser.get(opened.headers["Location"]).text
    with pytest.raises(Refusal, match="somebody she named rang us"):
        call_place.redial(here.trial.house, here.actor, came.id, token=here.token())
    here.hand(here.own, "hang-up")
    assert [one.id for one in call_log.without_outcome(here.trial.house, here.actor)] == [came.id]
    log = {"rings": "yes", "outcome": "tracing_rang", "note": "", "once": here.token()}
    for _pressed_twice in range(2):
        assert browser.post(f"/case/{case_id}/named/{friend.id}/log", data=log).status_code == 303
    (line,) = ledger(here, friend.id)
    assert (line.direction, line.outcome, line.attempt) == ("in", "tracing_rang", False)
    assert here.call(came.id).contact_id == line.id
    assert "Somebody she named rang us." in browser.get(f"/case/{case_id}").text
    assert "Asked 1 of" not in browser.get(numbers).text
    assert [one for one in tasks(here, came) if one.state == "open"] == []


def test_missed_she_is_a_task_of_her_own_and_the_mother_is_not_called_back(friend: Friend) -> None:
    here = friend.telephone
    came = friend.rings_and_is_missed()
    assert came.answer == "greet:ur"
    assert here.trial.network.heard(friend.phone)[0].startswith("Hello. Nobody can take your call")
    (left,) = tasks(here, came)
    assert (
        left.words == f"Somebody whom {here.family} named rang: ring back, from the numbers of {here.family}."
    )
    assert (left.kind, left.case_id) == ("named_rang", here.case())
    assert call_back_at((), [left], here.study.edition.protocol) is None
    assert here.call(came.id).ended_at is not None


def test_missed_she_may_be_rung_back_before_our_own_tries_and_the_task_is_done_by_that(
    friend: Friend, browser: FlaskClient
) -> None:
    here, case_id = friend.telephone, friend.telephone.opens()
    numbers, show = f"/case/{case_id}/numbers", f"/case/{case_id}/named/{friend.id}"
    assert "asked only after" in browser.post(f"{show}/open").text
    came = friend.rings()
    here.seconds_pass(45)  # she does not answer
    assert f"Somebody whom {here.family} named rang: ring back" in browser.get("/day").text
    page = browser.get(numbers).text
    assert "Rang us and was missed: ring back." in page
    assert "Show person 1 and the number" in page
    shown = browser.post(f"{show}/open").text
    assert NAME in shown
    assert "ask nothing about her. Take down what is said." in main_of(shown)
    data = {"outcome": "tracing_no_answer", "note": "", "once": here.token()}
    assert browser.post(f"{show}/log", data=data).status_code == 303
    (left,) = tasks(here, came)
    assert left.state == "done"
    assert "asked only after" in browser.post(f"{show}/open").text


def test_who_has_not_agreed_is_asked_for_that_alone_and_not_rung_back(telephone: Telephone) -> None:
    friend = Friend(telephone, named(telephone, agreed=""))
    came = friend.rings_and_is_missed()
    assert came.answer == "greet:en-GB"
    (left,) = tasks(telephone, came)
    assert "has not agreed to be rung: nobody rings back" in left.words
    with pytest.raises(Refusal, match="not agreed"):
        tracing.show(telephone.trial.house, telephone.actor, telephone.opens(), friend.id)
    app = create_app(telephone.trial.house)
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()
    client.post("/sign-in", data={"name": f"interviewer-{telephone.nth}", "password": PASSWORD})
    page = client.get(f"/case/{telephone.case()}/numbers?do=rings-{friend.id}").text
    said = main_of(page)
    assert "Say nothing of her. You may ask whether we may ring this person" in said
    assert "Somebody she named was asked; gave a number" not in said
    assert "Show person 1" not in said


@pytest.mark.parametrize("whose", ["shared", "own"])
def test_a_phone_that_a_family_has_too_is_greeted_in_english_and_may_be_either(
    friend: Friend, whose: str
) -> None:
    here, other = friend.telephone, "T-260"
    case_id = here.opens(other)
    said = Said(whose, safe=True, texts_ok=False, voicemail_ok=False, withhold=False, place=2)
    add_number(
        here.trial.house, here.actor, case_id, friend.phone, said, reason="She said so.", token=here.token()
    )
    cases.give_back(here.trial.house, here.actor, case_id)
    came = friend.rings_and_is_missed()
    assert (came.answer, came.participant_id) == ("greet:en-GB", None)
    (left,) = tasks(here, came)
    assert left.words.startswith(
        f"Somebody rang who may be {other} or somebody whom {here.family} named: ring back."
    )
    assert (left.case_id, left.participant_id) == (None, None)


def test_who_was_taken_back_is_nobody_any_more(friend: Friend) -> None:
    here, case_id = friend.telephone, friend.telephone.opens()
    house = here.trial.house
    back = {"says": "participant", "allowed": False, "how": "phone"}
    tracing.say(house, here.actor, case_id, friend.id, token=here.token(), **back)
    with house.database.read() as c:
        gone = tracing_store.one(c, friend.id)
    assert (gone.record, gone.number_index) == (None, None)
    came = friend.rings_and_is_missed()
    (left,) = tasks(here, came)
    assert left.words.startswith("An unknown number rang.")


def test_whoever_heard_her_on_another_phone_finds_her_by_the_number(
    friend: Friend, browser: FlaskClient
) -> None:
    here = friend.telephone
    page = browser.post("/find", data={"telephone": friend.phone}).text
    shown = main_of(page)
    assert f"somebody whom {here.family} named" in shown
    assert NAME not in page
    assert f"/case/{here.case()}/numbers?do=rings-{friend.id}" in page
    assert "belongs to nobody" not in shown


def test_a_call_of_hers_is_nobodys_to_take_up_with_another_case(friend: Friend, browser: FlaskClient) -> None:
    here, other = friend.telephone, friend.telephone.case("T-261")
    came = friend.rings()
    for case_id, who in ((other, friend.id), (here.case(), ""), (here.case(), "somebody-else")):
        with pytest.raises(Refusal, match="does not belong to this call"):
            call_in.take_up(here.trial.house, here.actor, came.id, case_id, who)
    assert browser.get("/call/in").status_code == 200
    here.hand(friend.phone, "hang-up")


def test_asking_her_friend_leaves_the_call_that_she_herself_asked_for(friend: Friend) -> None:
    asked = SimpleNamespace(kind="call_back", raised_at=friend.telephone.trial.house.now())
    later = asked.raised_at + timedelta(minutes=5)
    protocol = friend.telephone.study.edition.protocol
    for outcome, still in (("tracing_knows_not", True), ("letter", True), ("no_answer", False)):
        tried = [SimpleNamespace(outcome=outcome, at=later, attempt=not still)]
        assert (call_back_at(tried, [asked], protocol) is not None) is still


def test_of_a_family_for_which_everything_is_stopped_nobody_is_rung_back(friend: Friend) -> None:
    here = friend.telephone
    house, person = here.trial.house, here.people[here.family]
    now = house.now()
    house.database.keep(
        lambda c: c.execute(update(participant).where(participant.c.id == person).values(stopped_at=now))
    )
    came = friend.rings_and_is_missed()
    (left,) = tasks(here, came)
    assert "Everything is stopped for that family: nobody rings back" in left.words
    house.database.keep(
        lambda c: c.execute(update(participant).where(participant.c.id == person).values(stopped_at=None))
    )
