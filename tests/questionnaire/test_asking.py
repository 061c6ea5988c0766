"""An interview is asked: fills, skips, checks, choices, rows, sets on one scale, in two languages."""

from __future__ import annotations

import pytest

from callassist.errors import Refusal
from callassist.questionnaire.entries import Missing
from tests.questionnaire.telling import MORNING, Interview, script
from tests.questionnaire.tiny import TINY

READ = script(TINY)


@pytest.fixture
def call() -> Interview:
    return Interview(READ)


def test_the_child_is_named_from_enrolment_in_each_language(call: Interview) -> None:
    greeting = call.question("greeting")
    assert str(greeting.label("en")) == "We would like to ask about Maya."
    assert str(greeting.label("ur")) == "ہم Maya کے بارے میں پوچھنا چاہتے ہیں۔"
    assert greeting.kind == "note"


def test_a_text_missing_in_her_language_is_said_in_the_first_and_marked(call: Interview) -> None:
    rooms = call.question("rooms")
    assert (str(rooms.label("ur")), rooms.label("ur").language, rooms.label("ur").fallback) == (
        "How many rooms?",
        "en",
        True,
    )


def test_every_screen_comes_in_the_order_of_the_sheet(call: Interview) -> None:
    assert call.way() == [
        "greeting",
        "home/called",
        "home/adults",
        "home/rooms",
        "home/moved",
        "children[1]/age",
        "children[2]/age",
        "mood",
        "goodbye",
    ]


def test_a_skip_opens_a_question_and_a_corrected_answer_hides_it_again(call: Interview) -> None:
    call.answer("adults", "2")
    assert call.asked("helped")
    call.answer("helped", "yes")
    verdict = call.answer("adults", "1")
    assert set(verdict.hidden) == {"/data/home/helped", "/data/home/who"}
    assert not call.asked("helped")
    assert call.value("helped") == "yes", "what was hidden is kept"
    assert not call.folded("helped").relevant


def test_a_hidden_answer_counts_as_blank_in_other_rules(call: Interview) -> None:
    call.answer("adults", "2")
    call.answer("helped", "yes")
    call.answer("who", "family friends")
    assert call.asked("most")
    call.answer("adults", "1")
    assert not call.asked("most")
    call.answer("adults", "3")
    assert call.asked("most"), "and comes back with what hung on it"


def test_a_check_that_fails_keeps_the_answer_out_and_says_why_in_both_languages(call: Interview) -> None:
    call.answer("adults", "2")
    verdict = call.answer("adults", "40")
    assert not verdict.accepted
    assert verdict.violation == {"en": "A number from 1 to 20.", "ur": "ایک سے بیس تک۔"}
    assert call.value("adults") == "2"
    assert verdict.events == ()


@pytest.mark.parametrize("wrong", ["two", "2.5", "1e3", "99999999999"])
def test_a_whole_number_is_a_whole_number(call: Interview, wrong: str) -> None:
    assert not call.answer("adults", wrong).accepted


@pytest.mark.parametrize("wrong", ["2026-02-30", "yesterday", "02/03/2020", "2026-03-03"])
def test_a_date_must_exist_and_may_not_lie_ahead(call: Interview, wrong: str) -> None:
    assert not call.answer("moved", wrong).accepted


def test_today_itself_is_not_in_the_future(call: Interview) -> None:
    assert call.answer("moved", "2026-03-02").accepted


def test_only_choices_that_are_offered_can_be_chosen(call: Interview) -> None:
    call.answer("adults", "2")
    call.answer("helped", "yes")
    assert [choice.value for choice in call.question("who").choices] == ["family", "friends", "centre"]
    assert not call.answer("who", "hub").accepted


def test_a_later_answer_takes_away_a_choice_that_hung_on_it_and_says_so(call: Interview) -> None:
    call.answer("adults", "2")
    call.answer("helped", "yes")
    call.answer("who", "family friends centre")
    call.answer("most", "centre")
    verdict = call.answer("who", "friends family")
    assert verdict.cleared == ("/data/home/most",)
    assert call.value("most") == ""
    assert call.value("who") == "family friends", "in the order of the list"


def test_refused_and_dont_know_are_answers_but_blank_to_rules(call: Interview) -> None:
    assert call.answer("adults", Missing.REFUSED).accepted
    assert not call.asked("helped")
    assert (call.folded("adults").missing, call.folded("adults").value) == (Missing.REFUSED, "")
    assert "/data/home/adults" not in call.session.unanswered()
    call.answer("adults", "2")
    assert call.folded("adults").missing is None


def test_a_default_stands_until_it_is_changed(call: Interview) -> None:
    assert call.value("rooms") == "2.5"
    call.answer("rooms", "4")
    assert call.value("rooms") == "4"


