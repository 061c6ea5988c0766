"""The two studies that come with callassist, interviewed from end to end as a parent would hear them."""

import re

import pytest
from telephone import CHILDREN, Interview, edition, told

from callassist.errors import Weight
from callassist.instruments.library import definition
from callassist.instruments.scoring import score
from callassist.questionnaire.session import Missing

TRIAL = ["baseline.md", "post_programme.md", "six_month.md"]
SCRIPTS = [("together", name) for name in [*TRIAL, "topic_guide.md"]] + [("example", "wellbeing.md")]
EVERYTHING = {
    "adults": "2",
    "moved": "yes",
    "help_often": "4",
    "help_from": "mother paid",
    "school": "primary",
    "children_same": "no",
    "children_now": "3",
    "age": "4",
    "services": "gp nurse emergency outpatient talking social",
    "n_gp": "61",
    "number_same": "no",
    "number_new": "07700 900214",
    "second_contact": "new",
    "language_next": "ur",
    "p1": "1",
}
"""Answers that lead past every question that depends on another."""

ENDS_AFTER = [
    ({"is_it_she": "wrong_number"}, ["is_it_she"]),
    ({"is_it_she": "not_here"}, ["is_it_she"]),
    ({"is_it_she": "fetches", "she_came": "not_here"}, ["is_it_she", "she_came"]),
    ({"safe": "no"}, ["is_it_she", "safe"]),
    ({"overheard": "no"}, ["is_it_she", "safe", "overheard"]),
]


# What `check` says of them


@pytest.mark.parametrize("study", ["together", "example"])
def test_nothing_is_wrong_with_the_studies_that_ship(study):
    assert [str(one) for one in told(study) if one.weight is Weight.ERROR] == []


def test_luton_is_warned_that_the_waiting_list_has_its_own_course_by_then():
    said = [one for one in told("together") if "waiting list’s own course" in one.what]
    assert [one.where.rpartition(", ")[2] for one in said] == [
        "cohort[1].waiting_list_begins",
        "cohort[2].waiting_list_begins",
    ]
    assert "Luton, January 2026: the window of “six_month”, 6 Oct 2026 to 17 Nov 2026" in said[0].what
    assert "21 Sep 2026" in said[0].what


def test_licensed_scales_are_blank_slots_which_a_live_study_may_not_have():
    def slots(live: bool) -> set[Weight]:
        return {one.weight for one in told("together", live) if "blank slot" in one.what}

    assert slots(live=False) == {Weight.WARNING}
    assert slots(live=True) == {Weight.ERROR}


def test_an_amendment_says_whom_it_comes_too_late_for():
    said = [one.what for one in told("together") if "not planned" in one.what]
    assert ["luton_jan26" in said[0], "north_jan26" in said[1]] == [True, True]


# The opening


@pytest.mark.parametrize(("study", "script"), SCRIPTS)
@pytest.mark.parametrize(("answers", "asked"), ENDS_AFTER)
def test_a_no_in_the_opening_ends_the_call_before_the_study_is_named(study, script, answers, asked):
    assert Interview(study, script).goes(**answers).asked == asked


@pytest.mark.parametrize(("study", "script"), SCRIPTS)
def test_nothing_of_the_study_is_said_until_it_is_safe(study, script):
    interview = Interview(study, script)
    for name, answer in (
        ("is_it_she", "fetches"),
        ("she_came", "yes"),
        ("safe", "yes"),
        ("overheard", "alone"),
    ):
        heard = " ".join(interview.heard(name).values())
        assert not re.search(r"together|study|research|تحقیق|গবেষণ|badani", heard, re.IGNORECASE)
        assert interview.says(name, answer)
    assert interview.session.next(f"/data/opening/{name}").path == "/data/who_we_are/who"


@pytest.mark.parametrize(("study", "script"), SCRIPTS)
@pytest.mark.parametrize("instead", ["later", "not_this_time", "no_more"])
def test_she_may_say_what_she_would_rather(study, script, instead):
    asked = Interview(study, script).goes(go_on=instead).asked
    assert asked[-1] == "go_on"


def test_somebody_fetches_her_and_then_it_is_she():
    asked = Interview("together", "baseline.md").goes(is_it_she="fetches").asked
    assert asked[:4] == ["is_it_she", "she_came", "safe", "overheard"]
    assert asked[-1] == "goodbye"


# The sections


@pytest.mark.parametrize("script", TRIAL)
def test_a_whole_interview_leaves_nothing_open(script):
    interview = Interview("together", script).goes()
    assert interview.session.unanswered() == ()
    assert interview.session.violations() == ()
    assert 50 <= len(interview.asked) <= 110


@pytest.mark.parametrize("script", TRIAL)
def test_the_shorter_interview_asks_the_minimum_set_and_nothing_else(script):
    interview = Interview("together", script).goes(go_on="shorter")
    salvage = {item.name for item in interview.script.items.values() if item.salvage}
    assert set(interview.asked) <= salvage
    assert {f"w{n}" for n in range(1, 15)} <= set(interview.asked)
    assert len(interview.asked) < 40


