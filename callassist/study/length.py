"""How long an interview is planned for: by the protocol, and by the language in which it is held."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from callassist.study.interpreting import Interpreting
from callassist.study.protocol import Protocol

UNSAID = 30  # minutes of an interview whose wave is not in the plan


@dataclass(frozen=True, slots=True)
class Planned:
    """Minutes of one sitting, and in how many the interview is planned."""

    minutes: int
    sittings: int


def factor(interpreting: Interpreting, language: str, dialect: str = "", *, interpreted: bool) -> float:
    """How many times as long as a wave's minutes an interview in a language (tag) is planned for.

    With an interpreter, or held by somebody who speaks it. A dialect falls back to its language, that to
    what the study says of all.
    """
    rows = interpreting.rows_for(language, dialect)
    said = (one.factor if interpreted else one.own_factor for one in rows)
    whole = interpreting.length_factor if interpreted else 1.0
    return next((one for one in said if one is not None), whole)


def whole(minutes: int, times: float) -> int:
    """So many minutes so many times, a begun minute counted as one."""
    return ceil(round(minutes * times, 6))


def planned(
    minutes: int, interpreting: Interpreting, *, interpreted: bool, language: str = "", dialect: str = ""
) -> Planned:
    """An interview of so many minutes as it is booked in a language. One that is interpreted takes longer,
    and what goes over the protocol's cap is held in two sittings, the primary outcome in the first."""
    takes = whole(minutes, factor(interpreting, language, dialect, interpreted=interpreted))
    if not interpreted or takes <= interpreting.most_minutes:
        return Planned(takes, 1)
    return Planned(min(ceil(takes / 2), interpreting.most_minutes), 2)


def said(found: Planned, *, interpreted: bool) -> str:
    """The same as a page says it."""
    aided = " with an interpreter" if interpreted else ""
    if found.sittings == 1:
        return f"about {found.minutes} minutes{aided}"
    return f"two sittings of about {found.minutes} minutes{aided}, primary outcome first"


def minutes_of(protocol: Protocol, plan: str, wave: str) -> int:
    """The minutes that a wave of a plan is planned for in the study's first language."""
    found = protocol.plan_named(plan)
    return next((one.minutes for one in found.wave if one.code == wave), UNSAID) if found else UNSAID


def of_wave(
    protocol: Protocol, plan: str, wave: str, needs: Mapping[str, Any] | None, *, interpreted: bool
) -> Planned:
    """How long the interview of a wave is planned for with a family of such `needs` (spoken, dialect)."""
    told = needs or {}
    return planned(
        minutes_of(protocol, plan, wave),
        protocol.interpreting,
        interpreted=interpreted,
        language=str(told.get("spoken") or ""),
        dialect=str(told.get("dialect") or ""),
    )
