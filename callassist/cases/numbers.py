"""Which of several numbers to ring next, and what came of each the last time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from callassist.cases.outcomes import OUTCOMES


def next_number(numbers: Sequence[str], tries: Sequence[tuple[str, str]]) -> str | None:
    """The number to ring: the first of hers, or the one after that which was tried last and led nowhere.

    `numbers`: those that may be rung, in her order; `tries`: (number, outcome), oldest first. None for none.
    """
    if not numbers:
        return None
    last = next(((number, outcome) for number, outcome in reversed(tries) if number in numbers), None)
    if last is None:
        return numbers[0]
    number, outcome = last
    known = OUTCOMES.get(outcome)
    if known is None or not known.next_number:
        return numbers[0] if known is None or not known.spoke else number
    return numbers[(numbers.index(number) + 1) % len(numbers)]


def last_results(tries: Sequence[tuple[str, str]]) -> Mapping[str, str]:
    """The last outcome of each number, by number."""
    return dict(tries)
