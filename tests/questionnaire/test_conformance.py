"""The engine agrees with ODK's recorded cases: counts may only rise, every difference has a reason."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.questionnaire.conformance import Outcome, exceptions, outcomes

CASES = Path("../shared/cases")
COUNTS = tomllib.loads(Path(__file__).with_name("counts.toml").read_text("utf-8"))

pytestmark = pytest.mark.skipif(
    not CASES.is_dir(), reason="the folder of recorded cases does not stand beside the project"
)


@pytest.fixture(scope="module")
def expressions() -> list[Outcome]:
    return outcomes(CASES / "xpath.json")


@pytest.fixture(scope="module")
def scenarios() -> list[Outcome]:
    return outcomes(CASES / "scenarios.jsonl")


def test_no_fewer_expressions_agree_than_before(expressions: list[Outcome]) -> None:
    assert sum(outcome.became == "passed" for outcome in expressions) >= COUNTS["expressions"]


@pytest.mark.parametrize("dates", ["whole-days", "local-midnight"])
def test_no_fewer_agree_by_one_rule_of_dates_alone(dates: str) -> None:
    passed = sum(outcome.became == "passed" for outcome in outcomes(CASES / "xpath.json", dates=dates))
    assert passed >= COUNTS[dates.replace("-", "_")]


def test_no_fewer_whole_forms_agree_than_before(scenarios: list[Outcome]) -> None:
    assert sum(outcome.became == "passed" for outcome in scenarios) >= COUNTS["scenarios"]


def test_whatever_fails_has_a_reason(expressions: list[Outcome], scenarios: list[Outcome]) -> None:
    known = exceptions()
    failed = [outcome for outcome in [*expressions, *scenarios] if outcome.became == "failed"]
    assert [outcome.case for outcome in failed if outcome.case not in known] == []
