"""A page that asks by itself whether anybody rings is no sign that somebody sits before it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.web.houses import open_house


@pytest.mark.parametrize(("asks", "then"), [("/call/rings", 423), ("/day", 200)])
def test_asking_whether_anybody_rings_keeps_no_page_unlocked(tmp_path: Path, asks: str, then: int) -> None:
    trial = open_house(tmp_path)
    trial.works_here("samina", "interviewer")
    browser = trial.browser("samina")
    for _ in range(4):
        trial.machine.set(trial.machine.at + timedelta(minutes=4))
        answer = browser.get(asks).status_code
    assert answer == then
    trial.house.database.close()
