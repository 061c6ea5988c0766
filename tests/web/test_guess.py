"""The one question to the interviewer after all else: asked once, of who held it, where the study asks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from callassist.privacy.tokens import new_id
from callassist.store import interviews, registry, sittings
from callassist.store.guesses import guess
from callassist.store.interviews import interview
from callassist.work.house import Shelf
from callassist.work.studies import load
from tests.web.houses import Trial, tiny_folder
from tests.web.test_managing import post


def asks(trial: Trial) -> None:
    files = tiny_folder()
    files["study.toml"] = files["study.toml"].replace(b"[arms]\n", b"[arms]\nguess = true\n")
    trial.house = replace(trial.house, shelf=Shelf(trial.house.database))
    load(trial.house, files, by="test")


def finished(trial: Trial, by: str) -> str:
    """An interview of T-014 that somebody has finished; its id."""
    trial.families("T-014")
    running, now, interview_id = trial.house.study("together"), trial.house.now(), new_id()
    with trial.house.database.read() as c:
        person = registry.study_numbers(c, running.id)["T-014"]
    row: dict[str, Any] = {
        "id": interview_id,
        "study_id": running.id,
        "participant_id": person,
        "case_id": trial.case("T-014"),
        "script": "post_programme.md",
        "script_digest": running.edition.scripts["post_programme.md"].digest,
        "edition": running.edition.digest,
        "seed": "1",
        "practice": False,
        "state": "open",
        "started_at": now,
        "by": trial.staff[by],
        "version": 0,
    }

    def keep(c: Any) -> None:
        interviews.add(c, **row)
        c.execute(update(interview).where(interview.c.id == interview_id).values(state="complete"))
        sittings.add(
            c,
            id=new_id(),
            interview_id=interview_id,
            study_id=running.id,
            number=1,
            by=trial.staff[by],
            mode="phone",
            language="ur",
            how="self",
            started_at=now,
        )

    trial.house.database.keep(keep)
    return interview_id


@pytest.fixture
def samina(trial: Trial) -> Trial:
    trial.works_here("samina", "interviewer")
    return trial


def test_she_is_asked_once_and_never_shown_what_she_said(samina: Trial) -> None:
    asks(samina)
    address = f"/interview/{finished(samina, 'samina')}/guess"
    browser = samina.browser("samina")
    page = browser.get(address).text
    assert "I cannot tell" in page
    assert "T-014" in page
    assert post(browser, address, guess="").status_code == 422
    assert post(browser, address, guess="cannot_tell").status_code == 303
    assert browser.get(address).status_code == 303
    assert post(browser, address, guess="programme").status_code == 303
    with samina.house.database.read() as c:
        assert c.execute(guess.select()).one().guess == "cannot_tell"


def test_a_study_that_does_not_ask_goes_on_at_once(samina: Trial) -> None:
    answer = samina.browser("samina").get(f"/interview/{finished(samina, 'samina')}/guess")
    assert answer.status_code == 303
