"""What an address or a form carries is looked at before any page: only what a person could have typed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from flask import request

from callassist.errors import Refusal

LONGEST = 20_000  # characters in one field; a table or a file is bound by the size of a whole form
TABLES = frozenset({"rows", "table"})
NOBODY_TYPES = "\x00"  # PostgreSQL keeps no such character, so that a page would break on it


def look() -> None:
    """Raise Refusal for a character that no keyboard has, and for more words than a field is for."""
    for name, text in _sent():
        if NOBODY_TYPES in text:
            raise Refusal(_label(name), "it holds a character that nobody can type.", "Type it anew.")
        if len(text) > LONGEST and name not in TABLES:
            what = f"it is {len(text):,} characters long, and a field takes {LONGEST:,}."
            raise Refusal(_label(name), what, "Shorten it, then send it again.")


def _sent() -> Iterator[tuple[str, str]]:
    yield "address", request.path
    yield from _words(request.args.items(multi=True))
    if request.method == "POST":
        yield from _words(request.form.items(multi=True))


def _words(items: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for name, text in items:
        yield "field", name
        yield name, text


def _label(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()[:40].replace(NOBODY_TYPES, "")
