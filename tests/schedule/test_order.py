"""Who is rung next, and who is not offered to this interviewer now."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callassist.cases.states import AppointmentState
from callassist.schedule.order import (
    Because,
    Caller,
    Not,
    Waiting,
    in_words,
    is_due,
    next_case,
    next_try,
    reason_not,
    turn,
)

NOW = datetime(2026, 10, 8, 15, 0, tzinfo=UTC)
SAMINA = Caller("samina", lambda tag: tag in ("en-GB", "ur"))


def case(name: str, **more: Any) -> Waiting:
    values: dict[str, Any] = {"closes_at": NOW + timedelta(days=10), "language": "ur"}
    return Waiting(name, **(values | more))


def appointment(at: datetime, who: str | None = None, state: str = "booked") -> dict[str, Any]:
    return {"appointment_at": at, "appointment_state": AppointmentState(state), "appointment_with": who}


def test_the_window_that_closes_soonest_comes_first() -> None:
    line = [case("later"), case("sooner", closes_at=NOW + timedelta(days=1))]
    assert next_case(line, SAMINA, NOW).case_id == "sooner"


def test_a_due_appointment_comes_before_every_window() -> None:
    line = [case("closing", closes_at=NOW + timedelta(hours=1)), case("agreed", **appointment(NOW))]
    choice = next_case(line, SAMINA, NOW)
    assert (choice.case_id, choice.due) == ("agreed", True)


def test_her_own_appointment_comes_before_one_that_anybody_may_take() -> None:
    line = [
        case("anybody", **appointment(NOW - timedelta(minutes=5))),
        case("hers", **appointment(NOW, "samina")),
    ]
    assert next_case(line, SAMINA, NOW).case_id == "hers"


def test_what_a_supervisor_gave_her_comes_before_the_rest_of_the_line() -> None:
    line = [case("sooner", closes_at=NOW + timedelta(days=1)), case("given", given_to="samina")]
    assert next_case(line, SAMINA, NOW).case_id == "given"


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"stopped": True}, Not.STOPPED),
        ({"taken": True}, Not.TAKEN),
        (appointment(NOW + timedelta(hours=2)), Not.BOOKED),
        (appointment(NOW, "tom"), Not.COLLEAGUES),
        ({"given_to": "tom"}, Not.COLLEAGUES),
        ({"language": "pl"}, Not.LANGUAGE),
        ({"language": "syl", "interpreter": True}, Not.INTERPRETER),
        ({"not_before": NOW + timedelta(minutes=1)}, Not.RESTING),
        ({"allows": lambda at: False}, Not.HER_TIMES),
    ],
)
def test_some_are_not_for_her_now_and_the_reason_is_known(more: dict[str, Any], why: Not) -> None:
    line = [case("one", **more)]
    choice = next_case(line, SAMINA, NOW)
    assert choice.case_id is None
    assert choice.waits == ((why, 1),)


def test_the_days_one_call_is_kept_for_an_hour_that_is_owed_while_she_is_here() -> None:
    evening = NOW + timedelta(hours=2)
    kept = case("one", kept_until=evening)
    here = replace(SAMINA, here_until=NOW + timedelta(hours=4))
    assert reason_not(kept, here, NOW) is Not.KEPT
    assert reason_not(kept, replace(SAMINA, here_until=evening), NOW) is None
    assert reason_not(kept, SAMINA, NOW) is None
    assert reason_not(replace(kept, call_back_at=NOW), here, NOW) is None
    assert in_words(((Not.KEPT, 1),)) == "1 case is kept for a later hour today, the last that is owed."


def test_a_time_that_anybody_may_keep_is_kept_by_somebody_who_speaks_her_language() -> None:
    agreed = case("one", language="pl", **appointment(NOW))
    assert reason_not(agreed, SAMINA, NOW) is Not.LANGUAGE
    assert reason_not(agreed, replace(SAMINA, speaks=lambda tag: tag == "pl"), NOW) is None
    assert reason_not(replace(agreed, appointment_with="samina"), SAMINA, NOW) is None


def test_a_declined_appointment_keeps_nobody_from_ringing_at_another_time() -> None:
    assert (
        reason_not(case("one", **appointment(NOW + timedelta(hours=2), state="declined")), SAMINA, NOW)
        is None
    )


def test_an_appointment_is_due_from_ten_minutes_before_until_half_an_hour_after() -> None:
    due = [is_due(case("one", **appointment(NOW + timedelta(minutes=m))), NOW) for m in (11, 10, 0, -30, -31)]
    assert due == [False, True, True, True, False]


def test_the_next_try_falls_into_her_hours() -> None:
    def after_six(at: datetime) -> bool:
        return at.hour >= 18

    found = next_try(NOW + timedelta(minutes=7), NOW + timedelta(days=3), after_six)
    assert found == NOW.replace(hour=18)


def test_there_is_no_next_try_once_the_window_is_over() -> None:
    assert next_try(NOW, NOW, lambda at: True) is None
    assert next_try(NOW, NOW + timedelta(hours=1), lambda at: False) is None


def test_an_empty_line_says_what_waits_for_what() -> None:
    said = in_words(((Not.INTERPRETER, 1), (Not.HER_TIMES, 2)))
    assert said == "1 case waits for an interpreter; 2 cases may not be rung at this hour."


def test_of_windows_that_close_together_the_protocols_debts_decide() -> None:
    line = [
        case("d tried at this hour", owed=True),
        case("c owed at another hour", owed=True, unused=True),
        case("b owed now", owed=True, owed_now=True, unused=True),
        case("a nothing owed"),
    ]
    assert [name[0] for name in next_case(line, SAMINA, NOW).line] == ["b", "c", "d", "a"]


def test_who_spoke_with_her_last_comes_first_where_all_else_is_equal() -> None:
    line = [case("a"), case("b", spoke_with="samina")]
    assert next_case(line, SAMINA, NOW).case_id == "b"


def test_who_waits_to_be_rung_back_comes_before_windows_and_is_not_kept_waiting_by_a_rest() -> None:
    resting = {"not_before": NOW + timedelta(hours=9), "enough_until": NOW + timedelta(days=1)}
    line = [
        case("closing", closes_at=NOW + timedelta(hours=1)),
        case("waits", call_back_at=NOW - timedelta(minutes=5), **resting),
    ]
    choice = next_case(line, SAMINA, NOW)
    assert (choice.case_id, choice.why["waits"][0]) == ("waits", Because.CALL_BACK)


@pytest.mark.parametrize("kept_back", [{"spoke_with": "tom", "colleague_here": True}, {"text_first": True}])
def test_a_colleague_who_is_here_or_a_first_text_goes_before_but_delays_no_closing_window(
    kept_back: dict[str, Any],
) -> None:
    line = [case("kept back", **kept_back), case("later", closes_at=NOW + timedelta(days=20))]
    assert next_case(line, SAMINA, NOW).case_id == "later"
    assert next_case(line[:1], SAMINA, NOW).case_id == "kept back"
    closing = case("kept back", closes_at=NOW + timedelta(days=1), **kept_back)
    assert next_case([closing, line[1]], SAMINA, NOW).case_id == "kept back"


def test_the_appointment_that_ends_first_comes_first() -> None:
    long = appointment(NOW) | {"appointment_ends": NOW + timedelta(minutes=90)}
    short = appointment(NOW + timedelta(minutes=5)) | {"appointment_ends": NOW + timedelta(minutes=35)}
    assert next_case([case("long", **long), case("short", **short)], SAMINA, NOW).case_id == "short"


def test_sylheti_is_not_bengali_but_she_may_be_content_with_another_language() -> None:
    bengali = Caller("b", lambda tag: tag == "bn")
    assert reason_not(case("one", language="syl"), bengali, NOW) is Not.LANGUAGE
    assert reason_not(case("one", language="syl", also=("bn",)), bengali, NOW) is None


def test_who_was_spoken_to_abusively_is_not_offered_the_case_even_when_a_time_was_agreed() -> None:
    line = [case("one", shielded=True, **appointment(NOW))]
    assert next_case(line, SAMINA, NOW).waits == ((Not.SHIELDED, 1),)


@given(
    st.lists(
        st.fixed_dictionaries(
            {
                "closes_at": st.sampled_from([NOW + timedelta(days=n) for n in (1, 1, 5)]),
                "owed": st.booleans(),
                "owed_now": st.booleans(),
                "unused": st.booleans(),
                "text_first": st.booleans(),
                "given_to": st.sampled_from([None, "samina"]),
            }
        ),
        min_size=2,
        max_size=6,
    )
)
def test_the_reasons_are_those_of_the_place(facts: list[dict[str, Any]]) -> None:
    """Whoever stands before another in the same turn never has less said for it."""
    line = [case(str(n), **more) for n, more in enumerate(facts)]
    choice = next_case(line, SAMINA, NOW)
    known = {one.case_id: one for one in line}
    for before, after in pairwise(choice.line):
        first, second = known[before], known[after]
        assert (turn(first, SAMINA, NOW), first.closes_at) <= (turn(second, SAMINA, NOW), second.closes_at)
        if (turn(first, SAMINA, NOW), first.closes_at) == (turn(second, SAMINA, NOW), second.closes_at):
            assert first.owed_now >= second.owed_now
        assert (Because.OWED_NOW in choice.why[before]) == first.owed_now
