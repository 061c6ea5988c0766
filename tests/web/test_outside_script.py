"""What is said outside the script: a draft in a rehearsal, approved words or English in a live study."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from callassist.errors import Refusal
from callassist.store.studies import study
from callassist.voice import sayings
from callassist.work.approvals import approve
from tests.web.houses import Trial

HERS = sayings.SMALL_TALK[0]["ur"]


def test_a_rehearsal_says_drafts_a_live_study_only_what_somebody_approved(trial: Trial) -> None:
    trial.works_here("samina", "interviewer")
    browser = trial.browser("samina")
    assert HERS in browser.get("/neutral?in=ur").text
    trial.house.database.keep(lambda c: c.execute(update(study).values(mode="live")))
    page = browser.get("/neutral?in=ur").text
    assert HERS not in page
    assert sayings.SMALL_TALK[0]["en-GB"] in page
    words = {"capacity": "reads Urdu", "reference": "made up"}
    assert approve(trial.house, "together", "outside_script", "ur", by="test", **words)
    assert HERS in browser.get("/neutral?in=ur").text
    assert sayings.SMALL_TALK[0]["pl"] not in browser.get("/neutral?in=pl").text
    with pytest.raises(Refusal, match="no words"):
        approve(trial.house, "together", "outside_script", "so", by="test", **words)


def test_an_edit_makes_a_draft_of_the_set_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = sayings.digest("ur"), sayings.digest("pl")
    monkeypatch.setattr(sayings, "GOODBYE", {**sayings.GOODBYE, "ur": "other words"})
    assert sayings.digest("ur") != before[0]
    assert sayings.digest("pl") == before[1]
