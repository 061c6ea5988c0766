"""What a random interview tells the other engine: every answer, and what only our own rules did."""

from __future__ import annotations

import io

import openpyxl

from callassist.questionnaire.script import load
from tests.proof.real import Found, _note, read
from tests.proof.real_forms import RealForm
from tests.proof.real_interviews import Played, played

SHOPPING = """
| survey |
| | type | name | label | repeat_count | choice_filter |
| | select_one kind | kind | What kind? | | |
| | select_one thing | thing | Which? | | kind = ${kind} |
| | integer | many | How many? | | |
| | begin repeat | shop | Shop | ${many} | |
| | text | street | Which street? | | |
| | end repeat | | | | |
| choices |
| | list_name | name | label | kind |
| | kind | fruit | Fruit | |
| | kind | bread | Bread | |
| | thing | apple | Apple | fruit |
| | thing | roll | Roll | bread |
"""
WALKED = ["answer", "/data/shop[1]/street", "High Street"]


def told(one: Played, *answers: tuple[str, str]) -> list[list[str]]:
    """Give these answers as the interview would, and what was told of them."""
    for name, value in answers:
        before = set(one.session.paths())
        verdict = one.session.answer(f"/data/{name}", value, now=one.session._state.env.now)
        one.ops.append(["answer", f"/data/{name}", value])
        one.follow(before, verdict.cleared)
    return one.ops


def test_an_answer_that_its_choices_no_longer_offer_is_told_as_taken_back() -> None:
    ops = told(
        Played(load(SHOPPING, name="shop.md"), 1), ("kind", "fruit"), ("thing", "apple"), ("kind", "bread")
    )
    assert ops[-2:] == [["answer", "/data/kind", "bread"], ["answer", "/data/thing", ""]]


def test_a_row_that_comes_back_with_its_count_is_told_with_its_answers() -> None:
    one = Played(load(SHOPPING, name="shop.md"), 1)
    ops = told(one, ("many", "1"), ("shop[1]/street", "High Street"), ("many", "0"), ("many", "1"))
    assert ops[-1] == WALKED
    assert one.revived == 1


def test_the_same_seed_gives_the_same_interview_and_looks_at_every_place() -> None:
    script = load(SHOPPING, name="shop.md")
    first, again = (played(script, 7, edits=10) for _ in range(2))
    assert first.ops == again.ops
    assert [len(look) for look in first.looks] == [len(look) for look in again.looks]
    assert first.answers > 5


def workbook(*rows: tuple[str, ...]) -> bytes:
    book, saved = openpyxl.Workbook(), io.BytesIO()
    sheet = book.worksheets[0]
    sheet.title = "survey"
    for row in [("type", "name", "label"), *rows]:
        sheet.append(row)
    book.save(saved)
    return saved.getvalue()


def test_a_workbook_loads_or_is_refused_in_its_row() -> None:
    good = RealForm("good.xlsx", "us", workbook(("text", "a", "A")))
    bad = RealForm("bad.xlsx", "us", workbook(("text", "a", "A"), ("text", "b", "${c}?")))
    found = read([good, bad])
    assert list(found.loaded) == ["0 good.xlsx"]
    assert "sheet survey, row 3, column label" in found.refused[0]
    assert found.unplaced == []


def test_a_difference_without_a_reason_is_kept_as_one() -> None:
    found = Found()
    _note(found, "3 wastedisposal.xls", "/data/details/fee", "'true' for us, '' for them")
    _note(found, "3 wastedisposal.xls", "/data/details/other", "'true' for us, '' for them")
    assert sum(found.reasons.values()) == 1
    assert found.apart == ["3 wastedisposal.xls: /data/details/other: 'true' for us, '' for them"]
