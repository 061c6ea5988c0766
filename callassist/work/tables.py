"""Tables as people send them, CSV or workbook, turned into rows; and the import's template in both forms."""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font
from openpyxl.utils.exceptions import InvalidFileException

from callassist.errors import Refusal
from callassist.people import allocation
from callassist.people.columns import COLUMNS, NAMES, template_rows

MOST_BYTES = 10_000_000
MOST_UNPACKED = 100_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 300
MOST_CELL = 32_767
MOST_MEMBERS = 1_000
HEAD_BYTES = 4_096

_BROKEN = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    EOFError,
    SyntaxError,
)
_FORMULA = re.compile(r"^[=+\-@\t\r]")


def rows_of(name: str, content: bytes) -> list[dict[str, object]]:
    """The rows of a table, each column's name to its cell; the kind is told by the content, not by the name.

    Empty rows stay (as rows of empty cells), so that a row's place is the spreadsheet's. Raises Refusal.
    """
    if len(content) > MOST_BYTES:
        raise Refusal(name, f"it is larger than {MOST_BYTES // 1_000_000} MB.", "Send it in parts.")
    if not content.strip():
        raise Refusal(name, "it is empty.", "Start from the template.")
    lines = _workbook(name, content) if content[:2] == b"PK" else _separated(name, content)
    return _named(name, lines)


def template_csv() -> bytes:
    """The template as CSV, with a mark in front by which spreadsheets know the encoding."""
    return csv_of(NAMES, (row.values() for row in template_rows()))


def template_xlsx() -> bytes:
    """The template as a workbook: a sheet to fill, its cells text, and one that says what columns mean."""
    book = Workbook()
    families = book.worksheets[0]
    families.title = "families"
    families.append(NAMES)
    families.append([template_rows()[0][column] for column in NAMES])
    for column in families.iter_cols(max_row=200):
        for cell in column:
            cell.number_format = "@"
    families.freeze_panes = "B2"
    meanings = book.create_sheet("what it means")
    meanings.append(["column", "needed", "meaning", "example"])
    for told in COLUMNS:
        meanings.append([told.name, "yes" if told.required else "", told.meaning, told.example])
    for sheet in (families, meanings):
        for cell in sheet[1]:
            cell.font = Font(bold=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def allocation_template_csv() -> bytes:
    """The template of the allocation file."""
    return csv_of(allocation.COLUMNS, [("U-014", "programme")])


def csv_of(header: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    """A table as CSV in UTF-8 with a mark in front. Cells that a spreadsheet would run are made text."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_plain(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell


def _named(name: str, lines: Iterator[Sequence[object]]) -> list[dict[str, object]]:
    header = _header(name, next(lines, ()))
    rows: list[dict[str, object]] = []
    for number, line in enumerate(lines, 2):
        if number > MOST_ROWS + 1:
            raise Refusal(name, f"it has more than {MOST_ROWS:,} rows.", "Send it in parts.")
        if any(cell not in (None, "") for cell in line[len(header) :]):
            cure = "A cell with a comma in it must stand in quotation marks."
            raise Refusal(f"{name}, row {number}", "it has more cells than the first row has columns.", cure)
        cells = [*line, *[None] * (len(header) - len(line))]
        rows.append(dict(zip(header, cells, strict=False)))
    while rows and not any(cell not in (None, "") for cell in rows[-1].values()):
        rows.pop()
    return rows


def _header(name: str, line: Sequence[object]) -> list[str]:
    header = ["" if cell is None else str(cell).strip() for cell in line]
    while header and not header[-1]:
        header.pop()
    if not header:
        raise Refusal(f"{name}, row 1", "it holds no column names.", "Start from the template.")
    if len(header) > MOST_COLUMNS:
        raise Refusal(name, f"it has more than {MOST_COLUMNS} columns.", "Start from the template.")
    for place, column in enumerate(header, 1):
        if not column:
            raise Refusal(
                f"{name}, row 1, column {place}", "the column has no name.", "Name it or delete it."
            )
        if header.index(column) != place - 1:
            raise Refusal(f"{name}, row 1", f"the column {column[:40]} stands there twice.", "Delete one.")
    return header


def _separated(name: str, content: bytes) -> Iterator[Sequence[object]]:
    text = _decoded(name, content)
    first = text.split("\n", 1)[0]
    separator = max(",;\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        what = f"it cannot be read as a table ({error})."
        raise Refusal(f"{name}, line {reader.line_num}", what, "Check its quotation marks.") from None


def _decoded(name: str, content: bytes) -> str:
    """UTF-8, UTF-16 with its mark, or what Excel on Windows writes."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Refusal(name, "it is neither CSV nor a workbook.", "Save it as CSV (UTF-8) or as .xlsx.")


def _workbook(name: str, content: bytes) -> Iterator[Sequence[object]]:
    _check_archive(name, content)
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        yield from _lines(book)
    except _BROKEN as error:
        raise _no_workbook(name) from error


def _lines(book: Any) -> Iterator[Sequence[object]]:
    sheet = book.worksheets[0]
    sheet.reset_dimensions()
    for line in sheet.iter_rows(max_col=MOST_COLUMNS + 1, max_row=MOST_ROWS + 2, values_only=True):
        cells = [cell[:MOST_CELL] if isinstance(cell, str) else cell for cell in line]
        while cells and cells[-1] is None:
            cells.pop()
        yield cells


def _check_archive(name: str, content: bytes) -> None:
    """Refuse what unpacks to far more than it is, before anything is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MOST_UNPACKED or len(members) > MOST_MEMBERS:
                what = "it unpacks to more than a list of families can be."
                raise Refusal(name, what, "Save it anew as .xlsx.")
            heads = [_head(archive, member) for member in members]
    except (zipfile.BadZipFile, zlib.error, ValueError, EOFError, NotImplementedError, RuntimeError):
        raise _no_workbook(name) from None
    named = {member.filename for member in members}
    if "xl/workbook.xml" not in named or any(b"<!doctype" in head for head in heads):
        raise _no_workbook(name)


def _head(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The beginning of a part, where entities would be declared, in lower case without null bytes."""
    with archive.open(member) as part:
        return part.read(HEAD_BYTES).replace(b"\0", b"").lower()


def _no_workbook(name: str) -> Refusal:
    return Refusal(name, "it is not a workbook that we can open.", "Save it as .xlsx, or as CSV (UTF-8).")
