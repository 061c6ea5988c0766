"""A script walked with made-up answers before a parent hears it: routes, dead ends, loops, length."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from callassist.errors import Refusal
from callassist.questionnaire.walk.length import pace, seconds, words
from callassist.questionnaire.walk.survey import Survey, given, survey
from tests.questionnaire.telling import script

NOW = datetime(2026, 10, 8, 15, tzinfo=UTC)
YES_NO = """
| choices |
| | list_name | name | label |
| | yn | yes | Yes |
| | yn | no | No |
"""


def walked(tables: str, *, walks: int = 30, seed: int = 1) -> Survey:
    return survey(script(tables), now=NOW, seed=seed, walks=walks)


def asking(*rows: str) -> str:
    """A script with one yes or no question first, and these rows behind it."""
    head = "| | type | name | label | relevant | calculation | repeat_count | trigger |"
    first = "| | select_one yn | works | Do you work? | | | | |"
    return "\n".join(["| survey |", head, first, *rows, YES_NO])


def test_a_question_asked_only_after_an_answer_that_is_not_offered_is_never_reached() -> None:
    found = walked(asking("| | integer | hours | Hours? | ${works} = 'maybe' | | | |"))
    (lost,) = found.unreached()
    assert (lost.name, lost.line, lost.conditions) == ("hours", 3, ("${works} = 'maybe'",))


def test_conditions_that_exclude_one_another_are_told_with_those_of_the_group_around() -> None:
    found = walked(
        asking(
            "| | begin group | home | Home | ${works} = 'no' | | | |",
            "| | integer | hours | Hours? | ${works} = 'yes' | | | |",
            "| | end group | | | | | | |",
        )
    )
    (lost,) = found.unreached()
    assert lost.conditions == ("${works} = 'no'", "${works} = 'yes'")


def test_a_question_behind_a_rare_number_and_a_worked_out_value_is_made_for_and_reached() -> None:
    found = walked(
        asking(
            "| | integer | age | Age? | ${works} = 'no' | | | |",
            "| | calculate | pension | | | if(${age} = 67, 'due', 'not') | | |",
            "| | integer | years | Since how many years? | ${pension} = 'due' and ${works} = 'no' | | | |",
        ),
        walks=3,
    )
    assert found.unreached() == []


def test_routes_are_told_by_the_sections_they_go_through() -> None:
    found = walked(
        asking(
            "| | begin group | work | Your work | ${works} = 'yes' | | | |",
            "| | integer | hours | Hours? | | | | |",
            "| | end group | | | | | | |",
        )
    )
    assert {kind.sections for kind in found.kinds()} == {("",), ("", "Your work")}
    assert sum(kind.walks for kind in found.kinds()) == 30
    assert {(kind.fewest, kind.most) for kind in found.kinds()} == {(1, 1), (2, 2)}


def test_a_repeat_that_feeds_itself_never_ends() -> None:
    found = walked(
        asking(
            "| | calculate | n | | | coalesce(${n}, 1) + 1 | | ${works},${who} |",
            "| | begin repeat | others | Others | | | ${n} | |",
            "| | text | who | Who else? | | | | |",
            "| | end repeat | | | | | | |",
        )
    )
    (loop,) = found.endless()
    assert loop.name == "others"
    assert loop.stuck > loop.entered / 2


def test_a_repeat_counted_by_an_answer_ends_however_many_rows_it_has() -> None:
    found = walked(
        asking(
            "| | integer | n | How many? | | | | |",
            "| | begin repeat | others | Others | | | ${n} | |",
            "| | text | who | Who? | | | | |",
            "| | end repeat | | | | | | |",
        )
    )
    assert found.endless() == []
    assert max(len(route.asked) for route in found.routes) > 45


def test_rows_of_an_open_repeat_are_added_by_hand_now_and_then() -> None:
    found = walked(
        asking(
            "| | begin repeat | others | Others | | | | |",
            "| | text | who | Who? | | | | |",
            "| | end repeat | | | | | | |",
        )
    )
    assert {len(route.asked) - 1 for route in found.routes} == {1, 2, 3}


def test_the_same_seed_walks_the_same_way_and_another_seed_another() -> None:
    tables = asking(
        "| | integer | hours | Hours? | ${works} = 'yes' | | | |", "| | text | name | Name? | | | | |"
    )
    answers = [
        [[one.answer for one in route.asked] for route in walked(tables, seed=seed).routes]
        for seed in (4, 4, 5)
    ]
    assert answers[0] == answers[1] != answers[2]


def test_answers_that_are_given_are_taken_and_the_rest_is_made_up() -> None:
    read = script(asking("| | integer | hours | Hours? | ${works} = 'yes' | | | |"))
    route = given(read, {"works": "yes"}, now=NOW, seed=1, instances={})
    assert [(one.name, one.given) for one in route.asked] == [("works", True), ("hours", False)]
    assert [one.name for one in given(read, {"works": "no"}, now=NOW, seed=1, instances={}).asked] == [
        "works"
    ]


def test_a_missing_answer_may_be_given_by_its_word() -> None:
    read = script(asking("| | integer | hours | Hours? | ${works} = 'yes' | | | |"))
    assert [one.answer for one in given(read, {"works": "refused"}, now=NOW, seed=1, instances={}).asked] == [
        "refused"
    ]


def test_an_answer_that_is_not_offered_is_refused_with_the_question() -> None:
    with pytest.raises(Refusal, match="answer to works"):
        given(script(asking()), {"works": "perhaps"}, now=NOW, seed=1, instances={})


def test_what_is_brought_along_opens_the_questions_that_hang_on_it() -> None:
    found = walked(
        asking(
            "| | xml-external | prior | | | | | |",
            "| | calculate | before | | | instance('prior')/root/item[last()]/hours | | |",
            "| | integer | same | Still ${before}? | ${before} != '' | | | |",
            "| | integer | fresh | How many? | ${before} = '' | | | |",
        )
    )
    assert found.unreached() == []


def test_two_words_a_second_in_english_and_fewer_where_words_are_longer() -> None:
    assert seconds("note", 120, "en-GB") == 61
    assert pace("pl") < pace("ur") < pace("en-GB")
    assert (words("one two  three"), words("你好吗朋友")) == (3, 2)


def test_interpreted_takes_the_factor_as_long() -> None:
    found = walked(asking())
    plain, interpreted = found.lengths(1.5)
    assert interpreted.interpreted
    assert interpreted.longest == plain.longest * 1.5
