"""The network's own count of segments, against the cases that the standard and the provider's pages give."""

from __future__ import annotations

import pytest

from callassist.rehearsal.segments import encoding, segments


@pytest.mark.parametrize(
    ("body", "alphabet", "count"),
    [
        ("", "GSM-7", 1),
        ("a" * 160, "GSM-7", 1),
        ("a" * 161, "GSM-7", 2),
        ("a" * 306, "GSM-7", 2),
        ("a" * 307, "GSM-7", 3),
        ("€" * 80, "GSM-7", 1),
        ("€" * 81, "GSM-7", 2),
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 3),
        ("ś" * 70, "UCS-2", 1),
        ("ś" * 71, "UCS-2", 2),
        ("ś" * 134, "UCS-2", 2),
        ("ś" * 135, "UCS-2", 3),
        ("👍" * 35, "UCS-2", 1),
        ("👍" * 36, "UCS-2", 2),
        ("ś" * 66 + "👍" + "ś" * 66, "UCS-2", 3),
        ("Dzień", "UCS-2", 1),
        ("Ça va à Àvila", "UCS-2", 1),
        ("Öl für £5, ok?", "GSM-7", 1),
    ],
)
def test_segments_are_counted_by_the_air_not_by_the_eye(body: str, alphabet: str, count: int) -> None:
    assert (encoding(body), segments(body)) == (alphabet, count)
