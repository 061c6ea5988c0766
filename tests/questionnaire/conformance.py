"""Counts how far the engine agrees with recorded cases: `python -m tests.questionnaire.conformance FILE`."""

from __future__ import annotations

import argparse
import json
import tomllib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.questionnaire import conformance_scenarios, conformance_xpath

EXCEPTIONS = Path(__file__).with_name("exceptions.toml")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one case: passed, failed or left_out; its name; what differed; why that is known."""

    became: str
    case: str
    said: str = ""
    reason: str = ""


def outcomes(file: Path, *, dates: str | None = None) -> list[Outcome]:
    """The outcome of every case of a file, in its order. The two formats are told apart by their content."""
    text = file.read_text("utf-8")
    try:
        content = json.loads(text)
    except json.JSONDecodeError:
        content = None
    if isinstance(content, dict) and "docs" in content:
        run = conformance_xpath.run(content, dates=dates)
    else:
        run = conformance_scenarios.run(text.splitlines(), dates=dates)
    known = exceptions()
    return [_judged(became, case, said, known) for became, case, said in run]


def exceptions() -> dict[str, tuple[str, str]]:
    """Every named exception: how it counts, and its reason."""
    groups = tomllib.loads(EXCEPTIONS.read_text("utf-8"))["exception"]
    return {case: (group["counts"], group["reason"]) for group in groups for case in group["cases"]}


def _judged(became: str, case: str, said: str, known: dict[str, tuple[str, str]]) -> Outcome:
    if became != "failed" or case not in known:
        return Outcome(became, case, said)
    counts, reason = known[case]
    return Outcome(counts, case, said, reason)


def summary(found: list[Outcome]) -> dict[str, Any]:
    """The counts, and the places of what failed, from 0."""
    totals = Counter(outcome.became for outcome in found)
    failures = [index for index, outcome in enumerate(found) if outcome.became == "failed"]
    return {**{name: totals[name] for name in ("passed", "failed", "left_out")}, "failures": failures}


def main() -> None:
    """Print every case that did not pass, then the counts as one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print the counts alone")
    parser.add_argument("--dates", choices=["whole-days", "local-midnight"])
    chosen = parser.parse_args()
    found = outcomes(chosen.file, dates=chosen.dates)
    for index, outcome in enumerate(found):
        if outcome.became != "passed" and not chosen.json:
            reason = f" [{outcome.reason}]" if outcome.reason else ""
            print(f"{index}: {outcome.became}: {outcome.case}: {outcome.said}{reason}")
    print(json.dumps(summary(found)))


if __name__ == "__main__":
    main()
