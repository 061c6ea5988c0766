"""An alert that nobody takes on is told along the duty rota, without content, until somebody does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from callassist.privacy.tokens import new_id, new_token
from callassist.store import alert_steps, alerts
from callassist.work import alert_clocks, duty
from callassist.work.actor import Actor, Grant, Role
from tests.trial import Trial, at
from tests.web.houses import tiny_folder

RUTH, COLIN, LANDLINE = "07700 900118", "07700 900127", "01632 960555"
STARTS = "2026-10-08 16:00"


class Watch:
    """A trial with somebody on duty, in which an alert is raised at 16:00."""

    def __init__(self, trial: Trial, first: str = RUTH, second: str = COLIN) -> None:
        self.trial, self.study = trial, trial.load(tiny_folder())
        (self.mother,) = trial.enrol(self.study, {})
        if first:
            self.on_duty("2026-10-08 15:00", "2026-10-08 21:00", first, second)

    def on_duty(self, since: str, until: str, first: str, second: str = "") -> None:
        duty.add_span(
            self.trial.house,
            by="system",
            study_id=self.study.id,
            name=f"Lead {first[-3:]}",
            number=first,
            second_name=f"Lead {second[-3:]}" if second else "",
            second_number=second,
            since=at(since),
            until=at(until),
            token=new_token(),
        )

    def raises(self, *, cause: str = "item", minutes: int = 60) -> str:
        now, alert_id = self.trial.house.now(), new_id()
        row: dict[str, Any] = {
            "id": alert_id,
            "study_id": self.study.id,
            "participant_id": self.mother,
            "cause": f"{cause}:{alert_id}",
            "source": "item",
            "level": 2,
            "about": "phq9 p9",
            "raised_at": now,
            "acknowledge_by": now + timedelta(minutes=minutes),
            "close_by": now + timedelta(hours=72),
            "checklist": {},
        }
        dialect = self.trial.house.database.dialect
        self.trial.house.database.keep(lambda c: alerts.raise_(c, dialect, row))
        return alert_id

    def story(self, alert_id: str) -> list[tuple[str, str | None]]:
        with self.trial.house.database.read() as c:
            steps = alert_steps.steps(c, [alert_id]).get(alert_id, [])
        return [(one.what, one.name) for one in steps]

    def acknowledges(self, alert_id: str) -> None:
        ruth = Actor("ruth", "ruth", "Ruth", (), (Grant(Role.SAFEGUARDING, self.study.id),))
        alert_clocks.acknowledge(self.trial.house, ruth, alert_id=alert_id, token=new_token())


@pytest.fixture
def watch(a_trial: Callable[..., Trial], database_url: str) -> Watch:
    return Watch(a_trial(database_url, now=STARTS))


def test_the_lead_then_the_second_then_all_and_no_text_says_what_it_is_about(watch: Watch) -> None:
    alert_id, trial = watch.raises(), watch.trial
    trial.until("2026-10-08 16:50")
    assert trial.texts_to(RUTH) == []
    trial.until("2026-10-08 17:10")
    (said,) = trial.texts_to(RUTH)
    assert said.startswith(f"callassist: an alert waits, reference {alert_id[-4:].upper()}, since 16:")
    assert not any(word in said for word in ("T-101", "Rukhsana", "phq9", "risk"))
    assert trial.texts_to(COLIN) == []
    trial.until("2026-10-08 17:50")
    assert trial.texts_to(COLIN) == [said]
    trial.until("2026-10-08 20:00")
    assert watch.story(alert_id) == [("told", "Lead 118"), ("told", "Lead 127"), ("all", None)]
    assert trial.texts_to(RUTH) == trial.texts_to(COLIN) == [said]


@pytest.fixture
def quick(a_trial: Callable[..., Trial], tmp_path: Any) -> Callable[..., Watch]:
    def start(first: str = RUTH, second: str = COLIN) -> Watch:
        return Watch(a_trial(f"sqlite:///{tmp_path / 'one.sqlite'}", now=STARTS), first, second)

    return start


def test_whoever_takes_it_on_ends_it_and_the_next_on_duty_is_told_of_one_that_is_still_open(
    quick: Callable[..., Watch],
) -> None:
    watch = quick()
    taken, left = watch.raises(), watch.raises()
    watch.on_duty("2026-10-08 21:00", "2026-10-08 23:00", "07700 900119")
    watch.trial.until("2026-10-08 17:10")
    watch.acknowledges(taken)
    watch.trial.until("2026-10-08 21:05")
    assert watch.story(taken) == [("told", "Lead 118")]
    assert watch.story(left)[-1] == ("told", "Lead 119")
    assert len(watch.trial.texts_to("07700 900119")) == 1


def test_what_no_interviewer_heard_is_told_at_once_and_a_landline_is_passed_over(
    quick: Callable[..., Watch],
) -> None:
    watch = quick(LANDLINE, COLIN)
    heard, scored = watch.raises(), watch.raises(cause="scale")
    watch.trial.settle()
    assert watch.story(heard) == []
    assert watch.story(scored) == [("no_text", "Lead 555"), ("told", "Lead 127")]
    assert len(watch.trial.texts_to(COLIN)) == 1


def test_with_nobody_on_duty_now_the_next_of_the_rota_is_told(quick: Callable[..., Watch]) -> None:
    watch = quick("")
    watch.on_duty("2026-10-09 09:00", "2026-10-09 15:00", RUTH)
    alert_id = watch.raises(minutes=5)
    watch.trial.until("2026-10-08 16:09")
    assert watch.story(alert_id) == [("told", "Lead 118")]
