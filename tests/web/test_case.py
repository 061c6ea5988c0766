"""One case: what may be seen when, whose it is, the note, logging, correcting, agreeing on a time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from callassist.privacy.tokens import new_id, new_token
from callassist.store.cases import appointment, case_, contact, task
from callassist.store.people import opt_out, participant, phone
from callassist.store.schema import metadata
from callassist.store.staff import audit
from callassist.work import appointments, interpreters
from callassist.work.booking_requests import Request, request
from callassist.work.house import Shelf
from callassist.work.studies import load
from callassist.work.untold import MOVED, OFF
from tests.booking_desk import FREELANCE
from tests.web.houses import Trial, tiny_folder

NUMBER = "07700 900214"


@pytest.fixture
def nasreen(trial: Trial) -> str:
    """T-014's case, with Samina and Tom at work."""
    trial.families("T-014", "T-022", "T-023", "T-051", "T-031", "T-060")
    trial.works_here("samina", "interviewer")
    trial.works_here("tom", "interviewer", "supervisor", languages=("en-GB",))
    return trial.case("T-014")


def rows(trial: Trial, table: Any, **where: object) -> list[Any]:
    query = select(table)
    for name, value in where.items():
        query = query.where(table.c[name] == value)
    with trial.house.database.read() as c:
        return list(c.execute(query))


def opened(browser: FlaskClient, case_id: str, *, note: bool = True) -> str:
    browser.post(f"/case/{case_id}/open")
    if note:
        browser.post(f"/case/{case_id}/note")
    return browser.get(f"/case/{case_id}").text


def log(browser: FlaskClient, case_id: str, what: str, **more: str) -> Any:
    data = {"how": "call", "when": "Today 15:50", "what": what, "note": "", "once": new_token()}
    return browser.post(f"/case/{case_id}/attempt", data=data | more)


def test_before_it_is_open_a_case_shows_neither_name_nor_number(trial: Trial, nasreen: str) -> None:
    page = trial.browser("samina").get(f"/case/{nasreen}").text
    assert "T-014" in page
    assert "N. A." in page
    assert "Akhtar" not in page
    assert NUMBER not in page


def test_open_it_shows_whom_to_ask_for_and_still_no_number(trial: Trial, nasreen: str) -> None:
    page = opened(trial.browser("samina"), nasreen, note=False)
    assert "Ask for Mrs Akhtar" in page
    assert "AKH-tar" in page
    assert "Nasreen" not in page
    assert NUMBER not in page
    assert "No voicemail" not in page


def test_the_note_is_read_before_the_number_shows_and_both_are_recorded(trial: Trial, nasreen: str) -> None:
    page = opened(trial.browser("samina"), nasreen)
    assert "No voicemail," in page
    assert "Withhold our number." in page
    assert NUMBER in page
    assert "You opened it at 15:52:00" in page
    verbs = [row.verb for row in rows(trial, audit, subject=nasreen)]
    assert verbs == ["open_case", "open_contact_note"]


def test_a_colleague_who_comes_second_is_told_who_has_it_and_can_ring_nobody(
    trial: Trial, nasreen: str
) -> None:
    opened(trial.browser("samina"), nasreen)
    page = opened(trial.browser("tom"), nasreen)
    assert "samina has this case open since 15:52" in page
    assert "Two people must not ring one family" in page
    assert NUMBER not in page
    assert "Akhtar" not in page


def test_one_household_is_open_at_one_person(trial: Trial, nasreen: str) -> None:
    opened(trial.browser("samina"), trial.case("T-022"))
    page = opened(trial.browser("tom"), trial.case("T-023"))
    assert "samina has T-022 of the same family open" in page
    assert "07700 900222" not in page


def test_a_case_left_alone_for_half_an_hour_comes_free(trial: Trial, nasreen: str) -> None:
    opened(trial.browser("samina"), nasreen)
    trial.hours_pass(0.6)
    assert "Ask for Mrs Akhtar" in opened(trial.browser("tom"), nasreen, note=False)


