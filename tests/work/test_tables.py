"""A list of families is read from whatever a spreadsheet makes of it, or refused with the cure."""

from __future__ import annotations

import contextlib
import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from callassist.errors import Refusal
from callassist.people.columns import NAMES
from callassist.people.importing import read_rows
from callassist.people.newcomers import Known
from callassist.work.tables import (
    MOST_BYTES,
    MOST_ROWS,
    allocation_template_csv,
    csv_of,
    rows_of,
    template_csv,
    template_xlsx,
)

KNOWN = Known(
    today=date(2026, 10, 8),
    sites=("luton",),
    cohorts={"luton_jun26": "luton"},
    strands={"trial": ("mother",)},
    consents=("consent_1",),
)


def workbook(*lines: Sequence[object]) -> bytes:
    book = Workbook()
    for line in lines:
        book.worksheets[0].append(list(line))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("template", [template_csv, template_xlsx])
def test_the_template_filled_as_it_stands_is_one_good_family(template: object) -> None:
    content = template_csv() if template is template_csv else template_xlsx()
    found = read_rows(rows_of("families", content), known=KNOWN)
    assert found.bad == ()
    assert [member.study_number for member in found.good] == ["T-014"]


def test_the_workbook_says_what_each_column_means() -> None:
    meanings = load_workbook(io.BytesIO(template_xlsx())).worksheets[1]
    assert [line[0] for line in meanings.iter_rows(min_row=2, values_only=True)] == list(NAMES)


def test_the_allocation_has_a_template_of_its_own() -> None:
    assert rows_of("allocation.csv", allocation_template_csv()) == [{"unit": "U-014", "arm": "programme"}]


@pytest.mark.parametrize(
    "content",
    [
        b"unit,arm\r\nU-1,programme\r\n",
        "\ufeffunit,arm\r\nU-1,programme\r\n".encode(),
        b"unit;arm\nU-1;programme\n",
        b"unit\tarm\nU-1\tprogramme",
        "unit,arm\nU-1,programme\n".encode("utf-16"),
        b'"unit","arm"\n"U-1","programme"\n',
        workbook(["unit", "arm"], ["U-1", "programme"]),
    ],
)
def test_one_table_in_many_dresses(content: bytes) -> None:
    assert rows_of("a", content) == [{"unit": "U-1", "arm": "programme"}]


def test_what_excel_on_windows_writes_keeps_its_accents() -> None:
    assert rows_of("a.csv", "name\nZoë\n".encode("cp1252")) == [{"name": "Zoë"}]
    assert rows_of("a.csv", "name\nਨਸਰੀਨ\n".encode()) == [{"name": "ਨਸਰੀਨ"}]


def test_a_workbooks_cells_keep_what_they_are() -> None:
    born = datetime.fromisoformat("2019-03-14T00:00")
    (row,) = rows_of("a.xlsx", workbook(["born", "index", "n"], [born, True, 1.5]))
    assert row == {"born": born, "index": True, "n": 1.5}


def test_empty_rows_in_between_stay_and_those_at_the_end_go() -> None:
    rows = rows_of("a.csv", b"unit,arm\n\nU-1,programme\n,\n\n")
    assert rows == [{"unit": None, "arm": None}, {"unit": "U-1", "arm": "programme"}]


def test_a_short_row_has_empty_cells_at_its_end() -> None:
    assert rows_of("a.csv", b"unit,arm\nU-1\n") == [{"unit": "U-1", "arm": None}]


def bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 150_000_000)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, part in parts.items():
            packed.writestr(name, part)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is empty"),
        (b"  \n ", "is empty"),
        (b"PK\x03\x04 but nothing else", "not a workbook"),
        (archive(letter=b"dear all"), "not a workbook"),
        (archive(**{"xl/workbook.xml": b"<!DOCTYPE x [<!ENTITY a 'b'>]><x>&a;</x>"}), "not a workbook"),
        (archive(**{"xl/workbook.xml": b"<workbook/>"}), "not a workbook"),
        (template_xlsx()[:2000], "not a workbook"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "neither CSV nor"),
        (b"%PDF-1.7\x00\x81", "neither CSV nor|no name|column"),
        (b'unit,arm\n"U-1,programme\n', "cannot be read"),
        (b"unit,unit\nU-1,U-2\n", "stands there twice"),
        (b"unit,,arm\nU-1,x,y\n", "has no name"),
        (b",,\n1,2,3\n", "no column names"),
        (b"unit,arm\nU-1,programme,and more\n", "more cells"),
        (b"x" * (MOST_BYTES + 1), "larger than"),
        (b"unit\n" + b"U-1\n" * (MOST_ROWS + 1), "more than 20,000 rows"),
        (",".join(f"c{n}" for n in range(400)).encode() + b"\n", "more than 300 columns"),
    ],
)
def test_what_is_no_table_is_refused(content: bytes, what: str) -> None:
    with pytest.raises(Refusal, match=what) as refused:
        rows_of("families.xlsx", content)
    assert refused.value.where.startswith("families.xlsx")
    assert refused.value.cure


def test_what_unpacks_to_a_mountain_is_refused_before_it_is_unpacked() -> None:
    packed = bomb()
    assert len(packed) < 1_000_000
    with pytest.raises(Refusal, match="unpacks to more"):
        rows_of("families.xlsx", packed)


def test_a_cell_that_a_spreadsheet_would_run_leaves_as_text() -> None:
    content = csv_of(["words"], [["=HYPERLINK(1)"], ["+44 7700 900214"], ["plain"]])
    assert content.decode("utf-8-sig").splitlines()[1:] == ["'=HYPERLINK(1)", "'+44 7700 900214", "plain"]


@given(st.binary(max_size=300))
def test_no_bytes_can_break_it(content: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"unit,arm\n"):
        with contextlib.suppress(Refusal):
            assert isinstance(rows_of("a", start + content), list)
