"""Scripts that come as a workbook, lists that come from outside, orders drawn by chance, values set off."""

from __future__ import annotations

from datetime import date
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from callassist.errors import Refusal
from callassist.questionnaire.script import check, load
from callassist.questionnaire.session import Session
from tests.questionnaire.telling import MORNING, Interview, script
from tests.questionnaire.tiny import TINY


def workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    content = BytesIO()
    book.save(content)
    return content.getvalue()


SURVEY: list[list[object]] = [
    ["type", "name", "label", "relevant", "required", "default", "constraint"],
    ["integer", "age", "Age?", None, True, 4.0, ". < 20"],
    [None, None, None, None, None, None, None],
    ["date", "seen", "Seen?", "${age} > 3", None, date(2026, 1, 2), None],
    ["select_one yn", "ok", "OK?", None, None, None, None],
]
CHOICES: list[list[object]] = [["list_name", "name", "label"], ["yn", 1, "Yes"], ["yn", 0.0, "No"]]


def test_cells_that_excel_typed_are_read_as_meant() -> None:
    call = Interview(load(workbook({"survey": SURVEY, "choices": CHOICES}), name="tiny.xlsx"))
    assert (call.value("age"), call.value("seen")) == ("4", "2026-01-02")
    assert call.question("age").required
    assert [choice.value for choice in call.question("ok").choices] == ["1", "0"]


def test_an_empty_row_does_not_move_the_place_of_an_error() -> None:
    rows = [*SURVEY[:3], ["text", "b", "B", "${aeg} = 1", None, None, None]]
    with pytest.raises(
        Refusal, match=r"tiny\.xlsx: sheet survey, row 4, column relevant.*Did you mean \$\{age\}"
    ):
        load(workbook({"survey": rows}), name="tiny.xlsx")


def test_a_sheet_of_ten_thousand_columns_and_a_bomb_are_refused() -> None:
    wide = [[*(f"c{i}" for i in range(10_000))], ["text"]]
    with pytest.raises(Refusal, match="columns"):
        load(workbook({"survey": wide}), name="wide.xlsx")
    content = bytearray(workbook({"survey": SURVEY}))
    at = content.find(b"PK\x01\x02")
    content[at + 24 : at + 28] = (900_000_000).to_bytes(4, "little")
    with pytest.raises(Refusal, match="enormous"):
        load(bytes(content), name="bomb.xlsx")


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=30), st.floats(0, 1))
@settings(max_examples=60, deadline=None)
def test_a_damaged_workbook_loads_or_is_refused_by_its_name(
    dents: list[tuple[float, int]], cut: float
) -> None:
    content = bytearray(workbook({"survey": SURVEY, "choices": CHOICES}))
    for at, byte in dents:
        content[int(at * (len(content) - 1))] = byte
    content = content[: max(1, int(len(content) * cut))] if cut < 0.2 else content
    assert loaded_or_place(bytes(content)).startswith("dented.xlsx")


def loaded_or_place(content: bytes) -> str:
    try:
        return load(content, name="dented.xlsx").book.file
    except Refusal as refused:
        return refused.where


def test_an_entity_in_a_workbook_is_not_followed() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    doctype = f'<!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]>'.encode()
    out = BytesIO()
    with ZipFile(BytesIO(workbook({"survey": SURVEY}))) as given, ZipFile(out, "w") as made:
        for name in given.namelist():
            content = given.read(name)
            if name.endswith("sheet1.xml"):
                content = doctype + content.partition(b"?>")[2].replace(b"<v>", b"<v>&l9;", 1)
            made.writestr(name, content)
    with pytest.raises(Refusal, match="cannot be read"):
        load(out.getvalue(), name="laughs.xlsx")


def test_headings_may_be_written_with_capitals() -> None:
    rows: list[list[object]] = [["Type", "Name", "LABEL::English (en)"], ["text", "a", "A?"]]
    assert (
        Interview(load(workbook({"Survey": rows}), name="loud.xlsx")).question("a").label("en").text == "A?"
    )


