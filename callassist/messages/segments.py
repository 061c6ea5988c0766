"""How long a text is on the air: its encoding, its characters and the segments that the network charges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

_GSM_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_EXTENSION = frozenset("\f^{}\\[~]|€")
_GSM = _GSM_BASIC | _GSM_EXTENSION
_TOP_OF_ONE_UNIT = 0xFFFF


class Encoding(StrEnum):
    """How the characters travel: seven bits each, or sixteen as soon as one of them needs it."""

    GSM_7 = "GSM-7"
    UCS_2 = "UCS-2"

    @property
    def alone(self) -> int:
        """Units that one text alone may hold."""
        return 160 if self is Encoding.GSM_7 else 70

    @property
    def in_parts(self) -> int:
        """Units in each part of a longer text, after the header that joins the parts."""
        return 153 if self is Encoding.GSM_7 else 67


@dataclass(frozen=True, slots=True)
class Measure:
    """A text measured: `characters` as a person counts them, `units` as the network does."""

    encoding: Encoding
    characters: int
    units: int
    segments: int


def measure(body: str) -> Measure:
    """Measure a text by 3GPP TS 23.038 and 23.040, without national shift tables.

    A character of the GSM extension takes two units, as does a character beyond the sixteen bits of UCS-2;
    neither is split between two parts. An empty body has no segment.
    """
    if _GSM.issuperset(body):
        encoding, wide = Encoding.GSM_7, _GSM_EXTENSION
    else:
        encoding, wide = Encoding.UCS_2, frozenset(one for one in body if ord(one) > _TOP_OF_ONE_UNIT)
    units = len(body) + (0 if wide.isdisjoint(body) else sum(one in wide for one in body))
    if units <= encoding.alone:
        return Measure(encoding, len(body), units, 1 if units else 0)
    return Measure(encoding, len(body), units, _parts((1 + (one in wide) for one in body), encoding.in_parts))


def cost_pence(segments: int, price: Decimal) -> Decimal:
    """What the segments cost in pence; the price of one is the study's or the network's to say."""
    return segments * price


def wide_characters(body: str) -> tuple[str, ...]:
    """The characters that force sixteen bits, each once, as they come: what a cheaper wording avoids."""
    return tuple(dict.fromkeys(c for c in body if c not in _GSM))


def _parts(widths: Iterable[int], room: int) -> int:
    parts, left = 0, 0
    for width in widths:
        if width > left:
            parts, left = parts + 1, room
        left -= width
    return parts
