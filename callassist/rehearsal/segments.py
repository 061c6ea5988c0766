"""How many segments a text takes on the air, by the network's own count from 3GPP TS 23.038."""

from __future__ import annotations

from collections.abc import Iterable

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_ESCAPED = frozenset("\f^{}\\[~]|€")
_GSM_ROOM = (160, 153)
_UCS2_ROOM = (70, 67)


def encoding(body: str) -> str:
    """`GSM-7` if every character is in the default alphabet or its extension, else `UCS-2`."""
    return "GSM-7" if all(c in _BASIC or c in _ESCAPED for c in body) else "UCS-2"


def segments(body: str) -> int:
    """How many segments the body takes, at least one; no escaped character or surrogate pair is split."""
    if encoding(body) == "GSM-7":
        return _packed((2 if c in _ESCAPED else 1 for c in body), *_GSM_ROOM)
    return _packed((2 if ord(c) > 0xFFFF else 1 for c in body), *_UCS2_ROOM)


def _packed(widths: Iterable[int], alone: int, joined: int) -> int:
    """Segments for characters of these widths: one if they fit `alone`, else so many of `joined` each."""
    widths = list(widths)
    if sum(widths) <= alone:
        return 1
    count, used = 1, 0
    for width in widths:
        if used + width > joined:
            count, used = count + 1, 0
        used += width
    return count
