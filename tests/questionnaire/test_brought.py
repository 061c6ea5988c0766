"""Lists kept outside the script come in as they were saved, whichever country's spreadsheet saved them."""

from __future__ import annotations

import pytest

from callassist.questionnaire.brought import brought, listed

ROWS = [{"name": "lu", "label": "Luton, Beds"}, {"name": "hx", "label": "Halifax"}]


@pytest.mark.parametrize(
    "text",
    [
        'name,label\nlu,"Luton, Beds"\nhx,Halifax\n',
        "\ufeffname;label\r\nlu;Luton, Beds\r\nhx;Halifax",
        "name\tlabel\rlu\tLuton, Beds\rhx\tHalifax\r",
        "name|label\n\nlu|Luton, Beds\n\nhx|Halifax\n\n",
    ],
)
def test_a_list_reads_the_same_however_it_was_saved(text: str) -> None:
    assert listed(text) == ROWS


def test_a_line_break_between_quotes_belongs_to_the_cell() -> None:
    assert listed('name,label\na,"two\nlines"\n') == [{"name": "a", "label": "two\nlines"}]


def test_short_rows_are_filled_and_cells_without_a_heading_dropped() -> None:
    assert listed("name,label\na\nb,B,more\n") == [{"name": "a", "label": ""}, {"name": "b", "label": "B"}]


def test_xml_comes_in_as_it_is() -> None:
    top = brought({"sites": "\ufeff <sites><site><name>lu</name></site></sites>"})["sites"]
    assert top.named("sites")[0].named("site")[0].named("name")[0].string() == "lu"
