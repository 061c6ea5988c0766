"""A step of an alert is taken by what stands at that instant: it may be in hand, or told already."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from callassist.privacy.tokens import new_id, new_token
from callassist.store import alert_steps, alerts, registry
from callassist.store.texts import message
from callassist.work import alert_clocks, duty
from callassist.work.actor import Actor, Grant, Role
from callassist.work.escalating import escalate
from tests.web.houses import Trial, open_house

HOUR = timedelta(hours=1)


@dataclass
class Meanwhile:
    """A clock at which, the first time that it is looked at, something else happens."""

    at: datetime
    deed: Callable[[], object] | None

    def now(self) -> datetime:
        deed, self.deed = self.deed, None
        if deed is not None:
            deed()
        return self.at


@pytest.fixture
def raised(tmp_path: Path) -> Iterator[tuple[Trial, str]]:
    """Ruth is on duty; an alert was raised an hour and a minute ago, and nobody has taken it on."""
    trial = open_house(tmp_path)
    trial.families("T-014")
    with trial.house.database.read() as c:
        mother = registry.study_numbers(c, trial.study_id)["T-014"]
    now, alert_id = trial.clock.at, new_id()
    duty.add_span(
        trial.house,
        by="helen",
        study_id=trial.study_id,
        name="Ruth Adeyemi",
        number="07700 900118",
        since=now,
        until=now + 6 * HOUR,
        token=new_token(),
    )
    row: dict[str, Any] = {
        "id": alert_id,
        "study_id": trial.study_id,
        "participant_id": mother,
        "cause": f"item:{alert_id}",
        "source": "item",
        "level": 2,
        "about": "phq9 p9",
        "raised_at": now,
        "acknowledge_by": now + HOUR,
        "close_by": now + 72 * HOUR,
        "checklist": {},
    }
    trial.house.database.keep(lambda c: alerts.raise_(c, trial.house.database.dialect, row))
    trial.hours_pass(1.1)
    yield trial, alert_id
    trial.house.database.close()


def ruth(trial: Trial) -> Actor:
    return Actor("ruth", "ruth", "Ruth", (), (Grant(Role.SAFEGUARDING, trial.study_id),))


def steps(trial: Trial, alert_id: str) -> tuple[list[str], int]:
    """What was done, and how many texts wait for who is on duty."""
    with trial.house.database.read() as c:
        told = [one.what for one in alert_steps.steps(c, [alert_id]).get(alert_id, [])]
        return told, len(c.execute(select(message.c.id).where(message.c.recipient == "staff")).all())


def while_(trial: Trial, deed: Callable[[], object]) -> int:
    """The job reads which alerts wait; then the deed is done; then the job goes on."""
    return escalate(replace(trial.house, clock=Meanwhile(trial.clock.at, deed)))


def test_nobody_is_told_of_an_alert_that_was_taken_on_at_that_instant(raised: tuple[Trial, str]) -> None:
    trial, alert_id = raised

    def takes_it() -> None:
        alert_clocks.acknowledge(trial.house, ruth(trial), alert_id=alert_id, token=new_token())

    assert while_(trial, takes_it) == 0
    assert steps(trial, alert_id) == ([], 0)


def test_two_workers_at_once_tell_the_lead_once(raised: tuple[Trial, str]) -> None:
    trial, alert_id = raised
    assert while_(trial, lambda: escalate(trial.house)) == 0
    assert steps(trial, alert_id) == (["told"], 1)


def test_left_alone_it_is_told(raised: tuple[Trial, str]) -> None:
    trial, alert_id = raised
    assert while_(trial, lambda: None) == 1
    assert steps(trial, alert_id) == (["told"], 1)
