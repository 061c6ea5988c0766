"""After a call that nobody answered, the outcome that stands ready says whether a time was agreed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from callassist.privacy.tokens import new_id, new_token
from callassist.store import calls
from callassist.work import appointments
from callassist.work.appointments import Wanted
from tests.web.houses import Trial
from tests.web.test_managing import post


def rang_in_vain(trial: Trial) -> None:
    """Samina has rung T-014 through the network, and nobody answered."""
    now, call_id = trial.house.now(), new_id()
    both = {"study_id": trial.study_id, "token": new_token()}
    row: dict[str, Any] = {
        "id": call_id,
        "case_id": trial.case("T-014"),
        "by": trial.staff["samina"],
        "direction": "out",
        "cause": f"hand:{call_id}",
        "started_at": now,
        "good_until": now,
        "ended_at": now,
        "silent": False,
    }
    leg = {
        "id": new_id(),
        "call_id": call_id,
        "part": "parent",
        "cause": f"hand:{call_id}:parent",
        "state": "accepted",
        "course": "no_answer",
        "made_at": now,
        "over_at": now,
        "held": False,
        "muted": False,
    }

    def keep(c: Any) -> None:
        calls.add_call(c, "sqlite", row | both)
        calls.add_leg(c, "sqlite", leg | both | {"token": new_token()})

    trial.house.database.keep(keep)


@pytest.mark.parametrize(("hours", "ready"), [(0.5, "missed_appointment"), (0.1, "no_answer")])
def test_at_the_agreed_hour_it_is_that_the_appointment_was_not_kept(
    trial: Trial, hours: float, ready: str
) -> None:
    trial.families("T-014")
    trial.works_here("samina", "interviewer")
    wanted = Wanted(datetime.fromisoformat("2026-10-08T16:15"), trial.staff["samina"], named_by_her=True)
    appointments.book(trial.house, trial.actor("samina"), trial.case("T-014"), wanted, token=new_token())
    trial.hours_pass(hours)
    browser, case_id = trial.browser("samina"), trial.case("T-014")
    post(browser, f"/case/{case_id}/open")
    post(browser, f"/case/{case_id}/note")
    rang_in_vain(trial)
    assert f'value="{ready}" selected' in browser.get(f"/case/{case_id}").text
