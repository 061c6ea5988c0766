"""The interviewer's day: what has a time, what is owed, the next case, finding one, and the neutral page."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event, select, update

from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id, new_token
from callassist.schedule.order import Not
from callassist.store import attempts as ledger
from callassist.store import planning, staff
from callassist.store.cases import case_, hold
from callassist.store.people import allocation, participant
from callassist.store.staff import audit
from callassist.work import appointments, attempts
from callassist.work.attempts import Attempt
from callassist.work.line import take_next
from tests.web.houses import Trial

SOME = ("T-014", "T-022", "T-023", "T-031", "T-040", "T-053", "T-060")


@pytest.fixture
def field(trial: Trial) -> Trial:
    """Some families, Samina who speaks Urdu, Tom who does not."""
    trial.families(*SOME)
    trial.works_here("samina", "interviewer")
    trial.works_here("tom", "interviewer", languages=("en-GB",))
    return trial


def agreed(trial: Trial, number: str, wall: str, **change: object) -> None:
    samina = trial.actor("samina")
    wanted = appointments.Wanted(datetime.fromisoformat(wall), samina.id, named_by_her=True)
    made = appointments.book(trial.house, samina, trial.case(number), wanted, token=new_token())
    if change:
        trial.house.database.keep(lambda c: planning.change_appointment(c, made, ("booked",), **change))


def text(page: str) -> str:
    """A page's words without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_an_empty_day_says_what_to_do(trial: Trial) -> None:
    trial.works_here("samina", "interviewer")
    page = text(trial.browser("samina").get("/day").text)
    assert "No appointments today. Press N" in page
    assert "No window of your sites and languages is open" in page
    assert "Nobody waits for a call back" in page
    assert "Duty lead tonight: Ruth Adeyemi 07700 900118" in page
    assert "You speak English and Urdu." in page


def test_her_appointments_stand_by_time_with_their_answers(field: Trial) -> None:
    agreed(field, "T-022", "2026-10-08T18:15")
    agreed(
        field,
        "T-014",
        "2026-10-08T16:15",
        state="confirmed",
        answered_at=datetime.fromisoformat("2026-10-07T17:02Z"),
    )
    page = text(field.browser("samina").get("/day").text)
    assert "Next: T-014 at 16:15, in 23 minutes. She answered YES yesterday at 18:02." in page
    assert page.index("T-014 open N. A.") < page.index("T-022 open D. M.")
    assert "Confirmed by text, Wed 18:02" in page
    assert "Ask for D. M., not for anybody else" in page


def test_a_declined_time_is_shown_and_rung_by_nobody(field: Trial) -> None:
    agreed(field, "T-014", "2026-10-08T16:15", state="declined", answered_at=field.clock.at)
    page = text(field.browser("samina").get("/day").text)
    assert "Declined by text, today 15:52" in page
    assert "Do not ring. A new time is being found" in page
    assert "Next: T-014" not in page


def test_the_day_shows_study_numbers_and_initials_and_no_name_or_telephone_number(field: Trial) -> None:
    agreed(field, "T-014", "2026-10-08T16:15")
    page = field.browser("samina").get("/day").text
    for betrays in ("Akhtar", "Nasreen", "Mercer", "Parveen", "900214", "900222", "luton_jun26", "June 2026"):
        assert betrays not in page


def test_what_closes_soonest_comes_first_with_what_is_owed(field: Trial) -> None:
    page = text(field.browser("samina").get("/day").text)
    assert "Today, 21:00 T-060 open Z. P. Urdu Not needed 0 of 6 One call this evening None given" in page
    assert page.index("T-060") < page.index("T-014")
    assert "T-040" in page  # texts in Polish, spoken English
    assert "T-031" not in page  # needs a speaker of Sylheti


def test_a_colleague_without_urdu_is_not_shown_urdu_cases(field: Trial) -> None:
    page = field.browser("tom").get("/day").text
    assert "T-060" not in page
    assert "T-022" in page


