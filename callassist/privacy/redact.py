"""Takes telephone numbers and e-mail addresses out of a line before it is logged, in any script's digits."""

from __future__ import annotations

import re

NUMBER = "[number]"
EMAIL = "[e-mail]"
MIN_DIGITS = 7

_HEX = "[0-9a-fA-F]"
_KEPT = (
    rf"(?<!\w){_HEX}{{8}}-(?:{_HEX}{{4}}-){{3}}{_HEX}{{12}}(?!\w)"
    r"|(?<!\d)\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})?)?(?!\d)"
)
_EMAIL = r"[^\s@<>\"'(),;:]+@[^\s@<>\"'(),;:]+\.[^\W\d_]{2,}"
_SPACER = r"[\s().\-/\u00a0\u2010-\u2015\u200e\u200f\u2066-\u2069]"
_NUMBER = rf"(?<!\w)[+(]*\d(?:{_SPACER}{{0,3}}\d){{{MIN_DIGITS - 1},}}(?!\w)"
_FOUND = re.compile(f"(?P<kept>{_KEPT})|(?P<email>{_EMAIL})|(?P<number>{_NUMBER})")


def redact(line: str) -> str:
    """The line with numbers of seven digits or more and e-mail addresses replaced; our ids and times stay.

    Names cannot be told from other words: they are kept out by never being logged.
    """
    return _FOUND.sub(_replacement, line)


def _replacement(found: re.Match[str]) -> str:
    if found["email"]:
        return EMAIL
    return NUMBER if found["number"] else found[0]
