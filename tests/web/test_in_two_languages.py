"""Interviews in two languages, page by page: how each question was put, what falls back, what is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from callassist.work import making
from callassist.work.studies import load
from tests.exports.test_dataset import read
from tests.web.calls import Browser, browser
from tests.work.trials import EXAMPLE, Trial, files, open_trial

SCRIPT = """
| survey | | | | | | | |
| | type | name | label::English (en-GB) | label::Urdu (ur) | relevant | instrument | instrument_item |
| | begin group | home | Home | گھر | | | |
| | note | hello | Thank you for your time. | آپ کے وقت کا شکریہ۔ | | | |
| | select_one yes_no | garden | Have you a garden? | کیا آپ کا باغ ہے؟ | | | |
| | integer | beds | How many beds has it? | | ${garden} = 'yes' | | |
| | end group | | | | | | |
| | begin group | street | Street | گلی | | | |
| | select_one often | p9 | How often is it loud? | | | phq9 | p9 |
| | end group | | | | | | |
| choices | | | | |
| | list_name | name | label::English (en-GB) | label::Urdu (ur) |
| | yes_no | yes | Yes | ہاں |
| | yes_no | no | No | نہیں |
| | often | 0 | Never | کبھی نہیں |
| | often | 1 | Often | |
| settings | | | |
| | form_id | version | default_language |
| | two | 1 | English (en-GB) |
"""
HOME, STREET = "/data/home", "/data/street"


@pytest.fixture
def trial(tmp_path: Path) -> Iterator[Trial]:
    opened = open_trial(tmp_path)
    yield opened
    opened.house.database.close()


def begun(trial: Trial, how: str = "booked", language: str = "ur", record: str = "section") -> Browser:
    """Samina at the first words for Hannah, in a study that has gaps in its Urdu."""
    study = files("example")["study.toml"].decode().replace("wellbeing.md", "street.md")
    study = study.replace('languages = ["en-GB"]', 'languages = ["en-GB", "ur"]', 1)
    study = study.replace('primary = "phq9"', "") + f'\n[interpreting]\nrecord = "{record}"\n'
    folder = {**files("example"), "street.md": SCRIPT.encode(), "study.toml": study.encode()}
    running = trial.house.study(load(trial.house, folder, by="test").study_id)
    trial.duty(running)
    trial.works_here("Samina Yusuf", running)
    [hannah] = trial.enrols(running, EXAMPLE)
    page = browser(trial, "samina").goes_to(f"/interview/begin/{trial.case(hannah, 'start').id}")
    return page.sends(how=how, language=language)


def said(page: Browser) -> str:
    """What the page says, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.text[page.text.index("<main") :]).split())


def exported(trial: Trial, page: Browser, folder: Path) -> list[tuple[str, ...]]:
    """What the data set says of how the words came across, once the interview is finished."""
    page.goes_to(f"/interview/{page.address.split('/')[2]}/end").sends()
    [study] = trial.house.studies()
    making.write(trial.house, study, folder / "set.zip", by="owen", language="en-GB")
    columns = ("of", "path", "put_code", "put", "spoke_code", "spoke", "language")
    return [tuple(row[one] for one in columns) for row in read(folder / "set.zip")["interpretation.csv"]]


def test_what_is_pressed_at_each_question_is_what_the_data_set_says(trial: Trial, tmp_path: Path) -> None:
    page = begun(trial, record="item")
    assert re.search(r'name="put" value="rendered" checked', page.text)  # unless another key is pressed
    assert "W P C O How this question was put" in said(
        page.goes_to(page.address.replace("at/home/hello", "keys"))
    )
    page.goes_to(f"/interview/{page.address.split('/')[2]}").sends(put="rendered")
    page.sends(q0="yes", put="clarified").sends(t0="3", put="could_not")
    page.sends(q0="1", put="as_written")
    assert "/distress" in page.address  # a question that leads to help is recorded too
    assert exported(trial, page, tmp_path) == [
        ("item", f"{HOME}/hello", "2", "rendered", "2", "interpreter", "ur"),
        ("item", f"{HOME}/garden", "3", "clarified", "2", "interpreter", "ur"),
        ("item", f"{HOME}/beds", "4", "could_not", "2", "interpreter", "ur"),
        ("item", f"{STREET}/p9", "1", "as_written", "2", "interpreter", "ur"),
    ]


def test_what_is_pressed_at_the_end_of_a_section_is_what_the_data_set_says(
    trial: Trial, tmp_path: Path
) -> None:
    page = begun(trial).sends()
    assert 'name="put"' not in page.text
    page.sends(q0="yes").sends(t0="3")
    assert "How was “Home” put?" in said(page)
    page.sends(put="clarified", spoke="relative")
    page.sends(q0="0").sends(put="as_written", spoke="interpreter")
    assert exported(trial, page, tmp_path) == [
        ("section", HOME, "3", "clarified", "3", "relative", "ur"),
        ("section", STREET, "1", "as_written", "2", "interpreter", "ur"),
    ]


def test_in_one_language_nobody_asks_how_it_was_put(trial: Trial) -> None:
    page = begun(trial, how="self", language="en-GB", record="item")
    for answer in ({}, {"q0": "yes"}, {"t0": "3"}, {"q0": "0"}):
        assert 'name="put"' not in page.text
        page.sends(**answer)
    assert page.address.endswith("/end")
    assert trial.rows("interpretation") == []


def test_a_page_between_two_questions_says_what_a_change_has_hidden(trial: Trial) -> None:
    page = begun(trial).sends().sends(q0="yes").sends(t0="3")
    page.goes_to(page.address.partition("/across")[0] + "/at/home/garden").sends(q0="no")
    assert "How was “Home” put?" in said(page)
    assert "Your change hides one answer given before. It is kept" in said(page)


def test_the_end_says_it_too(trial: Trial) -> None:
    page = begun(trial, how="self", language="en-GB").sends().sends(q0="yes").sends(t0="3").sends(q0="0")
    garden = page.address.replace("/end", "/at/home/garden")
    page.goes_to(garden).sends(q0="no")
    assert "Your change hides one answer" in said(page)


def test_where_her_language_has_no_words_the_first_language_stands_and_never_a_dash(trial: Trial) -> None:
    page = begun(trial, how="self").sends()
    assert re.search(r'class="theirs"[^>]*lang="ur" dir="rtl">کیا آپ کا باغ ہے؟<', page.text)
    page.sends(q0="yes")
    assert re.search(r'class="theirs"[^>]*lang="en-GB" dir="ltr">How many beds has it\?<', page.text)
    assert not re.search(r">\s*[-–]\s*<", page.text)
    page.sends(t0="3")
    assert re.search(r'class="theirs" lang="ur" dir="rtl">کبھی نہیں<', page.text)
    assert re.search(r'class="theirs" lang="en-GB" dir="ltr">Often<', page.text)
    assert not re.search(r">\s*[-–]\s*<", page.text)
