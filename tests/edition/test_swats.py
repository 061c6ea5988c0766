"""What `check` tells of a study within the trial and of calendars: the place, what is wrong, and the cure."""

from __future__ import annotations

import pytest

from callassist.edition.check import examine
from callassist.edition.read import read
from tests.stories.test_within_the_trial import SWAT, folder

CALENDAR = """schema = 1
[[calendar]]
code = "school"
name = "School holidays"
[[calendar.period]]
from = 2026-10-26
to = 2026-10-30
"""


def told(files: dict[str, bytes], file: str) -> list[str]:
    before = {str(one) for one in examine(folder("\n[hours.calls]"))}
    return [str(one) for one in examine(files) if str(one) not in before and file in str(one)]


def test_one_as_it_should_be_is_not_spoken_of() -> None:
    assert told(folder(), "swat") == []


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("made up: L/0001/S1", "", "no ethics reference of its own"),
        ('rule = "hello"', 'rule = "hallo"', "is no text"),
        ('waves = ["welcome"]', 'waves = ["goodbye"]', "is no wave"),
        ('template = "hello_late"', 'template = "hello_never"', "which an arm sends"),
        ('at = "16:30"', "hours_before = 24", "does not hang on an appointment"),
        ('at = "16:30"', "days = 40", "falls outside its window"),
    ],
)
def test_what_cannot_be_as_meant_is_an_error(old: str, new: str, words: str) -> None:
    assert old in SWAT
    found = told(folder(SWAT.replace(old, new)), "swat")
    assert any(one.startswith("error") and words in one for one in found), found


def test_arms_that_do_not_differ_are_told() -> None:
    same = SWAT.replace('template = "hello_late"\nat = "16:30"\nsender_name = "Lamp friends"\n', "")
    assert any("very same text" in one for one in told(folder(same), "swat"))


def test_words_that_only_an_arm_sends_are_held_to_the_rules_of_all_texts() -> None:
    files = folder()
    files["messages.toml"] = files["messages.toml"].replace(b'STOP ends these texts."\n', b'"\n')
    assert any("hello_late" in one and "end these texts" in one for one in told(files, "messages.toml"))


def test_a_calendar_in_its_own_file_belongs_to_the_protocol() -> None:
    found = read({**folder(), "calendars.toml": CALENDAR.encode()})
    assert [one.code for one in found.protocol.calendar] == ["school"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("to = 2026-10-30", "to = 2026-10-01", "before it begins"),
        ("[[calendar.period]]\nfrom = 2026-10-26\nto = 2026-10-30\n", "", "this key is missing"),
        ("2026-10", "2024-10", "it has no dates in 2026"),
        ("to = 2026-10-30", 'to = 2026-10-30\navoid = [["14:00", "12:00"]]', "ends before it begins"),
    ],
)
def test_a_calendar_that_cannot_be_or_does_not_reach_is_told_with_its_line(
    old: str, new: str, words: str
) -> None:
    files = {**folder(), "calendars.toml": CALENDAR.replace(old, new).encode()}
    assert any(words in one and "line" in one for one in told(files, "calendars.toml"))


@pytest.mark.parametrize(
    ("sender", "words"),
    [
        ("Lamp Team", "STOP, YES and NO cannot work"),
        ("01632 960100", "neither a number nor a name"),
        ("+44 1632 960100", "neither a number nor a name"),
    ],
)
def test_a_sender_that_cannot_be_answered_or_taken_is_told(sender: str, words: str) -> None:
    files = folder()
    files["study.toml"] = files["study.toml"].replace(b"+441632960100", sender.encode())
    assert any(words in one for one in told(files, "study.sender"))


def test_an_arm_signs_with_no_name_that_tells_the_topic() -> None:
    files = folder(SWAT.replace("Lamp friends", "Parenting study"))
    assert any("to anybody who reads the phone" in one for one in told(files, "sender_name"))
