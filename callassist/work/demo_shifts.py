"""The shifts of the demonstration: who rings in the two weeks to come, and who was on duty just before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from callassist.work import duty, rota
from callassist.work.demo_stage import Script, Stage, mark
from callassist.work.rota import Planned

PLANNED_AT = datetime.fromisoformat("2026-10-07T16:20")
DAYS = 12
EVENING, MORNING = (time(15, 45), time(20)), (time(9), time(13))
# Who rings on which days of the week (Monday is 0), and when.
WEEK = (("samina", (1, 2, 3), EVENING), ("samina", (5,), (time(10), time(14))), ("tom", (0, 2, 3), MORNING))


def tell_shifts(script: Script, now: datetime) -> None:
    """A fortnight's shifts, planned the day before; Thursday evening is the one that is walked through."""
    script.add(PLANNED_AT, "shifts", _planned(script, now.date()))
    script.add(PLANNED_AT, "duty", _on_duty_before)


def _planned(script: Script, first: date) -> Callable[[Stage], None]:
    def do(stage: Stage) -> None:
        days = [first + timedelta(days=n) for n in range(DAYS)]
        wanted = [
            Planned(stage.people[who].id, *(datetime.combine(day, at, script.zone) for at in hours))
            for day in days
            for who, weekdays, hours in WEEK
            if day.weekday() in weekdays
        ]
        rota.put_on(stage.house, stage.people["helen"], stage.study, wanted, token=mark("shifts"))

    return do


def _on_duty_before(stage: Stage) -> None:
    since = stage.house.now()
    duty.add_span(
        stage.house,
        by=stage.people["helen"].id,
        study_id=stage.study.id,
        name="Ruth Adeyemi",
        number="07700 900118",
        second_name="Colin Price",
        second_number="07700 900127",
        since=since,
        until=since + timedelta(hours=5),
        token=mark("duty", "before"),
    )
