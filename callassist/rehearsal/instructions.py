"""Reads the instructions that callassist gives for a call: what to say, play, ask for, join or end."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import assert_never

from lxml import etree

from callassist.rehearsal.legs import SeatWish

UNREADABLE, OUTSIDE_THE_SCHEMA, NO_VOICE, NO_DOCUMENT = 12100, 12200, 13511, 11200
NO_SOUND = 12300
_VOICES = frozenset(
    re.findall(
        r"\w+",
        "ar arb am bg bn ca cmn cs cy da de el en es et fi fil fr gu he hi hr hu id is it ja kn ko lt lv ml "
        "mr ms nb nl pa pl pt ro ru sk sl sr sv sw ta te th tr uk vi yue",
    )
)
"""Languages that the provider's voices speak; among ours it has none for Urdu, Somali, Kurdish or Pashto."""
_KEYS = frozenset("0123456789*#")


class Unreadable(Exception):
    """Instructions that cannot be carried out: the provider's code for it, and why in words."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code, self.words = code, words


@dataclass(frozen=True, slots=True)
class Say:
    text: str
    language: str = "en-US"
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Play:
    url: str
    loop: int = 1


@dataclass(frozen=True, slots=True)
class Pause:
    seconds: int = 1


@dataclass(frozen=True, slots=True)
class Gather:
    """Keys wanted: at most `count` of them, or up to `finish`; `timeout` is the seconds between two keys."""

    action: str | None
    count: int | None
    timeout: int
    finish: str
    empty_too: bool
    inside: tuple[Say | Play | Pause, ...] = ()


@dataclass(frozen=True, slots=True)
class Dial:
    """Another number to be rung, or a seat in a conference; afterwards `action` says how to go on."""

    number: str = ""
    seat: SeatWish | None = None
    action: str | None = None
    timeout: int = 30
    caller: str = ""


@dataclass(frozen=True, slots=True)
class Redirect:
    url: str


@dataclass(frozen=True, slots=True)
class Hangup:
    pass


@dataclass(frozen=True, slots=True)
class Reject:
    busy: bool = False


@dataclass(frozen=True, slots=True)
class Listen:
    """Wait so many seconds for the first key; stands behind what a Gather says, and in no document."""

    seconds: int


Words = Say | Play | Pause
Verb = Words | Gather | Listen | Dial | Redirect | Hangup | Reject

_TAKES: dict[str, frozenset[str]] = {
    "Say": frozenset({"voice", "language", "loop"}),
    "Play": frozenset({"loop"}),
    "Pause": frozenset({"length"}),
    "Gather": frozenset(
        {"input", "action", "method", "numDigits", "timeout", "finishOnKey", "actionOnEmptyResult"}
    ),
    "Dial": frozenset({"action", "method", "timeout", "callerId"}),
    "Number": frozenset(),
    "Conference": frozenset(
        {"muted", "beep", "startConferenceOnEnter", "endConferenceOnExit", "participantLabel", "waitUrl"}
        | {"waitMethod", "maxParticipants", "statusCallback", "statusCallbackEvent", "statusCallbackMethod"}
        | {"record"}
    ),
    "Redirect": frozenset({"method"}),
    "Hangup": frozenset(),
    "Reject": frozenset({"reason"}),
}
_EVENTS = frozenset({"start", "end", "join", "leave", "mute", "hold", "modify", "speaker", "announcement"})


def read(text: str) -> tuple[Verb, ...]:
    """The verbs of a document in order. Raises Unreadable for what this network would not carry out."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(text.encode(), parser)
    except etree.XMLSyntaxError as wrong:
        raise Unreadable(UNREADABLE, f"no XML: {wrong}") from wrong
    if root.tag != "Response":
        raise Unreadable(UNREADABLE, f"the document begins with <{root.tag}>, not with <Response>")
    return tuple(_verb(one) for one in root)


def spoken(verb: Say) -> bool:
    """Whether the network has a voice for the language."""
    return verb.language.partition("-")[0].lower() in _VOICES


def seconds(verb: Words) -> float:
    """How long it takes to say or play: some fourteen letters a second, and five seconds a recording."""
    match verb:
        case Say():
            return max(1.0, len(verb.text) / 14) * verb.loop
        case Play():
            return 5.0 * verb.loop
        case Pause():
            return float(verb.seconds)
        case _:
            assert_never(verb)


def _verb(one: etree._Element) -> Verb:
    known = _known(one)
    match one.tag:
        case "Say" | "Play" | "Pause":
            return _words(one, known)
        case "Gather":
            return _gather(one, known)
        case "Dial":
            return _dial(one, known)
        case "Redirect":
            return Redirect(_text(one))
        case "Hangup":
            return Hangup()
        case _:
            return Reject(known.get("reason", "rejected") == "busy")


