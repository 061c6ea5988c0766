"""What a study recorded for parents to hear while nobody speaks: which prompt, in which language, how long.

The network's voices speak neither Urdu nor Somali. A recording is a file of the study's folder, named after
its prompt and language: prompt_lost_ur.mp3.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256

from callassist.voice.instructions import SENTENCES, SPOKEN, Prompt

KINDS = {"mp3": "audio/mpeg", "wav": "audio/wav"}
"""What the network plays, by the end of a file's name; it mixes everything down to a telephone's quality."""

SHORTEST, LONGEST = 1.0, 12.0
"""Seconds. A line on which a parent is left alone is let go when the longest has been heard."""

LARGEST = 2_000_000
"""Bytes: the network fetches a recording while somebody waits."""

START = "prompt_"
_NAMED = re.compile(rf"{START}({'|'.join(Prompt)})_([a-z]{{2,3}})\.({'|'.join(KINDS)})")
_RATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_LOW_RATES = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_HERTZ = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}


@dataclass(frozen=True, slots=True)
class Recorded:
    """A file that holds a prompt in a language (a tag without its country)."""

    name: str
    prompt: Prompt
    language: str

    @property
    def media_type(self) -> str:
        """What the network is told that it is."""
        return KINDS[self.name.rpartition(".")[2]]


def base(language: str) -> str:
    """A language whatever the country: en for en-GB."""
    return language.partition("-")[0]


def read_name(name: str) -> Recorded | None:
    """Which prompt a file holds, by its name; None for a file that is no recording of a prompt."""
    found = _NAMED.fullmatch(name)
    return Recorded(name, Prompt(found[1]), found[2]) if found is not None else None


def recording_of(files: Container[str], prompt: Prompt, language: str) -> Recorded | None:
    """The recording of a prompt in a language among a study's files, or None."""
    names = (f"{START}{prompt}_{base(language)}.{kind}" for kind in KINDS)
    return next((read_name(name) for name in names if name in files), None)


def missing(files: Container[str], languages: Iterable[str]) -> dict[str, tuple[Prompt, ...]]:
    """The prompts that are heard in English by who speaks these languages: no recording, and no voice."""
    found = {}
    for language in dict.fromkeys(base(one) for one in languages):
        spoken = language in SPOKEN
        lacking = tuple(
            one
            for one in Prompt
            if recording_of(files, one, language) is None and not (spoken and _written(one, language))
        )
        if lacking:
            found[language] = lacking
    return found


def _written(prompt: Prompt, language: str) -> bool:
    return any(base(tag) == language for tag in SENTENCES[prompt])


@lru_cache(maxsize=256)
def mark(content: bytes) -> str:
    """What an approval of a recording is held against (SHA-256, hex): another take is another recording."""
    return sha256(content).hexdigest()


def approval_of(one: Recorded, content: bytes) -> tuple[str, str, str]:
    """What an approval of a recording is kept under: its name without its end, its language, its mark."""
    return one.name.partition(".")[0], one.language, mark(content)


def wrong(content: bytes) -> tuple[str, str] | None:
    """What is wrong with a recording, and the cure; None when a parent can hear it."""
    if len(content) > LARGEST:
        return f"it has {len(content) / 1e6:.1f} MB.", f"Keep a recording under {LARGEST / 1e6:.0f} MB."
    lasts = seconds(content)
    if lasts is None:
        return "it is no MP3 and no WAV that a telephone network plays.", "Save it as MP3, mono."
    if not SHORTEST <= lasts <= LONGEST:
        return (
            f"it lasts {lasts:.1f} seconds.",
            f"Between {SHORTEST:.0f} and {LONGEST:.0f} are heard whole: record it anew.",
        )
    return None


def seconds(content: bytes) -> float | None:
    """How long a recording lasts by its own frames (MPEG audio layer III, or RIFF WAVE); None for others."""
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return _wave(content)
    frames = list(_frames(content))
    return sum(frames) if len(frames) > 1 else None


def _wave(content: bytes) -> float | None:
    at, rate = 12, 0
    while at + 8 <= len(content):
        kind, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        if kind == b"fmt " and int.from_bytes(content[at + 8 : at + 10], "little") in (1, 6, 7):
            rate = int.from_bytes(content[at + 16 : at + 20], "little")
        if kind == b"data":
            return min(size, len(content) - at - 8) / rate if rate else None
        at += 8 + size + size % 2
    return None


def _frames(content: bytes) -> Iterator[float]:
    """The seconds of each frame; what stands before the first (a title) and after the last is left out."""
    at = 0
    if content[:3] == b"ID3" and len(content) > 10:
        at = 10 + sum((byte & 127) << 7 * (3 - place) for place, byte in enumerate(content[6:10]))
    while (frame := _frame(content[at : at + 4])) is not None:
        size, lasts = frame
        yield lasts
        at += size


def _frame(head: bytes) -> tuple[int, float] | None:
    """The bytes and seconds of the frame that begins with these four, or None where none begins."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return None
    version, rate, hertz = head[1] >> 3 & 3, head[2] >> 4, head[2] >> 2 & 3
    if version not in _HERTZ or not 0 < rate < 15 or hertz > 2:
        return None
    per_second, full = _HERTZ[version][hertz], version == 3
    bits = (_RATES if full else _LOW_RATES)[rate] * 1000
    samples = 1152 if full else 576
    return samples // 8 * bits // per_second + (head[2] >> 1 & 1), samples / per_second
