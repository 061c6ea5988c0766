"""What pages make of numbers, times and scripts."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from callassist.rehearsal import numbers, said
from callassist.rehearsal.numbers import Line
from callassist.rehearsal.script import Script, script

NOW = datetime(2026, 10, 8, 15, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ("ٹھیک ہے تو YES لکھیں", Script("ur", "rtl")),
        ("شکریہ۔ وقت پکا ہے۔", Script("ur", "rtl")),
        ("مرحبا، موعدنا غدا", Script("ar", "rtl")),
        ("ممنونم، فردا خوب است گرچه", Script("fa", "rtl")),
        ("ধন্যবাদ", Script("bn", "ltr")),
        ("ਧੰਨਵਾਦ", Script("pa", "ltr")),
        ("Dzień dobry. Pasuje?", Script("pl", "ltr")),
        ("Bună ziua. Vă sunăm mâine.", Script("ro", "ltr")),
        ("Waxaan ku soo wici doonaa berri.", Script("so", "ltr")),
        ("Hello. We will ring you tomorrow.", Script("en", "ltr")),
        ("YES", Script("en", "ltr")),
        ("no", Script("", "ltr")),
        ("👍", Script("", "ltr")),
    ],
)
def test_a_text_is_set_in_its_own_language_and_direction(body: str, shown: Script) -> None:
    assert script(body) == shown


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 10, 8, 8, 12, tzinfo=UTC), "09:12"),
        (datetime(2026, 10, 7, 17, 2, tzinfo=UTC), "Wed 18:02"),
        (datetime(2026, 10, 1, 9, 0, tzinfo=UTC), "Thu 1 Oct"),
        (datetime(2025, 12, 31, 23, 59, tzinfo=UTC), "Wed 31 Dec 2025"),
        (datetime(2026, 10, 7, 23, 30, tzinfo=UTC), "00:30"),
    ],
)
def test_times_are_as_short_as_they_are_clear_on_a_london_clock(moment: datetime, words: str) -> None:
    assert said.when(moment, now=NOW) == words


def test_the_clock_says_summer_and_winter_time() -> None:
    assert said.clock(NOW) == "Thu 8 Oct 2026, 16:15"
    assert said.clock(datetime(2026, 10, 25, 1, 30, tzinfo=UTC)) == "Sun 25 Oct 2026, 01:30"


@pytest.mark.parametrize(
    ("typed", "number", "shown", "line"),
    [
        ("07700 900214", "+447700900214", "07700 900214", Line.MOBILE),
        ("+44 7700 900214", "+447700900214", "07700 900214", Line.MOBILE),
        ("(01632) 960061", "+441632960061", "01632 960061", Line.LANDLINE),
        ("020 7946 0123", "+442079460123", "020 7946 0123", Line.LANDLINE),
        ("0044 113 496 0123", "+441134960123", "0113 496 0123", Line.LANDLINE),
        ("+40 721 123 456", "+40721123456", "+40721123456", Line.MOBILE),
    ],
)
def test_numbers_are_read_as_typed_and_written_as_usual(
    typed: str, number: str, shown: str, line: Line
) -> None:
    assert numbers.read(typed) == number
    assert numbers.written(number) == shown
    assert numbers.line(number) is line


@pytest.mark.parametrize("typed", ["", "YES", "0770", "+0770090021", "07700 900214 ext 3"])
def test_what_is_no_number_is_none(typed: str) -> None:
    assert numbers.read(typed) is None


@pytest.mark.parametrize("number", ["+447700900000", "+441632960999", "+442079460000", "+441134960500"])
def test_drama_numbers_are_told_from_others(number: str) -> None:
    assert numbers.drama(number)
    assert not numbers.drama(number[:-4] + "9" + number[-3:] + "0")


def test_the_house_has_one_style_sheet() -> None:
    ours = Path("callassist/rehearsal/static/house.css")
    theirs = Path("callassist/web/static/house.css")
    assert ours.read_bytes() == theirs.read_bytes()
