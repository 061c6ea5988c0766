"""What a question took: from the answer before it to its own, less the time in which nothing was asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from callassist.questionnaire.timing import Kept, Took, sections, timed
from tests.questionnaire.telling import script

BEGAN = datetime(2026, 10, 8, 15, 0, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return BEGAN + timedelta(seconds=seconds)


def took(*kept: tuple[str, float], pauses: tuple[tuple[float, float], ...] = ()) -> dict[str, Took]:
    found: dict[str, Took] = {}
    spans = [(after(since), after(until)) for since, until in pauses]
    timed(BEGAN, [Kept(path, after(at)) for path, at in kept], spans, found)
    return found


def test_a_question_lasts_from_the_answer_before_it_to_its_own() -> None:
    found = took(("/a", 10), ("/b", 25))
    assert (found["/a"].seconds, found["/b"].seconds) == (10, 15)


def test_a_pause_is_no_time_of_the_question_and_two_that_overlap_count_once() -> None:
    found = took(("/a", 10), ("/b", 100), pauses=((20, 60), (50, 80)))
    assert (found["/b"].seconds, found["/b"].paused) == (30, 60)


def test_a_pause_that_began_at_the_question_before_is_cut_at_its_answer() -> None:
    found = took(("/a", 10), ("/b", 30), pauses=((5, 15),))
    assert (found["/a"].seconds, found["/a"].paused) == (5, 5)
    assert (found["/b"].seconds, found["/b"].paused) == (15, 5)


def test_questions_kept_together_share_their_time_and_one_answered_twice_adds_up() -> None:
    found = took(("/a", 10), ("/b", 10), ("/c", 16), ("/a", 20))
    assert (found["/a"].seconds, found["/a"].times) == (9, 2)
    assert (found["/b"].seconds, found["/c"].seconds) == (5, 6)


def test_a_section_is_the_outermost_group_with_a_title() -> None:
    found = sections(
        script(
            """
            | survey |             |      |           |
            |        | type        | name | label     |
            |        | text        | own  | Alone     |
            |        | begin group | home | Your home |
            |        | begin group | roof | The roof  |
            |        | text        | tile | Tiles     |
            |        | end group   |      |           |
            |        | end group   |      |           |
            """
        ).form
    )
    assert found == {"/data/own": "", "/data/home/roof/tile": "/data/home"}
