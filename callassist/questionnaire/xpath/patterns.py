"""Regular expressions that cannot hold an interview up: long texts and runaway patterns are refused."""

from __future__ import annotations

import re
from functools import lru_cache

LONGEST_TEXT = 2_000
_NESTED = re.compile(r"\((?:[^()\\]|\\.)*[+*}](?:[^()\\]|\\.)*\)[+*{]")


@lru_cache(maxsize=500)
def pattern(source: str) -> re.Pattern[str] | None:
    """The compiled pattern, or None if it is none or could run away (a repeated group of repeats)."""
    if _NESTED.search(source):
        return None
    try:
        return re.compile(source)
    except (re.error, OverflowError, RecursionError):
        return None


def matches(text: str, source: str) -> bool:
    """Whether the pattern is found in the text; anchors ^ and $ hold it to the whole."""
    known = pattern(source)
    return known is not None and len(text) <= LONGEST_TEXT and known.search(text) is not None
