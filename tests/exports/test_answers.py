"""Answers put into rows once and used again: the same cells, the same counts, however often they are met."""

from __future__ import annotations

import csv
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest

from callassist.exports import answers
from callassist.exports.answers import COLUMNS, IDENTIFYING, NOT_RELEVANT, REVEALS, UNKNOWN, Teller, head
from callassist.exports.labels import Variable
from callassist.exports.paradata import Clerk
from callassist.exports.rows import Scorer
from callassist.exports.tally import Tally

SCRIPT, DIGEST = "follow_up.md", "d1"


def variable(name: str, **more: Any) -> Variable:
    known: dict[str, Any] = {
        "item": f"/s/{name}",
        "name": name,
        "kind": "select_one",
        "label": name,
        "choices": {"yes": "Yes, “often”, or more", "no": "=No"},
        "instrument": "",
        "instrument_item": "",
        "licence": "",
        "open_": True,
        "reveals_arm": False,
    }
    return Variable(**(known | more))


def answer(name: str, value: str = "", **more: Any) -> dict[str, Any]:
    known = {"path": f"/s/{name}", "item": f"/s/{name}", "name": name, "rows": [], "kind": "select_one"}
    return known | {"value": value, "missing": None, "relevant": True} | more


def interview(number: str, *given: dict[str, Any], wave: str = "first") -> Any:
    return SimpleNamespace(
        id=f"i-{number}",
        number=number,
        wave=wave,
        script=SCRIPT,
        script_digest=DIGEST,
        answers=given,
    )


def teller(*variables: Variable) -> Teller:
    tally = Tally()
    tally.know(SCRIPT, DIGEST, {one.item: one for one in variables})
    return Teller(tally)


def cells(told: Teller, row: Any, *, reveal: bool | None = False) -> list[dict[str, str]]:
    """The rows as another program reads them."""
    begins = head(row)
    text = "".join(begins + line for line in told.rows(row, reveal=reveal))
    return list(csv.DictReader(StringIO(text, newline=""), fieldnames=COLUMNS))


def test_who_gave_the_same_answer_has_a_row_of_her_own() -> None:
    told = teller(variable("warm"))
    first, second = interview("T-014", answer("warm", "yes")), interview("T-015", answer("warm", "yes"))
    [one], [other] = cells(told, first), cells(told, second)
    assert (one["study_number"], other["study_number"]) == ("T-014", "T-015")
    assert one["interview"] == "i-T-014"
    differs = {name for name in COLUMNS if one[name] != other[name]}
    assert differs == {"interview", "study_number"}


def test_each_answer_its_own_words_whatever_stands_in_them() -> None:
    told = teller(variable("warm"))
    for value, words in (("yes", "Yes, “often”, or more"), ("no", "'=No"), ("yes", "Yes, “often”, or more")):
        [row] = cells(told, interview("T-014", answer("warm", value)))
        assert (row["value"], row["label"], row["missing"]) == (value, words, "")


def test_a_row_of_a_repeat_is_another_than_the_next() -> None:
    told = teller(variable("warm"))
    twice = [answer("warm", "no", path=f"/s/child[{n}]/warm", rows=[n]) for n in (1, 2)]
    assert [row["repeat"] for row in cells(told, interview("T-014", *twice))] == ["1", "2"]


def test_how_it_came_across_and_why_there_is_none_are_kept_apart() -> None:
    told = teller(variable("warm"))
    given = (
        answer("warm", "yes"),
        answer("warm", "yes", rendered="ur"),
        answer("warm", missing="refused"),
        answer("warm", missing="dont_know"),
        answer("warm"),
    )
    found = cells(told, interview("T-014", *given))
    assert [row["rendered"] for row in found] == ["", "ur", "", "", ""]
    assert [row["missing_code"] for row in found] == ["", "", "-9", "-8", "-1"]


def test_what_is_left_out_once_is_left_out_again_and_counted_each_time() -> None:
    told = teller(variable("warm"), variable("street", open_=False), variable("course", reveals_arm=True))
    given = (
        answer("warm", "yes", relevant=False),
        answer("street", "1 Elm Road"),
        answer("course", "yes"),
        answer("nowhere", "yes"),
    )
    for number in ("T-014", "T-015", "T-016"):
        assert not cells(told, interview(number, *given))
    left = {why: times.n for why, times in told.tally.left_out.items()}
    assert left == {NOT_RELEVANT: 3, IDENTIFYING: 3, REVEALS: 3, UNKNOWN: 3}


def test_what_may_tell_the_group_stands_in_the_file_that_may_tell_it_and_in_no_other() -> None:
    told = teller(variable("warm"), variable("course", reveals_arm=True))
    row = interview("T-014", answer("warm", "yes"), answer("course", "yes"))
    files = (False, True, None)
    found = {one: [kept["name"] for kept in cells(told, row, reveal=one)] for one in files}
    assert found == {False: ["warm"], True: ["course"], None: ["warm", "course"]}


def test_the_codebook_counts_every_wave_even_when_cells_are_let_go_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(answers, "MOST", 1)
    told = teller(variable("warm"))
    for n in range(6):
        given = (answer("warm", "yes"), answer("warm", "no"), answer("warm", missing="refused"))
        told.rows(interview(f"T-{n:03d}", *given, wave=("first", "second")[n % 2]), reveal=False)
    [counted] = told.tally.counted().values()
    assert (counted.asked, counted.answered, counted.missing) == (18, 12, {"refused": 6})
    assert counted.waves == ("first", "second")


def test_a_score_of_one_and_one_that_is_a_mean_of_one_are_two_cells() -> None:
    def score(value: object) -> dict[str, Any]:
        return {"gad7": {"total": {"value": value, "items": 7, "bands": {"usual": "mild"}}, "child": None}}

    scorer = Scorer()
    found = [scorer.rows(SimpleNamespace(scores=score(value))) for value in (1, 1.0, 1)]
    assert [next(csv.reader(lines))[2] for lines in found] == ["1", "1.0", "1"]
    assert found[0] == ["gad7,total,1,,,7,,,usual=mild,,\r\n"]


def test_what_questions_took_is_told_of_no_question_that_may_tell_the_group() -> None:
    items = {"/s/warm": SimpleNamespace(reveals_arm=False), "/s/course": SimpleNamespace(reveals_arm=True)}
    script: Any = SimpleNamespace(items=items)
    took = [["/s/warm", "/s", 4.5, 0, 1], ["/s/course", "/s", 9.0, 0, 1], ["/s/gone", "/s", 1.0, 0, 1]]
    row = SimpleNamespace(script=SCRIPT, script_digest=DIGEST, timings=took)
    clerk = Clerk()
    for _again in range(2):
        assert clerk.rows(row, script) == (["/s/warm,/s,4.5,0,1\r\n"], ["/s,4.5,0.0,1\r\n"])
