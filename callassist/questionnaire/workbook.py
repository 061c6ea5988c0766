"""Reads a script's sheets, Markdown or XLSX, so that every cell keeps its sheet, row and column."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from openpyxl.utils.exceptions import InvalidFileException
from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import definition_to_dict, get_definition_data

from callassist.errors import Refusal

SHEETS = ("survey", "choices", "settings", "external_choices", "entities", "osm")
LARGEST = 10_000_000  # bytes of a workbook as it is sent
LARGEST_UNPACKED = 50_000_000
WIDEST = 400  # columns of a sheet
LONGEST = 20_000  # rows of a sheet

Row = dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its headings, and its rows in order; row i stands in spreadsheet row i + 2."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    lines: tuple[int, ...] = ()  # for Markdown: the line of the file on which each row stands


@dataclass(frozen=True, slots=True)
class Workbook:
    """All sheets of a script under its file's name."""

    file: str
    sheets: dict[str, Sheet] = field(default_factory=dict)
    names: tuple[str, ...] = ()
    found: dict[str, int] = field(default_factory=dict, compare=False, repr=False)  # rows by path, once known

    def where(self, sheet: str, row: int | None = None, column: str | None = None) -> str:
        """The place of a cell in words. `row` counts from 0 below the headings."""
        parts = [f"sheet {sheet}"]
        if row is not None:
            found = self.sheets.get(sheet)
            line = f" (line {found.lines[row]})" if found and 0 <= row < len(found.lines) else ""
            parts.append(f"row {row + 2}{line}")
        if column:
            parts.append(f"column {column}")
        return f"{self.file}: {', '.join(parts)}"


def read_workbook(source: str | bytes, *, name: str) -> Workbook:
    """The sheets of a script. Raises Refusal for anything that is no XLSForm."""
    book = _from_markdown(source, name) if isinstance(source, str) else _from_xlsx(source, name)
    if "survey" not in book.sheets:
        raise Refusal(name, "there is no sheet called survey", "Name the sheet with the questions survey.")
    for sheet in book.sheets.values():
        _refuse_giants(book, sheet)
    headings = book.sheets["survey"].headings
    for needed in ("type", "name"):
        if needed not in headings:
            where = book.where("survey", column=needed)
            raise Refusal(
                where, f"the column {needed} is missing", "The first row must hold the column names."
            )
    if not any(book.sheets["survey"].rows):
        raise Refusal(book.where("survey"), "there are no questions", "Write one question a row.")
    return book


def _refuse_giants(book: Workbook, sheet: Sheet) -> None:
    if len(sheet.headings) > WIDEST:
        cure = "Delete the empty columns on the right."
        raise Refusal(book.where(sheet.name), f"there are more than {WIDEST} columns", cure)
    if len(sheet.rows) > LONGEST:
        cure = "Delete the empty rows below, or split the list."
        raise Refusal(book.where(sheet.name), f"there are more than {LONGEST} rows", cure)


_CELL = re.compile(r"(?<!\\)\|")
_RULER = re.compile(r"[|\-:\s]+")


def _from_markdown(source: str, name: str) -> Workbook:
    if len(source) > LARGEST:
        raise Refusal(name, f"the file is larger than {LARGEST // 1_000_000} MB", "Split the script.")
    tables: dict[str, list[tuple[int, list[str]]]] = {}
    current: list[tuple[int, list[str]]] | None = None
    names: list[str] = []
    for number, sheet, cells in _table_lines(source):
        if sheet:
            current = tables.setdefault(sheet.lower(), [])
            names.append(sheet)
        if current is not None and any(cells):
            current.append((number, cells))
    if not tables:
        cure = "A script is an XLSForm: tables | survey |, | choices | and | settings |, or an .xlsx file."
        raise Refusal(name, "there is no table in it", cure)
    sheets = {sheet: _sheet(sheet, lines) for sheet, lines in tables.items() if sheet in SHEETS and lines}
    return Workbook(name, sheets, tuple(names))


