"""The numbers of one family: added, changed, put in order with a reason; and whom else to ask, and when."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert

from callassist.privacy.tokens import new_id, new_token
from callassist.store.cases import contact, task
from callassist.store.lists.effort import by_language
from callassist.store.people import participant, phone, phone_change, tracing_consent, tracing_contact
from callassist.store.staff import audit
from tests.web.houses import Trial
from tests.web.test_case import NUMBER, log, opened, rows

SISTER, NORTHSIDES = "07700 900814", "07700 900215"
OWN = {"whose": "own", "safe": "yes", "texts_ok": "yes"}


@pytest.fixture
def nasreen(trial: Trial) -> str:
    """T-014's case, with Samina at work in Luton and Tom who supervises; her sister may be asked."""
    trial.families("T-014", "T-015", "T-022", "T-023")
    trial.works_here("samina", "interviewer")
    trial.works_here("tom", "interviewer", "supervisor", languages=("en-GB",))
    return trial.case("T-014")


def page(browser: FlaskClient, case_id: str, do: str = "") -> str:
    return browser.get(f"/case/{case_id}/numbers", query_string={"do": do}).text


def add(browser: FlaskClient, case_id: str, typed: str, **more: str) -> Any:
    data = {"typed": typed, "reason": "She gave it on the phone.", "once": new_token(), **OWN}
    return browser.post(f"/case/{case_id}/numbers", data=data | more)


def change(browser: FlaskClient, case_id: str, phone_id: str, **more: str) -> Any:
    data = {"reason": "A man answered who knows nobody.", "state": "in_use", "once": new_token(), **OWN}
    return browser.post(f"/case/{case_id}/numbers/{phone_id}", data={**data, "place": "1"} | more)


def hers(trial: Trial, number: str = "T-014") -> list[Any]:
    (person,) = rows(trial, participant, number=number)
    return sorted(rows(trial, phone, participant_id=person.id), key=lambda one: one.place)


def tried(browser: FlaskClient, case_id: str, times: int) -> None:
    for _ in range(times):
        opened(browser, case_id)
        log(browser, case_id, "no_answer")
    opened(browser, case_id)


def test_no_number_shows_before_the_safe_contact_note_is_open(trial: Trial, nasreen: str) -> None:
    samina = trial.browser("samina")
    closed = page(samina, nasreen)
    assert NUMBER not in closed
    assert "the numbers appear after the note is open" in closed
    assert add(samina, nasreen, "07700 900777").status_code == 422
    samina.post(f"/case/{nasreen}/numbers/open")
    shown = page(samina, nasreen)
    assert NUMBER in shown
    assert "No voicemail," in shown
    assert "open_contact_note" in [one.verb for one in rows(trial, audit, subject=nasreen)]


def test_a_new_number_is_kept_with_its_reason_sealed_and_put_where_it_is_rung(
    trial: Trial, nasreen: str
) -> None:
    samina = trial.browser("samina")
    opened(samina, nasreen)
    assert add(samina, nasreen, "+44 (0)7700 900 777", place="1", whose="relative").status_code == 303
    shown = page(samina, nasreen)
    assert shown.index("07700 900777") < shown.index(NUMBER)
    assert "She gave it on the phone." in shown
    assert "samina added number 1." in shown
    (kept,) = rows(trial, phone_change, what={})
    assert b"She gave" not in kept.reason
    line = rows(trial, audit, verb="add_number")[0]
    assert "900777" not in str(line.more)
    case_page = samina.get(f"/case/{nasreen}").text
    assert "07700 900777" in case_page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("07700 9002", "has too few digits."),
        ("ring me", "has letters in it."),
        (NUMBER, "it stands here already."),
    ],
)
def test_what_is_no_number_is_refused_with_its_place_and_cure(
    trial: Trial, nasreen: str, typed: str, said: str
) -> None:
    samina = trial.browser("samina")
    opened(samina, nasreen)
    answer = add(samina, nasreen, typed)
    assert answer.status_code == 422
    assert 'href="#typed">Number: ' in answer.text
    assert said in answer.text
    assert f'value="{typed}"' in answer.text
    assert len(hers(trial)) == 1
    assert "Say in a few words how you know." in add(samina, nasreen, "07700 900777", reason=" ").text


