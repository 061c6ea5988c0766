"""What is wrong or doubtful in the words of texts: length, sender, STOP, topics, promises, links."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from callassist.edition.references import Found
from callassist.edition.senders import check_sender, doubt_sender, sender_names
from callassist.edition.swats import templates_tried
from callassist.edition.wary import PROMISES, TOPICS
from callassist.messages.segments import Encoding, measure, wide_characters
from callassist.messages.template import Messages, Place, Template, placeholders, render
from callassist.messages.when import hours_words, when_words
from callassist.study.protocol import Protocol, When
from callassist.voice.sayings import OUTSIDE

MOST_SEGMENTS = 2
ANSWERS = ("confirmed", "declined", "stopped", "started")
"""Texts that answer one of hers, by the names that replies look for; no appointment is at hand for them."""

NOT_READ_NOW = "not_read_now"
_CALLBACK = "01632 960100"
_TIMED = frozenset({Place.DAY, Place.DATE, Place.TIME})
_LINK = re.compile(r"https?:|www\.|\b[a-z0-9-]+\.(?:com|org|net|uk|io|ly|me)\b", re.IGNORECASE)
_FOREIGN_DIGITS = re.compile(r"[^\W\D0-9]")


def check_wording(protocol: Protocol, messages: Messages) -> Iterator[Found]:
    """What would go wrong with a text, or must not be in one: these are errors."""
    yield from check_sender(protocol)
    first = protocol.study.languages[0]
    if OUTSIDE in messages.template:
        what = f"“{OUTSIDE}” names what interviewers say outside the script, where it is approved."
        yield ("template", OUTSIDE), what, "Give this text another name."
    for name, template in messages.template.items():
        if first not in template.text:
            what = f"it has no words in {first}, which stand in where another language is missing."
            yield ("template", name, "text"), what, f"Write them under {first}."
        for language, words in template.text.items():
            if (link := _LINK.search(words)) is not None:
                what = f"it holds a link, “{link[0]}”: texts with links look like fraud."
                yield ("template", name, "text", language), what, "Give a number to ring instead."
        if name in _sent_by_rule(protocol):
            yield from _says_who_and_stop(protocol, name, template)
        if _without_time(protocol, name) and _TIMED & set(template.place):
            what = "it names a day or time, and there is no appointment when it is sent."
            yield ("template", name, "place"), what, "Take day, date and time out of its words."
        if Place.READING in template.place and protocol.hours.reading is None:
            what = "it says when texts are read, and the study names no such hours."
            yield ("template", name, "place"), what, "Write hours.reading into study.toml."
    for t, text in enumerate(protocol.text):
        if text.template not in messages.template:
            what = f"messages.toml has no template “{text.template}”."
            yield ("study.toml", "text", t, "template"), what, "Write it, or name another."
    for name in sorted(templates_tried(protocol) - set(messages.template)):
        what = f"messages.toml has no template “{name}”, which an arm sends."
        yield ("study.toml", "swat"), what, "Write it, or name another."


def doubt_wording(protocol: Protocol, messages: Messages) -> Iterator[Found]:
    """What may be right and should be looked at: these are warnings."""
    for name in ANSWERS:
        if name not in messages.template:
            what = f"there is no template “{name}”, so her reply gets no answer."
            yield ("template",), what, f"Write template.{name}."
    if protocol.hours.reading is not None:
        yield from _reading(protocol, messages)
    for name, template in messages.template.items():
        yield from _languages(protocol, name, template)
        for language, words in template.text.items():
            at = ("template", name, "text", language)
            yield from ((at, what, cure) for what, cure in _of_words(language, words))
            yield from ((at, what, cure) for what, cure in _length(protocol, template, language))
    yield from doubt_sender(protocol)
    for place, name in sender_names(protocol):
        for word in _named(name, "en", TOPICS):
            what = f"texts would name “{word}” to anybody who reads the phone."
            yield place, what, "Agree a neutral name with families."


def _sent_by_rule(protocol: Protocol) -> frozenset[str]:
    return frozenset(text.template for text in protocol.text) | templates_tried(protocol)


def _without_time(protocol: Protocol, name: str) -> bool:
    opening = {text.template for text in protocol.text if text.when is When.WAVE_OPENS}
    rules = {text.id for text in protocol.text if text.when is When.WAVE_OPENS}
    opening |= {
        arm.template for swat in protocol.swat if swat.rule in rules for arm in swat.arm if arm.template
    }
    return name in ANSWERS or name in opening


def _says_who_and_stop(protocol: Protocol, name: str, template: Template) -> Iterator[Found]:
    for language, words in template.text.items():
        at = ("template", name, "text", language)
        if Place.SENDER not in placeholders(words) and protocol.study.sender_name not in words:
            yield at, "it does not say who sends it.", "Put {sender} into its words."
        if not re.search(r"\bSTOP\b", words):
            yield at, "it does not say how to end these texts.", "Say that STOP ends them."


def _reading(protocol: Protocol, messages: Messages) -> Iterator[Found]:
    """Where texts are read at certain hours, families must hear of it: in the first text and outside them."""
    if NOT_READ_NOW not in messages.template:
        what = f"there is no template “{NOT_READ_NOW}”, so who writes outside reading hours hears nothing."
        yield ("template",), what, f"Write template.{NOT_READ_NOW}, with {{reading}} and {{callback}}."
    first = {text.template for text in protocol.text if text.when is When.WAVE_OPENS}
    for name in sorted(first & set(messages.template)):
        for language, words in messages.template[name].text.items():
            if Place.READING not in placeholders(words):
                at = ("template", name, "text", language)
                yield at, "it does not say when answers are read.", "Put {reading} into its words."


def _languages(protocol: Protocol, name: str, template: Template) -> Iterator[Found]:
    wanted = protocol.study.text_languages
    missing = [language for language in wanted if language not in template.text]
    if missing:
        what = f"it has no words in {', '.join(missing)}."
        yield (
            ("template", name, "text"),
            what,
            "Its families are rung instead, or texted in the first language.",
        )
    for language in template.text:
        if language not in wanted:
            what = f"{language} is not among the study's text_languages, so nobody gets these words."
            yield ("template", name, "text", language), what, "Add it there, or take the words out."


def _of_words(language: str, words: str) -> Iterator[tuple[str, str]]:
    for word in _named(words, language, PROMISES):
        yield (
            f"“{word}” sounds like advertising.",
            "A text that promotes is marketing in law: say it otherwise.",
        )
    for word in _named(words, language, TOPICS):
        yield f"“{word}” tells others who read the phone what it is about.", "Leave it out."
    if (digit := _FOREIGN_DIGITS.search(words)) is not None:
        yield f"“{digit[0]}” is not a Western digit.", "Digits in texts stay 0 to 9."


def _named(words: str, language: str, lists: Mapping[str, frozenset[str]]) -> Iterator[str]:
    base = language.partition("-")[0]
    spoken = words.casefold()
    for word in sorted(lists.get(base, ())):
        if re.search(rf"(?<![\w-]){re.escape(word)}(?![\w-])", spoken):
            yield word


def _length(protocol: Protocol, template: Template, language: str) -> Iterator[tuple[str, str]]:
    if not set(placeholders(template.text[language])) <= set(Place):
        return
    most = max(_bodies(protocol, template, language), key=lambda body: measure(body).units)
    found = measure(most)
    if found.segments > MOST_SEGMENTS:
        what = f"with its longest day it takes {found.segments} segments ({found.units} units)."
        yield what, f"Shorten it to {MOST_SEGMENTS}: {MOST_SEGMENTS * found.encoding.in_parts} units."
    wide = wide_characters(most)
    if found.encoding is Encoding.UCS_2 and wide and set(wide) <= set("’‘“”–—…"):
        yield f"“{''.join(wide)}” alone makes it take sixteen bits a character.", "Write it plainly: ' \" -."


def _bodies(protocol: Protocol, template: Template, language: str) -> Iterator[str]:
    """The text on days that between them have every name of a day and every month, at a wide hour."""
    first = protocol.study.languages[0]
    reading = hours_words(protocol.hours.reading.week(), language) if protocol.hours.reading else ""
    fixed = {"sender": protocol.study.sender_name, "callback": _CALLBACK, "reading": reading}
    if not _TIMED & set(placeholders(template.text[language])):
        yield render(template, language, fixed, first_language=first).body
        return
    new_year = datetime.fromisoformat("2026-01-20T20:45")
    for days in range(0, 364, 13):
        moment = new_year + timedelta(days=days)
        yield render(template, language, fixed | when_words(moment, language), first_language=first).body
