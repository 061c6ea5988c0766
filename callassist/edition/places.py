"""Where a key of a TOML file stands: its key path in words, and its line, so that an error can be found."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

Path = tuple[int | str, ...]

_KEY = re.compile(r'\s*(?:"([^"]*)"|\'([^\']*)\'|([A-Za-z0-9_-]+))\s*')
_STRING = re.compile(r'"""|\'\'\'|"(?:\\.|[^"\\])*"|\'[^\']*\'|#.*|[\[{]|[\]}]')


def path_words(loc: Sequence[int | str]) -> str:
    """A key path as people read it: plan[2].wave[1].closes; the first of a list is 1."""
    return "".join(f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in loc).lstrip(".")


def line_of(text: str, loc: Sequence[int | str]) -> int | None:
    """The line (from 1) of a key path, or of the nearest thing around it that has one. `text` is TOML."""
    lines = lines_of(text)
    for length in range(len(loc), 0, -1):
        if (line := lines.get(tuple(loc[:length]))) is not None:
            return line
    return None


def where(text: str, loc: Sequence[int | str], *, name: str) -> str:
    """File, line and key path in words: study.toml, line 12, study.sender."""
    line = line_of(text, loc)
    return ", ".join(part for part in (name, f"line {line}" if line else "", path_words(loc)) if part)


def lines_of(text: str) -> dict[Path, int]:
    """Every table and key of a TOML text with its line. What stands inside a value has its key's line."""
    lines: dict[Path, int] = {}
    counted: dict[Path, int] = {}
    table: Path = ()
    for number, line in _statements(text):
        if line.startswith("[["):
            table = _array_table(_keys(line[2:]), counted)
            lines.setdefault(table[:-1], number)
        elif line.startswith("["):
            table = _resolved(_keys(line[1:]), counted)
        else:
            for path in _prefixes(table, _keys(line)):
                lines.setdefault(path, number)
            continue
        lines.setdefault(table, number)
    return lines


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """The lines on which a header or a key begins, without those that go on with a value."""
    depth, quote = 0, ""
    for number, line in enumerate(text.splitlines(), 1):
        begins = depth == 0 and not quote
        stripped = line.strip()
        if begins and stripped and not stripped.startswith("#"):
            yield number, stripped
        if not (begins and stripped.startswith("[")):
            depth, quote = _after(line, depth, quote)


def _after(line: str, depth: int, quote: str) -> tuple[int, str]:
    """How many brackets are open behind a line, and which long quote."""
    at = 0
    while at < len(line):
        if quote:
            end = line.find(quote, at)
            if end < 0:
                return depth, quote
            at, quote = end + len(quote), ""
            continue
        found = _STRING.search(line, at)
        if found is None:
            break
        at, mark = found.end(), found.group()
        if mark in ('"""', "'''"):
            quote = mark
        elif mark in "[{":
            depth += 1
        elif mark in "]}":
            depth -= 1
    return depth, quote


def _keys(text: str) -> tuple[str, ...]:
    keys, at = [], 0
    while (found := _KEY.match(text, at)) is not None:
        keys.append(next(part for part in found.groups() if part is not None))
        at = found.end()
        if at >= len(text) or text[at] != ".":
            break
        at += 1
    return tuple(keys)


def _array_table(keys: tuple[str, ...], counted: dict[Path, int]) -> Path:
    """The path of one more table of an array of tables."""
    path = (*_resolved(keys[:-1], counted), keys[-1])
    counted[path] = counted.get(path, -1) + 1
    return (*path, counted[path])


def _resolved(keys: tuple[str, ...], counted: dict[Path, int]) -> Path:
    """A dotted header with the number of the table that it means in every array on the way."""
    path: Path = ()
    for key in keys:
        path = (*path, key)
        if path in counted:
            path = (*path, counted[path])
    return path


def _prefixes(table: Path, keys: tuple[str, ...]) -> Iterator[Path]:
    for length in range(1, len(keys) + 1):
        yield (*table, *keys[:length])
