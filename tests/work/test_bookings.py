"""Bookings as verbs: they follow their appointment, cost what was agreed to, and know who knows whom."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from callassist.clock import StandingClock
from callassist.errors import Refusal
from callassist.interpreters.booking import BookingEvent
from callassist.privacy.tokens import new_id, new_token
from callassist.store import attempts as attempt_rows
from callassist.store.calls import call, leg
from callassist.store.cases import contact
from callassist.work import appointments, attempts, booking_came, interpreters
from callassist.work import bookings as booking_verbs
from callassist.work.appointments import Wanted
from callassist.work.attempts import Attempt
from callassist.work.booking_follow import follow
from callassist.work.booking_line import line_for, number_for
from callassist.work.bookings import Confirmation
from callassist.work.studies import load
from tests.booking_desk import FREELANCE, KARIM, Desk
from tests.trial import at
from tests.web.houses import open_house, tiny_folder
from tests.work.trials import open_trial

MONDAY = at("2026-10-12 10:00")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = open_house(tmp_path)
    opened.clock.set(MONDAY)
    yield Desk(opened.house, opened.house.study("together"))
    opened.house.database.close()


def it_is(desk: Desk, wall: str) -> None:
    """The clock goes on, and what follows by itself is done."""
    assert isinstance(desk.house.clock, StandingClock)
    desk.house.clock.set(at(wall))
    follow(desk.house)


def test_a_request_follows_an_appointment_that_moves(desk: Desk) -> None:
    anwara = desk.registers()
    agreed = desk.agrees("2026-10-15T17:30")
    desk.asks(anwara, "2026-10-15 17:30")
    wanted = Wanted(datetime.fromisoformat("2026-10-16T18:00"), None)
    appointments.move(desk.house, desk.samina, agreed, wanted, token=new_token())
    follow(desk.house)
    old, new = desk.all()
    assert (old.state, old.paid, new.state) == ("cancelled", 0, "requested")
    assert new.starts_at == at("2026-10-16 18:00")


def test_a_confirmed_one_is_undone_by_a_person_who_has_seen_the_price(desk: Desk) -> None:
    anwara = desk.registers()
    agreed = desk.agrees("2026-10-15T17:30")
    booked = desk.asks(anwara, "2026-10-15 17:30")
    desk.confirms(booked)
    it_is(desk, "2026-10-14 18:00")
    appointments.cancel(desk.house, desk.samina, agreed, token=new_token())
    follow(desk.house)
    (words,) = desk.tasks()
    assert words.endswith("Free to cancel until Wed 14 Oct 17:30, then £19.00.")
    assert desk.booking(booked).state == "confirmed"
    with pytest.raises(Refusal, match=r"£19\.00"):
        booking_verbs.cancel(desk.house, desk.samina, booked, agreed=0, token=new_token())
    booking_verbs.cancel(desk.house, desk.samina, booked, agreed=1900, token=new_token())
    assert (desk.booking(booked).state, desk.booking(booked).paid) == ("cancelled", 1900)
    assert desk.tasks() == []


def test_an_agency_is_asked_with_notice_and_confirmed_by_hand_with_its_code(desk: Desk) -> None:
    agency = desk.agency()
    with pytest.raises(Refusal, match="nobody there can come"):
        desk.asks(agency, "2026-10-13 17:30")
    booked = desk.asks(agency, "2026-10-14 17:30")
    told = Confirmation(theirs="LB-2207", code="4092", digits="4092#", gender="female")
    booking_verbs.confirm(desk.house, desk.samina, booked, told, token=new_token())
    now = at("2026-10-14 17:30")
    line = line_for(desk.house, desk.case.id, now)
    assert line is not None
    assert (line.who, line.reference, line.code) == ("Lea Bridge Interpreting", "LB-2207", "4092")
    assert number_for(desk.house, booked, by="samina") == "+441632960017"
    assert line_for(desk.house, desk.case.id, now - timedelta(hours=2)) is None
    assert b"4092" not in desk.booking(booked).code


def test_nobody_is_booked_into_two_calls_at_once(desk: Desk) -> None:
    anwara = desk.registers()
    desk.asks(anwara, "2026-10-15 17:30")
    desk.joins(study_number="T-132", household="H-132", phone="07700 900332", full_name="Hasna Miah")
    assert desk.offered("2026-10-15 17:30") == desk.offered("2026-10-15 18:00") == []
    assert desk.offered("2026-10-15 18:15") == [anwara]
    with pytest.raises(Refusal):
        desk.asks(anwara, "2026-10-15 18:00")


def test_who_knows_her_or_her_household_is_not_offered_again(desk: Desk) -> None:
    anwara = desk.registers()
    booked = desk.asks(anwara, "2026-10-12 17:30")
    desk.confirms(booked)
    it_is(desk, "2026-10-12 17:31")
    booking_came.know_each_other(desk.house, desk.samina, booked, token=new_token())
    assert (desk.booking(booked).state, desk.booking(booked).why) == ("attended", "knew each other")
    assert desk.offered("2026-10-13 17:30") == []
    desk.joins(study_number="T-133", role="father", phone="07700 900333")
    assert desk.offered("2026-10-13 17:30") == []


def test_an_interpreter_who_did_not_come_counts_against_nobody(desk: Desk) -> None:
    booked = desk.asks(desk.registers(), "2026-10-12 17:30")
    desk.confirms(booked)
    it_is(desk, "2026-10-12 17:36")
    made = Attempt("call", "interpreter_absent", desk.house.now(), "Waited for her together.")
    attempts.log_attempt(desk.house, desk.samina, desk.case.id, made, token=new_token())
    assert (desk.booking(booked).state, desk.booking(booked).paid) == ("not_come", 0)
    with desk.house.database.read() as c:
        assert [one.attempt for one in attempt_rows.outcomes(c, desk.case.id)] == [False]
    booking_verbs.mark(desk.house, desk.samina, booked, BookingEvent.CAME, token=new_token())
    assert (desk.booking(booked).state, desk.booking(booked).paid) == ("late", 3800)


def tried_in(desk: Desk) -> str | None:
    """Samina, who speaks no Sylheti, tries the family once more; the language that the ledger says."""
    made = Attempt("call", "no_answer", desk.house.now())
    attempts.log_attempt(desk.house, desk.samina, desk.case.id, made, token=new_token())
    with desk.house.database.read() as c:
        query = select(contact.c.language).where(contact.c.case_id == desk.case.id)
        return c.execute(query.order_by(contact.c.id.desc())).scalars().first()


def test_with_who_was_booked_on_the_line_she_was_tried_in_her_own_language(desk: Desk) -> None:
    booked = desk.asks(desk.registers(), "2026-10-12 17:30")
    desk.confirms(booked)
    it_is(desk, "2026-10-12 17:31")
    assert tried_in(desk) == "en-GB"
    booking_verbs.mark(desk.house, desk.samina, booked, BookingEvent.CAME, token=new_token())
    assert tried_in(desk) == "syl"
    it_is(desk, "2026-10-12 19:31")
    assert tried_in(desk) == "en-GB"


def test_with_the_line_joined_to_the_call_she_was_tried_in_her_own_language(desk: Desk) -> None:
    now, call_id = desk.house.now(), new_id()
    row: dict[str, Any] = {
        "id": call_id,
        "study_id": desk.study.id,
        "case_id": desk.case.id,
        "direction": "out",
    }
    row |= {"cause": "hand:1", "token": "t1", "started_at": now, "good_until": now}
    part: dict[str, Any] = {
        "id": new_id(),
        "call_id": call_id,
        "study_id": desk.study.id,
        "part": "interpreter",
    }
    part |= {"cause": "leg:1", "token": "t2", "state": "over", "made_at": now, "joined_at": now}

    def keep(c: Any) -> None:
        c.execute(insert(call), row)
        c.execute(insert(leg), part)

    assert tried_in(desk) == "en-GB"
    desk.house.database.keep(keep)
    assert tried_in(desk) == "syl"


def test_a_family_is_never_its_own_interpreter(desk: Desk) -> None:
    with pytest.raises(Refusal, match="a number of a family"):
        desk.registers(number="07700 900331")
    with pytest.raises(Refusal, match="never interprets"):
        desk.registers(kind="daughter")
    with pytest.raises(Refusal, match="Only professionals"):
        desk.registers(registered_with="")
    with pytest.raises(Refusal, match="before she has signed"):
        desk.registers(confidential_on="2027-01-01")


def test_a_dialect_that_is_a_language_is_not_hidden_in_brackets(desk: Desk) -> None:
    with pytest.raises(Refusal, match="Sylheti is a language of its own"):
        desk.registers(languages="Bengali (Sylheti)")


def test_a_pasted_table_comes_in_whole_or_not_at_all(desk: Desk) -> None:
    columns = list(FREELANCE)
    first = "\t".join(FREELANCE.values())
    second = "\t".join({**FREELANCE, "name": "Nadia Rahman", "number": KARIM, "hours": "Mon 9-5"}.values())
    table = "\n".join(["\t".join(columns), first, second])
    with pytest.raises(Refusal, match="row 3, Hours of the week"):
        interpreters.paste(desk.house, desk.study, table, by="helen", token=new_token())
    mended = table.replace("Mon 9-5", "Mon 09:00-17:00")
    assert interpreters.paste(desk.house, desk.study, mended, by="helen", token=new_token()) == 2
    with pytest.raises(Refusal, match="row 2, Number"):
        interpreters.paste(desk.house, desk.study, mended, by="helen", token=new_token())


def test_names_and_numbers_stand_nowhere_readable(desk: Desk) -> None:
    desk.asks(desk.registers(), "2026-10-15 17:30")
    file = Path(str(desk.house.database.engine.url.database))
    kept = b"".join(one.read_bytes() for one in file.parent.glob(f"{file.name}*"))
    assert b"booking_asked" in kept
    for identity in ("Anwara Chowdhury", "900811", "7700900811"):
        assert identity.encode() not in kept


def test_of_two_who_ask_her_at_the_same_instant_one_gets_her(tmp_path: Path, database_url: str) -> None:
    opened = open_trial(tmp_path, database_url)
    opened.clock.set(MONDAY)
    study = opened.house.study(load(opened.house, tiny_folder(), by="system").study_id)
    first, second = Desk(opened.house, study), Desk.__new__(Desk)
    second.__dict__.update(first.__dict__)
    second.joins(study_number="T-132", household="H-132", phone="07700 900332", full_name="Hasna Miah")
    anwara, together, refused = first.registers(), threading.Barrier(2), []

    def asks(desk: Desk) -> None:
        together.wait()
        try:
            desk.asks(anwara, "2026-10-15 17:30")
        except Refusal as refusal:
            refused.append(refusal.what)

    threads = [threading.Thread(target=asks, args=(desk,)) for desk in (first, second)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(first.all()) + len(second.all()) == 1
    assert refused == ["nobody there can come at that time."]
    opened.house.database.close()
