"""Writes a translated text into the file it belongs to, and leaves every other letter as it was."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import pairwise

from callassist.edition.places import Path, lines_of, where
from callassist.edition.texts import heading
from callassist.edition.translation import Change
from callassist.errors import Refusal
from callassist.people.languages import language as language_called
from callassist.questionnaire.script import Script
from callassist.questionnaire.wording import Language

Cell = tuple[str, int, str, str]
"""Sheet, row from 0 below the headings, column, words."""

_BAR = re.compile(r"(?<!\\)\|")
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def cells(script: Script, changes: Sequence[Change]) -> list[Cell]:
    """What is to be written in a script's sheets: the words, and that the item is a draft in the language."""
    found: list[Cell] = []
    for change in changes:
        if change.words.cell is None:
            continue
        sheet, row, column = change.words.cell
        spoken = named(script, change.language)
        found.append((sheet, row, heading(script, sheet, column, spoken), change.text))
        if sheet == "survey":
            found.append((sheet, row, heading(script, sheet, "status", spoken), change.status))
    return list(dict.fromkeys(found))


def named(script: Script, tag: str) -> Language:
    """A language under the name that the script gives it, or else ours."""
    known = next((one for one in script.languages if one.tag == tag), None)
    return known or Language(tag, language_called(tag).name)


def in_markdown(text: str, script: Script, wanted: Sequence[Cell]) -> str:
    """A Markdown script with these cells written; a column that is not there is added at the end."""
    lines = text.splitlines()
    for sheet, row, column, words in wanted:
        found = script.book.sheets[sheet]
        head = next(n for n in range(found.lines[0] - 2, -1, -1) if _is_row(lines[n]))
        names = _cells(lines[head])
        if column not in names:
            for n in (head, *(line - 1 for line in found.lines)):
                lines[n] = _written(lines[n], len(names), column if n == head else "")
            names.append(column)
        at = found.lines[row] - 1
        lines[at] = _written(lines[at], names.index(column), " ".join(words.split()).replace("|", r"\|"))
    return "\n".join(lines) + ("\n" if text.endswith("\n") else "")


def _is_row(line: str) -> bool:
    stripped = line.strip()
    return stripped.startswith("|") and not re.fullmatch(r"[|\-:\s]+", stripped)


def _cells(line: str) -> list[str]:
    """The cells of a line of a table; the first is the sheet's name or blank."""
    bars = _bars(line)
    return [" ".join(line[a + 1 : b].split()) for a, b in pairwise(bars)]


def _bars(line: str) -> list[int]:
    """Where the bars stand between cells, the last of them closing the line."""
    return [found.start() for found in _BAR.finditer(line)]


def _written(line: str, index: int, words: str) -> str:
    """A line of a table with one cell written, and the others to the letter as they were."""
    line = line.rstrip()
    if not line.endswith("|") or line.endswith(r"\|"):
        line += " |"
    while len(bars := _bars(line)) < index + 2:
        line += "  |"
    return f"{line[: bars[index] + 1]} {words} {line[bars[index + 1] :]}"


def in_toml(text: str, name: str, path: Path, words: str) -> str:
    """A TOML file with one text written under a key path. Raises Refusal where it is not on one line."""
    lines, known = text.splitlines(), lines_of(text)
    key = str(path[-1])
    line = f"{key if _BARE.fullmatch(key) else json.dumps(key)} = {json.dumps(words, ensure_ascii=False)}"
    siblings = {one[-1]: at for one, at in known.items() if one[:-1] == path[:-1] and len(one) == len(path)}
    if not siblings:
        at = where(text, path[:-1], name=name)
        raise Refusal(at, "its languages do not stand each on a line.", f"Write [{_dotted(path[:-1])}].")
    old = siblings.get(key)
    if old is None:
        lines.insert(max(siblings.values()), line)
    else:
        _refuse_many_lines(lines[old - 1], where(text, path, name=name))
        lines[old - 1] = line
    return "\n".join(lines) + ("\n" if text.endswith("\n") else "")


def _refuse_many_lines(line: str, at: str) -> None:
    if '"""' in line or "'''" in line:
        raise Refusal(at, "it is written over several lines.", "Write it on one line.")


def _dotted(path: Path) -> str:
    return ".".join(str(part) for part in path if not isinstance(part, int))