def test_keys_that_are_touched_keep_it_open(trial: Trial, nasreen: str) -> None:
    browser = trial.browser("samina")
    opened(browser, nasreen)
    trial.hours_pass(0.4)
    assert browser.post(f"/case/{nasreen}/keep").status_code == 204
    trial.hours_pass(0.4)
    assert "samina has this case open" in opened(trial.browser("tom"), nasreen)


def test_given_back_it_is_free_at_once(trial: Trial, nasreen: str) -> None:
    browser = trial.browser("samina")
    opened(browser, nasreen)
    browser.post(f"/case/{nasreen}/give-back")
    assert "Yours." in opened(trial.browser("tom"), nasreen)


def test_an_attempt_stands_in_the_ledger_once_however_often_it_is_sent(trial: Trial, nasreen: str) -> None:
    browser = trial.browser("samina")
    opened(browser, nasreen)
    once = new_token()
    for _ in range(3):
        assert log(browser, nasreen, "no_answer", note="Rang long.", once=once).status_code == 303
    (line,) = rows(trial, contact, case_id=nasreen)
    assert (line.outcome, line.attempt, line.slot, line.language) == (
        "no_answer",
        True,
        "weekday_afternoon",
        "ur",
    )
    assert b"Rang long" not in line.note


def test_after_an_outcome_the_page_says_what_was_kept_and_when_to_try_next(
    trial: Trial, nasreen: str
) -> None:
    browser = trial.browser("samina")
    opened(browser, nasreen)
    log(browser, nasreen, "other_adult")
    page = browser.get(f"/case/{nasreen}").text
    assert "You rang. Another adult answered. Next try: Fri 9 Oct, 09:00, inside the safe hours" in page
    assert NUMBER not in page


@pytest.mark.parametrize(
    ("more", "said", "field"),
    [
        ({"what": ""}, "no outcome was chosen", "what"),
        ({"when": "half past"}, "“half past” is no day and time", "when"),
        ({"when": "Today 23:10"}, "that lies in the future", "when"),
        ({"when": "1 Aug 10:00"}, "more than two weeks ago", "when"),
        ({"what": "refused_all"}, "needs a note", "note"),
        ({"how": "pigeon"}, "no channel was chosen", "how"),
        ({"what": "interviewed"}, "an interview is logged when it ends", "what"),
    ],
)
def test_what_cannot_be_is_not_saved_and_says_where_and_how_to_mend_it(
    trial: Trial, nasreen: str, more: dict[str, str], said: str, field: str
) -> None:
    browser = trial.browser("samina")
    opened(browser, nasreen)
    sent = {"what": "no_answer", "note": "kept" if field != "note" else ""} | more
    answer = log(browser, nasreen, **sent)
    assert answer.status_code == 422
    assert "<title>Not saved: T-014" in answer.text
    assert "Not saved yet: one thing to mend" in answer.text
    assert f'<a href="#{field}">' in answer.text
    assert said in answer.text
    if field != "note":
        assert 'value="kept"' in answer.text
    assert rows(trial, contact, case_id=nasreen) == []


def test_no_more_calls_stops_them_until_a_supervisor_has_decided(trial: Trial, nasreen: str) -> None:
    browser = trial.browser("samina")
    opened(browser, nasreen)
    log(browser, nasreen, "refused_all", note="Said no twice.")
    (raised,) = rows(trial, task, case_id=nasreen)
    assert (raised.kind, raised.state) == ("refusal", "open")
    page = opened(browser, nasreen)
    assert "Do not ring" in page
    assert "Ring Mrs Akhtar" not in page
    assert "Nobody rings or texts until a supervisor has decided" in page
    assert NUMBER not in page
    assert rows(trial, case_, id=nasreen)[0].disposition == "2.112"


