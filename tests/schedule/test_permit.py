"""Whether a text may go now: each reason by itself, and the order in which reasons are told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from callassist.cases.states import AppointmentState, CaseState
from callassist.edition.toml import load_protocol
from callassist.schedule.permit import Hold, Permit, Suppress, TextFacts, Why, permit

TOGETHER = Path(__file__).parents[2] / "scripts" / "questionnaires" / "together" / "study.toml"
PROTOCOL = load_protocol(TOGETHER.read_bytes(), name="study.toml")
NOON = datetime(2026, 10, 8, 11, 0, tzinfo=UTC)  # Thursday, 12:00 in London
FINE = TextFacts(worth_until=NOON + timedelta(hours=24))


def test_what_nothing_speaks_against_may_go_until_the_hours_end() -> None:
    assert permit(FINE, PROTOCOL, NOON) == Permit(datetime(2026, 10, 8, 19, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"stopped": True}, Why.STOPPED),
        ({"opt_out": "stopped"}, Why.OPTED_OUT),
        ({"texts_allowed": False}, Why.NO_TEXTS),
        ({"consented": False}, Why.NO_CONSENT),
        ({"bar": Why.LANDLINE}, Why.LANDLINE),
        ({"bar": Why.UNSAFE}, Why.UNSAFE),
        ({"bar": Why.NO_NUMBER}, Why.NO_NUMBER),
        ({"reads": False}, Why.READS_NOTHING),
        ({"has_words": False}, Why.NO_WORDS),
        ({"approved": False}, Why.NOT_APPROVED),
        ({"live": True, "drama": True}, Why.DRAMA),
        ({"on_test_list": False}, Why.NOT_ON_TEST_LIST),
        ({"case_state": CaseState.COMPLETE}, Why.FINISHED),
        ({"case_state": CaseState.PARTIAL}, Why.FINISHED),
        ({"case_state": CaseState.STOPPED}, Why.STOPPED),
        ({"closes_at": NOON}, Why.CLOSED),
        ({"opens_at": NOON + timedelta(days=1)}, Why.NOT_OPEN),
        ({"appointment": AppointmentState.DECLINED}, Why.APPOINTMENT_OFF),
        ({"appointment": AppointmentState.BOOKED, "appointment_same": False}, Why.APPOINTMENT_OFF),
        ({"worth_until": NOON}, Why.TOO_LATE),
    ],
)
def test_each_reason_never_to_send(change: dict[str, Any], why: Why) -> None:
    assert permit(replace(FINE, **change), PROTOCOL, NOON) == Suppress(why)


@pytest.mark.parametrize(
    ("change", "why"), [({"paused": True}, Why.PAUSED), ({"opt_out": "doubtful"}, Why.DOUBTFUL)]
)
def test_what_waits_for_a_person(change: dict[str, Any], why: Why) -> None:
    assert permit(replace(FINE, **change), PROTOCOL, NOON) == Hold(why, None)


def test_a_stop_outweighs_a_pause() -> None:
    both = replace(FINE, opt_out="stopped", paused=True)
    assert permit(both, PROTOCOL, NOON) == Suppress(Why.OPTED_OUT)


def test_the_confirmation_of_a_stop_is_the_one_text_that_goes() -> None:
    asked = replace(FINE, opt_out="stopped", confirms_stop=True, answers_her=True)
    assert isinstance(permit(asked, PROTOCOL, NOON), Permit)


def test_at_night_a_text_waits_for_the_morning() -> None:
    night = datetime(2026, 10, 8, 22, 0, tzinfo=UTC)
    decided = permit(FINE, PROTOCOL, night)
    assert decided == Hold(Why.HOURS, datetime(2026, 10, 9, 8, 0, tzinfo=UTC))


def test_a_text_that_would_come_too_late_is_not_kept_for_the_morning() -> None:
    night = datetime(2026, 10, 8, 22, 0, tzinfo=UTC)
    soon = replace(FINE, worth_until=night + timedelta(hours=2))
    assert permit(soon, PROTOCOL, night) == Suppress(Why.TOO_LATE)


def test_nothing_goes_on_a_bank_holiday() -> None:
    christmas = datetime(2026, 12, 25, 12, 0, tzinfo=UTC)
    boxing = replace(FINE, worth_until=christmas + timedelta(days=5))
    decided = permit(boxing, PROTOCOL, christmas)
    assert isinstance(decided, Hold)
    assert decided.until == datetime(2026, 12, 27, 11, 0, tzinfo=UTC)  # a Sunday; the 26th is one too


def test_an_answer_to_her_own_text_goes_at_night() -> None:
    night = datetime(2026, 10, 8, 22, 0, tzinfo=UTC)
    assert isinstance(permit(replace(FINE, answers_her=True), PROTOCOL, night), Permit)


def test_enough_for_today_waits_until_the_cap_frees() -> None:
    full = replace(FINE, sent_today=2, frees_at=NOON + timedelta(hours=3))
    assert permit(full, PROTOCOL, NOON) == Hold(Why.CAP, NOON + timedelta(hours=3))


def test_her_own_times_are_kept() -> None:
    evenings = replace(FINE, allows=lambda at: at.hour >= 16)
    decided = permit(evenings, PROTOCOL, NOON)
    assert decided == Hold(Why.HOURS, datetime(2026, 10, 8, 16, 0, tzinfo=UTC))


@pytest.mark.parametrize("shift", [timedelta(), timedelta(hours=6), timedelta(days=3)])
def test_asking_twice_answers_the_same(shift: timedelta) -> None:
    assert permit(FINE, PROTOCOL, NOON + shift) == permit(FINE, PROTOCOL, NOON + shift)


EVENINGS = replace(
    FINE,
    due_at=NOON,
    worth_until=NOON + timedelta(hours=2),
    true_until=NOON + timedelta(hours=24),
    allows=lambda at: at.hour == 17,  # 18:00 to 19:00 in London
)


def test_a_time_agreed_is_told_when_her_safe_hours_begin_though_its_own_hours_have_gone_by() -> None:
    evening = datetime(2026, 10, 8, 17, 0, tzinfo=UTC)
    assert permit(EVENINGS, PROTOCOL, NOON) == Hold(Why.HOURS, evening)
    assert permit(EVENINGS, PROTOCOL, evening) == Permit(evening + timedelta(hours=1))  # her hour, not ours
    assert permit(EVENINGS, PROTOCOL, evening + timedelta(hours=2)) == Suppress(Why.TOO_LATE)


def test_it_is_not_told_once_the_hour_agreed_has_come() -> None:
    before = replace(EVENINGS, true_until=NOON + timedelta(hours=4))
    assert permit(before, PROTOCOL, NOON) == Suppress(Why.TOO_LATE)


def test_what_could_go_at_once_gets_no_more_time() -> None:
    free = replace(EVENINGS, allows=None)
    assert permit(free, PROTOCOL, NOON + timedelta(hours=2)) == Suppress(Why.TOO_LATE)
