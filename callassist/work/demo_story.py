"""Reads what has happened to the made-up families into acts: joining, calls, replies, changes, a death."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from callassist.cases.decisions import Decision
from callassist.people.numbers import read_number
from callassist.store import households, planning, registry, tasks
from callassist.store.lists.line import DECISIONS
from callassist.work import duty, enrol, notes, participation, stopping
from callassist.work import tasks as task_verbs
from callassist.work.decisions import decide, sign_language
from callassist.work.demo_calls import tell_hard_call, tell_wave
from callassist.work.demo_interpreters import tell_bookings, tell_register
from callassist.work.demo_rings import tell_rings
from callassist.work.demo_stage import Script, Stage, mark
from callassist.work.house import Running
from callassist.work.participation import Told
from callassist.work.stopping import Death, Loss

Row = Mapping[str, object]
MORNING, TIDYING = time(9, 5), time(8, 50)
WEEK, SETTLED = timedelta(days=7), timedelta(days=2)
RUTH, COLIN = ("Ruth Adeyemi", "07700 900118"), ("Colin Price", "07700 900127")
ROTA_MADE, ROTA_DAYS = datetime.fromisoformat("2026-10-07T16:30"), 18
EVENING, AFTERNOON, GAP = time(15), time(14), date(2026, 10, 17)
WITH_ANOTHER = "With "  # of a family that stops with another's: the verb is done once for all of it
UNSETTLED = ("who_writes_next",)
UNSIGNED_LANGUAGE = "language_unsigned"
LOST_LINE = "cut_before"
# Interviews in which somebody was upset: family, wave, level, and whether the lead has closed the alert.
HARD_CALLS = (("T-002", "six_month", 2, True), ("T-008", "six_month", 1, False))
# Booked by an interviewer while the line to the network fails: nobody knows whether these texts went.
FAILING = (
    ("T-046", datetime.fromisoformat("2026-10-05T17:49")),
    ("T-033", datetime.fromisoformat("2026-10-07T16:19")),
)


def tell(
    script: Script, story: Mapping[str, Any], families: Mapping[str, Row], allocation: Sequence[Row]
) -> None:
    """Everything that has happened to everybody, as acts in no order."""
    _tell_joining(script, families, allocation)
    tell_register(script)
    for number, told in story["family"].items():
        for wave, one in told.get("wave", {}).items():
            tell_wave(script, number, wave, one)
            tell_bookings(script, number, wave, one)
        for one in told.get("texts", ()):
            script.add(one["at"], "a parent writes", _written(number, one["words"]))
        for one in told.get("changes", ()):
            script.add(one["since"], "participation", _changed(number, one))
        if "bereaved" in told and not told["bereaved"]["words"].startswith(WITH_ANOTHER):
            script.add(told["bereaved"]["told_at"], "a death", _bereaved(number, told["bereaved"]))
    for number, wave, level, closed in HARD_CALLS:
        one = story["family"][number]["wave"][wave]["interview"]
        tell_hard_call(script, number, wave, one, level=level, closed=closed)
    for number, at in FAILING:
        script.add(at, "the line fails", _fails(number))
    for one in story.get("note", ()):
        script.add(one["at"], "note", _noted(one))
    tell_rings(script, story)
    _tell_rota(script, story["now"])
    _tell_tidying(script, story["now"])


def tell_example(script: Script, study: Running, families: Sequence[Row]) -> None:
    """The few of the second study join, each on her day; nobody has rung them yet."""
    for row in families:
        joined = date.fromisoformat(str(row["consent_on"]))
        script.add(datetime.combine(joined, MORNING), "joins", _joins_example(study, row))


def _joins_example(study: Running, row: Row) -> Callable[[Stage], None]:
    def do(stage: Stage) -> None:
        enrol.enrol(stage.house, study, [row], by=stage.people["priya"].id, name="families.csv")

    return do


def _tell_joining(script: Script, families: Mapping[str, Row], allocation: Sequence[Row]) -> None:
    """Each unit joins on the last day on which one of it agreed, and is randomised later, as in life."""
    arms = {str(row["unit"]): row for row in allocation}
    randomised: dict[date, list[str]] = defaultdict(list)
    for numbers in _units(families):
        joined = max(date.fromisoformat(str(families[one]["consent_on"])) for one in numbers)
        script.add(datetime.combine(joined, MORNING), "joins", _joined(numbers))
        if on := str(families[numbers[0]]["randomised_on"] or ""):
            randomised[date.fromisoformat(on)] += numbers
    for day, together in sorted(randomised.items()):
        units = {str(families[one]["unit"]) for one in together}
        rows = [arms[unit] for unit in sorted(units) if unit in arms]
        script.add(datetime.combine(day, MORNING), "randomised", _randomised(tuple(together), rows))


def _units(families: Mapping[str, Row]) -> Iterator[tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for number, row in families.items():
        found[str(row["unit"] or number)].append(number)
    return (tuple(numbers) for numbers in found.values())


def _joined(numbers: Sequence[str]) -> Callable[[Stage], None]:
    def do(stage: Stage) -> None:
        rows = [{**stage.families[one], "randomised_on": ""} for one in numbers]
        enrol.enrol(stage.house, stage.study, rows, by=stage.people["leyla"].id, name="families.csv")
        with stage.house.database.read() as c:
            stage.ids.update(registry.study_numbers(c, stage.study.id))

    return do


def _randomised(numbers: Sequence[str], arms: Sequence[Row]) -> Callable[[Stage], None]:
    def do(stage: Stage) -> None:
        by, rows = stage.people["leyla"].id, [stage.families[one] for one in numbers]
        enrol.enrol(stage.house, stage.study, rows, by=by, name="families.csv")
        enrol.allocate(stage.house, stage.study, arms, by=by, name="allocation.csv")

    return do


def _written(number: str, words: str) -> Callable[[Stage], None]:
    def do(stage: Stage) -> None:
        stage.phones.write(_phone(stage, number), words)
        stage.rehearsal.advance(stage.house.now())

    return do


def _phone(stage: Stage, number: str) -> str:
    return read_number(str(stage.families[number]["phone"])).e164


def _fails(number: str) -> Callable[[Stage], None]:
    return lambda stage: stage.phones.lay_fault(LOST_LINE, _phone(stage, number))


def _changed(number: str, one: Mapping[str, Any]) -> Callable[[Stage], None]:
    def do(stage: Stage) -> None:
        told = Told(stage.house.now(), one["decided_by"], one["how_told"])
        participation.change(
            stage.house,
            by=stage.people[one["by"]].id,
            participant_id=stage.ids[number],
            wanted=[(one["dimension"], one["allowed"])],
            told=told,
            token=mark("change", number, one["dimension"]),
        )

    return do


def _bereaved(number: str, one: Mapping[str, Any]) -> Callable[[Stage], None]:
    def do(stage: Stage) -> None:
        person = stage.ids[number]
        with stage.house.database.read() as c:
            family = households.children(c, planning.participant_row(c, person))
        child = next((one.id for one in family if one.index_child), None)
        loss = Loss(Death.CHILD if child else Death.FAMILY, one["since"], child)
        by, token = stage.people[one["told_by"]].id, mark("death", number)
        stopping.stop_family(stage.house, by=by, participant_id=person, loss=loss, token=token)

    return do


def _noted(one: Mapping[str, Any]) -> Callable[[Stage], None]:
    def do(stage: Stage) -> None:
        waves = stage.cases(one["case"]) if "case" in one else {}
        case_id = next((row.id for row in waves.values() if row.state == "open"), None)
        notes.leave_note(
            stage.house,
            by=stage.people[one["from"]].id,
            study_id=stage.study.id,
            to=stage.people[one["to"]].id,
            words=one["words"],
            case_id=case_id,
            token=mark("note", one["at"]),
        )

    return do


def _tell_rota(script: Script, until: datetime) -> None:
    """The rota of the two weeks to come, with one morning for which nobody has been found yet."""
    first, hours = until.date(), {5: (time(10), time(20)), 6: (time(11), time(20))}
    for one in range(ROTA_DAYS):
        day = first + timedelta(days=one)
        begins, ends = hours.get(day.weekday(), (time(9), time(21)))
        if day == first:
            _on_duty(script, day, (begins, EVENING), COLIN, RUTH)
            begins = EVENING
        _on_duty(script, day, (AFTERNOON if day == GAP else begins, ends), RUTH, COLIN)


def _on_duty(
    script: Script, day: date, hours: tuple[time, time], who: tuple[str, str], second: tuple[str, str]
) -> None:
    since, until = (datetime.combine(day, hour, script.zone) for hour in hours)

    def do(stage: Stage) -> None:
        duty.add_span(
            stage.house,
            by=stage.people["helen"].id,
            study_id=stage.study.id,
            name=who[0],
            number=who[1],
            second_name=second[0],
            second_number=second[1],
            since=since,
            until=until,
            token=mark("duty", since),
        )

    script.add(ROTA_MADE, "the rota", do)


def _tell_tidying(script: Script, until: datetime) -> None:
    """Every Monday the supervisor has looked at what was raised before the weekend."""
    monday = until.date() - timedelta(days=until.weekday())
    for weeks in range(50):
        script.add(datetime.combine(monday - weeks * WEEK, TIDYING), "tidying", _tidy)


def _tidy(stage: Stage) -> None:
    with stage.house.database.read() as c:
        waiting = tasks.opened(c, [stage.study.id], 500)
    for one in waiting:
        if one.kind not in UNSETTLED and one.raised_at < stage.house.now() - SETTLED:
            _settle(stage, one)


def _settle(stage: Stage, one: Any) -> None:
    """What only a decision closes is decided; the rest was looked at."""
    house, priya, token = stage.house, stage.people["priya"], mark("tidy", one.id)
    if one.kind in DECISIONS:
        ends = one.kind == "refusal"
        decide(house, priya, one.id, Decision.END_INTERVIEW if ends else Decision.RING_AGAIN, token=token)
    elif one.kind == UNSIGNED_LANGUAGE:
        sign_language(house, priya, one.case_id, reason="Both agencies were asked in vain.", token=token)
    else:
        task_verbs.close(
            house,
            by=priya.id,
            study_id=one.study_id,
            task_id=one.id,
            action="looked at, and settled",
            token=token,
        )
