"""The engine beside the recorded cases of ODK's own engines, read from the files as they came."""

from __future__ import annotations

import hashlib
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from tests.proof.line import Line
from tests.questionnaire.conformance import Outcome, outcomes
from tests.questionnaire.conformance_host import SUITE

CASES: Final = Path("../shared/cases")
COUNTS: Final = tomllib.loads(
    (Path(__file__).parents[1] / "questionnaire" / "counts.toml").read_text("utf-8")
)
EXPRESSIONS, FORMS = "xpath.json", "scenarios.jsonl"
AT_LEAST: Final = {EXPRESSIONS: 0.995, FORMS: 0.97}
KEPT: Final = {EXPRESSIONS: "expressions", FORMS: "scenarios"}


def prove(*, quick: bool) -> Line:
    """Work every recorded case (quick: the expressions alone), and again with a function that is bent."""
    if not CASES.is_dir():
        return Line("conformance", "", 0, "", holds=False, left_out="the recorded cases stand not beside us")
    found = {name: outcomes(CASES / name) for name in (EXPRESSIONS, FORMS)[: 1 if quick else 2]}
    wrong = [why for name, each in found.items() for why in _wrong(name, each)]
    with _bent("substring-after"):
        noticed = bool(_wrong(EXPRESSIONS, outcomes(CASES / EXPRESSIONS)))
    return Line(
        "conformance",
        "; ".join(_said(name, each) for name, each in found.items()),
        sum(len(each) for each in found.values()),
        wrong[0] if wrong else "each exception has its reason",
        holds=not wrong,
        broken=(("a function that gives back what it was given", noticed),),
    )


def _said(name: str, each: list[Outcome]) -> str:
    came = Counter(one.became for one in each)
    counted = came["passed"] + came["failed"]
    digest = hashlib.sha256((CASES / name).read_bytes()).hexdigest()[:12]
    share = came["passed"] / counted
    return f"{name} ({digest}): {came['passed']} of {counted} ({share:.1%}), {came['left_out']} left out"


def _wrong(name: str, each: list[Outcome]) -> list[str]:
    came = Counter(one.became for one in each)
    wrong = [
        f"{one.case} fails without a reason" for one in each if one.became == "failed" and not one.reason
    ]
    if came["passed"] < AT_LEAST[name] * (came["passed"] + came["failed"]):
        wrong.append(f"{name}: too few agree")
    if came["passed"] < COUNTS[KEPT[name]]:
        wrong.append(f"{name}: fewer agree than before")
    return wrong


@contextmanager
def _bent(name: str) -> Iterator[None]:
    """A function that gives back its first argument, after node and surroundings, whatever it should do."""

    def same(*given: Any) -> Any:
        return given[2]

    with patch.dict(SUITE, {name: replace(SUITE[name], work=same)}):
        yield