def _table_lines(source: str) -> Iterator[tuple[int, str, list[str]]]:
    """For each row of a table: its line, the sheet it begins (or blank), its cells."""
    for number, line in enumerate(source.splitlines(), 1):
        row = line.strip()
        if not row.startswith("|") or _RULER.fullmatch(row):
            continue
        cells = [cell.strip().replace(r"\|", "|") for cell in _CELL.split(row)[1:]]
        if row.endswith("|") and not row.endswith(r"\|"):
            cells = cells[:-1]
        yield number, cells[0] if cells else "", cells[1:]


def _sheet(name: str, lines: list[tuple[int, list[str]]]) -> Sheet:
    headings = [as_named(re.sub(r"\s+", " ", heading)) for heading in lines[0][1]]
    rows = [
        {heading: cell for heading, cell in zip(headings, cells, strict=False) if heading and cell}
        for _, cells in lines[1:]
    ]
    return Sheet(
        name, tuple(heading for heading in headings if heading), tuple(rows), tuple(n for n, _ in lines[1:])
    )


def _from_xlsx(source: bytes, name: str) -> Workbook:
    cure = "Save the script as .xlsx and send it again."
    if len(source) > LARGEST:
        raise Refusal(
            name, f"the file is larger than {LARGEST // 1_000_000} MB", "Delete what is not needed."
        )
    if not source.startswith(b"PK"):
        raise Refusal(name, "this is no .xlsx workbook", cure)
    if unpacked_size(source) > LARGEST_UNPACKED:
        raise Refusal(name, "the workbook unpacks to an enormous size", "Delete empty rows and columns.")
    try:
        content = definition_to_dict(get_definition_data(source), file_type=".xlsx")
    except PyXFormError as error:
        heading = str(error).partition("column header: ")[2]
        if heading:
            cure = "Give every column a name of its own."
        raise Refusal(f"{name}: column {heading}" if heading else name, str(error), cure) from error
    except (
        InvalidFileException,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        LookupError,
        OSError,
    ) as error:
        raise Refusal(name, "the workbook cannot be read", cure) from error
    except Exception as error:  # a damaged workbook fails in as many ways as there are libraries below
        raise Refusal(name, "the workbook cannot be read", cure) from error
    sheets = {}
    for sheet in SHEETS:
        rows, heads = getattr(content, sheet), getattr(content, f"{sheet}_header")
        if rows is not None:
            headings = tuple(as_named(heading) for heading in heads[0]) if heads else ()
            cells = [{as_named(k): as_meant(str(v)) for k, v in row.items()} for row in rows]
            sheets[sheet] = Sheet(sheet, headings, tuple(cells))
    return Workbook(name, sheets, tuple(content.sheet_names or ()))


_USUAL = frozenset({"type", "name", "label", "hint", "relevant", "constraint", "calculation", "required"})


def as_named(heading: str) -> str:
    """A heading that everybody knows, however its capitals are written; a list's own columns stay."""
    column, two_colons, language = heading.partition("::")
    return f"{column.lower()}{two_colons}{language}" if column.lower() in _USUAL else heading


_EXCEL_DAY = re.compile(r"(\d{4}-\d{2}-\d{2}) 00:00:00")


def as_meant(cell: str) -> str:
    """A cell that a spreadsheet made a date is that date, not midnight on it."""
    match = _EXCEL_DAY.fullmatch(cell)
    return match.group(1) if match else cell


def unpacked_size(source: bytes) -> int:
    """What a zip file says it unpacks to, in bytes, read from its directory alone."""
    total, at = 0, source.find(b"PK\x01\x02")
    while at != -1 and at + 46 <= len(source):
        total += struct.unpack_from("<I", source, at + 24)[0]
        at = source.find(b"PK\x01\x02", at + 46)
    return total
