"""A script on paper: numbered, in one language, with the routing in words."""

from __future__ import annotations

import pytest

from callassist.questionnaire.paper import Line, lines
from tests.questionnaire.telling import script

TABLES = """
| survey |
| | type | name | label::English (en) | label::Urdu (ur) | relevant | calculation | instruction | identity |
| | calculate | called | | | | instance('enrolment')/root/item/called | | yes |
| | xml-external | enrolment | | | | | | |
| | note | hello | Hello ${called}. | سلام ${called}۔ | | | Speak slowly. | |
| | select_one yn | works | Do you work? | کیا آپ کام کرتی ہیں؟ | | | | |
| | integer | hours | How many hours? | | %s | | | |
| | calculate | long | | | | if(${hours} > 40, 'yes', 'no') | | |
| | begin group | home | Home | گھر | ${works} = 'no' | | | |
| | select_multiple who | with | With whom? | | | | | |
| | end group | | | | | | | |
| | begin repeat | child | Children | | | | | |
| | text | name | Name? | | | | | |
| | end repeat | | | | | | | |

| choices |
| | list_name | name | label::English (en) | label::Urdu (ur) |
| | yn | yes | Yes | ہاں |
| | yn | no | No | |
| | who | mother | My mother | |
| | who | friend | A friend | |

| settings |
| | form_id | default_language |
| | paper | English (en) |
"""


def printed(tag: str = "en", relevant: str = "${works} = 'yes'") -> dict[str, Line]:
    return {line.name: line for line in lines(script(TABLES % relevant), tag)}


def test_questions_are_numbered_and_notes_are_not() -> None:
    assert {name: line.number for name, line in printed().items() if line.number} == {
        "works": 1,
        "hours": 2,
        "with": 3,
        "name": 4,
    }


@pytest.mark.parametrize(
    ("relevant", "words"),
    [
        ("${works} = 'yes'", "question 1 is “Yes”"),
        ("${works} != 'yes'", "question 1 is not “Yes”"),
        ("not(${works} = 'yes')", "question 1 is not “Yes”"),
        ("${works} = ''", "question 1 has no answer"),
        ("${works} != ''", "question 1 has an answer"),
        ("selected(${with}, 'friend')", "question 3 includes “A friend”"),
        ("not(selected(${with}, 'friend'))", "question 3 does not include “A friend”"),
        ("count-selected(${with}) > 1", "the number of answers to question 3 is more than 1"),
        ("5 < ${with}", "question 3 is more than 5"),
        (
            "${works} = 'yes' and (${with} = 'friend' or ${with} = 'mother')",
            "question 1 is “Yes” and (question 3 is “A friend” or question 3 is “My mother”)",
        ),
        (
            "not(${works} = 'yes' and ${with} = 'friend')",
            "question 1 is not “Yes” or question 3 is not “A friend”",
        ),
        ("${called} = 'Maya'", "“called” is “Maya”"),
    ],
)
def test_routing_is_in_words(relevant: str, words: str) -> None:
    assert printed(relevant=relevant)["hours"].only_if == words


def test_a_worked_out_value_is_told_by_the_condition_behind_it() -> None:
    tables = TABLES % ""
    tables = tables.replace("| Home | گھر | ${works} = 'no' |", "| Home | گھر | ${long} = 'yes' |")
    found = {line.name: line for line in lines(script(tables), "en")}
    assert found["home"].only_if == "question 2 is more than 40"
    assert found["long"].said.words == "long: “yes” if question 2 is more than 40, else “no”"


def test_every_condition_says_where_to_go_on() -> None:
    assert printed()["hours"].otherwise == "Otherwise go on to “Home”."
    assert printed()["home"].otherwise == "Otherwise go on to “Children”."


def test_words_stand_in_the_language_with_the_first_beside_them() -> None:
    hello = printed("ur")["hello"]
    assert (hello.said.words, hello.said.language) == ("سلام [called]۔", "ur")
    assert hello.said.ours == "Hello [called]."
    assert hello.notes == ("Speak slowly.",)


def test_what_has_no_words_in_the_language_is_printed_in_the_first_and_never_as_a_dash() -> None:
    hours, works = printed("ur")["hours"], printed("ur")["works"]
    assert (hours.said.words, hours.said.language, hours.said.ours) == ("How many hours?", "en", "")
    assert [(said.words, said.language) for _, said in works.choices] == [("ہاں", "ur"), ("No", "en")]


def test_what_is_known_beforehand_and_a_repeat_are_said_so() -> None:
    assert (printed()["called"].kind, printed()["called"].item.identity) == ("known", True)
    assert printed()["child"].kind == "rows"
    assert "once for each" in printed()["child"].notes[0]


def test_the_words_of_other_channels_are_printed_apart_for_who_approves_them() -> None:
    read = script(
        """
        | survey |         |       |               |                       |                   |
        |        | type    | name  | label         | sms                   | keypad            |
        |        | integer | count | How many?     | How many? Text a number | Press the number |
        |        | text    | words | What is it?   |                       |                   |
        """
    )
    count, words = lines(read, "en")
    told = [(channel, said.words) for channel, said in count.elsewhere]
    assert told == [("sms", "How many? Text a number"), ("keypad", "Press the number")]
    assert words.elsewhere == ()
