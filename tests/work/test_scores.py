"""Scores at the finish: about whom, at what age, by which rule; and again from the stored answers."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from callassist.privacy.tokens import new_token
from callassist.store.interviews import folded
from callassist.work import at_hand, finishing, interviews, mending, studies, subjects
from callassist.work.house import Running
from callassist.work.rescoring import Difference, Rescored, rescore
from callassist.work.sittings import Manner
from tests.work.trials import EXAMPLE, Call, Trial, files

CHILDREN = ("sdq_parent", "sdq_parent#1", "sdq_parent#2")
CODES = {0: "never", 1: "sometimes", 2: "often", 3: "very often", 4: "most", 5: "all"}
EMOTIONAL = (3, 8, 13, 16, 24)
FAMILY = {
    **EXAMPLE,
    "child1_name": "Robin Clark",
    "child1_born": "2022-11",
    "child2_name": "Wren Clark",
    "child2_born": "2017-02-03",
    "child2_index": "yes",
}


def survey() -> str:
    """A script that asks one scale of two children, and one of her and of her partner."""
    rows = ["begin group | about_index | The eldest | | | | |"]
    rows += [f"select_one three | s{n} | Stand-in {n} | sdq_parent | s{n} | index_child | |" for n in (3, 8)]
    rows += [f"select_one three | s{n} | Stand-in {n} | sdq_parent | s{n} | | |" for n in (13, 16, 24)]
    rows += ["end group | | | | | | |", "begin repeat | each_child | Each child | | | | | 2"]
    rows += [f"select_one three | r{n} | Stand-in {n} | sdq_parent | s{n} | row_child | |" for n in EMOTIONAL]
    rows += ["end repeat | | | | | | |", "begin group | both | Both | | | | |"]
    rows += [f"select_one five | w{n} | Stand-in {n} | wemwbs | w{n} | | |" for n in range(1, 15)]
    rows += [f"select_one five | p{n} | Stand-in {n} | wemwbs | w{n} | partner | |" for n in range(1, 15)]
    rows += ["end group | | | | | | |"]
    lists = [("three", code) for code in range(3)] + [("five", code) for code in range(1, 6)]
    choices = "\n".join(f"| | {listed} | {code} | {CODES[code]} |" for listed, code in lists)
    return f"""
| survey |
| | type | name | label::English (en-GB) | instrument | instrument_item | subject | required | repeat_count |
{chr(10).join(f"| | {row} |" for row in rows)}

| choices |
| | list_name | name | label::English (en-GB) |
{choices}

