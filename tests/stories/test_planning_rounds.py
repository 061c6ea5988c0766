"""One round of planning at a time: nothing is visited twice, and no wish to be looked at is ever lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from callassist.privacy.tokens import new_id
from callassist.store import looking, planning
from callassist.store.database import Connection
from callassist.store.people import participant
from callassist.work import plan as planner
from callassist.work import points, studies
from callassist.work.plan import plan
from tests.trial import QUESTIONNAIRES, Trial, folder

Start = Callable[..., Trial]


AtPoint = Callable[[str, Callable[[], None]], None]


@pytest.fixture
def at_point() -> AtPoint:
    """Does something once, when a named point of the work is reached."""

    def do(name: str, what: Callable[[], None]) -> None:
        """Any other point is passed by."""

        def listener(reached: str) -> None:
            if reached == name:
                points.listen(None)
                what()

        points.listen(listener)

    return do


def _with_a_word_more(files: dict[str, bytes]) -> dict[str, bytes]:
    """A new edition of a study: nothing but a remark is different."""
    return {**files, "study.toml": files["study.toml"] + b"\n# read again\n"}


def test_a_window_that_opens_is_opened_and_invited_in_one_visit(a_trial: Start, database_url: str) -> None:
    trial = a_trial(database_url, now="2026-10-12 11:00")
    trial.enrol(trial.load("together"), {})
    visited = plan(trial.house)
    with trial.house.database.read() as c:
        cases = planning.due_cases(c, trial.house.now() + timedelta(days=9999), 99)
    assert visited == 1 + 3  # she herself, and each of her interviews once
    assert all(case.look_again_at is None or case.look_again_at > trial.house.now() for case in cases)
    assert [row.template for row in trial.messages()] == ["invite"]


def test_an_appointment_booked_while_its_case_is_planned_is_confirmed_by_text(
    a_trial: Start, database_url: str, at_point: AtPoint
) -> None:
    trial = a_trial(database_url, now="2026-10-12 11:00")
    (who,) = trial.enrol(trial.load("together"), {})
    plan(trial.house)
    case = trial.case(who, "post_programme")
    trial.house.database.keep(lambda c: planning.look_at_case(c, case.id, trial.house.now()))
    at_point("facts read", lambda: _book(trial, case))
    plan(trial.house)
    assert sorted(row.template for row in trial.messages()) == ["booked", "invite", "reminder_24h"]


def _book(trial: Trial, case: Any) -> None:
    now = trial.house.now()
    booked = {
        "id": new_id(),
        "study_id": case.study_id,
        "case_id": case.id,
        "participant_id": case.participant_id,
        "starts_at": now + timedelta(days=2),
        "wall": "2026-10-14T11:00",
        "minutes": 60,
        "state": "booked",
        "version": 1,
        "booked_by": "samina",
        "booked_at": now,
        "changed_at": now,
    }

    def work(c: Connection) -> None:
        planning.add_appointment(c, booked)
        planning.look_at_case(c, case.id, now)

    trial.house.database.keep(work)


def test_a_new_edition_concerns_everybody_part_by_part(
    a_trial: Start,
    database_url: str,
    monkeypatch: pytest.MonkeyPatch,
    at_point: AtPoint,
) -> None:
    trial = a_trial(database_url, now="2026-07-01 11:00")
    together = trial.load("together")
    people = [{"study_number": f"T-{n}", "phone": f"07700 900{n}", "unit": f"U-{n}"} for n in range(101, 106)]
    trial.enrol(together, *people)
    plan(trial.house)
    monkeypatch.setattr(planner, "PART", 2)
    seen: list[int] = []
    at_point("more asked", lambda: seen.append(_asked(trial)))
    studies.load(trial.house, _with_a_word_more(folder(QUESTIONNAIRES / "together")), by="system")
    assert _asked(trial) == 0
    with trial.house.database.read() as c:
        assert planning.next_look(c) is not None
    assert plan(trial.house) >= 5
    assert seen == [2]
    with trial.house.database.read() as c:
        assert looking.first(c) is None


def _asked(trial: Trial) -> int:
    """How many participants are to be looked at now."""
    due = select(func.count()).where(participant.c.look_again_at <= trial.house.now())
    with trial.house.database.read() as c:
        return c.execute(due).scalar_one()
