"""A script that is wrong is refused with file, sheet, row, column and cure, whatever is wrong with it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callassist.errors import Refusal
from callassist.questionnaire.script import check, load
from tests.questionnaire.telling import Interview, script
from tests.questionnaire.tiny import TINY


def sheet(*rows: str) -> str:
    """A survey sheet with the columns that these stories need."""
    head = "| survey |\n| | type | name | label | relevant | calculation | constraint | repeat_count |\n"
    return head + "\n".join(f"| | {row} |" for row in rows)


@pytest.mark.parametrize(
    ("tables", "place", "what"),
    [
        (sheet("integer | a | A | (1 = 1"), "row 2 (line 3), column relevant", "')' is missing"),
        (sheet("integer | a | A | 1 +"), "row 2 (line 3), column relevant", "missing before the end"),
        (sheet("integer | a | A | 'x = 1"), "column relevant", "a quote is opened and never closed"),
        (sheet("integer | a | A | ${b} = 1"), "row 2 (line 3), column relevant", "no question called 'b'"),
        (sheet("integer | a | A ${b}"), "row 2 (line 3), column label", "no question called 'b'"),
        (
            sheet("integer | a | A", "calculate | c | | | foo(1)"),
            "row 3 (line 4), column calculation",
            "foo()",
        ),
        (sheet("calculate | c | | | substr()"), "column calculation", "needs at least 2"),
        (sheet("calculate | c | | | count(1)"), "column calculation", "wants questions"),
        (sheet("calculate | c | | | $x"), "column calculation", "variables like $x"),
        (sheet("calculate | c | | | 1 + “2"), "column calculation", "a quote is opened and never closed"),
        (sheet("begin group | g | G", "integer | a | A"), "row 2 (line 3), column type", "never closed"),
        (
            sheet("begin group | g | G | ${a} = 1", "integer | a | A", "end group"),
            "row 2 (line 3), column relevant",
            "hangs on a question within it",
        ),
        (sheet("integer | a | A", "text | b"), "row 3 (line 4)", "'b' has no label or hint"),
        (sheet("integer | a | A", "include | b | B"), "row 3 (line 4)", "has not been included"),
        (
            "| survey |\n| | type | name | label::Frenchlabel::English |\n| | text | a | A |",
            "column label",
            "two",
        ),
        (sheet("integer | a | A", "end group | | "), "row 3 (line 4), column type", "closes nothing"),
        (sheet("select_one nothing | a | A"), "sheet survey, row 2", "nothing"),
        (sheet("calculate | a | | | ${b}", "calculate | b | | | ${a}"), "column calculation", "ring: "),
        (sheet("integer | a | A | ${a} > 1"), "column relevant", "ring: "),
        ("| choices |\n| | list_name | name | label |", "tiny.md", "no sheet called survey"),
        ("| survey |\n| | kind | name |\n| | text | a |", "column type", "the column type is missing"),
        ("Dear colleague, the script will follow.", "tiny.md", "no table"),
        ("", "tiny.md", "no table"),
    ],
)
def test_it_is_refused_with_its_place(tables: str, place: str, what: str) -> None:
    with pytest.raises(Refusal) as refused:
        script(tables)
    assert refused.value.where.startswith("tiny.md")
    assert place in refused.value.where
    assert what in refused.value.what


def test_quotes_that_a_word_processor_bent_are_read_as_straight_ones() -> None:
    call = Interview(script(sheet("calculate | c | | | concat(“a”, ‘b’)")))
    assert call.value("c") == "ab"


def test_a_warning_about_the_headings_has_a_place() -> None:
    """The compiler numbers the row of headings, too; a list without labels is one of its warnings."""
    told = check(script(sheet("select_one l | a | A") + "\n| choices |\n| | list_name | name |\n| | l | x |"))
    assert any("label" in complaint.what for complaint in told)


def test_a_near_miss_of_a_name_or_function_is_named_in_the_cure() -> None:
    with pytest.raises(Refusal, match=r"Did you mean \$\{adults\}"):
        script(sheet("integer | adults | A", "integer | b | B | ${adluts} > 1"))
    with pytest.raises(Refusal, match=r"Did you mean count-selected"):
        script(sheet("text | a | A", "integer | b | B | count-selectd(${a}) > 1"))


def test_an_expression_longer_or_deeper_than_anybody_writes_is_refused() -> None:
    with pytest.raises(Refusal, match="longer than"):
        script(sheet(f"calculate | c | | | {'1+' * 6000}1"))
    with pytest.raises(Refusal, match="nested too deeply"):
        script(sheet(f"calculate | c | | | {'(' * 500}1{')' * 500}"))


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 old excel", b"%PDF-1.7", b"a,b\n1,2"]
)
def test_a_workbook_that_is_none_is_refused(content: bytes) -> None:
    with pytest.raises(Refusal, match=r"tiny\.xlsx"):
        load(content, name="tiny.xlsx")


def test_a_mark_that_is_neither_yes_nor_no_is_refused() -> None:
    tables = "| survey |\n| | type | name | label | identity |\n| | text | a | A | perhaps |"
    with pytest.raises(Refusal, match=r"row 2 \(line 3\), column identity.*neither yes nor no"):
        script(tables)


def loaded_or_place(text: str) -> str:
    """The file's name if the script loads, else the place that its refusal names."""
    try:
        return load(text, name="any.md").book.file
    except Refusal as refused:
        return refused.where