| settings |
| | form_id | form_title | version | default_language |
| | scales | Scales | 1 | English (en-GB) |
"""


@pytest.fixture(scope="module")
def script() -> bytes:
    return survey().encode()


@pytest.fixture
def running(trial: Trial, script: bytes) -> Running:
    study = {**files("example"), "wellbeing.md": script}
    return trial.house.study(studies.load(trial.house, study, by="test").study_id)


def rings(trial: Trial, running: Running, family: dict[str, str], language: str = "en-GB") -> Call:
    """An interview that has begun, with a family that has just come in."""
    samina = trial.works_here(f"{new_token()} Yusuf", running)
    [her] = trial.enrols(running, family)
    case = min(
        (one for one in trial.rows("case_") if one.participant_id == her), key=lambda one: one.opens_on
    )
    return trial.begins(case.id, samina, language)


@pytest.fixture
def call(trial: Trial, running: Running) -> Call:
    return rings(trial, running, FAMILY)


def says_all(call: Call, mine: int = 3) -> Call:
    """The index child has 1 everywhere, the first of the children 2, the second 0; she has 3, he has 5."""
    for n in EMOTIONAL:
        call.says(f"about_index/s{n}", "1")
        call.says(f"each_child[1]/r{n}", "2")
        call.says(f"each_child[2]/r{n}", "0")
    for n in range(1, 15):
        call.says(f"both/w{n}", str(mine))
        call.says(f"both/p{n}", "5")
    assert finishing.finish(call.trial.house, call.id, by=call.who, once=new_token()) == "complete"
    return call


@pytest.fixture
def finished(call: Call) -> Call:
    return says_all(call)


def scores(call: Call) -> dict[str, Any]:
    return call.trial.rows("folded")[0].scores


def emotional(call: Call, administration: str) -> str:
    return scores(call)[administration]["emotional"]["value"]


def differences(call: Call, running: Running) -> list[Difference]:
    return list(rescore(call.trial.house, running, Rescored()))


def keep(call: Call, kept: dict[str, Any]) -> None:
    call.trial.house.database.keep(lambda c: c.execute(update(folded).values(scores=kept)))


def test_one_scale_of_three_children_and_two_adults_gives_five_administrations(finished: Call) -> None:
    assert list(scores(finished)) == [
        "sdq_parent",
        "sdq_parent#1",
        "sdq_parent#2",
        "wemwbs",
        "wemwbs#partner",
    ]
    assert [emotional(finished, one) for one in ("sdq_parent", "sdq_parent#1", "sdq_parent#2")] == [
        "5",
        "10",
        "0",
    ]
    mine, his = (scores(finished)[one]["total"]["value"] for one in ("wemwbs", "wemwbs#partner"))
    assert (mine, his) == ("42", "70")


def test_each_is_about_its_child_whichever_row_it_stood_in(finished: Call) -> None:
    robin, wren = (one.id for one in sorted(finished.trial.rows("child"), key=lambda one: one.place))
    about = {name: one.get("child") for name, one in scores(finished).items()}
    assert about == {
        "sdq_parent": wren,
        "sdq_parent#1": robin,
        "sdq_parent#2": wren,
        "wemwbs": None,
        "wemwbs#partner": None,
    }


def test_the_norm_is_that_of_the_childs_age_on_the_day(finished: Call) -> None:
    assert (scores(finished)["sdq_parent"]["age"], scores(finished)["sdq_parent#1"]["age"]) == (
        [9, 9],
        [3, 3],
    )
    older, younger = (scores(finished)[one]["emotional"]["bands"] for one in ("sdq_parent", "sdq_parent#1"))
    assert {name.partition(",")[0] for name in older} == {"parent 4-17"}
    assert {name.partition(",")[0] for name in younger} == {"parent 2-4"}


def test_a_birth_known_to_the_month_gives_the_ages_that_are_possible(trial: Trial, running: Running) -> None:
    call = rings(trial, running, {**FAMILY, "child1_born": "2022-10", "child2_born": "2022"})
    call.says("about_index/s3", "1")
    with trial.house.database.read() as c:
        found = subjects.children(c, trial.house, at_hand.held(c, call.id))
    assert found.index is not None
    assert (found.index.age, [one.age for one in found.rows]) == ((3, 4), [(3, 4), (3, 4)])


def test_stored_answers_give_the_same_scores_again(finished: Call, running: Running) -> None:
    count = Rescored()
    assert list(rescore(finished.trial.house, running, count)) == []
    assert (count.interviews, count.scores, count.older) == (1, 3 * 9 + 2 * 2, 0)


def test_a_score_that_was_kept_wrong_is_told_with_case_and_rule_version(
    finished: Call, running: Running
) -> None:
    kept = scores(finished)
    kept["sdq_parent#1"]["emotional"] |= {"value": "7", "rule_version": "0"}
    keep(finished, kept)
    [told] = differences(finished, running)
    assert told.words().startswith("E-101, ")
    assert "sdq_parent#1 emotional was 7" in told.words()
    assert told.words().endswith("by rules 1")
    assert "by rules 0, now 10" in told.words()


def test_a_score_that_went_lost_and_one_that_never_was_are_told(finished: Call, running: Running) -> None:
    kept = scores(finished)
    kept["phq9"] = kept.pop("wemwbs")
    keep(finished, kept)
    told = {one.administration for one in differences(finished, running)}
    assert told == {"phq9", "wemwbs"}


def test_equal_scores_by_an_older_rule_are_counted_and_no_difference(
    finished: Call, running: Running
) -> None:
    kept = scores(finished)
    kept["wemwbs"]["total"]["rule_version"] = "0"
    keep(finished, kept)
    count = Rescored()
    assert list(rescore(finished.trial.house, running, count)) == []
    assert count.older == 1


def test_a_corrected_answer_is_scored_anew_and_still_agrees(finished: Call, running: Running) -> None:
    path = finished.path("about_index/s3")
    mending.correct(finished.trial.house, finished.id, path, "2", "Misheard.", by=finished.who.id)
    assert emotional(finished, "sdq_parent") == "6"
    assert differences(finished, running) == []


@pytest.mark.parametrize(
    ("chosen", "value", "reason"),
    [
        ("", None, "1 of 14 items have no answer, at most 0 may"),
        ('\n[[instrument]]\nid = "wemwbs"\nmissing = { total = "up_to_three" }\n', "42", None),
    ],
)
def test_a_gap_is_no_score_unless_the_study_chose_another_rule(
    trial: Trial, script: bytes, chosen: str, value: str | None, reason: str | None
) -> None:
    study = files("example") | {"wellbeing.md": script}
    study["study.toml"] += chosen.encode()
    call = rings(trial, trial.house.study(studies.load(trial.house, study, by="test").study_id), FAMILY)
    for n in EMOTIONAL:
        call.says(f"about_index/s{n}", "1")
        for row in (1, 2):
            call.says(f"each_child[{row}]/r{n}", "1")
    for n in range(2, 15):
        call.says(f"both/w{n}", "3")
        call.says(f"both/p{n}", "3")
    finishing.finish(trial.house, call.id, by=call.who, once=new_token())
    kept = scores(call)["wemwbs"]["total"]
    assert (kept["value"], kept["reason"], kept["answered"], kept["items"]) == (value, reason, 13, 14)


# Words that are blank in her language


def rendered(call: Call) -> dict[str, str]:
    return {one["name"]: one["rendered"] for one in call.trial.rows("folded")[0].answers if "rendered" in one}


def test_in_the_language_of_its_words_nothing_is_marked(finished: Call) -> None:
    assert rendered(finished) == {}
    assert all("rendered" not in one for one in scores(finished).values())


def test_in_a_language_that_the_script_does_not_have_every_item_is_marked(
    trial: Trial, running: Running
) -> None:
    call = says_all(rings(trial, running, FAMILY, "ur"))
    assert set(rendered(call).values()) == {"ur"}
    assert {name: one["rendered"] for name, one in scores(call).items()} == {
        **dict.fromkeys(CHILDREN, 5),
        "wemwbs": 14,
        "wemwbs#partner": 14,
    }
    assert differences(call, running) == []


def test_an_item_that_has_words_in_her_language_is_not_marked(trial: Trial) -> None:
    two = survey().replace("| repeat_count |", "| repeat_count | label::Urdu (ur) |")
    lines = [line + " نمونہ |" if "| wemwbs | w2 | | |" in line else line for line in two.splitlines()]
    study = files("example") | {"wellbeing.md": "\n".join(lines).encode()}
    running = trial.house.study(studies.load(trial.house, study, by="test").study_id)
    call = says_all(rings(trial, running, FAMILY, "ur"))
    assert "w2" not in rendered(call)
    assert rendered(call)["w1"] == "ur"
    assert scores(call)["wemwbs"]["rendered"] == 13


def test_what_is_asked_again_in_another_sitting_is_marked_by_that_sittings_language(
    trial: Trial, running: Running
) -> None:
    call = rings(trial, running, FAMILY, "ur")
    call.says("both/w1", "3")
    call.says("both/w2", "3")
    interviews.resume(trial.house, call.id, Manner("en-GB"), by=call.who.id)
    for item in set(ITEMS) - {"both/w1"}:
        call.says(item, "1")
    finishing.finish(trial.house, call.id, by=call.who, once=new_token())
    assert rendered(call) == {"w1": "ur"}


ITEMS = (
    *(f"about_index/s{n}" for n in EMOTIONAL),
    *(f"each_child[{row}]/r{n}" for row in (1, 2) for n in EMOTIONAL),
    *(f"both/{who}{n}" for who in "wp" for n in range(1, 15)),
)


# A score that somebody must hear of


@pytest.mark.parametrize(("at_least", "told"), [(10, 2), (70, 1), (71, 0)])
def test_a_score_over_the_studys_threshold_goes_to_whoever_is_on_duty(
    trial: Trial, script: bytes, at_least: int, told: int
) -> None:
    study = files("example") | {"wellbeing.md": script}
    rule = f'[[safety.alert]]\ninstrument = "wemwbs"\nscale = "total"\nat_least = {at_least}\nlevel = 2\n\n'
    study["study.toml"] = study["study.toml"].replace(
        b"[[safety.duty]]", rule.encode() + b"[[safety.duty]]", 1
    )
    call = rings(trial, trial.house.study(studies.load(trial.house, study, by="test").study_id), FAMILY)
    assert not trial.rows("alert")
    says_all(call)
    assert [(one.about, one.level) for one in trial.rows("alert")] == [("wemwbs total", 2)] * told