def test_a_number_of_another_family_is_said_so_and_is_shared_from_then_on(trial: Trial, nasreen: str) -> None:
    samina = trial.browser("samina")
    opened(samina, nasreen)
    answer = add(samina, nasreen, "07700 900222")
    assert answer.status_code == 422
    assert "T-022 and T-023 have it too." in answer.text
    assert "They share this phone" in answer.text
    assert add(samina, nasreen, "07700 900222", with_others="yes").status_code == 303
    new = hers(trial)[-1]
    assert (new.whose, new.shared_with) == ("shared", ["T-022", "T-023"])
    assert "T-014" in hers(trial, "T-022")[0].shared_with


def test_no_text_goes_to_a_landline_whatever_was_ticked(trial: Trial, nasreen: str) -> None:
    samina = trial.browser("samina")
    opened(samina, nasreen)
    assert add(samina, nasreen, "01632 960777", texts_ok="yes").status_code == 303
    assert [one.texts_ok for one in hers(trial)] == [True, False]


def test_a_number_of_another_family_is_not_changed_from_this_ones_page(trial: Trial, nasreen: str) -> None:
    samina = trial.browser("samina")
    opened(samina, nasreen)
    (another,) = hers(trial, "T-022")
    refused = change(samina, nasreen, another.id, state="wrong")
    assert (refused.status_code, "it is none of theirs." in refused.text) == (422, True)
    assert hers(trial, "T-022") == [another]


def test_who_may_not_see_the_other_family_is_not_told_who_it_is(trial: Trial, nasreen: str) -> None:
    trial.works_here("rosa", "interviewer", site="luton")
    rosa = trial.browser("rosa")
    opened(rosa, nasreen)
    answer = add(rosa, nasreen, NORTHSIDES, with_others="yes")
    assert answer.status_code == 422
    assert "somebody in another part of the study has it." in answer.text
    assert "T-015" not in answer.text
    assert len(hers(trial)) == 1


def test_what_became_of_a_number_is_kept_with_the_reason_and_some_of_it_is_a_supervisors(
    trial: Trial, nasreen: str
) -> None:
    samina = trial.browser("samina")
    opened(samina, nasreen)
    (own,) = hers(trial)
    assert "nothing is different." in change(samina, nasreen, own.id, withhold="yes").text
    assert "is a supervisor’s to say." in change(samina, nasreen, own.id, state="recycled").text
    assert change(samina, nasreen, own.id, state="disconnected", withhold="yes").status_code == 303
    assert hers(trial)[0].state == "disconnected"
    assert "Disconnected: nobody can be rung there" in page(samina, nasreen)
    assert "samina said of number 1: disconnected." in page(samina, nasreen)
    assert "No number may be rung" in samina.get(f"/case/{nasreen}").text
    assert change(samina, nasreen, own.id, state="in_use", withhold="yes").status_code == 422
    samina.post(f"/case/{nasreen}/give-back")
    tom = trial.browser("tom")
    opened(tom, nasreen)
    assert change(tom, nasreen, own.id, state="in_use", withhold="yes").status_code == 303
    assert hers(trial)[0].state == "in_use"


def test_a_number_marked_unsafe_shows_to_a_supervisor_alone_and_only_she_makes_it_safe(
    trial: Trial, nasreen: str
) -> None:
    samina = trial.browser("samina")
    opened(samina, nasreen)
    (own,) = hers(trial)
    unsafe = {"state": "in_use", "withhold": "yes", "safe": ""}
    data = {**OWN, **unsafe, "place": "1", "reason": "He reads it.", "once": new_token()}
    del data["safe"]
    assert samina.post(f"/case/{nasreen}/numbers/{own.id}", data=data).status_code == 303
    assert NUMBER not in page(samina, nasreen)
    assert "Not shown: it is not safe" in page(samina, nasreen)
    assert "that it is safe again is a supervisor" in change(samina, nasreen, own.id, withhold="yes").text
    samina.post(f"/case/{nasreen}/give-back")
    tom = trial.browser("tom")
    opened(tom, nasreen)
    assert NUMBER in page(tom, nasreen)
    assert change(tom, nasreen, own.id, withhold="yes").status_code == 303


