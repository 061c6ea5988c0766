"""A script read whole: an XLSForm compiled, with our own columns beside every question."""

from __future__ import annotations

import difflib
import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pyxform.errors import PyXFormError
from pyxform.xls2json_backends import DefinitionData
from pyxform.xls2xform import convert

from callassist.errors import Complaint, Refusal
from callassist.questionnaire import complaints
from callassist.questionnaire.cells import refuse_bad_cells
from callassist.questionnaire.columns import is_ours, items
from callassist.questionnaire.form import Form
from callassist.questionnaire.items import Item
from callassist.questionnaire.reading import NotAForm, read_form
from callassist.questionnaire.reading_texts import BadExpression
from callassist.questionnaire.wording import Language
from callassist.questionnaire.workbook import SHEETS, Row, Workbook, read_workbook
from callassist.questionnaire.written import where_written

ROOT = "data"


@dataclass(frozen=True, slots=True)
class Script:
    """A script, immutable. `digest` is the SHA-256 of its source; `items` hold our own columns by path."""

    id: str
    title: str
    version: str
    digest: str
    languages: tuple[Language, ...]
    default_language: str
    form: Form
    items: Mapping[str, Item]
    book: Workbook
    warnings: tuple[str, ...] = ()


def load(source: str | bytes, *, name: str, worded: Callable[[Workbook], Workbook] | None = None) -> Script:
    """Read a script: text is an XLSForm as Markdown tables, bytes are an .xlsx file; `name` is the file's.

    `worded` puts words into its sheets that the file may not hold. Raises Refusal, and nothing else, with
    file, sheet, row and column of what is wrong.
    """
    book = read_workbook(source, name=name)
    if worded is not None:
        book = worded(book)
    refuse_bad_cells(book)
    xml, warnings = _compiled(book)
    try:
        form = read_form(xml)
        found = items(book, form)
    except BadExpression as error:
        raise _refusal(book, error) from error
    except NotAForm as error:
        raise Refusal(name, str(error), "Check the sheet survey.") from error
    complaints.refuse_rings(book, form)
    content = source.encode() if isinstance(source, str) else source
    return Script(
        id=form.form_id,
        title=form.title,
        version=form.version,
        digest=hashlib.sha256(content).hexdigest(),
        languages=form.languages,
        default_language=form.default_language,
        form=form,
        items=found,
        book=book,
        warnings=tuple(warnings),
    )


def check(script: Script) -> list[Complaint]:
    """What is wrong or doubtful in a script that loads: missing languages, blank texts, dangling paths."""
    return complaints.complaints(script.book, script.form, script.items, script.warnings)


def of_form(form: Form) -> Script:
    """A script of a bare form, without a workbook."""
    return Script(
        form.form_id,
        form.title,
        form.version,
        "",
        form.languages,
        form.default_language,
        form,
        {},
        Workbook(""),
    )


def _compiled(book: Workbook) -> tuple[str, list[str]]:
    warnings: list[str] = []
    settings = book.sheets.get("settings")
    first = next(iter(settings.rows), {}) if settings else {}
    try:
        made = convert(
            _for_pyxform(book),
            warnings=warnings,
            form_name=first.get("name") or ROOT,
            default_language=first.get("default_language"),
        )
    except PyXFormError as error:
        raise _pyxform_refusal(book, str(error)) from error
    except RecursionError as error:
        raise Refusal(book.file, "groups are nested too deeply", "Flatten them.") from error
    except Exception as error:  # pyxform fails in many ways on sheets that are none; each is a bad sheet
        raise Refusal(
            book.file, f"the sheets cannot be understood ({type(error).__name__})", _CURE
        ) from error
    return made.xform, [str(warning) for warning in warnings]


_CURE = "Compare its columns with the XLSForm documentation."


def _for_pyxform(book: Workbook) -> dict[str, object]:
    content: dict[str, object] = {"sheet_names": list(book.names), "fallback_form_name": ROOT}
    for name in SHEETS:
        sheet = book.sheets.get(name)
        if sheet is not None:
            kept = [h for h in sheet.headings if name != "survey" or not is_ours(h)]
            content[name] = [{h: c for h, c in row.items() if h in kept} for row in sheet.rows]
            content[f"{name}_header"] = [dict.fromkeys(kept)]
    known = DefinitionData.__dataclass_fields__
    return {key: value for key, value in content.items() if key in known}


_ROW = re.compile(r"\[row\s*:\s*(\d+)\]")
_SHEET = re.compile(r"'(survey|choices|settings)' sheet|sheet: '(survey|choices|settings)'")
_COLUMN = re.compile(r"the '([^']+)' value")


def _pyxform_refusal(book: Workbook, message: str) -> Refusal:
    row, sheet, column = _ROW.search(message), _SHEET.search(message), _COLUMN.search(message)
    named, at = (
        (sheet.group(1) or sheet.group(2) if sheet else "survey"),
        (column.group(1) if column else None),
    )
    place = int(row.group(1)) - 2 if row else None
    what, cure = _ROW.sub("", message).strip(), _CURE
    if unknown := _TYPE.search(message):
        rows, at = book.sheets["survey"].rows, "type"
        place = next((i for i, each in enumerate(rows) if each.get("type", "").strip() == unknown[1]), None)
        near = difflib.get_close_matches(unknown[1], _TYPES, n=1)
        cure = f"Did you mean {near[0]}?" if near else f"Types are: {', '.join(_TYPES)}."
    if place is None and sheet is None and at is None:
        place = _named_row(book, message)
    if place is None and sheet is None and at is None:
        return Refusal(book.file, what, cure)
    return Refusal(book.where(named, place, at), what, cure)


def _named_row(book: Workbook, message: str) -> int | None:
    """The first question that the compiler speaks of without saying where it stands."""
    spoken = set(_QUOTED.findall(message)) | ({"include"} if "has not been included" in message else set())
    rows = book.sheets["survey"].rows
    return next((i for i, row in enumerate(rows) if spoken & _called(row)), None)


def _called(row: Row) -> set[str]:
    """What a row is called by: its name, and the words of its type."""
    return {row.get("name", "").strip(), *re.split(r"[\s.]+", row.get("type", ""))} - {""}


_QUOTED = re.compile(r"'([^']+)'")


_TYPE = re.compile(r"Unknown question type '([^']*)'")
_TYPES = (
    *("text", "integer", "decimal", "date", "time", "dateTime", "select_one", "select_multiple", "rank"),
    *("range", "note", "acknowledge", "calculate", "hidden", "geopoint", "begin group", "end group"),
    *("begin repeat", "end repeat"),
)
_COLUMNS = {"calculate": "calculation", "choices": "choice_filter"}


def _refusal(book: Workbook, error: BadExpression) -> Refusal:
    column = _COLUMNS.get(error.purpose, error.purpose)
    what = f"{error.error.what} (in {error.source!r}, at character {error.error.at + 1})"
    return Refusal(where_written(book, error.path, column), what, error.error.cure)