def test_a_supervisor_decides_that_she_may_be_rung_again_or_that_it_ends(trial: Trial, nasreen: str) -> None:
    samina, tom = trial.browser("samina"), trial.browser("tom")
    for decision, state in (("ring_again", "open"), ("end_interview", "stopped")):
        log(samina, nasreen, "refused_wave", note="Not this time.")
        (raised,) = rows(trial, task, case_id=nasreen, state="open")
        data = {"task": raised.id, "decision": decision, "once": new_token()}
        assert samina.post(f"/case/{nasreen}/decide", data=data).status_code == 403
        assert "T-014 may be rung again" in tom.get(f"/case/{nasreen}").text
        assert tom.post(f"/case/{nasreen}/decide", data=data).status_code == 303
        assert rows(trial, case_, id=nasreen)[0].state == state
        assert "Do not ring" not in tom.get(f"/case/{nasreen}").text


def test_a_call_that_came_in_is_in_the_ledger_and_no_attempt_of_ours(trial: Trial, nasreen: str) -> None:
    browser = trial.browser("samina")
    log(browser, nasreen, "call_back", how="rang_us")
    (line,) = rows(trial, contact, case_id=nasreen)
    assert (line.channel, line.direction, line.attempt) == ("call", "in", False)
    assert "She rang us. Spoke; asked to be rung later." in browser.get(f"/case/{nasreen}/contacts").text


def test_looking_at_a_case_that_is_open_changes_nothing(trial: Trial, nasreen: str) -> None:
    browser = trial.browser("samina")
    opened(browser, nasreen)
    before = {name: rows(trial, table) for name, table in metadata.tables.items()}
    trial.hours_pass(0.1)
    for address in ("", "?do=book", "/contacts"):
        assert browser.get(f"/case/{nasreen}{address}").status_code == 200
    assert {name: rows(trial, table) for name, table in metadata.tables.items()} == before


def test_a_correction_keeps_the_old_line_asks_why_and_takes_its_task_back(trial: Trial, nasreen: str) -> None:
    browser = trial.browser("samina")
    opened(browser, nasreen)
    log(browser, nasreen, "refused_all", note="Said no.")
    (old,) = rows(trial, contact, case_id=nasreen)
    assert "Wants no more calls" in browser.get(f"/attempt/{old.id}").text
    data = {"what": "call_back", "why": "", "once": new_token()}
    assert "it is empty" in browser.post(f"/attempt/{old.id}", data=data).text.lower()
    assert browser.post(f"/attempt/{old.id}", data=data | {"why": "Wrong line."}).status_code == 303
    before, after = sorted(rows(trial, contact, case_id=nasreen), key=lambda row: row.id)
    assert (before.corrected_by, after.corrects, after.outcome) == (after.id, before.id, "call_back")
    assert b"Wrong line" not in after.correction_reason
    assert rows(trial, task, case_id=nasreen)[0].state == "done"
    assert rows(trial, case_, id=nasreen)[0].disposition == "2.361"
    page = browser.get(f"/case/{nasreen}/contacts").text
    assert "it said “Wants no more calls”" in page


def test_nobody_corrects_a_colleagues_line_but_a_supervisor(trial: Trial, nasreen: str) -> None:
    log(trial.browser("tom"), nasreen, "no_answer")
    (line,) = rows(trial, contact, case_id=nasreen)
    assert trial.browser("samina").get(f"/attempt/{line.id}").status_code == 403
    assert trial.browser("tom").get(f"/attempt/{line.id}").status_code == 200


def test_spoke_and_agreed_leads_on_to_the_booking_and_keeps_the_case(trial: Trial, nasreen: str) -> None:
    browser = trial.browser("samina")
    opened(browser, nasreen)
    answer = log(browser, nasreen, "appointment")
    assert answer.headers["Location"].endswith("?do=book#book")
    assert "Yours." in browser.get(f"/case/{nasreen}").text


def test_her_own_times_are_offered_and_the_text_is_shown_in_her_language(trial: Trial, nasreen: str) -> None:
    page = opened(trial.browser("samina"), nasreen)
    assert "Today, 16:30" in page
    assert "the last day of the window" in page
    assert re.search(r'<p class="bubble" lang="ur" dir="rtl">[^<]*16:30', page)
    assert "She gets this text, 2 segments" in page


