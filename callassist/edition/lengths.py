"""How long interviews are planned for by language: rows that name nothing, and interviews over the cap."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from callassist.edition.references import Found
from callassist.errors import Refusal
from callassist.people.languages import name, read_language
from callassist.study.interpreting import Interpreting, Length
from callassist.study.length import factor, whole
from callassist.study.protocol import Protocol, Wave

AT = ("interpreting", "length")


def check_lengths(protocol: Protocol) -> Iterator[Found]:
    """Rows of [[interpreting.length]] that cannot be meant: these are errors."""
    rows, first = protocol.interpreting.length, protocol.study.languages[0]
    for n, one in enumerate(rows):
        yield from (((*AT, n, key), what, cure) for key, what, cure in _wrong(one, first))
        if any(_same(one, other) for other in rows[:n]):
            yield (*AT, n, "language"), f"“{words(one)}” stands twice.", "Write one row of it."


def doubt_lengths(protocol: Protocol, waves: Iterable[tuple[tuple[int | str, ...], Wave]]) -> Iterator[Found]:
    """Waves (with their key path) that take two sittings with an interpreter, or more: these are warnings."""
    interpreting = protocol.interpreting
    for at, wave in waves:
        for in_it, times in _factors(interpreting):
            takes, cap = whole(wave.minutes, times), interpreting.most_minutes
            said = f"“{wave.code}” takes {takes} minutes with an interpreter{in_it}"
            if takes > 2 * cap:
                what = f"{said}, more than two sittings of {cap}."
                yield (*at, "minutes"), what, "Ask less, or raise interpreting.most_minutes."
            elif takes > cap:
                what = f"{said}, over the cap of {cap}."
                yield (*at, "minutes"), what, "Two sittings, primary outcome first."


def _factors(interpreting: Interpreting) -> Iterator[tuple[str, float]]:
    """How many times as long interviews take with an interpreter, and in which language if not in all."""
    yield "", interpreting.length_factor
    for one in interpreting.length:
        times = factor(interpreting, one.language, one.dialect, interpreted=True)
        if times != interpreting.length_factor:
            yield f" in {words(one)}", times


def _wrong(one: Length, first: str) -> Iterator[tuple[str, str, str]]:
    try:
        tag = read_language(one.language).tag
    except Refusal as refusal:
        yield "language", refusal.what, refusal.cure
        return
    if tag != one.language:
        yield "language", f"families who speak it are noted as {tag}.", f"Write {tag}."
    if tag == first:
        yield "language", f"the minutes of a wave are those in {first}.", "Mend plan.wave.minutes instead."
    if one.factor is None and one.own_factor is None:
        yield "factor", "the row says nothing.", "Write factor, own_factor, or both."
    if one.dialect and (own := _of_its_own(one.dialect, one.language)):
        what = f"{one.dialect} is a language of its own."
        yield "dialect", what, f"Write language = “{own}”, and no dialect."


def _of_its_own(dialect: str, language: str) -> str:
    """The tag of what is written as a dialect and is another language; "" for a dialect."""
    try:
        tag = read_language(dialect).tag
    except Refusal:
        return ""
    return tag if tag != language else ""


def _same(one: Length, other: Length) -> bool:
    return (one.language, one.dialect.casefold()) == (other.language, other.dialect.casefold())


def words(one: Length) -> str:
    """The language of a row, with the dialect that it names: Arabic (Sudanese)."""
    try:
        called = name(one.language)
    except Refusal:
        called = one.language
    return f"{called} ({one.dialect})" if one.dialect else called