def test_a_task_for_a_new_number_is_done_when_one_is_kept(trial: Trial, nasreen: str) -> None:
    (own,) = hers(trial)
    asks = {
        "id": new_id(),
        "study_id": trial.study_id,
        "kind": "new_number",
        "case_id": nasreen,
        "state": "open",
    }
    asks |= {"participant_id": own.participant_id, "cause": "new:1", "words": "A new number.", "more": None}
    trial.house.database.keep(
        lambda c: c.execute(insert(task).values({**asks, "raised_at": trial.house.now()}))
    )
    samina = trial.browser("samina")
    opened(samina, nasreen)
    assert "There is said to be a new number." in page(samina, nasreen)
    add(samina, nasreen, "07700 900777")
    assert rows(trial, task, kind="new_number")[0].state == "done"


def test_nobody_else_is_asked_before_the_protocols_own_tries_reached_nobody(
    trial: Trial, nasreen: str
) -> None:
    samina = trial.browser("samina")
    tried(samina, nasreen, 5)
    (sister,) = rows(trial, tracing_contact)
    assert b"Shabana" not in sister.record
    early = page(samina, nasreen)
    assert "Ask somebody she named" not in samina.get(f"/case/{nasreen}").text
    assert "only after 6 tries that reached nobody" in early
    refused = samina.post(f"/case/{nasreen}/named/{sister.id}/open")
    assert refused.status_code == 422
    assert SISTER not in refused.text
    tried(samina, nasreen, 1)
    assert "Ask somebody she named" in samina.get(f"/case/{nasreen}").text
    assert "Tried 6 times and never spoken with." in page(samina, nasreen)
    assert SISTER not in page(samina, nasreen)
    shown = samina.post(f"/case/{nasreen}/named/{sister.id}/open").text
    assert "Ask for Shabana Akhtar" in shown
    assert SISTER in shown
    assert "Together" not in shown[shown.index('id="ask"') : shown.index("What came of it")]
    assert rows(trial, audit, verb="show_contact")[0].by == trial.staff["samina"]


def test_asking_counts_as_tracing_and_as_no_try_of_hers(trial: Trial, nasreen: str) -> None:
    samina = trial.browser("samina")
    tried(samina, nasreen, 6)
    (sister,) = rows(trial, tracing_contact)
    asked = {"outcome": "tracing_no_answer", "note": "", "once": new_token()}
    assert samina.post(f"/case/{nasreen}/named/{sister.id}/log", data=asked).status_code == 303
    (line,) = rows(trial, contact, tracing_id=sister.id)
    assert (line.outcome, line.attempt, line.channel) == ("tracing_no_answer", False, "call")
    protocol, now = trial.house.study(trial.study_id).edition.protocol, trial.clock.at
    with trial.house.database.read() as c:
        effort = by_language(c, trial.study_id, ["trial"], protocol.contact, now)
    assert [(one.attempts, one.asked) for one in effort if one.attempts] == [(6, 1)]
    shown = page(samina, nasreen)
    assert "Asked 1 of 2 times in this wave." in shown
    assert "You rang. Somebody she named was rung; no answer." in samina.get(f"/case/{nasreen}").text
    samina.post(f"/case/{nasreen}/named/{sister.id}/log", data={**asked, "once": new_token()})
    third = samina.post(f"/case/{nasreen}/named/{sister.id}/log", data={**asked, "once": new_token()})
    assert "as often as the protocol allows" in third.text


