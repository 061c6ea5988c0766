"""What closes this week says what was tried, what is owed and can be made still, and who could."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from callassist.errors import Refusal
from callassist.privacy.tokens import new_id, new_token
from callassist.reports.closing import Closing, can_be_made, closing
from callassist.reports.rota import gaps
from callassist.schedule.slots import Slot
from callassist.store import alerts, ledger, shifts, staff
from callassist.work.giving import give, take_back
from tests.reports.deciding import book, case_of
from tests.reports.families import at, enrol
from tests.web.houses import Trial

ZONE = "Europe/London"


def tried(trial: Trial, person: str, slot: str, day: int, language: str = "en-GB") -> None:
    case = case_of(trial.house, person)
    trial.house.database.keep(
        lambda c: ledger.add_contact(
            c,
            id=new_id(),
            study_id=trial.study_id,
            case_id=case.id,
            participant_id=person,
            channel="call",
            direction="out",
            at=at(day, 10),
            outcome="no_answer",
            attempt=True,
            slot=slot,
            language=language,
            recorded_at=at(day, 10),
        )
    )


def this_week(trial: Trial) -> tuple[Closing, ...]:
    protocol = trial.house.study(trial.study_id).edition.protocol
    with trial.house.database.read() as c:
        return closing(c, trial.study_id, protocol, trial.house.now())


def late(trial: Trial, number: str = "T-060", **more: Any) -> str:
    """A family whose window closes on Thursday 8 October, today: its course ended on 3 September."""
    return enrol(trial.house, trial.study_id, number, site="northside", cohort="north_jun26", **more)


def test_three_daytime_attempts_evening_owed_and_nobody_in_her_language(trial: Trial) -> None:
    trial.works_here("farah", "interviewer", languages=("en-GB", "ur"))
    trial.works_here("tom", "interviewer", languages=("en-GB",))
    person = late(trial, spoken="ur")
    for day in (5, 6, 7):
        tried(trial, person, "weekday_day" if day < 7 else "weekday_afternoon", day)
    [one] = this_week(trial)
    assert (one.tried, one.of, one.language) == (3, 6, "Urdu")
    assert one.still_owed == (
        "Two morning calls and one afternoon call made. One evening, one call in Urdu owed. "
        "The Saturday call cannot be made: the window closes first. Nobody has tried in this language."
    )
    assert one.could is not None
    assert (one.could.name, one.could.speaks) == ("farah", "Urdu")


def rings(trial: Trial, name: str, since: datetime, until: datetime) -> None:
    """A shift is planned for somebody."""
    row = {"staff_id": trial.staff[name], "since": since, "until": until, "planned_by": "helen"}
    known = {"id": new_id(), "study_id": trial.study_id, "planned_at": trial.house.now()}
    trial.house.database.keep(lambda c: shifts.add(c, [known | row]))


def test_who_is_named_is_on_shift_in_the_part_of_the_week_that_is_owed(trial: Trial) -> None:
    trial.works_here("aisha", "interviewer", languages=("ur",))
    trial.works_here("farah", "interviewer", languages=("ur",))
    trial.works_here("samina", "interviewer", languages=("ur",))
    rings(trial, "aisha", at(8, 16), at(8, 17))
    rings(trial, "samina", at(8, 16), at(8, 20))
    person = late(trial, spoken="ur")
    for slot in ("weekday_day", "weekday_day", "weekday_afternoon"):
        tried(trial, person, slot, 6)
    [one] = this_week(trial)
    assert one.could is not None
    assert (one.could.name, one.could.owed) == ("samina", True)
    assert one.could.hours == (at(8, 17), at(8, 20))


def test_nobody_is_named_who_does_not_work_at_her_site(trial: Trial) -> None:
    trial.works_here("basia", "interviewer", languages=("ur",), site="luton")
    person = late(trial, spoken="ur")
    [one] = this_week(trial)
    assert one.could is None
    with pytest.raises(Refusal, match="does not interview for this family"):
        give(
            trial.house,
            by="test",
            study_id=trial.study_id,
            case_id=case_of(trial.house, person).id,
            to=trial.staff["basia"],
            token=new_token(),
        )


def test_whoever_was_told_the_group_is_named_last(trial: Trial) -> None:
    trial.works_here("aisha", "interviewer", languages=("ur",))
    trial.works_here("farah", "interviewer", languages=("ur",))
    case = case_of(trial.house, late(trial, spoken="ur"))
    told = {"id": new_id(), "study_id": trial.study_id, "case_id": case.id, "by": trial.staff["aisha"]}
    trial.house.database.keep(lambda c: alerts.add_unblinding(c, **told, at=at(7, 12)))
    [one] = this_week(trial)
    assert one.could is not None
    assert one.could.name == "farah"


def test_a_case_that_was_given_can_be_taken_back(trial: Trial) -> None:
    trial.works_here("farah", "interviewer", languages=("ur",))
    case = case_of(trial.house, late(trial, spoken="ur"))
    where = {"by": "test", "study_id": trial.study_id, "case_id": case.id}
    give(trial.house, **where, to=trial.staff["farah"], token=new_token())
    assert this_week(trial)[0].given_to == "farah"
    take_back(trial.house, **where, token=new_token())
    [one] = this_week(trial)
    assert (one.given_to, one.could is not None) == ("", True)


def test_where_a_time_is_booked_nobody_else_is_named(trial: Trial) -> None:
    trial.works_here("tom", "interviewer")
    person = late(trial)
    book(trial.house, person, at(8, 19))
    [one] = this_week(trial)
    assert (one.booked, one.confirmed, one.could) == (at(8, 19), False, None)


def test_windows_that_close_later_and_families_that_are_done_are_not_named(trial: Trial) -> None:
    enrol(trial.house, trial.study_id, "T-014")
    assert this_week(trial) == ()


@pytest.mark.parametrize(
    ("slot", "hour", "closes", "possible"),
    [
        (Slot.WEEKDAY_DAY, 11, date(2026, 10, 8), True),
        (Slot.WEEKDAY_DAY, 13, date(2026, 10, 8), False),
        (Slot.WEEKDAY_EVENING, 16, date(2026, 10, 8), True),
        (Slot.SATURDAY, 16, date(2026, 10, 9), False),
        (Slot.SATURDAY, 16, date(2026, 10, 10), True),
        (Slot.WEEKDAY_DAY, 16, date(2026, 10, 9), True),
        (Slot.WEEKDAY_EVENING, 22, date(2026, 10, 8), False),
    ],
)
def test_a_part_of_the_week_can_be_made_or_not(
    trial: Trial, slot: Slot, hour: int, closes: date, possible: bool
) -> None:
    protocol = trial.house.study(trial.study_id).edition.protocol
    assert can_be_made(slot, at(8, hour), closes, protocol) is possible


def test_nobody_rings_on_a_bank_holiday_so_its_evening_cannot_be_made(trial: Trial) -> None:
    """The window closes on Monday 28 December 2026, the day in place of Boxing Day."""
    protocol = trial.house.study(trial.study_id).edition.protocol
    friday = datetime(2026, 12, 25, 10, tzinfo=ZoneInfo(ZONE))
    assert not can_be_made(Slot.WEEKDAY_EVENING, friday, date(2026, 12, 28), protocol)
    assert can_be_made(Slot.WEEKDAY_EVENING, friday, date(2026, 12, 29), protocol)


def test_a_gap_in_the_rota_is_an_hour_in_which_we_may_ring_and_nobody_is_there(trial: Trial) -> None:
    protocol = trial.house.study(trial.study_id).edition.protocol
    row = {"study_id": trial.study_id, "name": "Ruth Adeyemi", "number": "+447700900118"}
    spans = [(at(8, 9), at(17, 10)), (at(17, 14), at(18, 23))]

    def keep(c: Any) -> None:
        for since, until in spans:
            staff.add_duty(c, row | {"id": new_id(), "since": since, "until": until})

    trial.house.database.keep(keep)
    person = enrol(trial.house, trial.study_id, "T-014")
    book(trial.house, person, at(17, 11))
    trial.clock.set(at(12, 8, 30))
    with trial.house.database.read() as c:
        found = gaps(c, trial.study_id, protocol, trial.house.now())
    assert [(gap.since, gap.until, gap.appointments) for gap in found] == [(at(17, 10), at(17, 14), 1)]


def test_without_a_rota_the_hours_of_the_protocol_count_as_it(trial: Trial) -> None:
    protocol = trial.house.study(trial.study_id).edition.protocol
    with trial.house.database.read() as c:
        assert gaps(c, trial.study_id, protocol, trial.house.now()) == ()
