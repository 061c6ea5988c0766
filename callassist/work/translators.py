"""Sends words to translators as a workbook and takes them back into the study's files, all rows or none."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils.exceptions import InvalidFileException

from callassist.edition.packs import brought, named
from callassist.edition.read import STUDY, read
from callassist.edition.read import source as script_source
from callassist.edition.rewriting import Cell, cells, in_markdown, in_toml
from callassist.edition.texts import Words, digest, of_edition, of_script
from callassist.edition.toml import text_of
from callassist.edition.translation import (
    HEAD,
    LEDGER,
    Change,
    Returned,
    known,
    lacking,
    ledger_lines,
    remembered,
    taken,
    wrong,
)
from callassist.errors import Complaint, Fault, Refusal
from callassist.people.languages import Direction, direction
from callassist.questionnaire.script import Script, load
from callassist.questionnaire.wording import language_of
from callassist.questionnaire.workbook import unpacked_size
from callassist.work.tables import csv_of

SHEET = "words"
COLUMNS = ("file", "place", "what it is", "source", "as it stands", "words", "status", "mark")
LARGEST, LARGEST_UNPACKED = 10_000_000, 100_000_000
_WIDTHS = (16, 30, 34, 60, 40, 60, 12, 20)
_HOW = (
    "Write the translation into the column words, and leave all other columns as they are.",
    "What stands in braces, as ${name} or {time}, is filled in later: keep it letter by letter.",
    "Rows left empty stay untranslated. Status: draft, or reviewed once a second speaker has read it.",
    "The mark belongs to the source. When the source changes, the row is sent out again.",
)
_BROKEN = (InvalidFileException, zipfile.BadZipFile, LookupError, ValueError, TypeError, OSError, EOFError)


def texts_of(files: Mapping[str, bytes], only: str = "") -> list[Words]:
    """The texts of a study folder, or of one script in it. Raises Refusal with place and cure."""
    if STUDY in files:
        found = of_edition(read(files))
    else:
        wanted, scales = {only: files[only]} if only else files, brought(named(files))
        found = [w for n, s in _scripts(wanted).items() for w in of_script(n, s, (), scales)]
    return [one for one in found if not only or one.file == only]


def out(files: Mapping[str, bytes], language: str, *, only: str = "") -> tuple[bytes, int]:
    """A workbook of what lacks in a language, and how many texts that is."""
    texts = [_wanting(one, language) for one in texts_of(files, only)]
    rows = lacking(texts, language, known(files))
    return _workbook(rows, language), len(rows)


def _wanting(words: Words, language: str) -> Words:
    """A text wanted in one more language: a study may have itself translated before it says so."""
    if language in words.wanted or words.path:
        return words
    fields = {name: getattr(words, name) for name in Words.__dataclass_fields__}
    return Words(**{**fields, "wanted": (*words.wanted, language)})


def take_in(
    files: Mapping[str, bytes], content: bytes, name: str, *, only: str = ""
) -> tuple[dict[str, bytes], list[Complaint]]:
    """What a translator sent, written into the study's files: the files that change, or what keeps it out."""
    language, rows = _returned(content, name)
    texts = texts_of(files, only)
    complaints = wrong(texts, rows, name)
    if complaints:
        return {}, complaints
    changes = taken(texts, rows, language)
    if not changes:
        return {}, []
    changed = _rewritten(files, changes)
    after = {**files, **changed}
    _prove(texts, texts_of(after, only), changes)
    kept = [one for one in texts_of(after, only) if any(_same(one, change.words) for change in changes)]
    ledger = remembered(known(files), kept, [language])
    return {**changed, LEDGER: csv_of(HEAD, ledger_lines(ledger))}, []


def mark(files: Mapping[str, bytes], language: str) -> bytes:
    """The ledger, saying that all translations into a language stand for the source as it is now."""
    texts = texts_of(files)
    if not any(one.by_language.get(language) and language != one.first for one in texts):
        raise Refusal("--language", f"no text is translated into “{language}”.", "Name one that is, as ur.")
    ledger = remembered(known(files), texts, [language])
    return csv_of(HEAD, ledger_lines(ledger))


def _scripts(files: Mapping[str, bytes]) -> dict[str, Script]:
    names = [name for name in files if name.endswith((".md", ".xlsx"))]
    return {name: load(script_source(files, name), name=name) for name in names}


def _same(one: Words, other: Words) -> bool:
    return (one.file, one.place) == (other.file, other.place)