def test_who_does_not_want_to_be_rung_is_forgotten_at_once_and_the_words_stay(
    trial: Trial, nasreen: str
) -> None:
    samina = trial.browser("samina")
    tried(samina, nasreen, 6)
    (sister,) = rows(trial, tracing_contact)
    asked = {"outcome": "tracing_declined", "note": "", "once": new_token()}
    assert samina.post(f"/case/{nasreen}/named/{sister.id}/log", data=asked).status_code == 303
    (gone,) = rows(trial, tracing_contact)
    assert (gone.record, gone.ended_why) == (None, "declined")
    assert [(one.says, one.allowed) for one in rows(trial, tracing_consent)][-1] == ("contact", False)
    assert "Does not want to be rung" in page(samina, nasreen)
    again = samina.post(f"/case/{nasreen}/named/{sister.id}/open")
    assert "nobody stands here any more." in again.text


def test_somebody_she_names_is_rung_only_after_both_have_agreed(trial: Trial, nasreen: str) -> None:
    samina = trial.browser("samina")
    opened(samina, nasreen)
    told = {"their_name": "Rukhsana Begum", "their_number": "07700 900778", "relation": "friend"}
    told |= {"languages": "Urdu, English", "how": "phone", "agreed": "", "once": new_token()}
    assert samina.post(f"/case/{nasreen}/named", data=told).status_code == 303
    shown = page(samina, nasreen)
    assert "speaks Urdu and English" in shown
    assert "Rukhsana" not in shown
    assert "This person has not agreed to be rung yet." in shown
    friend = next(one for one in rows(trial, tracing_contact) if one.languages)
    change(samina, nasreen, hers(trial)[0].id, state="wrong", withhold="yes")
    assert samina.post(f"/case/{nasreen}/named/{friend.id}/open").status_code == 422
    word = {"says": "contact yes", "how": "through_her", "once": new_token()}
    assert samina.post(f"/case/{nasreen}/named/{friend.id}/word", data=word).status_code == 303
    assert "None of the numbers may be rung." in page(samina, nasreen)
    assert "Rukhsana" in samina.post(f"/case/{nasreen}/named/{friend.id}/open").text
    back = {"says": "participant no", "how": "phone", "once": new_token()}
    samina.post(f"/case/{nasreen}/named/{friend.id}/word", data=back)
    assert rows(trial, tracing_contact, id=friend.id)[0].record is None


def test_whom_another_family_named_is_not_opened_from_this_ones_page(trial: Trial, nasreen: str) -> None:
    samina, mercer = trial.browser("samina"), trial.case("T-022")
    opened(samina, mercer)
    told = {"their_name": "Joan Mercer", "their_number": "07700 900779", "relation": "aunt", "how": "phone"}
    told |= {"agreed": "phone", "once": new_token()}
    assert samina.post(f"/case/{mercer}/named", data=told).status_code == 303
    (aunt,) = rows(trial, tracing_contact, participant_id=hers(trial, "T-022")[0].participant_id)
    samina.post(f"/case/{mercer}/give-back")
    tried(samina, nasreen, 6)
    shown = samina.post(f"/case/{nasreen}/named/{aunt.id}/open")
    assert (shown.status_code, "nobody stands here any more." in shown.text) == (422, True)
    assert "Joan" not in shown.text


@pytest.mark.parametrize(
    ("their_number", "said"),
    [
        (NUMBER, "it stands among her own."),
        ("07700 900222", "somebody of the study has it, who is rung for nobody else."),
        ("07700 9002", "has too few digits."),
    ],
)
def test_nobody_of_the_study_is_rung_about_somebody_else_of_it(
    trial: Trial, nasreen: str, their_number: str, said: str
) -> None:
    samina = trial.browser("samina")
    opened(samina, nasreen)
    told = {"their_name": "A neighbour", "their_number": their_number, "how": "phone", "once": new_token()}
    answer = samina.post(f"/case/{nasreen}/named", data=told)
    assert answer.status_code == 422
    assert said in answer.text
    assert len(rows(trial, tracing_contact)) == 1
