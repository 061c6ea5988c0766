"""How long an interview is planned for: by the protocol, and longer with an interpreter."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from callassist.study.protocol import Interpreting, Protocol

UNSAID = 30  # minutes of an interview whose wave is not in the plan


@dataclass(frozen=True, slots=True)
class Planned:
    """Minutes of one sitting, and in how many the interview is planned."""

    minutes: int
    sittings: int


def planned(minutes: int, interpreting: Interpreting, *, interpreted: bool) -> Planned:
    """An interview of so many minutes as it is booked. One that is interpreted takes longer, and what goes
    over the protocol's cap is held in two sittings, the primary outcome in the first."""
    if not interpreted:
        return Planned(minutes, 1)
    whole = ceil(minutes * interpreting.length_factor)
    if whole <= interpreting.most_minutes:
        return Planned(whole, 1)
    return Planned(min(ceil(whole / 2), interpreting.most_minutes), 2)


def said(found: Planned, *, interpreted: bool) -> str:
    """The same as a page says it."""
    aided = " with an interpreter" if interpreted else ""
    if found.sittings == 1:
        return f"about {found.minutes} minutes{aided}"
    return f"two sittings of about {found.minutes} minutes{aided}, primary outcome first"


def of_wave(protocol: Protocol, plan: str, wave: str, *, interpreted: bool) -> Planned:
    """The same for a wave of a plan."""
    found = protocol.plan_named(plan)
    minutes = next((one.minutes for one in found.wave if one.code == wave), UNSAID) if found else UNSAID
    return planned(minutes, protocol.interpreting, interpreted=interpreted)