def _rewritten(files: Mapping[str, bytes], changes: Sequence[Change]) -> dict[str, bytes]:
    changed: dict[str, bytes] = {}
    for file in dict.fromkeys(change.words.file for change in changes):
        here = [change for change in changes if change.words.file == file]
        if file.endswith(".toml"):
            text = text_of(files[file], name=file)
            for change in here:
                text = in_toml(text, file, (*change.words.path, change.language), change.text)
            changed[file] = text.encode()
            continue
        script = load(script_source(files, file), name=file)
        wanted = cells(script, here)
        if file.endswith(".md"):
            changed[file] = in_markdown(text_of(files[file], name=file), script, wanted).encode()
        else:
            changed[file] = _in_workbook(files[file], wanted)
    return changed


def _prove(before: Sequence[Words], after: Sequence[Words], changes: Sequence[Change]) -> None:
    """Read the files again: the new words stand where they should, and all others as they did."""
    wanted = {(c.words.file, c.words.place): (c.language, " ".join(c.text.split())) for c in changes}
    now = {(one.file, one.place): one for one in after}
    for one in before:
        said = {tag: " ".join(words.split()) for tag, words in one.by_language.items()}
        if (one.file, one.place) in wanted:
            language, text = wanted[one.file, one.place]
            said[language] = text
        found = now.get((one.file, one.place))
        if found is None or {t: " ".join(w.split()) for t, w in found.by_language.items()} != said:
            raise Fault(f"{one.file} {one.place} does not read back as it was written")


def _in_workbook(content: bytes, wanted: Sequence[Cell]) -> bytes:
    book = load_workbook(io.BytesIO(content))
    for sheet, row, column, words in wanted:
        found: Any = next(one for one in book.worksheets if one.title.strip().lower() == sheet)
        names = [" ".join(str(cell.value or "").split()) for cell in found[1]]
        if column not in names:
            found.cell(1, len(names) + 1, column)
            names.append(column)
        _put(found.cell(row + 2, names.index(column) + 1), words)
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _put(cell: Any, words: str) -> None:
    """Words into a cell as text, so that no spreadsheet takes them for a formula."""
    cell.value = words
    cell.data_type = "s"
    cell.quotePrefix = words.startswith(("=", "+", "-", "@"))


def _workbook(rows: Sequence[Words], language: str) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    first = rows[0].first if rows else "en-GB"
    for n, title in enumerate(COLUMNS, 1):
        said = {"source": f"source ({first})", "words": f"words ({language})"}.get(title, title)
        sheet.cell(1, n, said).font = Font(bold=True)
        sheet.column_dimensions["ABCDEFGH"[n - 1]].width = _WIDTHS[n - 1]
    for n, one in enumerate(rows, 2):
        _row(sheet, n, one, language)
    sheet.freeze_panes = "A2"
    how = book.create_sheet("how to")
    for line in _HOW:
        how.append([line])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _row(sheet: Any, n: int, one: Words, language: str) -> None:
    now = one.by_language.get(language, "")
    held = (one.file, one.place, one.what, one.source, now, "", "", digest(one.source))
    order = 2 if direction(language) is Direction.RTL else 1
    for column, words in enumerate(held, 1):
        cell = sheet.cell(n, column)
        _put(cell, words)
        theirs = COLUMNS[column - 1] in ("as it stands", "words")
        cell.alignment = Alignment(wrap_text=True, vertical="top", readingOrder=order if theirs else 1)
    sheet.cell(n, COLUMNS.index("words") + 1).fill = PatternFill("solid", fgColor="FFF8E1")


def _returned(content: bytes, name: str) -> tuple[str, list[Returned]]:
    """The language and the rows of a translator's file. Raises Refusal when it is none of ours."""
    cure = "Send back the workbook that `translate out` wrote."
    if len(content) > LARGEST or content[:2] != b"PK" or unpacked_size(content) > LARGEST_UNPACKED:
        raise Refusal(name, "this is no workbook of a size that can be read.", cure)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        lines = list(book[SHEET].iter_rows(values_only=True, max_col=len(COLUMNS)))
    except _BROKEN as error:
        raise Refusal(name, f"it cannot be read, or has no sheet {SHEET}.", cure) from error
    heads = [str(cell or "").strip() for cell in lines[0]] if lines else []
    plain = [head.partition(" (")[0] for head in heads]
    if plain != list(COLUMNS):
        raise Refusal(f"{name}: sheet {SHEET}, row 1", "its columns are not those sent out.", cure)
    at = {title: n for n, title in enumerate(plain)}
    language = language_of(heads[at["words"]]).tag
    found = [
        Returned(n, *(str(line[at[c]] or "") for c in ("file", "place", "words", "status", "mark")))
        for n, line in enumerate(lines[1:], 2)
        if any(line)
    ]
    return language, found
