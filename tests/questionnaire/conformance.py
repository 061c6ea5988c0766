"""Counts how far the engine agrees with ODK's recorded cases: `python -m tests.questionnaire.conformance FILE`."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

from tests.questionnaire import conformance_xpath


def count(file: Path, *, dates: str | None = None) -> tuple[dict[str, Any], list[str]]:
    """The counts of a file of cases, and a line for everything that did not pass."""
    text = file.read_text("utf-8")
    try:
        content = json.loads(text)
    except json.JSONDecodeError:
        content = None
    if isinstance(content, dict) and "docs" in content:
        outcomes = list(conformance_xpath.run(content, dates=dates))
    else:
        from tests.questionnaire import conformance_scenarios

        outcomes = list(conformance_scenarios.run(text.splitlines(), dates=dates))
    totals = Counter(outcome for outcome, _ in outcomes)
    failures = [index for index, (outcome, _) in enumerate(outcomes) if outcome == "failed"]
    lines = [f"{index}: {outcome}: {said}" for index, (outcome, said) in enumerate(outcomes) if said]
    counts = {name: totals[name] for name in ("passed", "failed", "left_out")}
    return {**counts, "failures": failures}, lines


def main() -> None:
    """Print every case that did not pass, then the counts as one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--json", action="store_true", help="print the counts alone")
    parser.add_argument("--dates", choices=["whole-days", "local-midnight"])
    chosen = parser.parse_args()
    counts, lines = count(chosen.file, dates=chosen.dates)
    for line in [] if chosen.json else lines:
        print(line)
    print(json.dumps(counts))


if __name__ == "__main__":
    main()
