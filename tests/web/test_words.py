"""How times, shares, money and hours are said, and how a typed time is read."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from callassist.errors import Refusal
from callassist.people.times import read_times
from callassist.web import strip, words
from callassist.web.moments import read_moment
from callassist.web.person import HE, SHE, THEY, person, times_in_words

ZONE = "Europe/London"
NOW = datetime(2026, 10, 8, 15, 13, tzinfo=UTC)  # Thursday 16:13
HOURS = ((time(9), time(21)),) * 7


def london(text: str) -> datetime:
    return read_moment(text, NOW, ZONE, where="When")


@pytest.mark.parametrize(
    ("at", "said"),
    [
        ("2026-10-08T16:00", "16:00"),
        ("2026-10-07T18:02", "Wed 18:02"),
        ("2026-10-02T11:20", "Fri 11:20"),
        ("2026-10-01T11:20", "Thu 1 Oct, 11:20"),
        ("2026-09-28T10:10", "Mon 28 Sep, 10:10"),
        ("2026-09-27T10:10", "Sun 27 Sep"),
        ("2025-09-27T10:10", "Sat 27 Sep 2025"),
    ],
)
def test_a_moment_gone_by_is_said_as_short_as_is_clear(at: str, said: str) -> None:
    assert words.when(london(at), NOW, ZONE) == said


def test_a_moment_inside_a_sentence() -> None:
    said = [words.in_words(london(f"2026-10-{day}T18:02"), NOW, ZONE) for day in ("07", "08", "09", "12")]
    assert said == ["yesterday at 18:02", "today at 18:02", "tomorrow at 18:02", "on Mon 12 Oct at 18:02"]


def test_shares_have_their_denominator_and_nothing_due_says_so() -> None:
    assert (words.share(34, 53), words.share(0, 0), words.share(1, 200)) == (
        "34/53 64 %",
        "none due",
        "1/200 1 %",
    )


def test_money_segments_and_what_is_left() -> None:
    assert (words.pounds(3800), words.pounds(5), words.pounds(-150)) == ("£38.00", "£0.05", "-£1.50")
    assert (words.segments(2, 8.0), words.segments(1)) == ("2 segments, 8.0p", "1 segment")
    assert words.left(NOW + timedelta(minutes=42), NOW) == "42 min left"
    assert words.left(NOW - timedelta(minutes=5), NOW) == "over by 5 min"
    assert words.lasting(timedelta(days=13, hours=5)) == "13 days"


def test_a_rule_is_cut_after_its_first_clause() -> None:
    assert words.lead("No voicemail, and no message.") == ("No voicemail,", "and no message.")
    assert words.lead("Ring twice.") == ("Ring twice.", "")


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("Today 16:10", "2026-10-08T15:10"),
        ("16.10", "2026-10-08T15:10"),
        ("yesterday, 9:05", "2026-10-07T08:05"),
        ("Wed 18:02", "2026-10-07T17:02"),
        ("Thu 1 Oct 11:20", "2026-10-01T10:20"),
        ("1 october 11:20", "2026-10-01T10:20"),
        ("2026-10-01T11:20", "2026-10-01T10:20"),
    ],
)
def test_a_time_is_read_as_people_type_it(typed: str, at: str) -> None:
    assert london(typed) == datetime.fromisoformat(f"{at}+00:00")


@pytest.mark.parametrize("typed", ["", "later", "25:00", "12:60", "31 Feb 10:00", "Foo 10:00", "1 2 3"])
def test_what_is_no_time_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Refusal, match="Today 16:14"):
        london(typed)


@pytest.mark.parametrize(
    ("times", "said"),
    [
        ("", "None given"),
        ("Mon-Fri 18:00-21:00", "Mon to Fri after 18:00"),
        ("Mon-Sun 18:00-21:00", "After 18:00"),
        ("not Fri 12:00-15:00", "Not Fri 12:00 to 15:00"),
        ("Mon-Fri 09:00-12:00", "Mon to Fri until 12:00"),
        ("Sat 10:00-18:00; Sun 10:00-18:00", "Sat and Sun 10:00 to 18:00"),
    ],
)
def test_her_times_are_said_for_a_list(times: str, said: str) -> None:
    assert times_in_words(read_times(times)) == said


def test_everybody_has_the_words_that_are_known() -> None:
    assert [person(role) for role in ("mother", "father", "grandparent")] == [SHE, HE, THEY]


def test_the_week_is_drawn_and_told_alike() -> None:
    safe = read_times("Mon-Fri 09:00-15:00 16:00-21:00; Sat-Sun 16:00-20:00")
    drawn = strip.week(
        safe,
        HOURS,
        now=NOW,
        zone=ZONE,
        tried=[london("2026-10-05T16:40"), london("2026-09-30T16:40")],
        agreed=[london("2026-10-08T16:15")],
    )
    assert [one.label for one in drawn.days] == [
        "Mon 5",
        "Tue 6",
        "Wed 7",
        "Thu 8",
        "Fri 9",
        "Sat 10",
        "Sun 11",
    ]
    assert drawn.days[0].spans == ((44, 126), (191, 105))
    assert (drawn.tried, drawn.agreed) == (((205, 29),), ((196, 95),))
    assert [one.today for one in drawn.days].index(True) == date(2026, 10, 8).weekday()
    assert "Mon 09:00 to 15:00 and 16:00 to 21:00." in drawn.words
    assert "Appointment Thu at 16:15." in drawn.words
