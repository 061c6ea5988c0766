"""What makes many texts due at once leaves them to a person; what concerns one family goes by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.trial import Trial


def test_an_import_into_open_windows_holds_its_invitations(
    a_trial: Callable[..., Trial], database_url: str
) -> None:
    trial = a_trial(database_url, now="2026-10-12 11:00")
    together = trial.load("together")
    nine = [
        {"study_number": f"T-10{n}", "phone": f"07700 90010{n}", "unit": f"U-10{n}"} for n in range(1, 10)
    ]
    trial.enrol(together, *nine)
    trial.days_pass(1)
    held = [row for row in trial.messages() if row.state == "held" and row.template == "invite"]
    assert len(held) == 9
    assert trial.network.texts_to() == []


def test_an_import_on_the_morning_of_the_day_holds_what_would_go_at_ten(
    a_trial: Callable[..., Trial], tmp_path: Path
) -> None:
    trial = a_trial(f"sqlite:///{tmp_path / 'morning.sqlite'}", now="2026-09-28 08:31")
    nine = [
        {"study_number": f"T-10{n}", "phone": f"07700 90010{n}", "unit": f"U-10{n}"} for n in range(1, 10)
    ]
    trial.enrol(trial.load("together"), *nine)
    trial.until("2026-09-28 12:00")
    held = [row for row in trial.messages() if row.state == "held" and row.template == "invite"]
    assert len(held) == 9
    assert trial.network.texts_to() == []


def test_one_family_by_hand_is_invited_at_once(a_trial: Callable[..., Trial], database_url: str) -> None:
    trial = a_trial(database_url, now="2026-10-12 11:00")
    trial.enrol(trial.load("together"), {})
    trial.settle()
    assert len(trial.texts_to("07700 900101")) == 1
