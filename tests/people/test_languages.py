"""What she speaks, reads and is texted in are three things, and Sylheti is not Bengali."""

from __future__ import annotations

import pytest

from callassist.errors import Refusal
from callassist.people.languages import (
    AMBIGUOUS,
    LANGUAGES,
    NONE,
    Direction,
    LanguageNeeds,
    direction,
    language,
    may_read,
    name,
    read_language,
)


@pytest.mark.parametrize("tag", ["ur", "ar", "fa", "prs", "ps", "ckb", "pnb"])
def test_these_are_written_from_the_right(tag: str) -> None:
    assert direction(tag) is Direction.RTL


@pytest.mark.parametrize("tag", ["en-GB", "pl", "bn", "pa-Guru", "kmr", "so", "ti"])
def test_these_are_written_from_the_left(tag: str) -> None:
    assert direction(tag) is Direction.LTR


@pytest.mark.parametrize("tag", ["syl", "phr", "yue", "bfi", NONE])
def test_nothing_can_be_texted_in_a_language_that_is_only_spoken(tag: str) -> None:
    assert not may_read(tag)


@pytest.mark.parametrize("tag", ["ur", "bn", "so", "pl", "ro", "en-GB"])
def test_these_can_be_texted(tag: str) -> None:
    assert may_read(tag)


@pytest.mark.parametrize(
    ("word", "tag"),
    [
        ("Urdu", "ur"),
        ("urdu ", "ur"),
        ("English", "en-GB"),
        ("en", "en-GB"),
        ("Bangla", "bn"),
        ("Mirpuri", "phr"),
        ("Pahari", "phr"),
        ("Kurmanji", "kmr"),
        ("Farsi", "fa"),
        ("BSL", "bfi"),
        ("Panjabi  (Pakistan)", "pnb"),
    ],
)
def test_a_language_is_read_as_people_write_it(word: str, tag: str) -> None:
    assert read_language(word).tag == tag


@pytest.mark.parametrize("word", sorted(AMBIGUOUS))
def test_a_word_for_two_languages_asks_which(word: str) -> None:
    with pytest.raises(Refusal, match="more than one") as refused:
        read_language(word, where="row 3, spoken")
    assert all(tag in refused.value.cure for tag in AMBIGUOUS[word])


def test_an_unknown_language_is_refused_with_the_list() -> None:
    with pytest.raises(Refusal, match="Klingon") as refused:
        read_language("Klingon")
    assert "Sylheti" in refused.value.cure


def test_the_arabic_of_a_country_is_arabic() -> None:
    assert language("ar-SY").tag == "ar"
    assert name("syl-Beng") == "Sylheti"


def test_no_tag_stands_in_the_table_twice() -> None:
    words = [word.lower() for one in LANGUAGES for word in {one.tag.lower(), one.name.lower(), *one.also}]
    assert len(words) == len(set(words))
    assert not set(words) & set(AMBIGUOUS)


def test_who_reads_nothing_can_have_no_texts() -> None:
    assert LanguageNeeds("syl").reads_nothing
    with pytest.raises(Refusal, match="reads nothing"):
        LanguageNeeds("syl", reads=NONE, texts_in="bn")


@pytest.mark.parametrize("where", ["reads", "texts_in"])
def test_nobody_reads_a_language_that_is_only_spoken(where: str) -> None:
    reads = {"reads": "phr", "texts_in": NONE} if where == "reads" else {"reads": "ur", "texts_in": "phr"}
    with pytest.raises(Refusal, match="spoken, not written"):
        LanguageNeeds("phr", **reads)


def test_a_pahari_speaker_may_read_urdu_and_be_texted_in_english() -> None:
    needs = LanguageNeeds("phr", dialect="Mirpur", reads="ur", texts_in="en-GB", interpreter=True)
    assert not needs.reads_nothing
