"""What a participant agreed to, which version of it, and when; a new version is a new row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Given(StrEnum):
    """How consent was given."""

    WRITTEN = "written"
    SPOKEN = "spoken"
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class Consent:
    """Consent to one version of the information sheet, on one day."""

    version: str
    on: date
    how: Given = Given.WRITTEN


def consent_on(consents: Iterable[Consent], day: date) -> Consent | None:
    """The consent that held on a day: the newest given by then, or None."""
    given = [consent for consent in consents if consent.on <= day]
    return max(given, key=lambda consent: consent.on, default=None)
