"""An interview is broken off and taken up again: by its events, by a snapshot, by somebody else."""

from __future__ import annotations

import gc
import json

from callassist.questionnaire.entries import Missing
from callassist.questionnaire.session import Session
from tests.questionnaire.telling import MORNING, Interview, script
from tests.questionnaire.tiny import TINY

READ = script(TINY)

ROWS = """
| survey |
|  | type | name | label | calculation | repeat_count | default |
|  | integer | many | How many? | | | |
|  | begin repeat | child | Child | | ${many} | |
|  | text | name | Name? | | | |
|  | date | seen | Seen? | | | today() |
|  | end repeat | | | | | |
|  | begin repeat | visit | Visit | | | |
|  | text | place | Where? | | | |
|  | end repeat | | | | | |
|  | calculate | luck | | once(random()) | | |
|  | calculate | mark | | once(uuid()) | | |
|  | calculate | day | | once(today()) | | |
"""


def halfway() -> Interview:
    call = Interview(READ)
    call.answer("greeting", "OK")
    call.answer("called", "Amina")
    call.answer("adults", Missing.DONT_KNOW)
    call.answer("rooms", "4")
    return call


def test_it_is_taken_up_at_the_first_question_that_was_not_dealt_with() -> None:
    call = halfway()
    assert call.session.first_open().path == "/data/home/moved"
    assert call.another_day().session.first_open().path == "/data/home/moved"


def test_a_note_that_was_read_out_is_not_read_again() -> None:
    call = Interview(READ)
    assert call.session.first_open().path == "/data/greeting"
    call.answer("greeting", "OK")
    assert call.session.first_open().path == "/data/home/called"


def test_a_required_question_that_was_jumped_over_comes_first() -> None:
    call = halfway()
    call.answer("children[1]/age", "3")
    call.answer("called", None)
    assert call.session.first_open().path == "/data/home/called"


def test_after_the_last_question_there_is_nothing_open() -> None:
    call = halfway()
    for name, value in [("moved", "2020-05-01"), ("children[1]/age", "3"), ("children[2]/age", "1")]:
        call.answer(name, value)
    assert call.session.first_open().path == "/data/mood"
    call.answer("m1", "0")
    assert call.session.first_open().path == "/data/mood", "half a set is not done"
    call.answer("m2", Missing.REFUSED)
    call.answer("goodbye", "OK")
    assert call.session.first_open() is None


def test_its_events_bring_back_exactly_the_same_interview() -> None:
    call = halfway()
    again = call.another_day()
    assert again.session.fold() == call.session.fold()
    assert again.session.snapshot() == call.session.snapshot()


def test_a_snapshot_brings_it_back_and_is_plain_json() -> None:
    call = halfway()
    content = call.session.snapshot()
    assert json.loads(content)["language"] == "en"
    back = Session.restore(READ, content, instances=call.instances)
    assert back.fold() == call.session.fold()
    assert back.first_open().path == call.session.first_open().path
    assert back.snapshot() == content


def test_a_corrected_count_loses_no_row() -> None:
    call = Interview(script(ROWS))
    call.answer("many", "3")
    for row, name in enumerate(["Ada", "Ben", "Cleo"], 1):
        call.answer(f"child[{row}]/name", name)
    call.answer("many", "1")
    away = [item for item in call.session.fold() if item.name == "name" and not item.relevant]
    assert [(item.path, item.value) for item in away] == [
        ("/data/child[2]/name", "Ben"),
        ("/data/child[3]/name", "Cleo"),
    ]
    restored = Session.restore(call.script, call.session.snapshot(), instances=call.instances)
    for session in (call.session, restored):
        session.answer("/data/many", "3", now=MORNING)
        assert [session.state(f"/data/child[{row}]/name").value for row in (1, 2, 3)] == [
            "Ada",
            "Ben",
            "Cleo",
        ]


def test_before_anybody_gave_the_count_there_are_no_rows_and_clearing_it_takes_none_away() -> None:
    call = Interview(script(ROWS))
    assert "/data/child[1]/name" not in call.session.paths()
    call.answer("many", "2")
    call.answer("child[2]/name", "Ben")
    call.answer("many", None)
    assert call.value("child[2]/name") == "Ben"


def test_a_new_row_begins_with_its_default_and_keeps_what_replaced_it() -> None:
    call = Interview(script(ROWS))
    call.answer("many", "1")
    assert call.value("child[1]/seen") == "2026-03-02"
    call.answer("child[1]/seen", "2025-01-01")
    call.answer("many", "0")
    call.answer("many", "1")
    assert call.value("child[1]/seen") == "2025-01-01"


def test_open_rows_are_added_and_removed_by_hand() -> None:
    call = Interview(script(ROWS))
    call.answer("visit[1]/place", "home")
    added = call.session.add_row("/data/visit", now=MORNING)
    call.events.extend(added.events)
    call.answer("visit[2]/place", "clinic")
    removed = call.session.remove_row("/data/visit[1]", now=MORNING)
    call.events.extend(removed.events)
    assert call.value("visit[1]/place") == "clinic"
    assert call.another_day().session.fold() == call.session.fold()


def test_what_was_drawn_stays_drawn() -> None:
    call = Interview(script(ROWS))
    drawn = call.value("luck"), call.value("mark"), call.value("day")
    assert 0 <= float(drawn[0]) < 1
    assert len(drawn[1]) == 36
    call.answer("many", "2")
    again = call.another_day()
    assert (again.value("luck"), again.value("mark"), again.value("day")) == drawn
    other = Interview(call.script, seed=8)
    assert other.value("luck") != drawn[0]


def test_rows_put_away_of_two_repeats_fold_in_the_order_of_the_sheet_however_they_went() -> None:
    call = Interview(
        script(
            """
| survey |
| | type | name | label | repeat_count |
| | integer | boys | Boys | |
| | integer | girls | Girls | |
| | begin repeat | boy | Boy | ${boys} |
| | text | his | His | |
| | end repeat | | | |
| | begin repeat | girl | Girl | ${girls} |
| | text | hers | Hers | |
| | end repeat | | | |
"""
        )
    )
    for name in ("girls", "boys"):
        call.answer(name, "1")
    call.answer("girl[1]/hers", "Zoya")
    call.answer("boy[1]/his", "Adam")
    for name in ("girls", "boys"):
        call.answer(name, "0")
    restored = Session.restore(call.script, call.session.snapshot(), instances=call.instances)
    assert restored.fold() == call.session.fold()
    assert [item.value for item in call.session.fold() if item.rows] == ["Adam", "Zoya"]


def test_rows_of_a_row_that_was_taken_out_come_back_in_no_other_row() -> None:
    """What is put away is remembered by its own row, not by a number that the machine may give away again."""
    call = Interview(
        script(
            """
| survey |
|  | type | name | label | repeat_count |
|  | begin repeat | child | Child | |
|  | integer | toys | How many toys? | |
|  | begin repeat | toy | Toy | ${toys} |
|  | text | name | Which? | |
|  | end repeat | | | |
|  | end repeat | | | |
"""
        )
    )
    for _ in range(20):
        call.answer("child[1]/toys", "1")
        call.answer("child[1]/toy[1]/name", "a bear")
        call.answer("child[1]/toys", "0")
        call.session.remove_row("/data/child[1]", now=MORNING)
        gc.collect()
        call.session.add_row("/data/child", now=MORNING)
        call.answer("child[1]/toys", "1")
        assert call.value("child[1]/toy[1]/name") == ""
        call.answer("child[1]/toys", None)
