"""What a phone is told to do once it is answered: hear something, wait, join a call's room, hang up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from callassist.voice import sayings
from callassist.voice.sayings import ENGLISH, Sentence


class Part(StrEnum):
    """Whose line it is in a call; each part has at most one line up at a time."""

    INTERVIEWER = "interviewer"
    PARENT = "parent"
    INTERPRETER = "interpreter"


@dataclass(frozen=True, slots=True)
class Hear:
    """Words said by a voice of the network in a language (BCP 47) that it speaks."""

    words: str
    language: str = ENGLISH


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording heard, at its address."""

    url: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Silence for so many seconds."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Join:
    """Into a call's room, until the room ends; then the next step is taken.

    `begins`: whether the room begins with this line; `wait_url` is heard until it does.
    """

    room: str
    label: str
    wait_url: str
    room_url: str
    begins: bool = True


@dataclass(frozen=True, slots=True)
class HangUp:
    """The end of the line."""


@dataclass(frozen=True, slots=True)
class TurnAway:
    """A call that comes in is not taken, and hears that the line is engaged."""


Step = Hear | Recording | Wait | Join | HangUp | TurnAway


class Prompt(StrEnum):
    """What a parent may hear from us when nobody speaks with her: neutral, and no word of a study."""

    GREETING = "greeting"
    HOLD_ON = "hold_on"
    LOST = "lost"
    NOBODY = "nobody"


SENTENCES: dict[Prompt, Sentence] = {
    Prompt.GREETING: sayings.GREETING,
    Prompt.HOLD_ON: sayings.HOLD_ON,
    Prompt.LOST: sayings.LOST,
    Prompt.NOBODY: sayings.NOBODY,
}
SPOKEN = {"en": ENGLISH, "bn": "bn-IN", "pl": "pl-PL"}
"""Our languages that the network's voices speak, as the network names them. They speak neither Urdu nor
Somali: there a recording is heard, or English."""


def heard(prompt: Prompt, language: str, *, recorded: str = "", may: bool = True) -> Step:
    """A prompt in a language: the study's recording at its address, else a voice, else English.

    `may`: whether the words may be said in that language at all, as approved.
    """
    if recorded:
        return Recording(recorded)
    sentence, tag = SENTENCES[prompt], language.partition("-")[0]
    if may and tag in SPOKEN and language in sentence:
        return Hear(sentence[language], SPOKEN[tag])
    return Hear(sentence[ENGLISH], ENGLISH)


def into_the_call(join: Join, after: Step) -> Sequence[Step]:
    """Into the room and, when it ends because the interviewer is gone, a word instead of silence.

    All of it lies with the network before the phone is answered: whatever becomes of us meanwhile, a parent
    who is left alone is told so and the line is let go.
    """
    return (join, after, HangUp())
