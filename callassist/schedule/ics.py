"""Times as a calendar file that telephones and office programs read (RFC 5545): study numbers, no names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

WIDTH = 75  # octets of a line before it is folded, RFC 5545 section 3.1


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: `id` stays the same when the time moves, `version` grows with each move."""

    id: str
    begins: datetime
    ends: datetime
    words: str
    version: int = 0


def render(entries: Iterable[Entry], *, name: str, now: datetime) -> str:
    """The file as text, its lines ended and folded as the standard wants them."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//callassist//calendar//EN",
        f"X-WR-CALNAME:{_text(name)}",
    ]
    for one in entries:
        lines += (
            "BEGIN:VEVENT",
            f"UID:{one.id}@callassist",
            f"SEQUENCE:{one.version}",
            f"DTSTAMP:{_stamp(now)}",
            f"DTSTART:{_stamp(one.begins)}",
            f"DTEND:{_stamp(one.ends)}",
            f"SUMMARY:{_text(one.words)}",
            "CLASS:PRIVATE",
            "END:VEVENT",
        )
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _stamp(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(words: str) -> str:
    escaped = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return " ".join(escaped.split())


def _folded(line: str) -> Iterator[str]:
    """A line in parts of at most WIDTH octets; each part after the first begins with a space."""
    part = ""
    for character in line:
        if len((part + character).encode()) > WIDTH:
            yield part
            part = " "
        part += character
    yield part
