"""What a case makes due: invitations, reminders on the wall clock, and when to look again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callassist.cases.states import AppointmentState, CaseEvent, CaseState
from callassist.schedule.due import AHEAD, AppointmentFacts, CaseFacts, due
from tests.schedule.test_permit import PROTOCOL

LONDON = ZoneInfo("Europe/London")


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


CASE = CaseFacts(
    case_id="c1",
    wave="post_programme",
    state=CaseState.WAITING,
    opens_on=date(2026, 9, 28),
    opens_at=wall("2026-09-28 00:00"),
    closes_at=wall("2026-11-03 00:00"),
)
OPEN = replace(CASE, state=CaseState.OPEN)


def appointment(starts: str, *, changed: str, state: str = "booked", version: int = 1) -> AppointmentFacts:
    return AppointmentFacts(
        "a1", wall(starts), 30, AppointmentState(state), version, wall(changed), wall(changed)
    )


def test_long_before_nothing_is_due_and_the_next_look_is_when_the_invitation_comes_into_sight() -> None:
    found = due(CASE, PROTOCOL, wall("2026-09-01 12:00"))
    assert (found.texts, found.event) == ((), None)
    assert found.look_again_at == wall("2026-09-28 10:00") - AHEAD


def test_the_invitation_is_planned_ahead_for_ten_o_clock() -> None:
    found = due(CASE, PROTOCOL, wall("2026-09-27 12:00"))
    assert [(text.template, text.due_at) for text in found.texts] == [("invite", wall("2026-09-28 10:00"))]


def test_nothing_is_late_before_its_dates_were_known() -> None:
    joined = wall("2026-10-12 09:00")
    (found,) = due(replace(OPEN, known_at=joined), PROTOCOL, joined).texts
    assert (found.due_at, found.worth_until) == (wall("2026-09-28 10:00"), wall("2026-10-15 09:00"))


def test_a_window_opens_and_closes_by_its_own_dates() -> None:
    assert due(CASE, PROTOCOL, wall("2026-09-28 00:00")).event is CaseEvent.OPENED
    assert due(OPEN, PROTOCOL, wall("2026-11-03 00:00")).event is CaseEvent.CLOSED
    assert due(OPEN, PROTOCOL, wall("2026-11-02 23:59")).event is None


def test_a_reminder_goes_so_many_hours_before_on_the_wall() -> None:
    case = replace(OPEN, appointments=(appointment("2026-10-25 16:15", changed="2026-10-20 10:00"),))
    texts = {t.template: t.due_at for t in due(case, PROTOCOL, wall("2026-10-24 12:00")).texts}
    assert texts["reminder_24h"] == wall("2026-10-24 16:15")
    assert texts["reminder_24h"] - wall("2026-10-25 16:15") == -timedelta(hours=25)  # the clocks go back


def test_no_reminder_for_a_time_that_was_only_just_agreed() -> None:
    case = replace(OPEN, appointments=(appointment("2026-10-09 16:15", changed="2026-10-08 15:00"),))
    found = due(case, PROTOCOL, wall("2026-10-08 15:01"))
    assert "reminder_24h" not in {text.template for text in found.texts}


@pytest.mark.parametrize("state", ["declined", "cancelled", "moved", "kept", "missed"])
def test_no_reminder_of_what_no_longer_stands(state: str) -> None:
    case = replace(
        OPEN, appointments=(appointment("2026-10-12 16:15", changed="2026-10-05 10:00", state=state),)
    )
    found = due(case, PROTOCOL, wall("2026-10-11 17:00"))
    assert "reminder_24h" not in {text.template for text in found.texts}


def test_an_appointment_gone_by_is_noticed() -> None:
    case = replace(OPEN, appointments=(appointment("2026-10-08 16:15", changed="2026-10-05 10:00"),))
    assert due(case, PROTOCOL, wall("2026-10-08 19:45")).passed == ("a1",)
    assert due(case, PROTOCOL, wall("2026-10-08 19:44")).passed == ()


@pytest.mark.parametrize("state", ["complete", "partial", "stopped", "missed", "not_planned"])
def test_a_case_that_is_over_makes_nothing_due(state: str) -> None:
    found = due(replace(CASE, state=CaseState(state)), PROTOCOL, wall("2026-09-28 12:00"))
    assert (found.texts, found.event, found.look_again_at) == ((), None, None)


@given(st.integers(0, 60 * 24 * 80))
def test_the_next_look_is_always_ahead_and_nothing_falls_due_unseen_between(minutes: int) -> None:
    now = wall("2026-09-01 00:00") + timedelta(minutes=minutes)
    found = due(OPEN if now >= CASE.opens_at else CASE, PROTOCOL, now)
    if found.look_again_at is not None:
        assert found.look_again_at > now
        just_before = found.look_again_at - timedelta(seconds=1)
        later = due(OPEN if now >= CASE.opens_at else CASE, PROTOCOL, max(now, just_before))
        assert {t.cause for t in later.texts} == {t.cause for t in found.texts}
