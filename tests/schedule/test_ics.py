"""The calendar file that a telephone reads."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from callassist.schedule.ics import Entry, render

AT = datetime(2026, 10, 8, 15, 15, tzinfo=UTC)


def test_an_entry_stands_in_universal_time_with_a_version_that_grows() -> None:
    said = render([Entry("a", AT, AT + timedelta(minutes=45), "T-014", 3)], name="callassist", now=AT)
    for line in ("UID:a@callassist", "DTSTART:20261008T151500Z", "DTEND:20261008T160000Z", "SEQUENCE:3"):
        assert f"\r\n{line}\r\n" in said


def test_signs_of_the_format_are_escaped_and_long_lines_folded_by_octets() -> None:
    said = render([Entry("a", AT, AT, "Ł" * 60 + "; a, b")], name="x", now=AT)
    assert all(len(line.encode()) <= 75 for line in said.split("\r\n"))
    assert "\\; a\\, b" in said.replace("\r\n ", "")
