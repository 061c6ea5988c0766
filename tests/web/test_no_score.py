"""No page of an interviewer shows a score, a band or a threshold, whatever was answered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from callassist.errors import Refusal
from callassist.privacy.tokens import new_token
from callassist.work import alerts, finishing, studies
from tests.web.calls import browser
from tests.work.trials import EXAMPLE, files, open_trial

WORDS = re.compile(
    r"\bscore|\bscoring|\bthreshold|\bcut-?off|\bband\b|\bmild|\bmoderate|\bsevere|\bminimal", re.I
)
BESIDE = ("end", "distress", "keys", "how", "leave", "told", "copy")  # the pages beside the questions
COUNTED = re.compile(
    r'(name="expected" value|data-sequence|data-index)="\d+"'
)  # places and how many are kept: no score
TOTAL = re.compile(r"(?<![\w:.-])27(?![\w:.-])")  # of the PHQ-9; no clock, day, token or length


def words_of(page: str) -> str:
    """What the page says, without its addresses and marks."""
    return re.sub(r"<[^>]*>", " ", page[page.index("<body") :] if "<body" in page else page)


A_SCORE = b"""
[[safety.alert]]
instrument = "phq9"
scale = "total"
at_least = 10
level = 3
acknowledge_minutes = 5

[[safety.duty]]"""


def test_what_a_score_raised_is_on_no_page_of_the_interview_that_gave_it(tmp_path: Path) -> None:
    trial = open_trial(tmp_path)
    study = dict(files("example"))
    study["study.toml"] = study["study.toml"].replace(b"[[safety.duty]]", A_SCORE, 1)
    running = trial.house.study(studies.load(trial.house, study, by="test").study_id)
    samina = trial.works_here("Samina Yusuf", running)
    [hannah] = trial.enrols(running, EXAMPLE)
    call = trial.begins(trial.case(hannah, "start").id, samina, "en-GB")
    call.opens()
    call.walks(**{f"p{n}": "2" for n in range(1, 9)}, p9="0")
    finishing.finish(trial.house, call.id, by=samina, once=new_token())
    assert [one.level for one in trial.rows("alert")] == [3]
    page = browser(trial, "samina").goes_to(f"/interview/{call.id}/distress").text
    assert "Duty lead must know" not in page
    assert "Ring 999" not in page
    with pytest.raises(Refusal, match="in danger now"):
        alerts.show_address(trial.house, call.id, by=samina.id)
    trial.house.database.close()


def test_from_the_first_question_to_the_case_afterwards(tmp_path: Path) -> None:
    trial = open_trial(tmp_path)
    running = trial.load("example")
    samina = trial.works_here("Samina Yusuf", running)
    [hannah] = trial.enrols(running, EXAMPLE)
    trial.duty(running)
    case = trial.case(hannah, "start").id
    call, desk, seen = trial.begins(case, samina, "en-GB"), browser(trial, "samina"), []
    screen = call.session.first_open()
    while screen is not None:
        item = screen.path.removeprefix(f"/{call.session.form.root.name}/")
        for question in screen.questions:
            often = question.item.instrument in ("phq9", "gad7") and question.name != "p10"
            value = "3" if often else question.choices[0].value if question.choices else "OK"
            call.says(question.path.removeprefix(f"/{call.session.form.root.name}/"), value)
        seen.append(desk.goes_to(f"/interview/{call.id}/at/{item}").text)
        screen = call.session.next(screen.path)
    seen += [desk.goes_to(f"/interview/{call.id}/{one}").text for one in BESIDE]
    finishing.finish(trial.house, call.id, by=samina, once=new_token())
    seen += [desk.goes_to(one).text for one in (f"/case/{case}", "/day")]
    [row] = trial.rows("folded")
    assert (row.scores["phq9"]["total"]["value"], row.scores["gad7"]["total"]["value"]) == ("27", "21")
    for page in seen:
        said, source = WORDS.search(words_of(page)), TOTAL.search(COUNTED.sub("", page))
        assert not said, said
        assert not source, page[source.start() - 80 : source.end() + 40]
    trial.house.database.close()
