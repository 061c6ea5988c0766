"""The levels and the checklist for somebody who is upset are the study's own, or the usual ones."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from callassist.study.safety import Safety

LEVELS: list[dict[str, Any]] = [
    {"level": n, "name": f"Level {n}", "text": "Ring the lead.", "acknowledge_minutes": 10 * n}
    for n in (1, 2, 3)
]


def test_a_study_that_says_nothing_has_the_usual_levels_the_gravest_heard_of_soonest() -> None:
    minutes = [one.acknowledge_minutes for one in Safety().level]
    assert minutes == sorted(minutes, reverse=True)
    assert Safety().checklist


def test_a_study_names_its_own() -> None:
    own = Safety.model_validate({"level": LEVELS, "checklist": [{"code": "alone", "text": "Is she alone?"}]})
    assert [one.acknowledge_minutes for one in own.level] == [10, 20, 30]
    assert [one.code for one in own.checklist] == ["alone"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"level": LEVELS[:2]},
        {"level": [LEVELS[0], LEVELS[2], LEVELS[1]]},
        {"checklist": [{"code": "a", "text": "x"}, {"code": "a", "text": "y"}]},
        {"checklist": [{"code": "rang_lead", "text": "x"}]},
    ],
)
def test_levels_out_of_order_and_points_that_share_a_code_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Safety.model_validate(wrong)
