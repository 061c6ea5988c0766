"""What became of a case, as it is told to a journal."""

from __future__ import annotations

import pytest

from callassist.cases.disposition import PRECEDENCE, WORDS, derive
from callassist.cases.outcomes import OUTCOMES
from callassist.cases.states import CaseState


@pytest.mark.parametrize(
    ("state", "outcomes", "code"),
    [
        ("open", [], None),
        ("open", ["no_answer", "busy"], "2.21"),
        ("open", ["no_answer", "refused_all", "no_answer"], "2.112"),
        ("open", ["broke_off", "no_answer"], "2.12"),
        ("open", ["interpreter_absent", "no_answer"], "2.333"),
        ("open", ["technical"], None),
        ("open", ["bereaved"], "2.36"),
        ("complete", ["refused_all"], "1.1"),
        ("partial", [], "1.2"),
        ("missed", [], "2.21"),
        ("stopped", [], "2.112"),
        ("not_planned", ["no_answer"], None),
        ("open", ["disconnected"], "2.21"),
        ("open", ["voicemail_left", "no_answer"], "2.221"),
        ("open", ["a code of tomorrow"], None),
        ("missed", ["other_language", "no_answer"], "2.33"),
        ("missed", ["other_language", "not_now", "no_answer"], "2.2"),  # spoken with in hers since
        ("missed", ["not_now", "other_language"], "2.33"),
    ],
)
def test_the_most_telling_of_what_happened_counts(state: str, outcomes: list[str], code: str | None) -> None:
    assert derive(CaseState(state), outcomes) == code


def test_a_death_outweighs_every_attempt() -> None:
    assert derive(CaseState.STOPPED, ["no_answer"], stopped_why="participant_died") == "2.31"


@pytest.mark.parametrize("why", ["child_died", "bereaved"])
def test_a_death_in_the_family_is_nobodys_refusal(why: str) -> None:
    assert derive(CaseState.STOPPED, [], stopped_why=why) == "2.36"
    assert derive(CaseState.STOPPED, ["refused_wave"], stopped_why=why) == "2.112"


def test_whatever_happens_has_words_for_its_case() -> None:
    for outcome in OUTCOMES.values():
        if outcome.aapor != "1.1":
            assert derive(CaseState.MISSED, [outcome.code]) in WORDS
            assert derive(CaseState.MISSED, [outcome.code]) in PRECEDENCE