def test_whoever_speaks_her_language_is_at_the_first_words_with_one_key(trial: Trial, nasreen: str) -> None:
    samina, tom = trial.browser("samina"), trial.browser("tom")
    begin = f"/interview/begin/{nasreen}"
    assert f'href="{begin}" data-key="H"' in opened(tom, nasreen)
    tom.post(f"/case/{nasreen}/give-back")
    assert 'type="submit" form="begin" data-key="H"' in opened(samina, nasreen)


def test_with_an_interpreter_it_is_planned_longer_and_over_the_cap_in_two_sittings(
    trial: Trial, nasreen: str
) -> None:
    samina, tom = trial.browser("samina"), trial.browser("tom")
    assert "2 of 3, about 30 minutes" in opened(samina, nasreen)  # she speaks Urdu
    samina.post(f"/case/{nasreen}/give-back")
    assert "2 of 3, about 45 minutes with an interpreter" in opened(tom, nasreen)
    assert "About 45 minutes with an interpreter." in tom.get(f"/interview/begin/{nasreen}").text
    files = tiny_folder()
    study = files["study.toml"]
    files["study.toml"] = study.replace(b"length_factor = 1.5\n", b"length_factor = 1.5\nmost_minutes = 40\n")
    trial.house = replace(trial.house, shelf=Shelf(trial.house.database))
    load(trial.house, files, by="test")
    samina, tom = trial.browser("samina"), trial.browser("tom")
    two = "Two sittings of about 23 minutes with an interpreter, primary outcome first"
    page = opened(tom, nasreen)
    assert f"{two}: book the first." in page[page.index('aria-labelledby="book"') :]
    assert f"{two}. When the first is over" in tom.get(f"/interview/begin/{nasreen}").text
    tom.post(f"/case/{nasreen}/give-back")
    assert "sittings" not in opened(samina, nasreen)


def test_a_text_about_a_time_says_that_it_waits_for_the_interpreter(trial: Trial, nasreen: str) -> None:
    fields = {**FREELANCE, "languages": "Urdu"}
    study = trial.house.study("together")
    anwara = interpreters.add(trial.house, study, fields, by="helen", token=new_token())
    samina, tom = trial.browser("samina"), trial.browser("tom")
    assert "She gets this text, 2 segments" in opened(samina, nasreen)  # she speaks Urdu
    samina.post(f"/case/{nasreen}/give-back")
    assert "She gets this text once the interpreter is arranged, 2 segments" in opened(tom, nasreen)
    waits = "No text about it goes out before an interpreter is arranged."
    book(tom, nasreen, "2026-10-09T16:30")
    assert waits in tom.get(f"/case/{nasreen}").text
    (agreed,) = rows(trial, appointment, case_id=nasreen)
    wanted = Request(anwara, agreed.starts_at)
    request(trial.house, trial.actor("tom"), nasreen, wanted, token=new_token())
    assert waits not in tom.get(f"/case/{nasreen}").text


def book(browser: FlaskClient, case_id: str, slot: str = "", **more: str) -> Any:
    data = {"slot": slot or "other", "once": new_token()}
    return browser.post(f"/case/{case_id}/appointment", data=data | more)


def test_a_booking_keeps_the_wall_time_and_makes_planning_look_again(trial: Trial, nasreen: str) -> None:
    browser = trial.browser("samina")
    opened(browser, nasreen)
    assert book(browser, nasreen, "2026-10-27T16:30").status_code == 303
    (made,) = rows(trial, appointment, case_id=nasreen)
    assert made.wall == "2026-10-27T16:30"
    assert made.starts_at == datetime.fromisoformat("2026-10-27T16:30+00:00")  # winter time by then
    assert (made.state, made.version) == ("booked", 1)
    assert rows(trial, case_, id=nasreen)[0].look_again_at == trial.clock.at