@pytest.mark.parametrize(("study", "script"), SCRIPTS)
def test_every_sentence_stands_in_every_language_of_its_script(study, script):
    interview = Interview(study, script).goes(**EVERYTHING)
    tags = [language.tag for language in interview.script.languages]
    for question in interview.questions():
        said = [part.label(tag) for part in (question, *question.choices) for tag in tags]
        assert all(text.text.strip() and not text.fallback for text in said), question.path


def test_digits_stay_western_in_every_language():
    for script in edition("together").scripts.values():
        for line in script.book.sheets["survey"].rows:
            assert not re.search(r"[۰-۹٠-٩০-৯]", " ".join(line.values()))


def test_a_check_is_said_and_the_answer_not_kept():
    interview = Interview("together", "baseline.md").goes()
    assert not interview.says("evenings", "9")
    assert not interview.says("home_since", "2027-01-01")
    assert not interview.says("lives_with", "partner nobody") or interview.values("adults") == ["1"]
    assert interview.values("evenings") == ["1"]


def test_a_week_has_no_more_hours_than_it_has():
    interview = Interview("together", "baseline.md").goes(paid_hours="100")
    assert not interview.says("unpaid_hours", "69")
    assert interview.says("unpaid_hours", "68")


def test_who_helped_most_is_one_of_those_who_helped():
    interview = Interview("together", "baseline.md").goes(help_often="4", help_from="mother paid")
    screen = interview.session.screen("/data/support/help_most")
    assert [choice.value for choice in screen.questions[0].choices] == ["mother", "paid"]


def test_each_child_is_asked_about_by_name_and_a_corrected_count_loses_nothing():
    interview = Interview("together", "baseline.md").goes(age="4")
    assert interview.values("called") == [child["called"] for child in CHILDREN]
    interview.says("children_same", "no")
    interview.says("children_now", "1")
    assert interview.values("age") == ["4"]
    interview.says("children_now", "3")
    assert interview.values("called") == ["Zara", "Bilal", "#3"]
    assert interview.values("age")[:2] == ["4", "4"]


def test_what_she_said_last_time_is_offered_to_confirm():
    prior = [{"wave": "baseline", "adults": "2"}, {"wave": "post_programme", "adults": "3"}]
    interview = Interview("together", "six_month.md", prior=prior).goes()
    assert "3 people aged 18 or over" in interview.heard("adults_same")["en-GB"]
    assert "adults" not in interview.asked
    assert interview.values("adults_all") == ["3"]
    changed = Interview("together", "six_month.md", prior=prior).goes(adults_same="no", adults="4")
    assert changed.values("adults_all") == ["4"]
    assert "adults_same" not in Interview("together", "six_month.md").goes().asked


def test_refused_is_an_answer_and_the_interview_goes_on():
    interview = Interview("together", "post_programme.md").goes(coping=Missing.REFUSED)
    kept = next(f for f in interview.session.fold() if f.name == "coping")
    assert (kept.missing, interview.session.unanswered()) == (Missing.REFUSED, ())


# Blinding, identity, licences


@pytest.mark.parametrize("script", TRIAL)
def test_what_could_tell_the_group_comes_last_and_never_at_the_start(script):
    asked = Interview("together", script).goes().asked
    telling = [i.name for i in edition("together").scripts[script].items.values() if i.reveals_arm]
    if script == "baseline.md":
        assert telling == []
    else:
        assert asked[-len(telling) - 1 : -1] == telling


@pytest.mark.parametrize(("study", "script"), SCRIPTS)
def test_free_words_and_contact_details_are_identity(study, script):
    items = edition(study).scripts[script].items.values()
    assert all(item.identity for item in items if item.kind == "text")
    contact = [item for item in items if item.name in ("number_same", "times", "language_next", "token_way")]
    assert all(item.identity for item in contact)


@pytest.mark.parametrize("script", TRIAL)
def test_stand_ins_could_not_be_taken_for_the_licensed_words(script):
    slots = [q for q in Interview("together", script).goes().questions() if q.item.instrument]
    assert [q.item.instrument for q in slots] == ["wemwbs"] * 14 + ["sdq_parent"] * 25
    for question in slots:
        label = question.label("en-GB").text
        assert re.fullmatch(r"This is stand-in item \d+ of (14|25) for a licensed question\.", label)


def test_the_example_scores_what_was_said_and_asks_how_hard_it_was():
    interview = Interview("example", "wellbeing.md").goes(p1="3", p9="1", g1="2")
    codes = {f.name: int(f.value) for f in interview.session.fold() if re.fullmatch(r"[pg]\d+", f.name)}
    assert "p10" in interview.asked
    phq = score(definition("phq9"), {k: v for k, v in codes.items() if k[0] == "p"})
    assert phq.value == 4
    alert = edition("example").protocol.safety.alert[0]
    assert codes[alert.item] >= alert.at_least


def test_phq9_and_gad7_are_asked_in_their_own_words():
    asked = [q for q in Interview("example", "wellbeing.md").goes(p1="1").questions() if q.item.instrument]
    assert len(asked) == 17
    for question in asked:
        known = definition(question.item.instrument).item_named(question.item.instrument_item)
        assert known is not None
        assert question.label("en-GB").text == known.text
