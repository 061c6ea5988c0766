"""Every text of a study that a parent hears or reads, with its place and all the languages it has."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from unicodedata import normalize

from callassist.edition.packs import Brought, brought, named
from callassist.edition.places import Path, where
from callassist.edition.read import MESSAGES, STUDY, Edition
from callassist.edition.toml import text_of
from callassist.questionnaire.columns import Placed, base, placed
from callassist.questionnaire.script import Script
from callassist.questionnaire.wording import Language, language_of
from callassist.questionnaire.workbook import Row

ALWAYS = frozenset({"label", "why", "probe", "sms", "keypad"})
"""Columns that a parent hears or reads."""

IF_BEGUN = frozenset({"hint", "guidance_hint", "constraint_message", "required_message", "instruction"})
"""Columns that interviewers read: translated where somebody has begun to."""

_MEANT = {
    "label": "read out",
    "why": "said when asked why",
    "probe": "said when the answer does not fit",
    "sms": "sent as a text",
    "keypad": "said, answered with the keys",
}


@dataclass(frozen=True, slots=True)
class Words:
    """One text. `place` names it whatever its row; `cell` is (sheet, row from 0, column) of a script, `path`
    the keys of a TOML file; `by_language` holds what is written, `first` the language of the source."""

    file: str
    place: str
    where: str
    what: str
    first: str
    by_language: Mapping[str, str]
    wanted: tuple[str, ...]
    cell: tuple[str, int, str] | None = None
    path: Path = ()
    status: Mapping[str, str] = field(default_factory=dict)
    licensed: bool = False

    @property
    def source(self) -> str:
        """The words that all translations come from."""
        return self.by_language.get(self.first, "")


def digest(words: str) -> str:
    """What a translation is held against: it changes with the words and with nothing else."""
    return sha256(normalize("NFC", words.strip()).encode()).hexdigest()[:16]


def of_edition(edition: Edition) -> list[Words]:
    """All texts of a study: its scripts in order of name, then messages and helplines."""
    study = edition.protocol.study
    found: list[Words] = []
    for name, script in edition.scripts.items():
        found += of_script(name, script, study.languages, brought(named(edition.files)))
    return [*found, *_messages(edition), *_signposts(edition)]


def of_script(name: str, script: Script, languages: Sequence[str], scales: Brought) -> list[Words]:
    """The texts of one script, wanted in these languages and in its own."""
    wanted = tuple(dict.fromkeys([*languages, *(one.tag for one in script.languages)]))
    places = placed(script.book, script.form.root.name)
    licensed = _licensed_rows(places, scales)
    found = [one for place in places for one in _row(name, script, place, wanted, licensed)]
    return [*found, *_choices(name, script, wanted, _licensed_lists(places, licensed))]


def heading(script: Script, sheet: str, column: str, language: Language) -> str:
    """The column of a sheet that holds a text in a language: as it is written there, else a new one."""
    found = script.book.sheets.get(sheet)
    for one in found.headings if found else ():
        if base(one) == column and "::" in one and _tag(one) == language.tag:
            return one
    return f"{column}::{language.name} ({language.tag})"


def _row(
    name: str, script: Script, place: Placed, wanted: tuple[str, ...], licensed: frozenset[int]
) -> Iterator[Words]:
    headings = script.book.sheets["survey"].headings
    begun = {base(one) for one in headings if "::" in one}
    item = script.items.get(place.path)
    for column in dict.fromkeys(base(one) for one in headings):
        if column not in ALWAYS and not (column in IF_BEGUN and column in begun):
            continue
        said = _said(place.row, column, script.default_language)
        if said:
            yield Words(
                file=name,
                place=f"survey:{place.path}:{column}",
                where=script.book.where("survey", place.index, column),
                what=_context(place, column),
                first=script.default_language,
                by_language=said,
                wanted=wanted,
                cell=("survey", place.index, column),
                status=item.status if item is not None else {},
                licensed=place.index in licensed,
            )


def _context(place: Placed, column: str) -> str:
    meant = _MEANT.get(column, f"for the interviewer, {column.replace('_', ' ')}")
    begins = place.kind.lower().startswith("begin ")
    kind = "title of a part" if begins else "said" if place.kind == "note" else "question"
    return f"{kind} {place.row['name'].strip()}: {meant}"


def _choices(name: str, script: Script, wanted: tuple[str, ...], licensed: frozenset[str]) -> Iterator[Words]:
    sheet = script.book.sheets.get("choices")
    seen: dict[str, int] = {}
    for index, row in enumerate(sheet.rows if sheet else ()):
        listed = row.get("list_name") or row.get("list name") or ""
        said = _said(row, "label", script.default_language)
        key = f"choices:{listed}:{row.get('name', '')}"
        seen[key] = seen.get(key, 0) + 1
        if said:
            yield Words(
                file=name,
                place=f"{key}:label" + (f":{seen[key]}" if seen[key] > 1 else ""),
                where=script.book.where("choices", index, "label"),
                what=f"answer {row.get('name', '')} of {listed}",
                first=script.default_language,
                by_language=said,
                wanted=wanted,
                cell=("choices", index, "label"),
                licensed=listed in licensed,
            )


def _said(row: Row, column: str, first: str) -> dict[str, str]:
    """What a row says in a column, by language; without a language it is the first."""
    found: dict[str, str] = {}
    for one, cell in row.items():
        if base(one) == column and cell.strip():
            found.setdefault(_tag(one) or first, cell.strip())
    return found


def _tag(one: str) -> str:
    language = one.partition("::")[2].strip()
    return language_of(language).tag if language else ""


def _licensed_rows(places: Sequence[Placed], scales: Brought) -> frozenset[int]:
    """Rows whose words belong to a publisher: they come from its own translations, not from ours."""
    return frozenset(p.index for p in places if _is_licensed(p.row.get("instrument", "").strip(), scales))


def _is_licensed(instrument: str, scales: Brought) -> bool:
    found = scales.definition(instrument) if instrument else None
    return instrument in scales.packs or (found is not None and found.text == "licensed")


def _licensed_lists(places: Sequence[Placed], licensed: frozenset[int]) -> frozenset[str]:
    """Lists of answers that only such rows use."""
    used = [(p.kind.split()[1], p.index in licensed) for p in places if len(p.kind.split()) > 1]
    return frozenset(n for n, theirs in used if theirs) - frozenset(n for n, theirs in used if not theirs)


def _messages(edition: Edition) -> Iterator[Words]:
    text, study = text_of(edition.files[MESSAGES], name=MESSAGES), edition.protocol.study
    for name, template in edition.messages.template.items():
        path: Path = ("template", name, "text")
        yield Words(
            file=MESSAGES,
            place=f"template.{name}",
            where=where(text, path, name=MESSAGES),
            what=f"sent as a text. {template.purpose}",
            first=study.languages[0],
            by_language=template.text,
            wanted=study.text_languages,
            path=path,
            status={tag: template.status_in(tag).value for tag in template.text},
        )


def _signposts(edition: Edition) -> Iterator[Words]:
    text, study = text_of(edition.files[STUDY], name=STUDY), edition.protocol.study
    for n, signpost in enumerate(edition.protocol.safety.signpost):
        path: Path = ("safety", "signpost", n, "text")
        yield Words(
            file=STUDY,
            place=f"signpost.{signpost.name}",
            where=where(text, path, name=STUDY),
            what=f"said before the number of {signpost.name}, to somebody in distress",
            first=study.languages[0],
            by_language=signpost.text,
            wanted=tuple(dict.fromkeys([*study.languages, *study.text_languages])),
            path=path,
        )
