"""A number is the same number however it is written, and a made-up one is known as made up."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callassist.errors import Refusal
from callassist.people.numbers import DRAMA, Number, NumberKind, drama_range, read_number, spoken

HERS = Number("+447700900214", NumberKind.MOBILE, drama=True)


@pytest.mark.parametrize(
    "written",
    [
        "07700 900214",
        "07700900214",
        " 07700-900-214 ",
        "(07700) 900214",
        "+44 7700 900214",
        "+44 (0)7700 900214",
        "0044 7700 900214",
        "447700900214",
        "7700900214",
        "٠٧٧٠٠ ٩٠٠٢١٤",
        "۰۷۷۰۰۹۰۰۲۱۴",
        "০৭৭০০ ৯০০২১৪",
        "\u2066+44 7700 900214\u2069",
        "07700\u00a0900214",
        "＋４４７７００９００２１４",
    ],
)
def test_one_number_in_many_dresses(written: str) -> None:
    assert read_number(written) == HERS


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("01632 960061", NumberKind.LANDLINE),
        ("020 7946 0123", NumberKind.LANDLINE),
        ("0113 496 0500", NumberKind.LANDLINE),
        ("0161 496 0999", NumberKind.LANDLINE),
        ("028 9649 6123", NumberKind.LANDLINE),
        ("0808 157 0000", NumberKind.OTHER),
        ("03069 990999", NumberKind.OTHER),
        ("0909 879 0001", NumberKind.OTHER),
    ],
)
def test_ofcoms_drama_numbers_are_known_by_our_own_table(written: str, kind: NumberKind) -> None:
    found = read_number(written)
    assert found.drama
    assert found.kind is kind


def test_both_ends_of_every_drama_range_are_read_as_drama() -> None:
    for kept in DRAMA:
        assert read_number(kept.first) == Number(kept.first, kept.kind, drama=True)
        assert read_number(kept.last) == Number(kept.last, kept.kind, drama=True)


def test_the_number_after_a_drama_range_is_not_drama() -> None:
    assert drama_range("+447700901000") is None
    assert drama_range("+44770090021") is None


def test_a_number_from_abroad_keeps_its_country() -> None:
    assert read_number("+48 512 345 678") == Number("+48512345678", NumberKind.MOBILE, drama=False)


@pytest.mark.parametrize(
    ("written", "what"),
    [
        ("07700 9002", "too few digits"),
        ("07700 900214 55", "too many digits"),
        ("1234", "nobody has"),
        ("07700 901214", "nobody has"),
        ("0000000000", "not a telephone number"),
        ("call my sister", "letters"),
        ("", "no digits"),
        ("+", "no digits"),
        ("+999 123456789", "not a telephone number"),
    ],
)
def test_an_impossible_number_is_refused_with_the_cure(written: str, what: str) -> None:
    with pytest.raises(Refusal, match=what) as refused:
        read_number(written, where="row 7, phone")
    assert refused.value.where == "row 7, phone"
    assert "07700 900214" in refused.value.cure


@given(st.text(max_size=40))
def test_nothing_but_a_refusal_comes_of_any_text(text: str) -> None:
    with contextlib.suppress(Refusal):
        assert read_number(text).e164.startswith("+")


@pytest.mark.parametrize(
    ("e164", "said"),
    [
        ("+447700900214", "07700 900214"),
        ("+441632960061", "01632 960061"),
        ("+442079460123", "020 7946 0123"),
        ("+48512345678", "+48 512 345 678"),
    ],
)
def test_a_number_is_said_in_the_groups_of_its_country(e164: str, said: str) -> None:
    assert spoken(e164) == said