def test_a_workbook_and_its_tables_are_the_same_script() -> None:
    lines = [line for line in TINY.splitlines() if line.startswith("|")]
    sheets: dict[str, list[list[object]]] = {}
    for line in lines:
        first, *cells = [cell.strip() or None for cell in line.strip("|").split("|")]
        if first:
            rows = sheets.setdefault(first, [])
        else:
            rows.append(list(cells))
    book, tables = Interview(load(workbook(sheets), name="tiny.xlsx")), Interview(script(TINY))
    assert book.way() == tables.way()
    assert book.session.fold() == tables.session.fold()


FRUIT = """
| survey |
| | type | name | label | calculation | trigger | parameters | choice_filter |
| | xml-external | towns | | | | | |
| | select_one fruit | pick | Pick | | | randomize=true | |
| | integer | weight | Weight | | | | |
| | dateTime | weighed | Weighed | now() | ${weight} | | |
| | calculate | town | | instance('towns')/root/item[code = '2']/name | | | |
| choices |
| | list_name | name | label |
| | fruit | a | A |
| | fruit | b | B |
| | fruit | c | C |
| | fruit | d | D |
| | fruit | e | E |
| | fruit | f | F |
"""


def test_a_random_order_is_another_for_another_family_and_stays_the_same_in_one_interview() -> None:
    read = script(FRUIT)
    orders = {seed: order(Interview(read, seed=seed)) for seed in range(6)}
    assert len(set(orders.values())) > 1
    assert all(sorted(found) == list("abcdef") for found in orders.values())
    call = Interview(read, seed=3)
    first = order(call)
    call.answer("weight", "3")
    assert order(call) == first == orders[3]
    assert order(call.another_day()) == first


def order(call: Interview) -> tuple[str, ...]:
    return tuple(choice.value for choice in call.question("pick").choices)


def test_an_answer_sets_off_the_value_that_waits_for_it() -> None:
    call = Interview(script(FRUIT))
    assert call.value("weighed") == ""
    call.answer("weight", "3")
    first = call.value("weighed")
    assert first.startswith("2026-03-02T09:30:01")
    call.answer("pick", "a")
    assert call.value("weighed") == first
    call.answer("weight", "4")
    assert call.value("weighed") != first


def test_a_list_from_outside_may_be_csv_xml_or_rows() -> None:
    rows = [{"code": "1", "name": "Luton"}, {"code": "2", "name": "Derby, east"}]
    xml = "<root><item><code>2</code><name>Derby, east</name></item></root>"
    for listed in ('code,name\n1,Luton\n2,"Derby, east"\n', xml, rows):
        session = Session.start(script(FRUIT), now=MORNING, seed=1, instances={"towns": listed})
        assert session.state("/data/town").value == "Derby, east"


def test_a_question_of_a_repeat_used_as_one_value_is_told() -> None:
    tables = """
| survey |
| | type | name | label | calculation |
| | begin repeat | child | Child | |
| | integer | age | Age? | |
| | end repeat | | | |
| | calculate | next_year | | ${age} + 1 |
| | calculate | all | | sum(${age}) |
"""
    told = [str(complaint) for complaint in check(script(tables))]
    assert len([line for line in told if "only its first row" in line]) == 1
    assert any(
        "row 5 (line 7), column calculation" in line and "age stands in a repeat" in line for line in told
    )


def test_the_words_of_a_choice_can_be_said_again_in_her_language() -> None:
    tables = """
| survey |
| | type | name | label::English (en) | label::Urdu (ur) | calculation |
| | begin repeat | child | Child | x | |
| | select_one yn | school | School? | x | |
| | calculate | said | | | jr:choice-name(${school}, '${school}') |
| | end repeat | | | | |
| choices |
| | list_name | name | label::English (en) | label::Urdu (ur) |
| | yn | y | Yes | ہاں |
| | yn | n | No | نہیں |
"""
    assert not [complaint for complaint in check(script(tables)) if complaint.weight == "error"]
    call = Interview(script(tables))
    call.answer("child[1]/school", "n")
    assert call.value("child[1]/said") == "No"
    call.session.set_language("ur", now=MORNING)
    assert call.value("child[1]/said") == "نہیں"
