"""A paper interview is entered, marked, entered again by somebody else, and held against the first entry."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import pytest

from callassist.privacy.tokens import new_token
from callassist.questionnaire.entries import Missing
from callassist.work import finishing
from callassist.work.actor import Actor
from callassist.work.second_entry import same
from tests.web.calls import Browser, browser
from tests.work.trials import EXAMPLE, Call, Trial, open_trial


@dataclass
class Paper:
    """An interview that Samina entered from paper, and Grace, who enters it again."""

    trial: Trial
    call: Call
    grace: Browser

    @property
    def address(self) -> str:
        return f"/paper-interviews/{self.call.id}"

    def fields(self, **otherwise: str) -> dict[str, str | list[str]]:
        """The second entry as the first, but for these answers by name of question."""
        page = self.grace.goes_to(self.address).text
        names = re.findall(r"<legend>\s*\d* (.*?)(?: <span|</legend>)", page)
        found: dict[str, str | list[str]] = {}
        for index, words in enumerate(names):
            question = next(q for q in self.questions() if q.label("en-GB").text == unescape(words))
            value = otherwise.get(question.name) or question.missing or question.value
            if isinstance(value, Missing):
                found[f"q{index}"] = f"missing:{value.value}"
            else:
                found[f"{'q' if question.choices else 't'}{index}"] = (
                    value.split() if question.choices else value
                )
        return found

    def questions(self) -> list:
        session, found = self.call.session, []
        screen = session.next()
        while screen is not None:
            found += [one for one in screen.questions if one.kind != "note"]
            screen = session.next(screen.path)
        return found

    def is_entered_again(self, **otherwise: str) -> str:
        return self.grace.sends(self.address, **self.fields(**otherwise)).text


@pytest.fixture
def samina(tmp_path: Path) -> Iterator[tuple[Trial, Actor, str]]:
    trial = open_trial(tmp_path)
    running = trial.load("example")
    trial.duty(running)
    who = trial.works_here("Samina Yusuf", running)
    trial.works_here("Grace Bell", running)
    [hannah] = trial.enrols(running, EXAMPLE)
    yield trial, who, str(trial.case(hannah, "start").id)
    trial.house.database.close()


@pytest.fixture
def paper(samina: tuple[Trial, Actor, str]) -> Paper:
    trial, who, case = samina
    first = browser(trial, "samina").goes_to(f"/interview/begin/{case}")
    assert "From paper sheets, entered now" in first.text
    first.sends(how="self", language="en-GB", mode="paper", held_day="2026-10-06", held_time="11:30")
    call = Call(trial, first.address.split("/")[2], who)
    call.opens()
    call.walks()
    finishing.finish(trial.house, call.id, by=who, once=new_token())
    return Paper(trial, call, browser(trial, "grace"))


def test_the_interview_is_marked_as_taken_on_paper(paper: Paper) -> None:
    assert [one.mode for one in paper.trial.rows("sitting")] == ["paper"]


def test_who_entered_it_first_does_not_enter_it_again(paper: Paper) -> None:
    own = browser(paper.trial, "samina")
    assert "you entered the first" in own.goes_to("/paper-interviews").text
    assert own.goes_to(paper.address).page.status_code == 422
    assert "you entered it yourself" in own.text


def test_the_first_entry_is_not_shown_to_who_enters_it_again(paper: Paper) -> None:
    page = paper.grace.goes_to(paper.address).text
    assert "checked" not in page
    assert "words of hers" not in page


def test_two_entries_that_agree_are_said_to_agree(paper: Paper) -> None:
    assert "The two entries agree" in paper.is_entered_again()
    assert "Entered twice" in paper.grace.goes_to("/paper-interviews").text


def test_what_differs_is_shown_and_corrected_from_the_sheet(paper: Paper) -> None:
    page = paper.is_entered_again(p1="2")
    assert page.count("The second: correct it") == 1
    question = next(q for q in paper.questions() if q.name == "p1")
    labels = [c.label("en-GB").text for c in question.choices]
    assert f'data-head="First entry">{labels[0]}<' in page
    assert f'data-head="Second entry">{labels[2]}<' in page
    paper.grace.sends(f"{paper.address}/settle", path=question.path, value="2")
    [corrected] = paper.trial.rows("correction")
    assert (corrected.path, corrected.value) == (question.path, "2")
    assert "The two entries agree" in paper.is_entered_again()


def test_an_interview_by_telephone_is_not_entered_twice(samina: tuple[Trial, Actor, str]) -> None:
    trial, who, case = samina
    call = trial.begins(case, who, "en-GB")
    page = browser(trial, "grace").goes_to(f"/paper-interviews/{call.id}")
    assert "it was not taken on paper" in page.text


@pytest.mark.parametrize(
    ("kind", "first", "second", "expected"),
    [
        ("select_multiple", "a b", "b a", True),
        ("integer", "7", "07", True),
        ("decimal", "7.5", "7.50", True),
        ("integer", "7", "8", False),
        ("text", "A  word", "a word", True),
        ("select_one", None, None, True),
        ("select_one", "1", None, False),
        ("select_one", Missing.REFUSED, "refused", False),
        ("select_one", Missing.REFUSED, Missing.DONT_KNOW, False),
    ],
)
def test_what_counts_as_the_same(kind: str, first: object, second: object, expected: bool) -> None:
    assert same(kind, first, second) is expected
