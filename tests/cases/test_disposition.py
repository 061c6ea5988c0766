"""What became of a case, as it is told to a journal."""

from __future__ import annotations

import pytest

from callassist.cases.disposition import PRECEDENCE, WORDS, derive
from callassist.cases.outcomes import OUTCOMES, Outcome
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
        ("missed", ["other_language", "not_now", "no_answer"], "2.361"),  # spoken with in hers since
        ("stopped", ["no_answer", "not_now"], "2.112"),
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
    assert derive(CaseState.STOPPED, ["no_answer"], stopped_why=why) == "2.36"
    assert derive(CaseState.STOPPED, ["refused_wave"], stopped_why=why) == "2.112"


def test_whatever_happens_has_words_for_its_case() -> None:
    for outcome in OUTCOMES.values():
        if outcome.aapor != "1.1":
            assert derive(CaseState.MISSED, [outcome.code]) in WORDS
            assert derive(CaseState.MISSED, [outcome.code]) in PRECEDENCE


NON_CONTACT, OTHER = "2.2", "2.3"


@pytest.mark.parametrize("outcome", [one for one in OUTCOMES.values() if one.spoke])
def test_whoever_was_spoken_with_is_no_non_contact_of_the_standard(outcome: Outcome) -> None:
    code = derive(CaseState.MISSED, [outcome.code, "no_answer"])
    assert code is None or not code.startswith(NON_CONTACT)


@pytest.mark.parametrize("code", ["no_answer", "busy", "voicemail_left", "voicemail_none", "disconnected"])
def test_whoever_was_never_reached_is_one(code: str) -> None:
    assert (derive(CaseState.MISSED, [code]) or "").startswith(NON_CONTACT)


@pytest.mark.parametrize("outcome", ["appointment", "call_back", "not_now", "shorter"])
def test_who_put_it_off_has_refused_nothing(outcome: str) -> None:
    assert (derive(CaseState.MISSED, [outcome]) or "").startswith(OTHER)


def test_every_code_is_one_of_the_standard_or_of_its_last_figure_ours() -> None:
    standard = {"1.1", "1.2", "2.112", "2.12", "2.21", "2.221", "2.222", "2.31", "2.32"}
    standard |= {"2.33", "2.332", "2.333", "2.34", "2.35", "2.36"}
    assert set(WORDS) - standard == {"2.361"}
    assert {one.aapor for one in OUTCOMES.values()} <= {*WORDS, ""}


def test_a_case_that_ends_with_a_signature_is_language_and_no_refusal_of_hers() -> None:
    signed = ["other_language", "language_final"]
    assert derive(CaseState.STOPPED, signed) == "2.332"
    assert derive(CaseState.STOPPED, ["refused_wave", *signed]) == "2.112"
