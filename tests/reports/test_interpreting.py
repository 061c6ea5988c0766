"""What interpreting costs: seven Sylheti-speaking families, each figure of the report worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from callassist.privacy.tokens import new_id
from callassist.reports.interpreting import COLUMNS, report
from callassist.store.bookings import booking
from callassist.store.cases import contact
from tests.reports.held import OPENED, case, sat
from tests.web.houses import Trial

NOW = datetime(2026, 10, 8, 14, 52, tzinfo=UTC)
SOON, LATER, GONE = NOW + timedelta(days=3), NOW + timedelta(days=60), NOW - timedelta(days=3)
DAY = timedelta(days=1)
A_MINUTE = 86


def booked(trial: Trial, case_id: str, state: str, paid: int, **more: Any) -> None:
    """A booking of 45 minutes at £38 an hour with an hour paid at least, as it stands at the end."""
    row = {
        "id": new_id(),
        "study_id": trial.study_id,
        "case_id": case_id,
        "participant_id": "whoever",
        "state": state,
        "reference": new_id()[-6:],
        "language": "syl",
        "gender": "any",
        "starts_at": OPENED + 2 * DAY,
        "minutes": 45,
        "pence": 3800,
        "free_until": OPENED,
        "charge": 1900,
        "asked_by": "helen",
        "asked_at": OPENED,
        "changed_at": OPENED,
        "paid": paid,
        **more,
    }
    trial.house.database.keep(lambda c: c.execute(insert(booking), row))


def tried_in_hers(trial: Trial, case_id: str) -> None:
    """Somebody who speaks Sylheti rang; nobody answered."""
    row = {
        "id": new_id(),
        "study_id": trial.study_id,
        "case_id": case_id,
        "channel": "call",
        "direction": "out",
        "at": OPENED + DAY,
        "outcome": "no_answer",
        "attempt": True,
        "language": "syl",
        "recorded_at": OPENED + DAY,
    }
    trial.house.database.keep(lambda c: c.execute(insert(contact), row))


def test_every_figure_is_what_a_hand_works_out(trial: Trial) -> None:
    held = case(trial, "T-201", state="complete", closes=LATER)  # with who was booked, after 4.5 days
    sat(trial, held, "booked", (OPENED + 4.5 * DAY, OPENED + 4.6 * DAY))
    booked(trial, held, "attended", 4307)  # 68 minutes of £38, where an hour was covered
    line = case(trial, "T-202", state="complete", closes=LATER)  # by the line, after 2 days: 40 min 30 s
    until = OPENED + 2 * DAY + timedelta(minutes=40, seconds=30)
    sat(trial, line, "on_demand", (OPENED + 2 * DAY, until))
    never = case(trial, "T-203", state="missed", closes=GONE)  # who was booked did not come: closed untried
    booked(trial, never, "not_come", 0)
    closing = case(trial, "T-204", state="open", closes=SOON)  # cancelled inside the charge: closing untried
    booked(trial, closing, "cancelled", 1900)
    spoken = case(trial, "T-205", state="missed", closes=GONE)  # tried by a speaker of Sylheti: not untried
    tried_in_hers(trial, spoken)
    there = case(trial, "T-206", state="open", closes=SOON)  # came late, and the mother never answered
    booked(trial, there, "late", 3800, came_at=OPENED + 10 * DAY)
    knew = case(trial, "T-207", state="open", closes=LATER)  # came, and they knew each other
    booked(trial, knew, "attended", 3800, came_at=OPENED + DAY, why="knew each other")

    with trial.house.database.read() as c:
        (found,) = report(c, trial.study_id, NOW, None, pence_a_minute=A_MINUTE).lines
    assert (found.cases, found.bookings) == (7, 5)
    assert (found.came, found.late, found.not_come, found.declined) == (2, 1, 1, 0)
    assert (found.free, found.charged, found.knew, found.wasted) == (0, 1, 1, 3)
    assert found.paid == 4307 + 0 + 1900 + 3800 + 3800
    assert found.over == 507
    assert found.lost == 0 + 1900 + 3800
    assert (found.minutes, found.line) == (41, 41 * A_MINUTE)
    assert found.interviews == 2
    assert found.each == round((13807 + 3526) / 2) == 8666
    assert found.days == 4.5  # of 2, 4.5 and 10
    assert (found.closing, found.closed) == (1, 1)
    assert dict(zip(COLUMNS, found.cells(), strict=True))["pounds_per_interview"] == "86.66"


def test_a_site_sees_its_own_and_a_line_without_a_price_costs_nothing(trial: Trial) -> None:
    here = case(trial, "T-201", state="complete", closes=LATER)
    sat(trial, here, "on_demand", (OPENED + DAY, OPENED + DAY + timedelta(minutes=10)))
    there = case(trial, "T-202", state="missed", closes=GONE, site="northside")
    booked(trial, there, "not_come", 0)
    with trial.house.database.read() as c:
        (found,) = report(c, trial.study_id, NOW, {"luton"}).lines
    assert (found.cases, found.bookings, found.closed) == (1, 0, 0)
    assert (found.minutes, found.line, found.interviews, found.each) == (10, 0, 1, None)