def _known(one: etree._Element) -> Mapping[str, str]:
    """An element's attributes, if this network knows the element and each of them."""
    known = {str(name): str(value) for name, value in one.attrib.items()}
    if one.tag not in _TAKES:
        raise Unreadable(OUTSIDE_THE_SCHEMA, f"<{one.tag}> is no verb that is carried out here")
    if unknown := sorted(known.keys() - _TAKES[one.tag]):
        raise Unreadable(OUTSIDE_THE_SCHEMA, f"<{one.tag}> has no {unknown[0]} here")
    for name in known:
        if name.lower().endswith("method") and known[name].upper() != "POST":
            raise Unreadable(OUTSIDE_THE_SCHEMA, f"{name} is POST here")
    return known


def _words(one: etree._Element, known: Mapping[str, str]) -> Words:
    match one.tag:
        case "Say":
            if not _text(one):
                raise Unreadable(13520, "<Say> has no words")
            return Say(_text(one), known.get("language", "en-US"), _count(known, "loop", 1, least=1))
        case "Play":
            if not _text(one):
                raise Unreadable(OUTSIDE_THE_SCHEMA, "<Play> has no address")
            return Play(_text(one), _count(known, "loop", 1, least=1))
        case "Pause":
            return Pause(_count(known, "length", 1, least=1))
        case _:
            raise Unreadable(OUTSIDE_THE_SCHEMA, f"<{one.tag}> may not stand inside <Gather>")


def _gather(one: etree._Element, known: Mapping[str, str]) -> Gather:
    if known.get("input", "dtmf") != "dtmf":
        raise Unreadable(OUTSIDE_THE_SCHEMA, "keys alone are gathered here: input is dtmf")
    finish = known.get("finishOnKey", "#")
    if finish and finish not in _KEYS:
        raise Unreadable(OUTSIDE_THE_SCHEMA, f"finishOnKey {finish!r} is no key")
    return Gather(
        known.get("action"),
        _count(known, "numDigits", 0, least=1) or None,
        _count(known, "timeout", 5, least=1),
        finish,
        _yes(known, "actionOnEmptyResult", usual=False),
        tuple(_words(inner, _known(inner)) for inner in one),
    )


def _dial(one: etree._Element, known: Mapping[str, str]) -> Dial:
    inner = list(one)
    if len(inner) > 1:
        raise Unreadable(OUTSIDE_THE_SCHEMA, "<Dial> rings one number or joins one conference here")
    action, timeout = known.get("action"), _count(known, "timeout", 30, least=5)
    caller = known.get("callerId", "")
    if not inner:
        return Dial(_text(one), None, action, timeout, caller)
    within = _known(inner[0])
    match inner[0].tag:
        case "Number":
            return Dial(_text(inner[0]), None, action, timeout, caller)
        case "Conference":
            return Dial("", _seat(inner[0], within), action, timeout, caller)
        case _:
            raise Unreadable(OUTSIDE_THE_SCHEMA, f"<{inner[0].tag}> may not stand inside <Dial>")


def _seat(one: etree._Element, known: Mapping[str, str]) -> SeatWish:
    if not _text(one):
        raise Unreadable(OUTSIDE_THE_SCHEMA, "<Conference> has no name")
    if known.get("record", "do-not-record") != "do-not-record":
        raise Unreadable(OUTSIDE_THE_SCHEMA, "conferences are not recorded here")
    events = tuple(known.get("statusCallbackEvent", "start end").split())
    if unknown := sorted(set(events) - _EVENTS):
        raise Unreadable(OUTSIDE_THE_SCHEMA, f"{unknown[0]} is no event of a conference")
    return SeatWish(
        _text(one),
        known.get("participantLabel", "")[:128],
        _yes(known, "muted", usual=False),
        _yes(known, "startConferenceOnEnter", usual=True),
        _yes(known, "endConferenceOnExit", usual=False),
        known.get("waitUrl"),
        known.get("statusCallback", ""),
        events,
        _count(known, "maxParticipants", 250, least=2),
    )


def _text(one: etree._Element) -> str:
    return re.sub(r"\s+", " ", one.text or "").strip()


def _yes(known: Mapping[str, str], name: str, *, usual: bool) -> bool:
    said = known.get(name)
    if said is None:
        return usual
    if said not in ("true", "false"):
        raise Unreadable(OUTSIDE_THE_SCHEMA, f"{name} is true or false, not {said!r}")
    return said == "true"


def _count(known: Mapping[str, str], name: str, usual: int, *, least: int) -> int:
    said = known.get(name)
    if said is None:
        return usual
    if not (said.isascii() and said.isdecimal() and least <= int(said) <= 14_400):
        raise Unreadable(OUTSIDE_THE_SCHEMA, f"{name} is a whole number from {least}, not {said!r}")
    return int(said)
