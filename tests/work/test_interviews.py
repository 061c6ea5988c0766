"""An interview from Start to Finish: begun, broken off, taken up by a colleague, finished, mended."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from callassist.errors import Refusal
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_token
from callassist.questionnaire.entries import Missing
from callassist.store import alerts as kept_alerts
from callassist.store import answers as kept_answers
from callassist.study.safety import RANG
from callassist.work import (
    alerts,
    answers,
    appointments,
    at_hand,
    cases,
    finishing,
    interviews,
    leaving,
    mending,
    pausing,
    unblinding,
)
from callassist.work.actor import Actor
from callassist.work.house import Running
from callassist.work.plan import plan
from callassist.work.sittings import How, Manner, manner
from tests.work.trials import NASREEN, Call, Trial


@pytest.fixture
def together(trial: Trial) -> Running:
    return trial.load("together")


@pytest.fixture
def samina(trial: Trial, together: Running) -> Actor:
    return trial.works_here("Samina Yusuf", together)


@pytest.fixture
def call(trial: Trial, together: Running, samina: Actor) -> Call:
    [nasreen] = trial.enrols(together, NASREEN)
    return trial.begins(trial.case(nasreen, "post_programme").id, samina)


def finishes(call: Call) -> str:
    return finishing.finish(call.trial.house, call.id, by=call.who, once=new_token())


def leaves(call: Call, outcome: str, item: str | None = None, note: str = "") -> str:
    path = call.path(item) if item else None
    return leaving.break_off(
        call.trial.house, call.id, outcome, path, by=call.who, once=new_token(), note=note
    )


def test_it_begins_by_asking_for_her_by_name_and_naming_no_study(call: Call) -> None:
    screen = call.session.first_open()
    assert screen is not None
    said = screen.questions[0].label("en-GB").text
    assert said == "Hello, my name is Samina. May I speak to Mrs Akhtar?"


def test_a_case_has_one_interview_at_a_time_and_a_form_sent_twice_begins_one(
    trial: Trial, together: Running, samina: Actor
) -> None:
    [nasreen] = trial.enrols(together, NASREEN)
    case, once = trial.case(nasreen, "post_programme").id, new_token()
    first = interviews.start(trial.house, case, Manner("ur"), by=samina.id, once=once)
    assert interviews.start(trial.house, case, Manner("ur"), by=samina.id, once=once) == first
    with pytest.raises(Refusal, match="Resume"):
        interviews.start(trial.house, case, Manner("ur"), by=samina.id, once=new_token())


def test_a_colleagues_case_is_not_begun(trial: Trial, together: Running, samina: Actor) -> None:
    [nasreen] = trial.enrols(together, NASREEN)
    case = trial.case(nasreen, "post_programme").id
    call = trial.begins(case, samina)
    tom = trial.works_here("Tom Field", together)
    with pytest.raises(Refusal, match="Samina Yusuf has this family open"):
        interviews.resume(trial.house, call.id, Manner("en-GB"), by=tom.id)


def test_a_window_that_has_not_opened_has_no_interview(
    trial: Trial, together: Running, samina: Actor
) -> None:
    [nasreen] = trial.enrols(together, NASREEN)
    with pytest.raises(Refusal, match="waiting"):
        trial.begins(trial.case(nasreen, "six_month").id, samina)


def test_each_no_of_the_opening_has_its_own_way_out(call: Call) -> None:
    assert call.says("opening/is_it_she", "not_here").way_out == "other_adult"
    assert call.says("opening/is_it_she", "wrong_number").way_out == "wrong_person"
    call.says("opening/is_it_she", "yes")
    assert call.says("opening/safe", "no").way_out == "not_safe"
    assert call.says("opening/safe", Missing.REFUSED).way_out == "not_safe"
    call.says("opening/safe", "yes")
    assert call.says("opening/overheard", "no").way_out == "not_safe"
    call.says("opening/overheard", "fine")
    for item in ("who", "how_long", "limits", "your_choice"):
        call.says(f"who_we_are/{item}", "OK")
    assert call.says("who_we_are/go_on", "later").way_out == "call_back"
    assert call.says("who_we_are/go_on", "not_this_time").way_out == "refused_wave"
    assert call.says("who_we_are/go_on", "no_more").way_out == "refused_all"
    assert call.says("who_we_are/go_on", "yes").way_out is None


def test_an_answer_is_an_event_with_its_time_and_place_in_the_order(call: Call) -> None:
    kept = call.says("opening/is_it_she", "yes")
    row = call.trial.rows("answer_event")[-1]
    assert (row.sequence, row.path, row.value, row.at) == (
        kept.sequence,
        call.path("opening/is_it_she"),
        "yes",
        kept.at,
    )
    assert kept.next_path == call.path("opening/safe")


def test_the_same_form_again_changes_nothing_and_gets_the_same_answer(call: Call) -> None:
    mark, before = new_token(), call.sequence
    first = call.says("opening/is_it_she", "yes", client_event=mark, expected=before)
    again = call.says("opening/is_it_she", "yes", client_event=mark, expected=before)
    assert (again.at, again.next_path) == (first.at, first.next_path)
    assert call.sequence == before + 1


def test_another_window_that_fell_behind_is_told_so_and_stores_nothing(call: Call) -> None:
    before = call.sequence
    call.says("opening/is_it_she", "yes")
    with pytest.raises(answers.Behind, match="another window"):
        call.says("opening/is_it_she", "wrong_number", expected=before)
    assert call.standing("opening/is_it_she") == "yes"


def test_nobody_answers_a_colleagues_interview(call: Call, together: Running) -> None:
    tom = call.trial.works_here("Tom Field", together)
    with pytest.raises(Refusal, match="colleague"):
        call.says("opening/is_it_she", "yes", by=tom.id)


def test_what_breaks_its_check_is_not_stored(call: Call) -> None:
    call.opens()
    call.walks(until="child/evenings")
    before = call.sequence
    refused = call.says("child/evenings", "9").refused[call.path("child/evenings")]
    assert "7" in refused["en-GB"]
    assert call.sequence == before
    assert call.standing("child/evenings") == ""


def test_an_empty_required_answer_is_asked_for_and_a_reason_for_none_is_enough(call: Call) -> None:
    assert call.says("opening/is_it_she", None).refused
    call.opens()
    call.walks(until="home/adults")
    assert call.says("home/adults", "").refused
    assert not call.says("home/adults", Missing.REFUSED).refused
    assert call.standing("home/adults") is Missing.REFUSED


def test_going_over_an_answer_again_makes_no_event(call: Call) -> None:
    call.opens()
    before = call.sequence
    assert call.says("opening/overheard", "alone").next_path == call.path("who_we_are/who")
    assert call.sequence == before


def test_a_change_says_what_it_hides_and_nothing_is_lost_when_changed_back(call: Call) -> None:
    call.opens()
    call.walks(until="support/talk_to", help_often="3", help_from="mother relative", help_most="mother")
    hid = call.says("support/help_often", "1")
    assert hid.hidden == 2
    back = call.says("support/help_often", "3")
    assert back.hidden == 0
    assert call.standing("support/help_from") == "mother relative"
    assert call.standing("support/help_most") == "mother"


def test_words_and_names_are_sealed_and_never_stand_among_the_values(call: Call) -> None:
    call.opens()
    call.walks(
        until="closing/goodbye", child_words="he sings all day", number_same="no", number_new="07700 900999"
    )
    finishes(call)
    values = " ".join(
        str(row)
        for table in ("answer_event", "folded", "interview", "snapshot")
        for row in call.trial.rows(table)
    )
    for word in ("sings", "900999", "Akhtar", "Yusuf", "Amna"):
        assert word not in values
    folded = call.trial.rows("folded")[0]
    held = _held(call)
    opened = call.trial.house.sealer.open(held.under, folded.identity_answers, place("folded", call.id))
    assert "he sings all day" in opened


def _held(call: Call) -> at_hand.Held:
    with call.trial.house.database.read() as c:
        return at_hand.held(c, call.id)


def test_a_session_brought_back_from_its_events_is_the_same(call: Call) -> None:
    call.opens()
    call.walks(until="time/usual_week")
    before = call.session.snapshot()
    at_hand.drop(call.trial.house, call.id)
    assert call.session.snapshot() == before
    with call.trial.house.database.read() as c:
        last = kept_answers.last_snapshot(c, call.id)
    assert last is not None
    assert last[0] % answers.SNAPSHOT_EVERY == 0


def test_broken_off_and_taken_up_by_a_colleague_it_goes_on_at_the_same_question(
    call: Call, together: Running
) -> None:
    call.opens()
    call.walks(until="child/school")
    leaves(call, "cut_off", "child/school")
    call.trial.minutes_pass(60 * 24)
    tom = call.trial.works_here("Tom Field", together)
    interviews.resume(call.trial.house, call.id, Manner("en-GB", How.ON_DEMAND, "ref 7"), by=tom.id)
    later = Call(call.trial, call.id, tom)
    first = later.session.first_open()
    assert first is not None
    assert first.path == later.path("opening/is_it_she")
    assert first.questions[0].label("en-GB").text.startswith("Hello, my name is Tom.")
    assert later.opens().next_path == later.path("child/school")
    assert later.standing("home/adults") == "3"
    one, two = call.trial.rows("sitting")
    assert (one.by, one.language, one.to_item) == (call.who.id, "ur", call.path("child/school"))
    assert (two.by, two.how, two.interpreter, two.from_item) == (tom.id, "on_demand", "ref 7", one.to_item)


def test_breaking_off_writes_the_ledger_and_a_refusal_raises_a_task(call: Call) -> None:
    call.opens()
    with pytest.raises(Refusal, match="needs a note"):
        leaves(call, "refused_all", "who_we_are/go_on")
    leaves(call, "refused_all", "who_we_are/go_on", "Said it twice, kindly.")
    contact = call.trial.rows("contact")[-1]
    assert (contact.outcome, contact.interview_id, contact.attempt) == ("refused_all", call.id, True)
    assert contact.seconds == 30
    assert b"kindly" not in contact.note
    assert [task.kind for task in call.trial.rows("task")] == ["refusal"]


def test_the_neutral_page_is_timed_and_safety_is_asked_again_before_the_same_question(call: Call) -> None:
    call.opens()
    call.walks(until="support/quarrels")
    pausing.pause(call.trial.house, call.id, call.path("support/quarrels"), by=call.who.id)
    pausing.pause(call.trial.house, call.id, call.path("support/quarrels"), by=call.who.id)
    call.trial.minutes_pass(2)
    pausing.go_on(call.trial.house, call.id, by=call.who.id)
    [broken] = call.trial.rows("interruption")
    assert broken.until - broken.since == timedelta(minutes=2)
    assert call.standing("opening/is_it_she") == "yes"
    assert call.standing("opening/safe") == ""
    assert call.says("opening/safe", "yes").next_path == call.path("opening/overheard")
    assert call.says("opening/overheard", "alone").next_path == call.path("support/quarrels")
    assert call.standing("support/talk_to") == "yes"


def test_switching_to_an_interpreter_is_a_new_sitting_from_this_question(call: Call) -> None:
    call.opens()
    call.walks(until="home/warm")
    interviews.switch(
        call.trial.house, call.id, Manner("ur", How.BOOKED, "B-12"), by=call.who.id, at=call.path("home/warm")
    )
    assert call.standing("opening/is_it_she") == "yes"
    call.says("opening/safe", "yes")
    assert call.says("opening/overheard", "fine").next_path == call.path("home/warm")
    two = call.trial.rows("sitting")[-1]
    assert (two.number, two.how, two.overheard) == (2, "booked", "fine")


def test_a_relative_interprets_only_where_the_protocol_allows_it(together: Running) -> None:
    with pytest.raises(Refusal, match="no relative"):
        manner("ur", "relative", "", together.edition.protocol)


def test_what_she_let_slip_is_kept_sealed_at_its_question(call: Call) -> None:
    call.opens()
    unblinding.told(
        call.trial.house, call.id, call.path("who_we_are/who"), "our group", by=call.who.id, once=new_token()
    )
    [row] = call.trial.rows("unblinding")
    assert (row.path, row.by) == (call.path("who_we_are/who"), call.who.id)
    assert b"group" not in row.words


def test_finishing_closes_the_case_and_everything_that_hangs_on_it(call: Call) -> None:
    call.opens()
    call.walks()
    assert finishes(call) == "complete"
    case = call.trial.rows("case_")
    assert {one.state for one in case if one.wave == "post_programme"} == {"complete"}
    [contact] = call.trial.rows("contact")
    assert contact.outcome == "interviewed"
    assert not call.trial.rows("hold")
    folded = call.trial.rows("folded")[0]
    assert folded.wave == "post_programme"
    assert folded.scores["wemwbs"]["total"]["value"] == "14"
    assert not call.trial.rows("voucher")


def test_a_form_that_finishes_twice_finishes_once(call: Call) -> None:
    call.opens()
    call.walks()
    once = new_token()
    for _ in range(2):
        assert finishing.finish(call.trial.house, call.id, by=call.who, once=once) == "complete"
    assert len(call.trial.rows("contact")) == 1


def test_too_few_answers_are_neither_complete_nor_partial(call: Call) -> None:
    call.opens()
    call.walks(until="home/warm")
    assert finishing.reach(call.trial.house, call.id).what == "too_short"
    with pytest.raises(Refusal, match="too few"):
        finishes(call)


@pytest.mark.parametrize(
    "no", [("opening/is_it_she", "not_here"), ("opening/safe", "no"), ("who_we_are/go_on", "no_more")]
)
def test_a_no_of_the_opening_never_ends_as_an_interview(call: Call, no: tuple[str, str]) -> None:
    call.walks(until=no[0], overheard="alone")
    call.says(*no)
    reached = finishing.reach(call.trial.house, call.id)
    assert (reached.what, reached.answered) == ("too_short", reached.applied)
    with pytest.raises(Refusal, match="too few"):
        finishes(call)


def test_the_shorter_way_is_partial_however_much_of_it_was_answered(call: Call) -> None:
    call.opens()
    call.walks(go_on="shorter")
    reached = finishing.reach(call.trial.house, call.id)
    assert (reached.what, reached.shorter) == ("partial", True)
    assert finishes(call) == "partial"


def test_new_contact_details_become_a_task_without_a_value(call: Call) -> None:
    call.opens()
    call.walks(number_same="no", number_new="07700 900999", language_next="ur")
    finishes(call)
    [task] = call.trial.rows("task")
    assert task.kind == "contact_changed"
    assert "number" in task.words
    assert "900999" not in task.words
    opened = mending.contact_details(call.trial.house, call.id, by=call.who.id)
    assert "07700 900999" in opened.values()
    assert "number_new" not in opened, "what was asked is said in words"


def test_the_last_interview_earns_its_voucher_once_in_the_way_she_chose(
    trial: Trial, together: Running, samina: Actor
) -> None:
    [nasreen] = trial.enrols(together, {**NASREEN, "cohort": "luton_jan26"})
    call = trial.begins(trial.case(nasreen, "six_month").id, samina)
    call.opens()
    call.walks(token_way="post")
    finishes(call)
    [voucher] = trial.rows("voucher")
    assert (voucher.pence, voucher.how, voucher.void_at) == (1000, "post", None)


def test_a_supervisor_opens_the_case_again_and_its_row_is_folded_anew(
    call: Call, trial: Trial, together: Running
) -> None:
    call.opens()
    call.walks()
    finishes(call)
    with pytest.raises(Refusal, match="complete"):
        interviews.resume(trial.house, call.id, Manner("ur"), by=call.who.id)
    case = trial.rows("interview")[0].case_id
    grace = trial.works_here("Grace Bell", together, "supervisor")
    cases.reopen_case(trial.house, grace, case, reason="She rang back with more.", token=new_token())
    interviews.resume(trial.house, call.id, Manner("ur"), by=call.who.id)
    call.opens()
    call.says("home/adults", "5")
    assert finishes(call) == "complete"
    [folded] = trial.rows("folded")
    assert next(one["value"] for one in folded.answers if one["name"] == "adults") == "5"
    assert [one.outcome for one in trial.rows("contact")] == ["interviewed", "interviewed"]


def test_finishing_keeps_its_appointment_and_withdraws_the_texts_still_planned(
    call: Call, trial: Trial
) -> None:
    case = trial.rows("interview")[0].case_id
    wall = datetime.fromisoformat("2026-10-10T11:00")
    appointments.book(trial.house, call.who, case, appointments.Wanted(wall, None), token=new_token())
    plan(trial.house)
    assert "ready" in {text.state for text in trial.rows("message")}
    call.opens()
    call.walks()
    finishes(call)
    assert "ready" not in {text.state for text in trial.rows("message")}
    assert [one.state for one in trial.rows("appointment")] == ["cancelled"]
    plan(trial.house)
    assert "ready" not in {text.state for text in trial.rows("message")}


def test_a_correction_needs_a_reason_and_passes_the_same_check(call: Call) -> None:
    call.opens()
    call.walks()
    finishes(call)
    house, path = call.trial.house, call.path("child/evenings")
    with pytest.raises(Refusal, match="Reason"):
        mending.correct(house, call.id, path, "5", "", by=call.who.id)
    with pytest.raises(Refusal, match="7"):
        mending.correct(house, call.id, path, "9", "misheard", by=call.who.id)
    mending.correct(house, call.id, path, "5", "misheard", by=call.who.id)
    [row] = call.trial.rows("correction")
    assert (row.path, row.value) == (path, "5")
    [folded] = call.trial.rows("folded")
    assert next(one["value"] for one in folded.answers if one["name"] == "evenings") == "5"


def test_her_earlier_answers_come_along_and_nobody_elses(
    trial: Trial, together: Running, samina: Actor
) -> None:
    [nasreen] = trial.enrols(together, {**NASREEN, "cohort": "luton_jan26"})
    [other] = trial.enrols(together, {**NASREEN, "study_number": "T-015", "phone": "07700 900215"})
    first = trial.begins(trial.case(other, "post_programme").id, samina)
    first.opens()
    first.walks()
    finishes(first)
    call = trial.begins(trial.case(nasreen, "six_month").id, samina)
    with trial.house.database.read() as c:
        told = at_hand.instances(c, trial.house, at_hand.held(c, call.id))
    assert told["prior"] == []


def test_practice_leaves_nothing_behind(trial: Trial, together: Running, samina: Actor) -> None:
    before = {
        table: len(trial.rows(table))
        for table in ("interview", "sitting", "answer_event", "contact", "folded")
    }
    practice = interviews.practise(trial.house, together.id, "baseline", Manner("ur"), by=samina.id)
    call = Call(trial, practice, samina)
    call.opens()
    call.walks()
    assert finishes(call) == "practice"
    again = interviews.practise(trial.house, together.id, "baseline", Manner("ur"), by=samina.id)
    Call(trial, again, samina).says("opening/is_it_she", "yes")
    interviews.end_practice(trial.house, again, by=samina.id)
    assert before == {table: len(trial.rows(table)) for table in before}


@pytest.fixture
def hannah(trial: Trial) -> Call:
    call = trial.talks_with_hannah(trial.load("example"))
    call.walks(until="mood/p9")
    return call


def test_several_days_on_the_risk_item_raises_an_alert_with_clocks(hannah: Call) -> None:
    kept = hannah.says("mood/p9", "1")
    [alert] = hannah.trial.rows("alert")
    assert (kept.alert_id, alert.level, alert.about) == (alert.id, 2, "phq9 p9")
    assert alert.acknowledge_by - alert.raised_at == timedelta(minutes=60)
    assert alert.close_by - alert.raised_at == timedelta(hours=72)


def test_not_at_all_raises_none_and_a_second_saving_raises_no_second(hannah: Call) -> None:
    assert hannah.says("mood/p9", "0").alert_id is None
    hannah.says("mood/p9", "2")
    hannah.says("mood/p9", "3")
    assert len(hannah.trial.rows("alert")) == 1


def test_only_in_danger_the_address_shows_and_the_showing_is_recorded(hannah: Call) -> None:
    house, who = hannah.trial.house, hannah.who.id
    hannah.says("mood/p9", "3")
    with pytest.raises(Refusal, match="danger"):
        alerts.show_address(house, hannah.id, by=who)
    alerts.set_level(house, hannah.id, alerts.DANGER, by=who)
    alerts.show_address(house, hannah.id, by=who)
    assert "show address" in [line.verb for line in hannah.trial.rows("audit")]
    [alert] = hannah.trial.rows("alert")
    assert alert.level == 3
    assert alert.acknowledge_by - alert.raised_at <= timedelta(minutes=6)


def test_the_checklist_keeps_when_each_point_was_done_first(hannah: Call) -> None:
    house, who = hannah.trial.house, hannah.who.id
    with pytest.raises(Refusal, match="level"):
        alerts.tick(house, hannah.id, ["safe_now"], by=who)
    alerts.set_level(house, hannah.id, alerts.RISK, by=who)
    alerts.tick(house, hannah.id, ["safe_now"], by=who)
    first = hannah.trial.house.now().isoformat()
    hannah.trial.minutes_pass(1)
    alerts.tick(house, hannah.id, ["safe_now", "child", "no such point"], by=who)
    alerts.note_rung(house, hannah.id, by=who)
    with house.database.read() as c:
        [alert] = kept_alerts.open_of(c, hannah.id)
    assert alert.checklist["safe_now"] == first
    assert set(alert.checklist) == {"safe_now", "child", RANG}


def test_somebody_only_upset_is_passed_on_only_if_she_wants_it(hannah: Call) -> None:
    alerts.set_level(hannah.trial.house, hannah.id, alerts.UPSET, by=hannah.who.id, passed_on=False)
    [alert] = hannah.trial.rows("alert")
    assert (alert.level, alert.closed_at) == (1, hannah.trial.house.now())
