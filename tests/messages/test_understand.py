"""What parents write back is understood, or left to a person; never guessed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callassist.messages.lexicon import Sense, _entries
from callassist.messages.understand import Hint, Kind, Understood, understand

STUDY = ("en-GB", "ur", "bn", "pl", "ro", "so")
OTHERS = ("ar", "fa", "hi", "gu", "pa-Guru", "tr", "pt")


def _phrases() -> list[tuple[str, str, str]]:
    lines = Path(__file__).with_name("phrases.txt").read_text(encoding="utf-8").splitlines()
    split = [line.split(" | ", 2) for line in lines if line and not line.startswith("#")]
    return [(language, expected, text) for language, expected, text in split]


def _said(understood: Understood) -> str:
    return understood.kind + ("?" if understood.kind is Kind.STOP and not understood.clear else "")


@pytest.mark.parametrize(("language", "expected", "text"), _phrases())
def test_every_phrase_is_understood_as_its_readers_expect(language: str, expected: str, text: str) -> None:
    assert _said(understand(text, (language,))) == expected


@pytest.mark.parametrize(("language", "expected", "text"), [p for p in _phrases() if p[1] == "stop"])
def test_no_clear_opt_out_is_ever_read_as_go_on_whatever_she_is_texted_in(
    language: str, expected: str, text: str
) -> None:
    for texted_in in ((), *((tag,) for tag in STUDY)):
        assert understand(text, texted_in).kind is Kind.STOP


def test_the_phrases_cover_more_than_ten_languages_and_enough_of_them() -> None:
    by_language = [language for language, _, _ in _phrases()]
    assert set(by_language) == {*STUDY, *OTHERS}
    assert min(by_language.count(tag) for tag in OTHERS) >= 10
    assert min(by_language.count(tag) for tag in STUDY) >= 40


def test_the_readme_says_how_many_phrases_and_languages_there_are() -> None:
    said = Path(__file__).parents[2].joinpath("README.md").read_text(encoding="utf-8")
    languages = {language for language, _, _ in _phrases()}
    assert f"tried on {len(_phrases())} phrases in {len(languages)} languages" in said


def test_only_what_is_clear_lets_the_program_act() -> None:
    for language, expected, text in _phrases():
        assert understand(text, (language,)).clear is (expected in {"stop", "start", "yes", "no"}), text


def test_a_bare_no_is_a_no_in_english_and_in_doubt_from_a_family_texted_in_polish() -> None:
    assert _said(understand("no", ("en-GB",))) == "no"
    assert _said(understand("no", ("pl",))) == "unclear"
    assert _said(understand("no", ("en-GB", "pl"))) == "unclear"


def test_nobody_knows_what_an_unknown_number_means_by_a_word_that_differs() -> None:
    assert _said(understand("no", ())) == "unclear"
    assert _said(understand("yes", ())) == "yes"
    assert _said(understand("stop", ())) == "stop"


def test_a_doubt_says_why_in_words_for_the_reader() -> None:
    for _, expected, text in _phrases():
        why = understand(text, STUDY).why
        assert why.endswith(".") and len(why) > 10, (expected, text)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("who is this?", Hint.WRONG_NUMBER),
        ("pomyłka", Hint.WRONG_NUMBER),
        ("jumma ke baad", Hint.LATER),
        ("call me now", Hint.CALL_NOW),
        ("after 5", Hint.LATER),
        ("کل شام کو", Hint.LATER),
        ("my new number is 07700 900123", Hint.NEW_NUMBER),
        ("+44 (0)7700 900 123", Hint.NEW_NUMBER),
        ("12.10.2026 16:15 is good", None),
        ("when does my course start?", Hint.COURSE),
        ("kiedy zaczyna sie kurs?", Hint.COURSE),
        ("help", Hint.HELP),
        ("please help me he hits me", Hint.DISTRESS),
        ("مرنا چاہتی ہوں", Hint.DISTRESS),
        ("yes but I am scared", Hint.DISTRESS),
        ("love the group, thank you x", None),
    ],
)
def test_a_text_for_the_reader_carries_a_guess_at_what_it_is_about(text: str, hint: Hint | None) -> None:
    assert understand(text, ("en-GB",)).hint is hint


@settings(deadline=None)
@given(st.text(max_size=200), st.sampled_from(STUDY))
def test_anything_at_all_gets_an_answer_and_only_known_words_act(text: str, language: str) -> None:
    understood = understand(text, (language,))
    assert understood.clear is False or understood.kind not in {Kind.UNCLEAR, Kind.OTHER}


@settings(deadline=None)
@given(
    st.sampled_from(sorted({" ".join(p) for _, sense, p in _entries() if sense is Sense.STOP})),
    st.sampled_from(["", "yes ", "no ", "tak ", "haan ", "see you at 5 ", "start ", "ok "]),
    st.sampled_from(["", "!", " 🙏", " yes", " but ring me", " \u202e", "\x00", " \ud800"]),
)
def test_a_word_for_stop_among_others_still_stops_or_pauses_texts(stop: str, before: str, after: str) -> None:
    assert understand(f"{before}{stop}{after}", ("en-GB",)).kind is Kind.STOP


def test_a_very_long_text_is_read_all_the_same() -> None:
    assert understand("I like it " * 160 + "stop", ("en-GB",)).kind is Kind.STOP
