"""The waiting list: who waits for the course is followed up like who is on it; nothing betrays the arm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from callassist.edition.check import examine
from callassist.store.cases import case_
from callassist.store.texts import message
from callassist.work import enrol
from tests.stories.telling import windows
from tests.trial import QUESTIONNAIRES, Trial, folder

ON_IT, WAITING = "07700 900601", "07700 900602"
APART = {"id", "participant_id", "case_id", "number", "body", "token", "provider_id", "cause", "phone_id"}
APART |= {"number_index", "planned_at", "sent_at", "receipt_at", "lease", "lease_until"}


@pytest.fixture(scope="module")
def twins(at_work: Callable[[str], Trial]) -> Any:
    """Two mothers of one course who differ in nothing but the arm, until the second has her course."""
    trial = at_work("2026-06-01 09:00")
    together = trial.load("together")
    alike = {"consent_on": "2026-06-01", "unit": "U-601", "household": "H-601", "phone": ON_IT}
    other = {"study_number": "T-602", "unit": "U-602", "household": "H-602", "phone": WAITING}
    two = trial.enrol(together, {**alike, "study_number": "T-601"}, {**alike, **other})
    rows = [{"unit": "U-601", "arm": "programme"}, {"unit": "U-602", "arm": "waiting_list"}]
    enrol.allocate(trial.house, together, rows, by="test")
    trial.until("2027-05-03 09:00")
    return trial, two


def test_both_have_the_same_windows_hung_on_the_reference_course(twins: Any) -> None:
    trial, (on_it, waiting) = twins
    assert windows(trial, on_it) == windows(trial, waiting)
    assert windows(trial, on_it)["six_month"] == (date(2027, 3, 14), date(2027, 4, 25))


def test_both_got_the_same_words_at_the_same_time(twins: Any) -> None:
    trial, two = twins
    assert trial.texts_to(ON_IT) == trial.texts_to(WAITING) != []
    first, second = (of(trial, message, one) for one in two)
    assert first == second


def test_the_same_became_of_both_in_every_wave(twins: Any) -> None:
    trial, two = twins
    first, second = (of(trial, case_, one) for one in two)
    assert first == second


def of(trial: Trial, table: Any, participant_id: str) -> list[dict[str, Any]]:
    """All rows of a participant, without what names the row itself or holds sealed bytes."""
    with trial.house.database.read() as c:
        rows = c.execute(select(table).where(table.c.participant_id == participant_id).order_by(table.c.id))
        return [{k: v for k, v in row._mapping.items() if k not in APART} for row in rows]


def test_the_study_is_told_that_the_waiting_list_has_its_own_course_by_then() -> None:
    said = [str(one) for one in examine(folder(QUESTIONNAIRES / "together"))]
    assert any("Luton, January 2026" in one and "six_month" in one for one in said)
