"""What a caller brings along to an interview: enrolment, earlier waves, and lists kept outside the script."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from callassist.questionnaire.tree import DOCUMENT, ELEMENT, Node, document

Fields = Mapping[str, str]
Instance = Fields | Sequence[Fields] | str

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_BETWEEN_CELLS = ",;\t|"  # a spreadsheet saves a list with the sign that its country uses


def brought(instances: Mapping[str, Instance]) -> dict[str, Node]:
    """What a caller brings along as documents, by name.

    Mappings and CSV text become <root><item><field>…; text that begins with < is XML as it is.
    """
    return {name: _document(given) for name, given in instances.items()}


def _document(given: Instance) -> Node:
    if not isinstance(given, str):
        return _items([given] if isinstance(given, Mapping) else given)
    return _of_text(given)


@lru_cache(maxsize=16)
def _of_text(given: str) -> Node:
    """A list from a file, read once for all interviews: nothing ever changes it."""
    if given.lstrip("\ufeff \t\r\n").startswith("<"):
        return document(given.lstrip("\ufeff \t\r\n"))
    return _items(listed(given))


def listed(text: str) -> list[dict[str, str]]:
    """The rows of a CSV text by heading, blank lines passed over. Cells without a heading are dropped."""
    lines = [line for line in _LINE.findall(text.removeprefix("\ufeff")) if line.strip("\r\n")]
    if not lines:
        return []
    sign = max(_BETWEEN_CELLS, key=lines[0].count)
    headings, *rows = csv.reader(lines, delimiter=sign)
    return [dict(zip(headings, [*row, *[""] * len(headings)], strict=False)) for row in rows]


def _items(given: Sequence[Fields]) -> Node:
    top, root = Node(DOCUMENT), Node(ELEMENT, "root")
    top.add(root)
    for fields in given:
        item = root.add(Node(ELEMENT, "item"))
        for name, value in fields.items():
            item.add(Node(ELEMENT, str(name), str(value or "")))
    return top