def test_a_move_is_the_same_appointment_one_version_on(trial: Trial, nasreen: str) -> None:
    browser = trial.browser("samina")
    opened(browser, nasreen)
    book(browser, nasreen, "2026-10-09T16:30")
    (made,) = rows(trial, appointment, case_id=nasreen)
    assert "Move the appointment" in browser.get(f"/case/{nasreen}").text
    assert book(browser, nasreen, "2026-10-10T17:00", appointment=made.id).status_code == 303
    (moved,) = rows(trial, appointment, case_id=nasreen)
    assert (moved.id, moved.wall, moved.version, moved.state) == (made.id, "2026-10-10T17:00", 2, "booked")


def test_an_appointment_taken_back_is_cancelled_once(trial: Trial, nasreen: str) -> None:
    browser = trial.browser("samina")
    opened(browser, nasreen)
    book(browser, nasreen, "2026-10-09T16:30")
    (made,) = rows(trial, appointment, case_id=nasreen)
    data = {"appointment": made.id, "once": new_token()}
    for _ in range(2):
        assert browser.post(f"/case/{nasreen}/appointment/cancel", data=data).status_code == 303
    assert rows(trial, appointment, case_id=nasreen)[0].state == "cancelled"


@pytest.mark.parametrize(
    ("slot", "said"),
    [
        ("2026-10-09T15:30", "outside the safe hours"),
        ("2026-10-09T22:00", "nobody rings families at that hour"),
        ("2026-10-08T10:00", "is over"),
        ("2026-11-20T16:30", "the window is closed by then"),
        ("tomorrow", "is no day and time"),
    ],
)
def test_a_time_that_cannot_be_is_refused_with_its_cure(
    trial: Trial, nasreen: str, slot: str, said: str
) -> None:
    browser = trial.browser("samina")
    opened(browser, nasreen)
    answer = book(browser, nasreen, slot)
    assert answer.status_code == 422
    assert said in answer.text
    assert rows(trial, appointment, case_id=nasreen) == []


def test_a_time_that_she_named_herself_may_lie_outside_her_safe_hours(trial: Trial, nasreen: str) -> None:
    browser = trial.browser("samina")
    opened(browser, nasreen)
    sent = {"other_day": "2026-10-09", "other_time": "15:30", "named": "yes"}
    assert book(browser, nasreen, **sent).status_code == 303
    assert rows(trial, appointment, case_id=nasreen)[0].wall == "2026-10-09T15:30"


def test_nobody_is_booked_twice_neither_the_household_nor_the_interviewer(trial: Trial, nasreen: str) -> None:
    samina, tom = trial.actor("samina"), trial.actor("tom")
    at = datetime.fromisoformat("2026-10-09T16:30")
    appointments.book(
        trial.house, samina, trial.case("T-022"), appointments.Wanted(at, samina.id), token=new_token()
    )
    browser = trial.browser("samina")
    opened(browser, nasreen)
    assert "T-022 has an appointment at that time" in book(browser, nasreen, "2026-10-09T16:45").text
    tom_books = appointments.Wanted(datetime.fromisoformat("2026-10-09T16:45"), tom.id)
    with pytest.raises(Exception, match="T-022 has an appointment"):
        appointments.book(trial.house, tom, trial.case("T-023"), tom_books, token=new_token())


def test_where_stop_came_the_page_says_to_tell_her_now(trial: Trial, nasreen: str) -> None:
    (row,) = rows(trial, phone, participant_id=rows(trial, case_, id=trial.case("T-051"))[0].participant_id)
    stop = {
        "id": "stop",
        "study_id": trial.study_id,
        "number_index": row.number_index,
        "channel": "text",
        "state": "stopped",
        "at": trial.clock.at,
        "source": "reply",
    }
    trial.house.database.keep(lambda c: c.execute(opt_out.insert(), stop))
    page = opened(trial.browser("samina"), trial.case("T-051"))
    assert "No text goes out: STOP came from this number" in page
    assert "Tell her the time now" in page
    assert "<dt>Texts</dt><dd>None: STOP came from this number</dd>" in page
    assert 'class="bubble"' not in page


