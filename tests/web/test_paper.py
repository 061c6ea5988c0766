"""Scripts by language, and on paper: what lacks, the words in the right direction, version and date."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from callassist.work.house import Shelf
from callassist.work.studies import load
from tests.web.houses import FOLDER, Trial


@pytest.fixture
def manager(trial: Trial) -> FlaskClient:
    """A manager of the study with its scripts as they ship."""
    trial.house = replace(trial.house, shelf=Shelf(trial.house.database))
    load(trial.house, {p.name: p.read_bytes() for p in FOLDER.iterdir() if p.is_file()}, by="test")
    trial.works_here("helen", "manager")
    trial.works_here("samina", "interviewer")
    trial.works_here("adam", "administrator")
    return trial.browser("helen")


def paper(browser: FlaskClient, tag: str, name: str = "six_month.md") -> str:
    answer = browser.get(f"/scripts/{name}/paper?language={tag}")
    assert answer.status_code == 200
    return answer.text


def test_the_table_says_which_texts_lack_which_language(manager: FlaskClient) -> None:
    page = manager.get("/scripts").text
    assert "topic_guide.md: sheet choices, row 22 (line 79), column label" in page
    assert "Print in Urdu" in page
    assert re.search(r"174 to be translated", page)


def test_paper_holds_the_script_the_texts_and_what_is_said_around_them(manager: FlaskClient) -> None:
    page = paper(manager, "ur")
    for words in (
        "کیا اس وقت بات کرنا آپ کے لیے ٹھیک اور محفوظ ہے؟",  # the script
        "شکریہ۔ وقت پکا ہے۔",  # a text
        "سننے والی لائن، دن رات، مفت:",  # a helpline
        "آپ سے بات نہیں ہو سکی۔",  # the voicemail
        "کیا آپ ابھی محفوظ ہیں؟ کوئی ساتھ ہے؟",  # the distress page
        "معاف کیجیے، غلط نمبر مل گیا۔ خدا حافظ۔",  # a goodbye
        "Only if question 1 is “Somebody fetches the right person”.",
        "Ruth Adeyemi, 07700 900118",
    ):
        assert words in page


def test_version_language_and_date_stand_in_the_footer_of_every_sheet(
    manager: FlaskClient, trial: Trial
) -> None:
    edition = trial.house.study("together").row.edition[:12]
    (foot,) = re.findall(r'<p class="runs"[^>]*>(.*?)</p>', paper(manager, "ur"))
    assert foot == (
        f"Together: Interview 3, Urdu. Version 1, edition {edition}, printed Thursday 8 October 2026."
    )
    css = (Path(__file__).parents[2] / "callassist/web/static/paper.css").read_text()
    assert re.search(r"@media print.*\.runs \{[^}]*position: fixed; inset-block-end: 0", css, re.DOTALL)


def test_words_stand_in_blocks_of_their_own_language_and_direction(manager: FlaskClient) -> None:
    for tag, way in (("ur", "rtl"), ("pl", "ltr"), ("bn", "ltr")):
        page = paper(manager, tag)
        assert f'class="aloud" lang="{tag}" dir="{way}"' in page
        assert f'lang="{tag}" dir="{"ltr" if way == "rtl" else "rtl"}"' not in page
    assert 'lang="ur"' not in paper(manager, "pl")


def test_no_name_is_written_on_paper(manager: FlaskClient) -> None:
    page = paper(manager, "en-GB")
    assert "Read “call her” from the case page; do not write it here." in page
    assert "From the case page, adults before:" in page


def test_drafts_are_said_to_be_drafts(manager: FlaskClient) -> None:
    assert "drafts that no second speaker has read" in paper(manager, "ur")
    assert "drafts that no second speaker has read" not in paper(manager, "en-GB")


def test_nothing_on_paper_breaks_the_policy_of_no_inline_styles(manager: FlaskClient) -> None:
    page = paper(manager, "ur")
    assert not re.search(r"<style|style=|<script(?![^>]*src)|onclick=", page)


def test_interviewers_may_print_and_an_administrator_may_not(manager: FlaskClient, trial: Trial) -> None:
    assert trial.browser("samina").get("/scripts/six_month.md/paper").status_code == 200
    assert trial.browser("adam").get("/scripts/six_month.md/paper").status_code == 403


@pytest.mark.parametrize("address", ["/scripts/none.md/paper", "/scripts/six_month.md/paper?language=xx"])
def test_what_is_not_there_is_not_found(manager: FlaskClient, address: str) -> None:
    assert manager.get(address).status_code == 404
