"""What the page of phones shows of each phone: its number, its state, its call, the latest of its texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from callassist.rehearsal import said
from callassist.rehearsal.call_cards import OnCall
from callassist.rehearsal.known import Bubble, Phone
from callassist.rehearsal.numbers import Line, line, written
from callassist.rehearsal.script import Script, script

_SAME_TALK = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Said:
    """One bubble on a page: a heading if time has passed since the last, the words, how to set them."""

    heading: str
    mine: bool
    body: str
    script: Script


@dataclass(frozen=True, slots=True)
class Card:
    """One phone on a page; `earlier` is how many of its texts are not shown."""

    number: str
    written: str
    about: str
    landline: bool
    on: bool
    stopped: bool
    waiting: int
    earlier: int
    bubbles: tuple[Said, ...]
    reply_lang: str
    call: OnCall | None = None


def card(phone: Phone, *, now: datetime, latest: int | None = None, call: OnCall | None = None) -> Card:
    """A phone as the page shows it, with its `latest` texts or all of them."""
    thread = phone.thread[-latest:] if latest else list(phone.thread)
    bubbles = _bubbles(thread, now, full=latest is None)
    return Card(
        number=phone.number,
        written=written(phone.number),
        about=phone.about,
        landline=line(phone.number) is Line.LANDLINE,
        on=phone.on,
        stopped=bool(phone.stopped),
        waiting=len(phone.waiting),
        earlier=len(phone.thread) - len(thread),
        bubbles=bubbles,
        reply_lang=next((bubble.script.lang for bubble in reversed(bubbles) if bubble.mine), ""),
        call=call,
    )


def found(phones: Iterable[Phone], sought: str) -> list[Phone]:
    """The phones whose number or note holds what is sought, those latest heard of first."""
    words, digits = sought.strip().casefold(), "".join(c for c in sought if c.isdecimal())
    matching = [p for p in phones if not words or _matches(p, words, digits)]
    return sorted(matching, key=lambda p: (-p.heard, p.number))


def _matches(phone: Phone, words: str, digits: str) -> bool:
    forms = (phone.number, written(phone.number).replace(" ", ""))
    return words in phone.about.casefold() or (bool(digits) and any(digits in form for form in forms))


def _bubbles(thread: Sequence[Bubble], now: datetime, *, full: bool) -> tuple[Said, ...]:
    shown, last = [], None
    for bubble in thread:
        fresh = last is None or bubble.at - last > _SAME_TALK
        last = bubble.at if fresh else last
        heading = (said.clock(bubble.at) if full else said.when(bubble.at, now=now)) if fresh else ""
        shown.append(Said(heading, bubble.mine, bubble.body, script(bubble.body)))
    return tuple(shown)