def test_the_next_case_is_the_due_appointment_then_the_window_that_closes_soonest(field: Trial) -> None:
    agreed(field, "T-014", "2026-10-08T16:15")
    browser = field.browser("samina")
    assert browser.post("/next").headers["Location"].partition("?")[0] == f"/case/{field.case('T-060')}"
    field.hours_pass(0.25)
    assert browser.post("/next").headers["Location"].partition("?")[0] == f"/case/{field.case('T-014')}"


def test_two_who_ask_for_the_next_case_are_given_different_families(field: Trial) -> None:
    samina, tom = field.actor("samina"), field.actor("tom")
    taken = [take_next(field.house, one).case_id for one in (tom, samina, tom, samina)]
    with field.house.database.read() as c:
        homes = {
            c.execute(
                select(participant.c.household_id)
                .join(case_, case_.c.participant_id == participant.c.id)
                .where(case_.c.id == one)
            ).scalar_one()
            for one in taken
        }
        holds = c.execute(select(hold.c.case_id, hold.c.by)).all()
    assert None not in taken
    by = {one.case_id: one.by for one in holds}
    assert {by[taken[0]], by[taken[1]]} == {tom.id, samina.id}
    assert len(homes) == len({*taken})


def test_a_family_tried_today_rests_until_tomorrow(field: Trial) -> None:
    samina = field.actor("samina")
    first = take_next(field.house, samina).case_id
    assert first == field.case("T-060")
    attempts.log_attempt(
        field.house, samina, first, Attempt("call", "no_answer", field.clock.at), token=new_token()
    )
    assert take_next(field.house, samina).case_id != first


def test_with_nobody_to_ring_the_page_says_who_waits_for_what(trial: Trial) -> None:
    trial.families("T-031", "T-060")
    trial.works_here("tom", "interviewer", languages=("en-GB",))
    page = text(trial.browser("tom").post("/next").text)
    assert "No case for you now." in page
    assert "1 case waits for somebody who speaks the language" in page
    assert "1 case waits for an interpreter" in page


def test_what_is_not_in_her_hours_is_not_offered(trial: Trial) -> None:
    trial.families("T-053")  # after 18:00
    trial.works_here("samina", "interviewer")
    samina = trial.actor("samina")
    assert take_next(trial.house, samina).waits == ((Not.HER_TIMES, 1),)
    trial.hours_pass(3)
    assert take_next(trial.house, samina).case_id == trial.case("T-053")


def test_notes_and_the_duty_lead_and_the_shift_stand_beside(field: Trial) -> None:
    samina, tom = field.staff["samina"], field.staff["tom"]
    duty = {
        "id": new_id(),
        "study_id": field.study_id,
        "name": "Ruth Adeyemi",
        "number": "+447700900118",
        "second_name": "Colin Price",
        "second_number": "+447700900127",
        "since": field.clock.at,
        "until": datetime.fromisoformat("2026-10-08T20:00Z"),
    }
    note_id = new_id()
    sealed = field.house.sealer.seal(field.study_id, "Let it ring.", place("note", note_id))
    note = {
        "id": note_id,
        "study_id": field.study_id,
        "to": samina,
        "case_id": field.case("T-053"),
        "by": tom,
        "words": sealed,
        "at": field.clock.at,
    }
    field.house.database.keep(lambda c: (staff.add_duty(c, duty), ledger.add_note(c, note)))
    browser = field.browser("samina")
    page = text(browser.get("/day").text)
    assert "Duty lead tonight: Ruth Adeyemi 07700 900118" in page
    assert "If there is no answer in 5 minutes: Colin Price, 07700 900127." in page
    assert "tom about T-053: Let it ring." in page
    assert "Let it ring." not in text(field.browser("tom").get("/day").text)


def test_the_end_of_the_shift_lists_what_has_no_outcome_and_takes_a_word_to_the_supervisors(
    field: Trial,
) -> None:
    field.works_here("ruth", "supervisor")
    browser = field.browser("samina")
    case_id = field.case("T-014")
    browser.post(f"/case/{case_id}/open")
    browser.post(f"/case/{case_id}/note")
    assert "Without an outcome: 1" in browser.get("/sign-out").text
    browser.post(f"/case/{case_id}/give-back")
    assert "Every case you opened has an outcome." in browser.get("/sign-out").text
    browser.post("/sign-out", data={"word": "One call stayed with me.", "once": new_token()})
    with field.house.database.read() as c:
        (left,) = c.execute(select(staff.note)).all()
    assert left.to == field.staff["ruth"]
    assert (
        field.house.sealer.open(field.study_id, left.words, place("note", left.id))
        == "One call stayed with me."
    )


