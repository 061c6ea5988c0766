"""Who is rung next, and who is not offered to this interviewer now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from callassist.cases.states import AppointmentState
from callassist.schedule.order import Caller, Not, Waiting, in_words, is_due, next_case, next_try, reason_not

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
