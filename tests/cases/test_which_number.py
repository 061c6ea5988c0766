"""Which of several numbers is rung next, and what a supervisor is offered."""

from __future__ import annotations

import pytest

from callassist.cases.decisions import Decision, choices, proposed
from callassist.cases.numbers import last_results, next_number
from callassist.cases.outcomes import OUTCOMES, By

HERS = ("mobile", "home", "work")


@pytest.mark.parametrize(
    ("tries", "number"),
    [
        ([], "mobile"),
        ([("mobile", "no_answer")], "home"),
        ([("mobile", "no_answer"), ("home", "voicemail_none")], "work"),
        ([("work", "no_answer")], "mobile"),
        ([("home", "call_back")], "home"),
        ([("home", "busy")], "mobile"),
        ([("gone", "no_answer")], "mobile"),
    ],
)
def test_the_next_number_is_the_one_after_that_which_led_nowhere(
    tries: list[tuple[str, str]], number: str
) -> None:
    assert next_number(HERS, tries) == number


def test_without_a_number_none_is_proposed() -> None:
    assert next_number((), [("mobile", "no_answer")]) is None


def test_each_number_keeps_its_own_last_result() -> None:
    tries = [("mobile", "no_answer"), ("home", "busy"), ("mobile", "voicemail_none")]
    assert last_results(tries) == {"mobile": "voicemail_none", "home": "busy"}


def test_a_refusal_offers_what_was_said_first_and_a_number_its_ends() -> None:
    assert proposed("refused_wave", "texts") is Decision.NO_TEXTS
    assert proposed("refused_wave", "unclear") is None
    assert Decision.EVERYTHING in choices("refused_all")
    assert Decision.RECYCLED in choices("recycled")
    assert Decision.NO_CALLS not in choices("unwell")


def test_only_the_end_of_an_interview_says_interviewed_and_only_a_supervisor_signs_the_language() -> None:
    assert OUTCOMES["interviewed"].by is By.SYSTEM
    assert OUTCOMES["language_final"].by is By.SUPERVISOR
