"""What is logged says where something went wrong, and never who it was about."""

from __future__ import annotations

import json
import logging
import sys

from callassist.logs import Lines


def line(words: str, *, error: Exception | None = None) -> dict[str, str]:
    """What is written of a record."""
    about = None
    if error is not None:
        try:
            raise error
        except Exception:
            about = sys.exc_info()
    record = logging.LogRecord("callassist.x", logging.ERROR, __file__, 1, words, (), about)
    found: dict[str, str] = json.loads(Lines().format(record))
    return found


def test_a_number_that_slips_into_a_message_is_taken_out() -> None:
    assert "900123" not in line("text refused to=+447700900123")["says"]


def test_an_exceptions_words_are_left_out_and_its_places_stay() -> None:
    found = line("job failed job=plan", error=ValueError("Rukhsana Mirza, 07700 900123"))
    assert found["error"] == "ValueError"
    assert "test_logs.py:" in found["where"]
    assert "Rukhsana" not in json.dumps(found)


def test_a_line_is_one_line() -> None:
    assert "\n" not in Lines().format(
        logging.LogRecord("callassist.x", logging.WARNING, __file__, 1, "one\ntwo", (), None)
    )
