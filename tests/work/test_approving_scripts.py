"""Words of a script are approved as they stand, text by text: an edit makes a draft of that text alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from callassist.edition.standing import Standing
from callassist.errors import Refusal
from callassist.store import studies
from callassist.work import approvals
from callassist.work.approving_scripts import approve_script, standings
from callassist.work.house import Shelf
from callassist.work.studies import load
from tests.web.houses import FOLDER, Trial, open_house

FILES = {p.name: p.read_bytes() for p in FOLDER.iterdir() if p.is_file()}
SCRIPT, WARM = "six_month.md", "In the past four weeks, was your home warm enough?"


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    """A house with the study together and its scripts as they ship."""
    opened = open_house(tmp_path)
    opened.house = replace(opened.house, shelf=Shelf(opened.house.database))
    load(opened.house, FILES, by="test")
    yield opened
    opened.house.database.close()


def approve(trial: Trial, language: str, file: str = SCRIPT, **said: str) -> int:
    words = {"capacity": "reads Urdu, parents' panel", "reference": "26/1", **said}
    return approve_script(trial.house, "together", file, language, by="test", **words)


def counts(trial: Trial, language: str, file: str = SCRIPT) -> Counter[Standing]:
    """How many texts of a script stand how in a language."""
    found = standings(trial.house, trial.house.study("together"))
    return Counter(by_tag[language] for words, by_tag in found if words.file == file)


def edit(trial: Trial, old: str, new: str) -> None:
    """Load a new edition in which one sentence of the script reads otherwise."""
    text = FILES[SCRIPT].decode()
    assert old in text
    load(trial.house, {**FILES, SCRIPT: text.replace(old, new, 1).encode()}, by="test")


def test_words_are_drafts_until_they_are_approved(trial: Trial) -> None:
    before = counts(trial, "ur")
    assert set(before) == {Standing.DRAFT, Standing.NONE}
    assert approve(trial, "ur") == before[Standing.DRAFT]
    assert counts(trial, "ur") == {
        Standing.APPROVED: before[Standing.DRAFT],
        Standing.NONE: before[Standing.NONE],
    }
    assert set(counts(trial, "pl")) == {Standing.DRAFT, Standing.NONE}


def test_approving_twice_changes_nothing(trial: Trial) -> None:
    assert approve(trial, "ur") > 0
    assert approve(trial, "ur") == 0


def test_an_edit_makes_a_draft_of_that_text_and_of_no_other(trial: Trial) -> None:
    approved = approve(trial, "en-GB")
    edit(trial, WARM, WARM.replace("warm enough", "warm"))
    assert counts(trial, "en-GB") == {Standing.APPROVED: approved - 1, Standing.DRAFT: 1}


def test_the_same_sentence_at_another_question_is_not_approved_with_it(trial: Trial) -> None:
    approved = approve(trial, "en-GB")
    edit(trial, "| warm |", "| warmth |")
    assert counts(trial, "en-GB")[Standing.APPROVED] == approved - 1


def test_texts_of_messages_stand_by_their_own_approvals(trial: Trial) -> None:
    approvals.approve(
        trial.house, "together", "invite", "ur", by="test", capacity="reads Urdu", reference="26/1"
    )
    assert counts(trial, "ur", "messages.toml")[Standing.APPROVED] == 1


def test_a_script_that_is_approved_approves_no_text_that_is_sent(trial: Trial) -> None:
    approve(trial, "ur")
    running = trial.house.study("together")
    with trial.house.database.read() as c:
        assert studies.approved_words(c, running.id) == frozenset()


def test_an_approval_says_by_what_right_and_of_words_that_are_there(trial: Trial) -> None:
    with pytest.raises(Refusal, match="capacity"):
        approve(trial, "ur", capacity=" ")
    with pytest.raises(Refusal, match="no words to approve"):
        approve(trial, "so")