def test_rows_of_children_are_walked_one_by_one(call: Interview) -> None:
    call.answer("children[1]/age", "3")
    call.answer("children[2]/age", "7")
    assert [path for path in call.way() if path.startswith("children")] == [
        "children[1]/age",
        "children[2]/age",
        "children[2]/school",
    ]
    assert str(call.question("children[2]/school").label("en")) == "Does child 2 go to school?"
    assert call.question("children[2]/school").rows == (2,)
    assert call.value("oldest") == "7"


def test_no_children_known_means_no_rows() -> None:
    childless = Interview(READ, children="0")
    assert not [path for path in childless.way() if path.startswith("children")]


def test_a_set_on_one_scale_is_one_screen(call: Interview) -> None:
    mood = call.session.screen("/data/mood/m2")
    assert (mood.path, mood.grouped, mood.paths) == ("/data/mood", True, ("/data/mood/m1", "/data/mood/m2"))
    assert str(mood.title("ur")) == "پچھلے دو ہفتے"
    assert [str(choice.label("en")) for choice in mood.questions[0].choices] == [
        "Not at all",
        "Some days",
        "Most days",
    ]
    assert call.session.next(mood.path).path == "/data/goodbye"
    assert call.session.previous(mood.path).path == "/data/children[2]/age"


def test_our_own_columns_stand_beside_the_question(call: Interview) -> None:
    call.answer("called", "Amina")
    adults = call.question("adults")
    assert str(adults.instruction("ur")) == "Count Amina too."
    assert (str(adults.probe("en")), str(adults.why("en"))) == ("Anybody else?", "Homes differ.")
    assert adults.item.salvage and adults.item.status == {"ur": "draft"}
    assert call.folded("called").identity and not call.folded("adults").identity
    assert READ.items["/data/children/age"].subject == "row_child"
    assert (READ.items["/data/mood/m2"].instrument, READ.items["/data/mood/m2"].instrument_item) == (
        "moodlet",
        "2",
    )
    assert READ.items["/data/home/helped"].listen


def test_questions_and_sections_are_numbered_over_what_is_asked(call: Interview) -> None:
    adults = call.session.screen("/data/home/adults")
    assert (adults.questions[0].number, adults.section_number, str(adults.section("en"))) == (
        2,
        1,
        "Your home",
    )
    assert call.question("greeting").number is None
    call.answer("called", "Amina")
    home, children, mood = call.session.progress("/data/home/adults")
    assert (str(home.name("en")), home.current, home.done, home.total) == ("Your home", True, 2, 4)
    assert (children.number, mood.number) == (2, 3)


def test_the_language_can_be_switched_in_the_middle(call: Interview) -> None:
    (event,) = call.session.set_language("ur", now=MORNING)
    assert (call.session.language, event.value) == ("ur", "ur")
    with pytest.raises(Refusal, match="the script has no 'fr'"):
        call.session.set_language("fr", now=MORNING)


def test_a_place_that_is_no_question_is_refused(call: Interview) -> None:
    for nowhere in ("/data/nowhere", "/data/children[9]/age", "/data/home", "/data/child", "nonsense"):
        with pytest.raises(Refusal):
            call.session.answer(nowhere, "1", now=MORNING)


def test_a_hidden_answer_is_a_blank_to_every_rule_and_missing_from_every_total() -> None:
    call = Interview(
        script(
            """
| survey |
| | type | name | label | relevant | calculation |
| | integer | gate | Gate | | |
| | integer | kept | Kept | ${gate} = 1 | |
| | text | unless | Unless | ${kept} = '' | |
| | text | other | Other | ${kept} != 5 | |
| | begin repeat | child | Child | | |
| | integer | age | Age | ${gate} = 1 | |
| | end repeat | | | | |
| | calculate | ages | | | count(${age}) + count-non-empty(${kept}) |
"""
        )
    )
    call.answer("gate", "1")
    call.answer("kept", "5")
    call.answer("child[1]/age", "3")
    assert (call.asked("unless"), call.asked("other"), call.value("ages")) == (False, False, "2")
    call.answer("gate", "2")
    assert (call.asked("unless"), call.asked("other"), call.value("ages")) == (True, True, "0")
    call.answer("gate", "1")
    assert call.value("kept") == "5"


def test_a_later_answer_that_breaks_an_earlier_check_is_found_before_the_end() -> None:
    tables = """
| survey |
| | type | name | label | constraint | relevant |
| | integer | adults | How many adults? | | |
| | integer | working | How many of them work? | . <= ${adults} | |
| | integer | hours | How many hours? | . <= ${working} * 100 | ${working} > 1 |
"""
    call = Interview(script(tables))
    for name, value in {"adults": "3", "working": "2", "hours": "150"}.items():
        assert call.answer(name, value).accepted
    assert call.session.violations() == ()
    call.answer("adults", "1")
    assert call.session.violations() == ("/data/working",)
    assert call.value("working") == "2"  # it is kept until somebody looks again
    call.answer("working", "1")
    assert call.session.violations() == ()  # what is no longer asked breaks nothing