def test_a_case_is_found_by_its_study_number(field: Trial) -> None:
    browser = field.browser("samina")
    assert "T-014" in browser.post("/find", data={"study_number": " t-014 "}).text
    assert "Nobody was found under “T-140”" in browser.post("/find", data={"study_number": "T-140"}).text
    assert browser.post("/find", data={"study_number": ""}).status_code == 422


def test_a_number_that_two_share_lists_both_without_a_name_and_the_look_up_is_recorded(field: Trial) -> None:
    page = field.browser("samina").post("/find", data={"telephone": "+44 7700 900222"}).text
    assert "T-022" in page
    assert "T-023" in page
    assert "It may be any of these." in page
    assert "Mercer" not in page
    assert "900222" not in page
    with field.house.database.read() as c:
        (line,) = c.execute(select(audit).where(audit.c.verb == "look_up_number")).all()
    assert len(line.more["people"]) == 2
    assert "900222" not in str(line.more)


def test_an_unknown_or_impossible_number_says_what_to_do(field: Trial) -> None:
    browser = field.browser("samina")
    assert (
        "belongs to nobody among your cases" in browser.post("/find", data={"telephone": "07700 900999"}).text
    )
    wrong = browser.post("/find", data={"telephone": "12"})
    assert wrong.status_code == 422
    assert '<a href="#telephone">Telephone number:' in wrong.text


@pytest.mark.parametrize("tag", ["", "ur", "pl", "bn", "xx"])
def test_the_neutral_page_betrays_nothing(field: Trial, tag: str) -> None:
    browser = field.browser("samina")
    page = browser.get(f"/neutral?in={tag}", headers={"Referer": "http://localhost/day"}).text
    assert "<title>One moment</title>" in page
    for betrays in ("callassist", "together", "ISRCTN", "T-0", "study", "Rehearsal", "samina", "interview"):
        assert betrays not in page
    assert 'href="/day"' in page


def test_twins_who_differ_only_in_arm_give_the_same_bytes(field: Trial) -> None:
    agreed(field, "T-014", "2026-10-08T16:15")
    case_id = field.case("T-014")
    browser = field.browser("samina")
    browser.post(f"/case/{case_id}/open")
    browser.post(f"/case/{case_id}/note")
    with field.house.database.read() as c:
        unit = c.execute(select(participant.c.unit_id).where(participant.c.number == "T-014")).scalar_one()
    row = {
        "id": "a",
        "study_id": field.study_id,
        "unit_id": unit,
        "arm": "programme",
        "at": field.clock.at,
        "by": "x",
    }
    pages = ("/day", f"/case/{case_id}", f"/case/{case_id}?do=book", f"/case/{case_id}/contacts")
    field.house.database.keep(lambda c: c.execute(allocation.insert(), row))
    course = [same(browser.get(address)) for address in pages]
    field.house.database.keep(lambda c: c.execute(update(allocation).values(arm="waiting_list")))
    waits = [same(browser.get(address)) for address in pages]
    assert course == waits
    assert "programme" not in "".join(course)


def same(answer: Any) -> str:
    """A page without the marks that differ at every rendering."""
    assert answer.status_code == 200
    return re.sub(r'(name="(?:csrf_token|once)" value|name="csrf-token" content)="[^"]*"', "", answer.text)


@pytest.mark.parametrize("address", ["/day", "/case/{}"])
def test_a_page_reads_little_however_many_families_there_are(field: Trial, address: str) -> None:
    browser = field.browser("samina")
    at = address.format(field.case("T-014"))
    asked: list[str] = []

    @event.listens_for(field.house.database.engine, "before_cursor_execute")
    def _count(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            asked.append(statement)

    assert browser.get(at).status_code == 200
    frame = 6  # who is signed in with her grants, the studies, the duty rota, who rings us just now
    assert len(asked) <= 10 + frame, "\n".join(asked)
