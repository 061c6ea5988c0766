"""Recorded prompts by their own bytes: which prompt, which language, how long, what cannot be heard."""

from __future__ import annotations

import pytest

from callassist.voice.instructions import Prompt
from callassist.voice.recordings import LARGEST, missing, read_name, recording_of, seconds, wrong


def wave(lasts: float, *, rate: int = 8000, kind: int = 1) -> bytes:
    """A WAV of silence, mono, a byte a sample; with a chunk before its sound that nobody needs."""
    about = kind.to_bytes(2, "little") + (1).to_bytes(2, "little")
    about += rate.to_bytes(4, "little") + rate.to_bytes(4, "little") + bytes([1, 0, 8, 0])
    sound = bytes(int(lasts * rate))
    body = b"WAVE" + b"LIST" + (3).to_bytes(4, "little") + b"abc\0"
    body += b"fmt " + len(about).to_bytes(4, "little") + about
    body += b"data" + len(sound).to_bytes(4, "little") + sound
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def mp3(frames: int, *, title: bytes = b"") -> bytes:
    """So many frames of 64 kbit/s at 24 kHz (24 ms each), behind a title."""
    head = b"ID3\x04\0\0" + len(title).to_bytes(4, "big") + title if title else b""
    return head + (b"\xff\xf3\x84\xc4" + bytes(188)) * frames + b"TAG" + bytes(125)


def test_a_file_says_by_its_name_which_prompt_it_holds_and_in_which_language() -> None:
    one = read_name("prompt_hold_on_ur.mp3")
    assert one is not None
    assert (one.prompt, one.language, one.media_type) == (Prompt.HOLD_ON, "ur", "audio/mpeg")
    assert read_name("prompt_goodbye_ur.mp3") is None
    assert read_name("prompt_lost_ur.m4a") is None


def test_a_recording_is_found_whatever_the_country_of_the_language() -> None:
    found = recording_of({"prompt_lost_en.wav"}, Prompt.LOST, "en-GB")
    assert found is not None
    assert (found.name, found.media_type) == ("prompt_lost_en.wav", "audio/wav")


@pytest.mark.parametrize(
    ("content", "lasts"),
    [
        (wave(3.5), 3.5),
        (wave(2, rate=16000, kind=7), 2.0),
        (wave(2, kind=85), None),
        (mp3(100), 2.4),
        (mp3(100, title=b"Urdu, second take"), 2.4),
        (mp3(1), None),
        (b"OggS" + bytes(5000), None),
        (b"", None),
    ],
)
def test_how_long_a_recording_lasts_is_read_from_its_own_frames(content: bytes, lasts: float | None) -> None:
    found = seconds(content)
    assert found == (pytest.approx(lasts) if lasts is not None else None)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (wave(0.4), "it lasts 0.4 seconds."),
        (mp3(600), "it lasts 14.4 seconds."),
        (b"<html>", "it is no MP3"),
        (bytes(LARGEST + 1), "it has 2.0 MB."),
    ],
)
def test_what_a_parent_could_not_hear_is_refused(content: bytes, says: str) -> None:
    found = wrong(content)
    assert found is not None
    assert found[0].startswith(says)


def test_a_good_recording_is_good() -> None:
    assert wrong(wave(4)) is None


def test_missing_are_the_prompts_of_languages_that_no_voice_speaks() -> None:
    files = {f"prompt_{one}_so.mp3" for one in Prompt} | {"prompt_lost_ur.mp3"}
    assert missing(files, ("en-GB", "ur", "bn", "pl", "so")) == {
        "ur": (Prompt.GREETING, Prompt.HOLD_ON, Prompt.NOBODY)
    }
    assert set(missing((), ("ro",))["ro"]) == set(Prompt)
