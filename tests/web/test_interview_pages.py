"""The interview's pages without JavaScript: answers kept before the next question, ways out, refusals."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from callassist.privacy.tokens import new_token
from callassist.work import participation
from callassist.work.actor import Actor
from callassist.work.enrol import allocate
from callassist.work.house import Running
from tests.web.calls import Browser, browser
from tests.work.trials import EXAMPLE, NASREEN, Call, Trial, open_trial


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    opened = open_trial(tmp_path)
    yield opened
    opened.house.database.close()


@pytest.fixture
def together(trial: Trial) -> Running:
    return trial.load("together")


@pytest.fixture
def samina(trial: Trial, together: Running) -> Actor:
    trial.duty(together)
    return trial.works_here("Samina Yusuf", together)


@pytest.fixture
def case(trial: Trial, together: Running, samina: Actor) -> str:
    [nasreen] = trial.enrols(together, NASREEN)
    return str(trial.case(nasreen, "post_programme").id)


@pytest.fixture
def page(trial: Trial, case: str) -> Browser:
    opened = browser(trial, "samina")
    opened.goes_to(f"/interview/begin/{case}").sends(how="self", language="ur")
    return opened


def call_of(page: Browser, trial: Trial, who: Actor) -> Call:
    return Call(trial, page.address.split("/")[2], who)


def opens(page: Browser) -> Browser:
    return page.chooses("yes").chooses("yes").chooses("alone")


def main_of(page: Browser) -> str:
    text = re.sub(r"<[^>]+>", " ", page.text[page.text.index("<main") : page.text.index("</main>")])
    return " ".join(text.split())


def test_before_the_first_question_it_is_asked_how_it_is_held(trial: Trial, case: str) -> None:
    opened = browser(trial, "samina").goes_to(f"/interview/begin/{case}")
    assert "I speak it myself" in opened.text
    assert "A relative" not in opened.text
    assert "020 7946 0155" in opened.text
    refused = opened.sends(language="ur")
    assert refused.page is not None
    assert refused.page.status_code == 422
    assert "<title>Not saved" in refused.text


def test_begun_once_more_it_is_taken_up_where_it_stands(page: Browser, case: str) -> None:
    there, sent = page.address, {"how": "self", "language": "ur"}
    again = page.client.post(f"/interview/begin/{case}", data=sent | {"once": new_token()})
    assert page.goes_to(again.location).address == there
    left = page.address.rpartition("/at/")[0] + "/leave"
    sent_left = {"outcome": "other_adult", "once": new_token()}
    assert page.client.post(left, data=sent_left).status_code == 303
    once_more = page.client.post(f"/interview/begin/{case}", data=sent)
    assert page.goes_to(once_more.location).address == there  # asked anew, behind no form


def test_the_first_page_names_nobody_but_her_and_the_caller(page: Browser) -> None:
    assert page.address.endswith("/at/opening/is_it_she")
    said = main_of(page)
    assert "Hello, my name is Samina. May I speak to Mrs Akhtar?" in said
    assert "ogether" not in said


def test_her_language_stands_beside_english_in_its_own_direction(page: Browser) -> None:
    assert re.search(r'<p class="theirs"[^>]*lang="ur" dir="rtl">[^<]*Samina', page.text)
    assert "Read aloud: Urdu" in page.text
    assert "Urdu wording: draft, not read by a speaker" in page.text
    assert '<div id="asked0" class="spine"' in page.text


def test_answers_to_listen_for_look_different_from_answers_to_read(page: Browser) -> None:
    assert page.text.count("option unread") == 4
    assert "Do not read: listen for" in page.text
    page.chooses("yes")
    assert "option unread" not in page.text


def test_saved_is_said_with_the_time_that_the_server_kept(page: Browser, trial: Trial) -> None:
    trial.minutes_pass(3)
    page.chooses("yes")
    [event] = [one for one in trial.rows("answer_event") if one.kind == "answer"]
    assert f'<time datetime="{event.at.isoformat()}">16:18:00</time>' in page.text


def test_no_choice_is_asked_for_again_on_the_same_page(page: Browser) -> None:
    page.sends()
    assert page.page is not None
    assert page.page.status_code == 422
    assert "<title>Not saved: T-014" in page.text
    assert "This answer is not saved" in page.text


def test_somebody_else_answers_and_the_goodbye_names_nothing(page: Browser, trial: Trial) -> None:
    page.chooses("not_here")
    assert "/leave?outcome=other_adult" in page.address
    whole = page.text
    assert "<title>Goodbye</title>" in whole
    for word in ("T-014", "Akhtar", "ogether", "callassist:", "interview", "group", "Rehearsal"):
        assert word not in re.sub(r'(href|src|action)="[^"]*"', "", whole)
    page.sends(f"/interview/{page.address.split('/')[2]}/leave", outcome="other_adult")
    assert trial.rows("contact")[-1].outcome == "other_adult"
    assert trial.rows("interview")[-1].state == "broken_off"


def test_taken_up_after_somebody_else_answered_it_leads_out_again_and_not_to_the_end(
    page: Browser, trial: Trial, samina: Actor
) -> None:
    page.chooses("not_here")
    page.goes_to(f"/interview/{call_of(page, trial, samina).id}")
    assert "/leave?outcome=other_adult" in page.address
    assert "Say goodbye" in main_of(page)


def test_a_value_that_cannot_be_is_shown_with_what_was_typed_and_the_cure(
    page: Browser, trial: Trial, samina: Actor
) -> None:
    opens(page)
    call = call_of(page, trial, samina)
    call.walks(until="child/evenings")
    page.goes_to(f"/interview/{call.id}").sends(t0="9")
    assert page.page is not None
    assert page.page.status_code == 422
    assert "Not saved yet: one thing to mend" in page.text
    assert "you typed 9" in page.text
    assert 'value="9"' in page.text
    page.sends(t0="٥")
    assert call.standing("child/evenings") == "5"


def test_a_date_is_taken_as_people_say_it(page: Browser, trial: Trial, samina: Actor) -> None:
    opens(page)
    call = call_of(page, trial, samina)
    call.walks(until="home/moved_on", moved="yes")
    page.goes_to(f"/interview/{call.id}").sends(t0="3 9 2026")
    assert call.standing("home/moved_on") == "2026-09-03"


def test_refused_and_does_not_know_are_no_blanks(page: Browser, trial: Trial, samina: Actor) -> None:
    opens(page)
    call = call_of(page, trial, samina)
    call.walks(until="home/adults")
    page.goes_to(f"/interview/{call.id}").sends(q0="missing:dont_know")
    assert call.standing("home/adults") == "dont_know"
    page.goes_to(f"/interview/{call.id}/at/home/adults")
    assert re.search(r'value="missing:dont_know" checked', page.text)


def test_a_set_shows_its_scale_once_and_keeps_a_line_or_the_whole(
    page: Browser, trial: Trial, samina: Actor
) -> None:
    opens(page)
    call = call_of(page, trial, samina)
    call.walks(until="support/wemwbs_1/w1")
    page.goes_to(f"/interview/{call.id}")
    assert page.text.count('class="point"') == 5
    assert page.text.count('<fieldset class="spine-row item') == 5
    page.sends(only="0", q0="4")
    assert "line=1" in page.address
    assert "item <span data-line-number>2</span> of 5" in page.text
    assert call.standing("support/wemwbs_1/w1") == "4"
    page.sends(q0="4", q1="2", q2="3", q3="3")
    assert page.page is not None
    assert page.page.status_code == 422
    page.sends(q0="4", q1="2", q2="3", q3="3", q4="missing:refused")
    assert page.address.endswith("wemwbs_2")
    assert call.standing("support/wemwbs_1/w5") == "refused"


def test_the_module_is_told_in_json_what_was_saved(page: Browser, trial: Trial, samina: Actor) -> None:
    fields = page.hidden()
    answer = page.client.post(
        page.address, data={**fields, "q0": "yes"}, headers={"Accept": "application/json"}
    )
    told = json.loads(answer.text)
    assert told["go"].endswith("/at/opening/safe")
    assert (told["saved"], told["sequence"]) == ("16:15:00", 2)
    again = page.client.post(
        page.address, data={**fields, "q0": "yes"}, headers={"Accept": "application/json"}
    )
    assert json.loads(again.text)["go"] == told["go"]
    assert len(trial.rows("answer_event")) == 2


def test_going_back_and_changing_says_what_it_hides(page: Browser, trial: Trial, samina: Actor) -> None:
    opens(page)
    call = call_of(page, trial, samina)
    call.walks(until="support/talk_to", help_often="3", help_from="mother relative", help_most="mother")
    page.goes_to(f"/interview/{call.id}/at/support/help_often").chooses("1")
    assert "Your change hides two answers given before. They are kept" in main_of(page)


def test_the_neutral_page_holds_nothing_and_leads_back_by_asking_again(
    page: Browser, trial: Trial, samina: Actor
) -> None:
    opens(page)
    call = call_of(page, trial, samina)
    call.walks(until="home/warm")
    page.sends(f"/moment/{call.id}", at="home/warm")
    assert page.address == f"/moment/{call.id}"
    for word in ("T-014", "Akhtar", "ogether", "callassist", "warm", "question", "Rehearsal"):
        assert word not in page.text
    page.sends(f"/moment/{call.id}/hang-up")
    assert page.address == f"/interview/{call.id}/leave?outcome=not_safe"
    page.sends(f"/moment/{call.id}/go-on")
    assert page.address.endswith("/at/opening/safe")
    assert "غلط نمبر" in page.text
    page.chooses("yes").chooses("alone")
    assert page.address.endswith("/at/home/warm")


def test_what_she_let_slip_is_noted_and_the_question_stays(
    page: Browser, trial: Trial, samina: Actor
) -> None:
    opens(page)
    page.goes_to(f"/interview/{page.address.split('/')[2]}/told?at=who_we_are/who")
    page.sends(words="since I go to the group")
    assert page.address.endswith("/at/who_we_are/who")
    assert len(trial.rows("unblinding")) == 1


def test_switching_to_the_interpreting_line_shows_english_to_be_rendered(
    page: Browser, trial: Trial, samina: Actor
) -> None:
    opens(page)
    call = call_of(page, trial, samina)
    call.walks(until="home/warm")
    page.goes_to(f"/interview/{call.id}/how?at=home/warm").sends(how="on_demand", language="syl")
    assert "the interpreter renders it in Sylheti, word for word" in page.text
    assert "The interpreter could not put it" in page.text
    assert "by the interpreting line" in page.text
    page.chooses("yes").chooses("fine")
    assert page.address.endswith("/at/home/warm")


def test_left_and_resumed_by_a_colleague_the_first_has_no_way_in(
    page: Browser, trial: Trial, together: Running, samina: Actor
) -> None:
    opens(page)
    call = call_of(page, trial, samina)
    page.goes_to(f"/interview/{call.id}/leave?at=who_we_are/who").sends(
        f"/interview/{call.id}/leave", outcome="cut_off"
    )
    trial.works_here("Tom Field", together)
    other = browser(trial, "tom").goes_to(f"/interview/{call.id}")
    assert other.address.endswith("/resume")
    other.sends(how="on_demand", language="ur")
    assert other.address.endswith("/at/opening/is_it_she")
    assert page.goes_to(f"/interview/{call.id}").address.endswith("/resume")
    refused = page.sends(how="self", language="ur")
    assert "Tom Field has this family open" in refused.text


def test_the_end_says_how_far_it_came_and_finishing_goes_back_to_the_case(
    page: Browser, trial: Trial, samina: Actor
) -> None:
    opens(page)
    call = call_of(page, trial, samina)
    call.walks()
    page.goes_to(f"/interview/{call.id}")
    assert "Complete by the protocol" in page.text
    page.sends()
    assert "/case/" in page.address
    assert trial.rows("interview")[-1].state == "complete"


def test_no_page_of_the_interview_shows_a_score(page: Browser, trial: Trial, samina: Actor) -> None:
    opens(page)
    call = call_of(page, trial, samina)
    call.walks()
    for beside in ("end", "keys", "how", "leave", "told", "distress"):
        shown = main_of(page.goes_to(f"/interview/{call.id}/{beside}")).lower()
        for word in ("score", "total", "wemwbs", "band", "threshold"):
            assert word not in shown, beside


def test_practice_says_so_and_leaves_nothing(trial: Trial, case: str, together: Running) -> None:
    opened = browser(trial, "samina").goes_to("/interview/practice")
    opened.sends(wave=f"{together.id}/baseline", language="ur")
    assert "Nothing is kept. The family is invented." in opened.text
    assert "Mrs Practice" in opened.text
    opened.chooses("not_here")
    opened.sends(f"/interview/{opened.address.split('/')[2]}/leave", outcome="other_adult")
    assert not trial.rows("interview")
    assert not trial.rows("contact")


def test_an_interviewer_of_another_study_sees_nothing(page: Browser, trial: Trial) -> None:
    address = page.address
    trial.works_here("Ola Nowak", trial.load("example"))
    answer = browser(trial, "ola").client.get(address)
    assert answer.status_code == 403


def test_the_risk_item_opens_the_distress_page_at_once(trial: Trial) -> None:
    example = trial.load("example")
    samina = trial.works_here("Samina Yusuf", example)
    trial.duty(example)
    [hannah] = trial.enrols(example, {**EXAMPLE, "address": "4 Sample Row, Milton, MN0 0ZZ"})
    call = trial.begins(trial.case(hannah, "start").id, samina, "en-GB")
    call.opens()
    call.walks(until="mood/p9")
    page = browser(trial, "samina").goes_to(f"/interview/{call.id}")
    page.chooses("1")
    assert "/distress" in page.address
    shown = main_of(page)
    assert "Ruth Adeyemi" in shown
    assert "07700 900118" in shown
    assert "Duty lead must know by" in shown
    assert "0808 157 0142" in shown
    assert "Show the address" not in shown
    page.sends(f"/interview/{call.id}/distress", do="level", level="3")
    assert "Ring 999 on the other phone" in page.text
    assert "4 Sample Row" in page.text
    assert "recorded" in page.text
    for what in ("rang", "call_me"):  # while she rings, the address stays in sight
        page.sends(f"/interview/{call.id}/distress", do=what, shown="yes")
        assert "4 Sample Row" in page.text
    assert "You will be rung" in page.text
    page.sends(f"/interview/{call.id}/distress", do="level", level="2", shown="yes")
    assert "Sample Row" not in page.text
    showings = [one for one in trial.rows("audit") if one.verb == "show address"]
    assert len(showings) == 3


def test_the_twin_in_the_other_arm_gives_the_same_page(
    trial: Trial, together: Running, samina: Actor
) -> None:
    twins = trial.enrols(
        together,
        {**NASREEN, "unit": "U-1"},
        {**NASREEN, "study_number": "T-015", "unit": "U-2", "phone": "07700 900215", "household": "H-2"},
    )
    allocate(
        trial.house,
        together,
        [{"unit": "U-1", "arm": "programme"}, {"unit": "U-2", "arm": "waiting_list"}],
        by="test",
    )
    pages = []
    for one in twins:
        call = trial.begins(trial.case(one, "post_programme").id, samina)
        text = browser(trial, "samina").goes_to(f"/interview/{call.id}").text
        pages.append(_same(text, call.id))
    assert pages[0] == pages[1]


def _same(text: str, interview_id: str) -> str:
    text = text.replace(interview_id, "").replace("T-014", "T").replace("T-015", "T")
    marks = r'name="csrf_token" value|name="event" value|csrf-token" content|id="sealing" value|data-sitting'
    return re.sub(rf'({marks})="[^"]*"', "", text)


def test_who_wants_only_the_shorter_one_is_seen_where_that_is_decided(
    page: Browser, trial: Trial, samina: Actor
) -> None:
    opens(page)
    call = call_of(page, trial, samina)
    told = participation.Told(trial.clock.at, "participant", "phone")
    participation.change(
        trial.house,
        by="test",
        participant_id=trial.rows("interview")[0].participant_id,
        wanted=[("shorter_only", True)],
        told=told,
        token=new_token(),
    )
    call.walks(until="who_we_are/go_on")
    assert "Only the shorter one is wanted." in page.goes_to(f"/interview/{call.id}").text
    page.chooses("shorter")
    assert page.address.endswith("/at/support/wemwbs_1")
    assert "Only the shorter one is wanted." not in page.text


def test_before_a_sensitive_question_safety_is_in_mind(page: Browser, trial: Trial, samina: Actor) -> None:
    opens(page)
    call = call_of(page, trial, samina)
    call.walks(until="support/quarrels")
    assert "ask whether it is still safe to talk" in page.goes_to(f"/interview/{call.id}").text


def test_with_an_interpreter_both_are_asked_whether_they_know_each_other(trial: Trial, case: str) -> None:
    opened = browser(trial, "samina").goes_to(f"/interview/begin/{case}")
    opened.sends(how="on_demand", language="ur", interpreter="LINE-7").chooses("yes")
    assert opened.address.endswith("/at/opening/safe")
    assert "Do you know each other?" in opened.text
    assert "Do you know each other?" not in opened.chooses("yes").text


def test_without_one_nobody_is_asked_that(page: Browser) -> None:
    assert "Do you know each other?" not in page.chooses("yes").text