def test_who_reads_nothing_is_told_by_voice(trial: Trial, nasreen: str) -> None:
    page = opened(trial.browser("samina"), trial.case("T-031"))
    assert "No text goes out: reads nothing" in page


def test_a_supervisor_opens_a_finished_case_again_and_nobody_else_does(trial: Trial, nasreen: str) -> None:
    change = case_.update().where(case_.c.id == nasreen).values(state="complete")
    trial.house.database.keep(lambda c: c.execute(change))
    data = {"why": "She rang: one answer was wrong.", "once": new_token()}
    assert trial.browser("samina").post(f"/case/{nasreen}/reopen", data=data).status_code == 403
    tom = trial.browser("tom")
    assert "Open it again" in tom.get(f"/case/{nasreen}").text
    assert tom.post(f"/case/{nasreen}/reopen", data=data).status_code == 303
    assert rows(trial, case_, id=nasreen)[0].state == "open"


def test_another_sites_case_stays_shut(trial: Trial, nasreen: str) -> None:
    trial.works_here("anna", "interviewer", site="northside")
    browser = trial.browser("anna")
    assert browser.get(f"/case/{nasreen}").status_code == 403
    assert browser.post(f"/case/{nasreen}/open").status_code in (403, 422)
    assert "Yours." in opened(browser, trial.case("T-060"))


def test_a_case_that_is_not_there_is_not_found(trial: Trial, nasreen: str) -> None:
    assert trial.browser("samina").get("/case/nothing").status_code == 404


@pytest.mark.parametrize(("told", "calls"), [({}, 1), ({"told": "yes"}, 0)])
def test_a_time_moved_that_no_text_can_tell_becomes_a_call(
    trial: Trial, nasreen: str, told: dict[str, str], calls: int
) -> None:
    browser, stopped = trial.browser("samina"), trial.case("T-051")
    samina = trial.actor("samina")
    at = datetime.fromisoformat("2026-10-09T17:00")
    made = appointments.book(
        trial.house, samina, stopped, appointments.Wanted(at, samina.id), token=new_token()
    )
    stops(trial, "T-051")
    opened(browser, stopped)
    assert "I have told her" in browser.get(f"/case/{stopped}").text
    moved = {"appointment": made, "once": new_token(), **told}
    data = {"slot": "2026-10-10T17:00", **moved}
    assert browser.post(f"/case/{stopped}/appointment", data=data).status_code == 303
    raised = rows(trial, task, kind="ring", state="open")
    assert [one.words for one in raised] == [MOVED] * calls
    off = {"appointment": made, "once": new_token(), **told}
    assert browser.post(f"/case/{stopped}/appointment/cancel", data=off).status_code == 303
    raised = rows(trial, task, kind="ring", state="open")
    assert [one.words for one in raised] == [MOVED, OFF] * calls


def test_a_time_moved_that_a_text_can_tell_needs_no_call(trial: Trial, nasreen: str) -> None:
    browser, samina = trial.browser("samina"), trial.actor("samina")
    at = datetime.fromisoformat("2026-10-09T16:30")
    made = appointments.book(
        trial.house, samina, nasreen, appointments.Wanted(at, samina.id), token=new_token()
    )
    opened(browser, nasreen)
    data = {"slot": "2026-10-10T17:00", "appointment": made, "once": new_token()}
    assert browser.post(f"/case/{nasreen}/appointment", data=data).status_code == 303
    assert rows(trial, task, kind="ring") == []


def stops(trial: Trial, number: str) -> None:
    """STOP has come from her phone."""
    (person,) = rows(trial, participant, number=number)
    (own,) = rows(trial, phone, participant_id=person.id)
    row = {"id": new_id(), "study_id": trial.study_id, "number_index": own.number_index, "channel": "text"}
    row |= {"state": "stopped", "at": trial.clock.at, "source": "text"}
    trial.house.database.keep(lambda c: c.execute(insert(opt_out).values(row)))