@given(st.text(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_text_loads_or_is_refused(text: str) -> None:
    assert loaded_or_place(text).startswith("any.md")


CELLS = st.sampled_from(
    [
        "text",
        "integer",
        "begin group",
        "end group",
        "begin repeat",
        "end repeat",
        "calculate",
        "select_one x",
        "a",
        "b",
        "${a}",
        "${b} > 1",
        "",
        "yes",
        "1 = ",
        "today()",
        "note",
        "../a",
        "//",
        "-",
        "|",
    ]
)


@given(st.lists(st.lists(CELLS, min_size=1, max_size=7), min_size=1, max_size=8))
@settings(max_examples=80, deadline=None)
def test_any_table_loads_or_is_refused(rows: list[list[str]]) -> None:
    assert loaded_or_place(sheet(*(" | ".join(row) for row in rows))).startswith("any.md")


SIGNS = """${a} ${b} . .. / // * ( ) [ ] @ :: , | = != <= + - div mod and or 1 0.5 .5. 'x' " ' $ count( if(
é # selected( position( regex(.,' once( indexed-repeat( instance('x') current() jr:itext(' child"""
PARTS = st.sampled_from(SIGNS.split())
COLUMNS = st.sampled_from(["relevant", "calculation", "constraint", "repeat_count"])


@given(st.lists(PARTS, max_size=12).map(" ".join), COLUMNS)
@settings(max_examples=200, deadline=None)
def test_any_expression_loads_or_is_refused_with_its_file(written: str, column: str) -> None:
    names = ("relevant", "calculation", "constraint", "repeat_count")
    cells = {name: written.replace("|", r"\|") if name == column else "" for name in names}
    kind = "begin repeat" if column == "repeat_count" else "integer"
    row = f"{kind} | b | B | {' | '.join(cells.values())}"
    rows = ["integer | a | A", row, *(["text | c | C", "end repeat"] if kind != "integer" else [])]
    text = sheet(*rows)
    assert loaded_or_place(text).startswith("any.md")
    try:
        told = check(load(text, name="any.md"))
    except Refusal:
        return
    assert all(complaint.where.startswith("any.md") for complaint in told)


def test_what_lacks_a_language_is_told_one_by_one() -> None:
    told = [str(complaint) for complaint in check(script(TINY))]
    assert any("row 9 (line 14), column label: no text in Urdu" in line for line in told)
    assert not any(line.startswith("error") for line in told)


def test_a_column_that_means_nothing_and_a_place_that_does_not_exist_are_told() -> None:
    tables = (
        "| survey |\n| | type | name | label | relevent | relevant |\n| | text | a | A | x | /data/zz = 1 |"
    )
    told = [str(complaint) for complaint in check(script(tables))]
    assert any("column relevent: this column means nothing here" in line for line in told)
    assert any(line.startswith("error") and "there is no place /data/zz" in line for line in told)


YESNO = "\n| choices |\n| | list_name | name | label |\n| | yn | y | Yes |\n| | yn | n | No |"
PICK = "select_one yn | s | S"


@pytest.mark.parametrize(
    ("tables", "place", "what"),
    [
        (
            sheet("begin group | g | G", "text | a | A", "end group | | ", "integer | a | A | foo(1) +"),
            "row 5 (line 6), column relevant",
            "missing before the end",
        ),
        (sheet("calculate | c | | | weighted-checklist(1, 2, 3)"), "column calculation", "in pairs"),
        (
            sheet(
                "begin repeat | r | R",
                "text | a | A",
                "end repeat | | ",
                "calculate | c | | | indexed-repeat(${a}, ${r})",
            ),
            "row 5 (line 6), column calculation",
            "needs at least 3",
        ),
        (sheet("intger | a | A"), "row 2 (line 3), column type", "intger"),
        (sheet("text | a | A | regex(., '(a')"), "column relevant", "in the pattern"),
        (sheet("text | a | A | /data/b/c[1"), "column relevant", "']' is missing"),
    ],
)
def test_what_the_compiler_lets_through_is_refused_with_its_cell(tables: str, place: str, what: str) -> None:
    with pytest.raises(Refusal) as refused:
        script(tables)
    assert place in refused.value.where
    assert what in refused.value.what
    assert refused.value.cure


@pytest.mark.parametrize(
    ("tables", "place", "what"),
    [
        (
            sheet("calculate | c | | | instance('zz')/root/item/name"),
            "row 2 (line 3), column calculation",
            "no list",
        ),
        (
            sheet(PICK, "calculate | c | | | instance('yn')/root/item[nam = ${s}]/label") + YESNO,
            "row 3 (line 4), column calculation",
            "has no column 'nam'",
        ),
        (
            sheet(PICK, "text | a | A | ${s} = 'yes'") + YESNO,
            "row 3 (line 4), column relevant",
            "no choice 'yes'",
        ),
        (sheet(PICK, "text | a | A | selected(${s}, 'Y')") + YESNO, "column relevant", "no choice 'Y'"),
        (
            sheet("begin repeat | r | R | | | | 'two'", "text | a | A", "end repeat"),
            "row 2 (line 3)",
            "counts no rows",
        ),
        (
            sheet("begin repeat | r | R", "integer | x | X", "end repeat | | ", "text | a | A ${x}"),
            "row 5 (line 6), column label",
            "only its first row",
        ),
        (
            sheet("begin repeat | r | R", "integer | x | X", "end repeat | | ", "text | a | A | ${x} > 3"),
            "row 5 (line 6), column relevant",
            "as soon as any row fits",
        ),
        (
            sheet("begin group | g | G", "text | a | A", "end group | | ", "text | a | A | /data/zz = 1"),
            "row 5 (line 6), column relevant",
            "no place /data/zz",
        ),
    ],
)
def test_what_is_looked_for_in_vain_is_told_with_its_cell(tables: str, place: str, what: str) -> None:
    told = [complaint for complaint in check(script(tables)) if what in complaint.what]
    assert len(told) == 1
    assert place in told[0].where
    assert told[0].cure


def test_what_is_looked_for_and_found_is_not_doubted() -> None:
    tables = sheet(
        PICK,
        "text | a | A | ${s} = 'y' and selected(${s}, 'n')",
        "calculate | c | | | instance('yn')/root/item[name = ${s}]/label",
        "calculate | d | | | instance('prior')/root/item/weight",
    )
    told = [complaint.what for complaint in check(script(tables + YESNO))]
    assert [what for what in told if "no choice" in what or "no list" in what or "no column" in what] == []


def test_a_default_that_is_no_choice_is_named() -> None:
    tables = """
| survey |
| | type | name | label | default |
| | select_one fruit | one | One? | plum |
| | select_multiple fruit | some | Some? | apple plum |
| | select_one fruit | good | Good? | pear |
| choices |
| | list_name | name | label |
| | fruit | apple | Apple |
| | fruit | pear | Pear |
"""
    told = [one for one in check(script(tables)) if "none of its choices" in one.what]
    assert [one.where.partition(": ")[2] for one in told] == [
        "sheet survey, row 2 (line 4), column default",
        "sheet survey, row 3 (line 5), column default",
    ]


@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("deviceid", "a device's deviceid is not known here"),
        ("end", "when an interview ended is kept with the interview"),
        ("start-geopoint", "a device's place is not known on the telephone"),
        ("background-audio", "nothing is recorded in the background"),
    ],
)
def test_what_only_a_device_knows_is_named_and_stays_blank(kind: str, what: str) -> None:
    read = script(sheet("text | a | A", f"{kind} | b"))
    [told] = [one for one in check(read) if "stays blank" in one.what]
    assert what in told.what
    assert "row 3 (line 4), column type" in told.where
    assert Interview(read).value("b") == ""


def test_pictures_beside_a_text_are_named() -> None:
    tables = "| survey |\n| | type | name | label | media::image |\n| | text | a | A | a.png |"
    told = [one.where for one in check(script(tables)) if "pictures" in one.what]
    assert told == ["tiny.md: sheet survey, column media::image"]


def test_what_is_known_without_a_device_is_not_told() -> None:
    read = script(sheet("start | s", "today | t", "text | a | A"))
    assert check(read) == []
    assert Interview(read).value("t") == "2026-03-02"
