"""When somebody she named may be asked how to reach her: after the protocol’s own tries, never before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from callassist.cases.outcomes import OUTCOMES
from callassist.study.contact import Contact

DEAD = "None of the numbers may be rung."


def why_now(contact: Contact, tried: Iterable[Any], *, ringable: int) -> str:
    """Why people she named may be asked now, in words; "" while the protocol asks for more of its own.

    `tried`: the wave's contacts that stand, with outcome and attempt; `ringable`: how many of her own numbers
    may be rung. Somebody who was spoken with in this wave is reached: nobody else is asked while her number
    lives.
    """
    if ringable == 0:
        return DEAD
    lines = list(tried)
    if any(OUTCOMES[one.outcome].spoke for one in lines if one.outcome in OUTCOMES):
        return ""
    tries, enough = sum(1 for one in lines if one.attempt), contact.tracing.after or contact.attempts
    return f"Tried {tries} times and never spoken with." if tries >= enough else ""


def not_yet(contact: Contact) -> str:
    """What must have happened first, in words."""
    enough = contact.tracing.after or contact.attempts
    return f"They are asked only after {enough} tries that reached nobody, or when no number is left."
