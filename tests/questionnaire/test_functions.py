"""What expressions give: dates as whole days, repeats added up, odd values that break nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import callassist.questionnaire
from callassist.questionnaire.tree import Node, document
from callassist.questionnaire.xpath.compiling import compiled
from callassist.questionnaire.xpath.dates import Calendar
from callassist.questionnaire.xpath.library import FUNCTIONS
from callassist.questionnaire.xpath.values import Environment, to_text

MORNING = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
LONDON = ZoneInfo("Europe/London")
FAMILY = document(
    "<data><name>Amina</name><due>2026-06-30</due>"
    "<child><age>3</age></child><child><age>7</age></child><child><age/></child></data>"
)


class Alone:
    """A form with nothing around its answers."""

    def __init__(self) -> None:
        self.drawn = 0

    def instance(self, name: str) -> Node | None:
        return None

    def text(self, text_id: str) -> str:
        return ""

    def choice_label(self, value: str, path: str) -> str:
        return ""

    def draw(self, node: Node) -> float:
        self.drawn += 1
        return self.drawn * 0.137 % 1


def worth(expression: str, *, now: datetime = MORNING) -> str:
    """What an expression gives as text, at the top of the family's answers."""
    env = Environment(calendar=Calendar(LONDON), now=now, host=Alone())
    return to_text(compiled(expression).value(FAMILY, env))


@pytest.mark.parametrize(
    ("expression", "gives"),
    [
        ("/data/due - today()", "120"),
        ("today() + 7 = date('2026-03-09')", "true"),
        ("'2026-03-02' = today()", "true"),
        ("today() < '2026-03-02'", "false"),
        ("date('2026-03-29') - date('2026-03-28')", "1"),
        ("date('2026-10-26') - date('2026-10-24')", "2"),
        ("date(date('2024-02-28') + 1)", "2024-02-29"),
        ("date('2026-02-30')", ""),
        ("now()", "2026-03-02T09:30:00.000+00:00"),
        ("format-date(/data/due, '%e %b %Y')", "30 Jun 2026"),
        ("format-date-time('2026-07-01T10:00:00Z', '%H:%M')", "11:00"),
        ("int((today() - date('1990-03-03')) div 365.25)", "35"),
        ("sum(/data/child/age)", "10"),
        ("count(/data/child[age > 4])", "1"),
        ("max(/data/child/age[. != ''])", "7"),
        ("count-non-empty(/data/child/age)", "2"),
        ("join(', ', /data/child/age)", "3, 7, "),
        ("indexed-repeat(/data/child/age, /data/child, 2)", "7"),
        ("/data/child[last() - 1]/age", "7"),
        ("if(selected('a b', 'b'), 'yes', 'no')", "yes"),
        ("coalesce(/data/nothing, /data/name)", "Amina"),
        ("round(2.5) + round(-2.5)", "1"),
        ("round(2.345, 2)", "2.35"),
        ("1 div 0", "Infinity"),
        ("5 mod -3", "2"),
        ("-'3' + 1", "-2"),
        ("regex('07700 900123', '^07[0-9]{3} [0-9]{6}$')", "true"),
        ("regex('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', '(a+)+$')", "false"),
        ("substr('interview', 0, 5)", "inter"),
        ("translate('a-b', '-', '')", "ab"),
    ],
)
def test_an_expression_gives_what_the_field_expects(expression: str, gives: str) -> None:
    assert worth(expression) == gives


def test_today_is_the_day_in_london_even_at_half_past_midnight_in_summer() -> None:
    assert worth("today()", now=datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == "2026-07-01"


ODD = [
    "''",
    "'x'",
    "'2026-01-01'",
    "'0001-01-01T00:00+14:00'",
    "'9999-12-31T23:59:59-14:00'",
    "'-1'",
    "0",
    "-0.5",
    "1 div 0",
    "-1 div 0",
    "0 div 0",
    "99999999999999999999",
    "true()",
    "/data/child",
    "today()",
    "/data/child/age",
    "/data/nothing",
    "now()",
    "'1 2;3 4;5 6'",
    "'(('",
    "'%'",
    "'Ünïcödé'",
]


@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(st.sampled_from(ODD), max_size=5))
@settings(max_examples=1500, deadline=None)
def test_no_function_fails_whatever_it_is_given(name: str, arguments: list[str]) -> None:
    if name == "regex" and arguments[1:2] == ["'(('"]:
        arguments[1] = "concat('(', '(')"  # written out, a pattern that is none is refused when it is read
    expression = f"{name}({', '.join(arguments)})"
    env = Environment(calendar=Calendar(LONDON), now=datetime(2026, 3, 2, tzinfo=UTC), host=Alone())
    value = compiled(expression, late=True)
    if FUNCTIONS[name].wrong_count(len(arguments)) == "" and "N" not in FUNCTIONS[name].letters:
        assert isinstance(to_text(value.value(FAMILY, env)), str)


def test_the_table_of_what_is_supported_names_every_function() -> None:
    table = (Path(callassist.questionnaire.__file__).parent / "SUPPORTED.md").read_text("utf-8")
    missing = [name for name in FUNCTIONS if f"`{name}(" not in table]
    assert missing == []
