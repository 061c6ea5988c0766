"""Every pair of state and event has its answer, and the answers keep what a trial cannot lose."""

from __future__ import annotations

import pytest

from callassist.cases.outcomes import OUTCOMES, Kind
from callassist.cases.states import (
    APPOINTMENTS,
    CASES,
    DONE,
    IGNORED,
    REFUSED,
    STANDING,
    AppointmentEvent,
    AppointmentState,
    CaseEvent,
    CaseState,
    after,
)
from callassist.errors import Refusal

CASE_PAIRS = [(state, event) for state in CaseState for event in CaseEvent]
APPOINTMENT_PAIRS = [(state, event) for state in AppointmentState for event in AppointmentEvent]


@pytest.mark.parametrize(("state", "event"), CASE_PAIRS)
def test_every_pair_of_a_case_leads_somewhere_or_is_refused(state: CaseState, event: CaseEvent) -> None:
    following = CASES[state][event]
    if following == REFUSED:
        with pytest.raises(Refusal):
            after(CASES, state, event)
    else:
        assert after(CASES, state, event) in CaseState


@pytest.mark.parametrize(("state", "event"), APPOINTMENT_PAIRS)
def test_every_pair_of_an_appointment_leads_somewhere_or_is_refused(
    state: AppointmentState, event: AppointmentEvent
) -> None:
    following = APPOINTMENTS[state][event]
    if following == REFUSED:
        with pytest.raises(Refusal):
            after(APPOINTMENTS, state, event)
    else:
        assert after(APPOINTMENTS, state, event) in AppointmentState


@pytest.mark.parametrize("event", [e for e in CaseEvent if e is not CaseEvent.REOPENED])
@pytest.mark.parametrize("state", sorted(DONE))
def test_a_finished_interview_is_never_undone_but_by_reopening(state: CaseState, event: CaseEvent) -> None:
    assert after(CASES, state, event) in DONE


@pytest.mark.parametrize("state", list(CaseState))
def test_a_stop_never_leaves_a_case_to_be_rung(state: CaseState) -> None:
    assert after(CASES, state, CaseEvent.STOPPED) not in (CaseState.OPEN, CaseState.WAITING)


def test_a_closed_window_is_missed_and_opens_again_when_its_dates_move() -> None:
    assert after(CASES, CaseState.OPEN, CaseEvent.CLOSED) is CaseState.MISSED
    assert after(CASES, CaseState.MISSED, CaseEvent.MOVED_LATER) is CaseState.WAITING


@pytest.mark.parametrize("state", sorted(STANDING))
def test_no_is_heard_as_long_as_the_appointment_stands(state: AppointmentState) -> None:
    assert after(APPOINTMENTS, state, AppointmentEvent.NO) is AppointmentState.DECLINED


def test_a_cancelled_appointment_is_confirmed_by_nothing() -> None:
    for state in (AppointmentState.CANCELLED, AppointmentState.MOVED):
        assert APPOINTMENTS[state][AppointmentEvent.YES] == IGNORED


def test_a_language_never_closes_a_case_by_itself() -> None:
    assert OUTCOMES["other_language"].kind is Kind.SUPERVISOR
    assert not OUTCOMES["interpreter_absent"].counts


def test_somebody_elses_no_is_no_refusal_of_hers() -> None:
    assert OUTCOMES["gatekeeper_no"].kind is not Kind.REFUSAL
