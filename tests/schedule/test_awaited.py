"""What waves wait for: a planned day that has not come true yields a task, and never a window."""

from __future__ import annotations

from datetime import date

from callassist.schedule.awaited import awaited
from callassist.study.protocol import Offset, Plan, Wave
from callassist.study.windows import windows

DUE, BORN = date(2026, 9, 10), date(2026, 9, 19)


def wave(code: str, anchor: str, *roles: str) -> Wave:
    return Wave(
        code=code,
        title=code,
        number=1,
        script="talk.md",
        anchor=anchor,
        closes=Offset(weeks=2),
        roles=roles,
    )


def plan(*waves: Wave) -> Plan:
    return Plan(id="plan", strand="trial", title="plan", wave=waves)


def test_a_due_date_is_awaited_and_opens_nothing() -> None:
    six_weeks = plan(wave("six_weeks", "event:birth"))
    (one,) = awaited(six_weeks, "mother", {"birth": (DUE, None)})
    assert (one.name, one.planned) == ("birth", DUE)
    assert "pregnancy" in one.words
    assert windows(six_weeks, "mother", {}) == ()


def test_a_birth_is_awaited_no_more() -> None:
    assert awaited(plan(wave("six_weeks", "event:birth")), "mother", {"birth": (DUE, BORN)}) == ()


def test_a_day_taken_back_is_awaited_no_more() -> None:
    assert awaited(plan(wave("six_weeks", "event:birth")), "mother", {"birth": (None, None)}) == ()


def test_only_what_a_wave_of_hers_hangs_on_is_awaited() -> None:
    asked = plan(wave("six_weeks", "event:birth", "mother"), wave("start", "enrolled"))
    assert awaited(asked, "father", {"birth": (DUE, None)}) == ()
    assert awaited(asked, "mother", {"moving_in": (DUE, None)}) == ()


def test_other_events_are_asked_about_by_name_and_day() -> None:
    (one,) = awaited(plan(wave("after", "event:plan_closed")), "mother", {"plan_closed": (DUE, None)})
    assert one.words.startswith("Plan closed was planned for 10 Sep 2026.")
