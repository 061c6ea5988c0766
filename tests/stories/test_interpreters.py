"""An interpreter is asked by text, says yes or no, and follows the appointment that she was asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from callassist.errors import Refusal
from callassist.interpreters.booking import BookingEvent
from callassist.privacy.tokens import new_token
from callassist.store import attempts as attempt_rows
from callassist.store import bookings, tasks
from callassist.work import appointments, attempts, booking_came, interpreters
from callassist.work import bookings as booking_verbs
from callassist.work.actor import Actor, Grant, Role
from callassist.work.appointments import Wanted
from callassist.work.attempts import Attempt
from callassist.work.booking_line import line_for, number_for
from callassist.work.booking_offers import asked_of, found
from callassist.work.booking_requests import Request, request
from callassist.work.bookings import Confirmation
from tests.trial import Trial, at
from tests.web.houses import tiny_folder

STARTS = "2026-10-05 10:00"
RAHIMA: Mapping[str, str] = {
    "study_number": "T-131",
    "full_name": "Rahima Begum",
    "phone": "07700 900331",
    "spoken": "Sylheti",
    "reads": "none",
    "texts_in": "none",
    "interpreter": "yes",
    "interpreter_gender": "female",
    "household": "H-131",
}
ANWARA, KARIM = "07700 900811", "07700 900812"
FREELANCE: Mapping[str, str] = {
    "name": "Anwara Chowdhury",
    "number": ANWARA,
    "kind": "freelance",
    "languages": "Sylheti; Bengali",
    "gender": "female",
    "registered_with": "NRPSI",
    "registration": "10771",
    "confidential_on": "2026-09-01",
    "pence_an_hour": "£38.00",
    "least_minutes": "60",
    "free_hours": "24",
    "charge_percent": "50",
    "hours": "Mon-Fri 09:00-20:00",
}
AGENCY: Mapping[str, str] = {
    "name": "Lea Bridge Interpreting",
    "number": "01632 960017",
    "languages": "Sylheti; Romanian",
    "hours": "Mon-Fri 08:00-20:00; Sat 09:00-17:00",
    "lead_days": "2",
    "pence_an_hour": "38",
}


class Desk:
    """A trial with a Sylheti-speaking mother, interpreters, and people who book them."""

    def __init__(self, trial: Trial) -> None:
        self.trial, self.house = trial, trial.house
        self.study = trial.load(tiny_folder())
        (self.mother,) = trial.enrol(self.study, RAHIMA)
        trial.settle()
        grants = (Grant(Role.INTERVIEWER), Grant(Role.MANAGER), Grant(Role.SUPERVISOR))
        self.samina = Actor("samina", "samina", "Samina", ("en-GB", "ur"), grants)
        self.case: Any = trial.case(self.mother, "post_programme")

    def registers(self, **differs: str) -> str:
        fields = {**FREELANCE, **differs}
        return interpreters.add(self.house, self.study, fields, by="helen", token=new_token())

    def agency(self) -> str:
        return interpreters.add_agency(self.house, self.study, AGENCY, by="helen", token=new_token())

    def agrees(self, wall: str) -> str:
        wanted = Wanted(datetime.fromisoformat(wall), None)
        return appointments.book(self.house, self.samina, self.case.id, wanted, token=new_token())

    def asks(self, provider: str, wall: str, gender: str = "female") -> str:
        wanted = Request(provider, at(wall), gender)
        booked = request(self.house, self.samina, self.case.id, wanted, token=new_token())
        self.trial.settle()
        return booked

    def booking(self, booking_id: str) -> Any:
        with self.house.database.read() as c:
            return bookings.one(c, booking_id)

    def all(self) -> list[Any]:
        with self.house.database.read() as c:
            return list(reversed(bookings.of_case(c, self.case.id)))

    def tasks(self) -> list[str]:
        with self.house.database.read() as c:
            return [one.words for one in tasks.opened(c, [self.study.id], 50) if one.kind == "interpreter"]

    def offered(self, wall: str) -> list[str]:
        with self.house.database.read() as c:
            row = attempt_rows.case(c, self.case.id)
            asked = asked_of(c, self.study, row)
            found_ = found(c, self.study, row, asked, self.house.now())
        return [one.provider for one in found_ if one.starts_at == at(wall)]


@pytest.fixture
def desk(at_work: Callable[[str], Trial]) -> Desk:
    return Desk(at_work(STARTS))


def test_a_yes_by_text_confirms_and_no_text_says_whom_it_is_for(desk: Desk) -> None:
    anwara = desk.registers()
    desk.agrees("2026-10-08T17:30")
    booked = desk.asks(anwara, "2026-10-08 17:30")
    (asked,) = desk.trial.texts_to(ANWARA)
    assert asked == (
        "callassist: can you interpret Sylheti by phone on Thu 8 Oct 17:30, 45 minutes, a woman asked for? "
        "Please answer YES B-0001 or NO B-0001."
    )
    desk.trial.replies(ANWARA, "Yes")
    assert desk.booking(booked).state == "confirmed"
    confirmed = desk.trial.texts_to(ANWARA)[1]
    assert confirmed.startswith("callassist: thank you, booked. Sylheti, Thu 8 Oct 17:30")
    for text in (asked, confirmed):
        assert not any(known in text for known in ("Rahima", "T-131", "900331", "together"))


def test_a_no_asks_the_next_and_the_last_no_leaves_a_task(desk: Desk) -> None:
    anwara = desk.registers()
    desk.registers(name="Abdul Karim", number=KARIM, gender="male")
    desk.asks(anwara, "2026-10-08 17:30")
    desk.trial.replies(ANWARA, "no B-0001")
    assert [one.state for one in desk.all()] == ["declined", "requested"]
    assert "YES B-0002" in desk.trial.texts_to(KARIM)[0]
    desk.trial.replies(KARIM, "NO")
    assert [one.state for one in desk.all()] == ["declined", "declined"]
    assert desk.tasks() == [
        "No interpreter is left for this time. Agree another time with her, or use the on-demand line."
    ]


def test_an_answer_that_may_mean_two_bookings_is_asked_about(desk: Desk) -> None:
    anwara = desk.registers()
    first = desk.asks(anwara, "2026-10-08 17:30")
    second = desk.asks(anwara, "2026-10-09 17:30")
    desk.trial.replies(ANWARA, "YES")
    assert "which booking is that for?" in desk.trial.texts_to(ANWARA)[-1]
    desk.trial.replies(ANWARA, "YES B-0002")
    assert (desk.booking(first).state, desk.booking(second).state) == ("requested", "confirmed")


def test_words_that_are_no_answer_wait_for_a_reader(desk: Desk) -> None:
    booked = desk.asks(desk.registers(), "2026-10-08 17:30")
    desk.trial.replies(ANWARA, "Can we say 18:00 instead?")
    assert desk.booking(booked).state == "requested"


def test_a_request_follows_an_appointment_that_moves(desk: Desk) -> None:
    anwara = desk.registers()
    agreed = desk.agrees("2026-10-08T17:30")
    desk.asks(anwara, "2026-10-08 17:30")
    wanted = Wanted(datetime.fromisoformat("2026-10-09T18:00"), None)
    appointments.move(desk.house, desk.samina, agreed, wanted, token=new_token())
    desk.trial.settle()
    old, new = desk.all()
    assert (old.state, old.paid, new.state) == ("cancelled", 0, "requested")
    assert new.starts_at == at("2026-10-09 18:00")
    assert "not needed any more" in desk.trial.texts_to(ANWARA)[1]


def test_a_confirmed_one_is_undone_by_a_person_who_has_seen_the_price(desk: Desk) -> None:
    anwara = desk.registers()
    agreed = desk.agrees("2026-10-08T17:30")
    booked = desk.asks(anwara, "2026-10-08 17:30")
    desk.trial.replies(ANWARA, "YES")
    desk.trial.until("2026-10-07 18:00")
    appointments.cancel(desk.house, desk.samina, agreed, token=new_token())
    desk.trial.settle()
    (words,) = desk.tasks()
    assert words.endswith("Free to cancel until Wed 7 Oct 17:30, then £19.00.")
    assert desk.booking(booked).state == "confirmed"
    with pytest.raises(Refusal, match="£19.00"):
        booking_verbs.cancel(desk.house, desk.samina, booked, agreed=0, token=new_token())
    booking_verbs.cancel(desk.house, desk.samina, booked, agreed=1900, token=new_token())
    assert (desk.booking(booked).state, desk.booking(booked).paid) == ("cancelled", 1900)
    assert desk.tasks() == []


def test_an_agency_is_asked_with_notice_and_confirmed_by_hand_with_its_code(desk: Desk) -> None:
    agency = desk.agency()
    with pytest.raises(Refusal, match="nobody there can come"):
        desk.asks(agency, "2026-10-06 17:30")
    booked = desk.asks(agency, "2026-10-07 17:30")
    told = Confirmation(theirs="LB-2207", code="4092", digits="4092#", gender="female")
    booking_verbs.confirm(desk.house, desk.samina, booked, told, token=new_token())
    now = at("2026-10-07 17:30")
    line = line_for(desk.house, desk.case.id, now)
    assert line is not None
    assert (line.who, line.reference, line.code) == ("Lea Bridge Interpreting", "LB-2207", "4092")
    assert number_for(desk.house, booked, by="samina") == "+441632960017"
    assert line_for(desk.house, desk.case.id, now - timedelta(hours=2)) is None
    assert b"4092" not in desk.booking(booked).code


def test_nobody_is_booked_into_two_calls_at_once(desk: Desk) -> None:
    anwara = desk.registers()
    desk.asks(anwara, "2026-10-08 17:30")
    (other,) = desk.trial.enrol(
        desk.study,
        {
            **RAHIMA,
            "study_number": "T-132",
            "household": "H-132",
            "phone": "07700 900332",
            "full_name": "Hasna Miah",
        },
    )
    desk.trial.settle()
    desk.case = desk.trial.case(other, "post_programme")
    assert desk.offered("2026-10-08 17:30") == desk.offered("2026-10-08 18:00") == []
    assert desk.offered("2026-10-08 18:15") == [anwara]
    with pytest.raises(Refusal):
        desk.asks(anwara, "2026-10-08 18:00")


def test_who_knows_her_or_her_household_is_not_offered_again(desk: Desk) -> None:
    anwara = desk.registers()
    booked = desk.asks(anwara, "2026-10-05 17:30")
    desk.trial.replies(ANWARA, "YES")
    desk.trial.until("2026-10-05 17:31")
    booking_came.know_each_other(desk.house, desk.samina, booked, token=new_token())
    assert (desk.booking(booked).state, desk.booking(booked).why) == ("attended", "knew each other")
    assert desk.offered("2026-10-06 17:30") == []
    (her_husband,) = desk.trial.enrol(
        desk.study, {**RAHIMA, "study_number": "T-133", "role": "father", "phone": "07700 900333"}
    )
    desk.trial.settle()
    desk.case = desk.trial.case(her_husband, "post_programme")
    assert desk.offered("2026-10-06 17:30") == []


def test_an_interpreter_who_did_not_come_counts_against_nobody(desk: Desk) -> None:
    booked = desk.asks(desk.registers(), "2026-10-05 17:30")
    desk.trial.replies(ANWARA, "YES")
    desk.trial.until("2026-10-05 17:36")
    made = Attempt("call", "interpreter_absent", desk.house.now(), "Waited for her together.")
    attempts.log_attempt(desk.house, desk.samina, desk.case.id, made, token=new_token())
    assert (desk.booking(booked).state, desk.booking(booked).paid) == ("not_come", 0)
    with desk.house.database.read() as c:
        assert [one.attempt for one in attempt_rows.outcomes(c, desk.case.id)] == [False]
    booking_verbs.mark(desk.house, desk.samina, booked, BookingEvent.CAME, token=new_token())
    assert (desk.booking(booked).state, desk.booking(booked).paid) == ("late", 3800)


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
    desk.asks(desk.registers(), "2026-10-08 17:30")
    file = str(desk.house.database.engine.url.database)
    with open(file, "rb") as base, open(f"{file}-wal", "rb") as wal:
        kept = base.read() + wal.read()
    for identity in ("Anwara Chowdhury", "900811", "7700900811"):
        assert identity.encode() not in kept
