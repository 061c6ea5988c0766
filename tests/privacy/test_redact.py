"""No number and no e-mail address gets into a log line; ids and times do."""

from __future__ import annotations

import pytest

from callassist.privacy.redact import redact


@pytest.mark.parametrize(
    "number",
    [
        "07700 900214",
        "+447700900214",
        "0044 7700 900 214",
        "(020) 7946-0123",
        "07700-900-214",
        "+44 (0)7700 900214",
        "٠٧٧٠٠ ٩٠٠٢١٤",
        "০৭৭০০৯০০২১৪",
        "07700\u00a0900214",
        "\u2066+44 7700 900214\u2069".strip("\u2066\u2069"),
        "7946012",
    ],
)
def test_a_number_in_any_dress_is_taken_out(number: str) -> None:
    assert redact(f"refused {number}, code 21610") == "refused [number], code 21610"


@pytest.mark.parametrize(
    "address", ["nasreen.akhtar@example.org", "n+a@mail.example.co.uk", "نسرین@example.org"]
)
def test_an_address_is_taken_out(address: str) -> None:
    assert redact(f"to <{address}> bounced") == "to <[e-mail]> bounced"


@pytest.mark.parametrize(
    "line",
    [
        "message.accepted id=01a20009-de0f-727a-ad4c-d31d809348ab",
        "tick.done at=2026-10-08T15:45:00.123456+00:00 due=64",
        "tick.done at=2026-10-08 15:45:00,123 due=64",
        "window opens=2026-09-28 closes=2026-11-08",
        "sid=SM1234567890abcdef1234567890abcdef status=delivered",
        "case T-014 sequence 120394",
    ],
)
def test_ids_days_and_counts_stay(line: str) -> None:
    assert redact(line) == line


def test_several_in_one_line_all_go() -> None:
    assert redact("07700 900222; 07700 900223") == "[number]; [number]"
