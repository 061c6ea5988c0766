"""How far one press moves the rehearsal clock."""

from __future__ import annotations

from datetime import datetime

import pytest

from callassist.work.rehearse import Step, target


@pytest.mark.parametrize(
    ("step", "to"),
    [
        (Step.MINUTES, "2026-10-24T20:10+00:00"),
        (Step.HOUR, "2026-10-24T21:00+00:00"),
        (Step.MORNING, "2026-10-25T08:30+00:00"),  # the clocks go back that night
        (Step.WEEK, "2026-10-31T20:00+00:00"),
    ],
)
def test_a_press_moves_the_clock_by_its_step(step: Step, to: str) -> None:
    now = datetime.fromisoformat("2026-10-24T20:00+00:00")
    assert target(step, now, "Europe/London") == datetime.fromisoformat(to)
