"""A text is made from the study's own words, in her language, with every gap filled."""

from __future__ import annotations

import tomllib
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from callassist.errors import Fault, Refusal, Weight
from callassist.messages.template import (
    Messages,
    Template,
    WordsStatus,
    check,
    is_right_to_left,
    placeholders,
    render,
    words_hash,
)
from callassist.messages.when import knows, when_words

MESSAGES = """
[template.reminder]
purpose = "A day before an appointment"
place = ["day", "date", "time"]
[template.reminder.text]
en-GB = "Hello. We will ring you tomorrow, {day} {date}, at {time}. STOP ends these texts."
ur = "کل {day} {date} کو {time} پر فون آئے گا۔"
pl = "Zadzwonimy jutro, {day} {date}, o {time}."
[template.reminder.status]
en-GB = "approved"
"""
LONDON = ZoneInfo("Europe/London")
THURSDAY = datetime(2026, 10, 8, 16, 15, tzinfo=LONDON)


def reminder(**changes: object) -> Template:
    found = tomllib.loads(MESSAGES)["template"]["reminder"]
    return Template.model_validate(found | changes)


def test_a_whole_file_is_read() -> None:
    messages = Messages.parse(tomllib.loads(MESSAGES))
    assert messages.template["reminder"].status_in("en-GB") is WordsStatus.APPROVED
    assert messages.template["reminder"].status_in("ur") is WordsStatus.DRAFT


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ('place = ["hour"]', ("template", "reminder", "place", 0)),
        ("purpose = 3", ("template", "reminder", "purpose")),
        ('colour = "red"', ("template", "reminder", "colour")),
    ],
)
def test_what_does_not_belong_is_refused_with_its_key_path(line: str, key: tuple[str | int, ...]) -> None:
    content = tomllib.loads(MESSAGES)
    content["template"]["reminder"] |= tomllib.loads(line)
    with pytest.raises(ValidationError) as refused:
        Messages.parse(content)
    assert refused.value.errors()[0]["loc"] == key


def test_a_text_is_made_in_her_language_and_measured() -> None:
    made = render(reminder(), "pl", when_words(THURSDAY, "pl"), first_language="en-GB")
    assert made.body == "Zadzwonimy jutro, czwartek 8.10, o 16:15."
    assert (made.language, made.measure.segments) == ("pl", 1)


def test_what_is_not_written_in_her_language_goes_out_in_the_studys_first_and_says_so() -> None:
    made = render(reminder(), "so", when_words(THURSDAY, "en-GB"), first_language="en-GB")
    assert made.language == "en-GB"
    assert made.body.startswith("Hello. We will ring you tomorrow, Thursday 8 October, at 16:15.")


def test_right_to_left_texts_wrap_each_value_and_others_none() -> None:
    urdu = render(reminder(), "ur", when_words(THURSDAY, "ur"), first_language="en-GB").body
    assert urdu == "کل \u2068جمعرات\u2069 \u20688 اکتوبر\u2069 کو \u206816:15\u2069 پر فون آئے گا۔"
    assert "\u2068" not in render(reminder(), "pl", when_words(THURSDAY, "pl"), first_language="en-GB").body


def test_a_value_is_placed_as_it_is_and_never_read_again() -> None:
    made = render(reminder(), "pl", {"day": "{time}", "date": "\\1", "time": "16:15"}, first_language="en-GB")
    assert made.body == "Zadzwonimy jutro, {time} \\1, o 16:15."


def test_a_missing_value_is_our_fault_and_missing_words_are_the_studys() -> None:
    with pytest.raises(Fault, match="time"):
        render(reminder(), "pl", {"day": "", "date": ""}, first_language="en-GB")
    with pytest.raises(Refusal, match="no words in so, nor in ro"):
        render(reminder(), "so", {}, first_language="ro")


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("We ring at {hour}.", "unknown placeholder {hour}"),
        ("We ring at {callback}.", "{callback}, which its place list does not name"),
        ("We ring at {time", "a brace without its fellow"),
        ("  ", "no words"),
    ],
)
def test_what_is_wrong_with_a_placeholder_is_said_with_its_key_path(words: str, what: str) -> None:
    template = reminder(text={"en-GB": "{day} {date} {time}", "ur": words})
    errors = [c for c in check("reminder", template) if c.weight is Weight.ERROR]
    assert [c.where for c in errors] == ["messages.toml: template.reminder.text.ur"]
    assert what in errors[0].what


def test_a_placeholder_that_no_text_uses_and_one_that_a_language_leaves_out_are_doubtful() -> None:
    unused = reminder(text={"en-GB": "{day} {date}", "ur": "{day}"})
    complaints = [str(c) for c in check("reminder", unused)]
    assert complaints == [
        "warning: messages.toml: template.reminder.text.ur: leaves out {date}, which other languages say."
        " Say it here too, or nowhere.",
        "warning: messages.toml: template.reminder.place: names time, which no text uses."
        " Take it out, or use it.",
    ]
    assert check("reminder", reminder()) == []


def test_placeholders_are_named_once_in_the_order_they_come() -> None:
    assert placeholders("{time} {day} {time}") == ("time", "day")


def test_an_approval_is_bound_to_the_words_of_one_language() -> None:
    before = reminder()
    after = reminder(text=before.text | {"ur": before.text["ur"] + "!"}, purpose="Another")
    assert words_hash(before, "en-GB") == words_hash(after, "en-GB")
    assert words_hash(before, "ur") != words_hash(after, "ur")


@pytest.mark.parametrize(
    ("language", "right_to_left"),
    [(tag, True) for tag in ("ur", "ar", "pnb", "ckb", "pa-Arab")]
    + [(tag, False) for tag in ("en-GB", "pa-Guru", "kmr", "bn", "ur-Latn", "syl-Beng")],
)
def test_the_script_says_the_direction(language: str, right_to_left: bool) -> None:
    assert is_right_to_left(language) is right_to_left


@pytest.mark.parametrize(
    ("language", "day", "date"),
    [
        ("en-GB", "Thursday", "8 October"),
        ("ur", "جمعرات", "8 اکتوبر"),
        ("bn", "বৃহস্পতিবার", "8 অক্টোবর"),
        ("pl", "czwartek", "8.10"),
        ("ro", "joi", "8.10"),
        ("so", "Khamiis", "8.10"),
    ],
)
def test_days_are_said_in_each_language_with_western_digits(language: str, day: str, date: str) -> None:
    assert knows(language)
    assert when_words(THURSDAY, language) == {"day": day, "date": date, "time": "16:15"}


def test_every_day_and_month_has_its_own_word() -> None:
    for language in ("en", "ur", "bn", "pl", "ro", "so"):
        days = {when_words(datetime(2026, 10, n, tzinfo=LONDON), language)["day"] for n in range(5, 12)}
        dates = {when_words(datetime(2026, n, 8, tzinfo=LONDON), language)["date"] for n in range(1, 13)}
        assert (len(days), len(dates)) == (7, 12), language
