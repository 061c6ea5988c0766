"""Words of licensed scales put into a script's sheets as it is read; no stand-in stays beside them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from callassist.instruments.licensed import Pack
from callassist.questionnaire.columns import base
from callassist.questionnaire.wording import language_of
from callassist.questionnaire.workbook import Row, Sheet, Workbook

_SELECT = re.compile(r"(select_one|select_multiple|rank)\s+(\S+)(.*)")
_HEADS = ("list_name", "list name")
Codes = Mapping[str, Mapping[str, str]]
"""Language to code to its words."""


def uses(book: Workbook, packs: Mapping[str, Pack]) -> bool:
    """Whether any item of a script takes its words from a pack."""
    return any(_pack_of(row, packs) is not None for row in book.sheets["survey"].rows)


def filled(book: Workbook, packs: Mapping[str, Pack]) -> Workbook:
    """The same sheets with the packs' words. What a pack lacks in a language is blank in it, no stand-in."""
    survey, lists = book.sheets["survey"], Lists(book.sheets.get("choices"))
    rows = tuple(_worded(row, _pack_of(row, packs), survey, lists) for row in survey.rows)
    sheets = {**book.sheets, "survey": replace(survey, rows=rows)}
    if lists.added and lists.sheet is not None:
        sheets["choices"] = replace(lists.sheet, rows=(*lists.sheet.rows, *lists.added))
    return replace(book, sheets=sheets)


def _pack_of(row: Row, packs: Mapping[str, Pack]) -> Pack | None:
    pack = packs.get(row.get("instrument", "").strip())
    return pack if pack is not None and pack.language and row.get("instrument_item", "").strip() else None


def _worded(row: Row, pack: Pack | None, survey: Sheet, lists: Lists) -> Row:
    if pack is None:
        return row
    item = row["instrument_item"].strip()
    labels = [heading for heading in survey.headings if base(heading) == "label"]
    made = {heading: cell for heading, cell in row.items() if heading not in labels}
    for heading in labels:
        if words := _of(heading, pack).get(item, ""):
            made[heading] = words
    match = _SELECT.fullmatch(row.get("type", "").strip())
    codes = {tag: wording.said_for(item) for tag, wording in pack.language.items()}
    if match is not None and any(codes.values()):
        kind, listed, rest = match.groups()
        made["type"] = f"{kind} {lists.worded(listed, pack, item, codes)}{rest}"
    return made


def _tag(heading: str, pack: Pack) -> str:
    """The language of a column; one that names none is in the pack's first."""
    named = heading.partition("::")[2].strip()
    return language_of(named).tag if named else next(iter(pack.language))


def _of(heading: str, pack: Pack) -> Mapping[str, str]:
    """The pack's words of items in the language of a column."""
    wording = pack.language.get(_tag(heading, pack))
    return wording.item if wording is not None else {}


class Lists:
    """The lists of choices, and copies of them with a pack's words for their codes."""

    def __init__(self, sheet: Sheet | None) -> None:
        self.sheet = sheet
        self.added: list[Row] = []
        self._made: dict[tuple[str, str, str], str] = {}

    def worded(self, listed: str, pack: Pack, item: str, codes: Codes) -> str:
        """The name of a list like `listed` in which every code is said as the pack says it."""
        if self.sheet is None:
            return listed
        own = item if any(item in wording.codes for wording in pack.language.values()) else ""
        key = (listed, pack.instrument, own)
        if key not in self._made:
            self._made[key] = "_".join(part for part in (listed, pack.instrument, own) if part)
            rows = [(row, head) for row in self.sheet.rows for head in _HEADS if row.get(head) == listed]
            self.added += [self._said({**row, head: self._made[key]}, pack, codes) for row, head in rows]
        return self._made[key]

    def _said(self, made: Row, pack: Pack, codes: Codes) -> Row:
        code = made.get("name", "").strip()
        if not any(code in said for said in codes.values()):
            return made  # a choice of the study's own, none of the scale's
        for heading in self.sheet.headings if self.sheet is not None else ():
            if base(heading) == "label":
                made.pop(heading, None)
                if words := codes.get(_tag(heading, pack), {}).get(code):
                    made[heading] = words
        return made
