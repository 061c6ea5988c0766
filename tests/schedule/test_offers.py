"""Times offered to a parent: her own, inside the window, with nobody in two places."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from callassist.edition.toml import load_protocol
from callassist.schedule.offers import Busy, Mark, clash, offers, wall_moment
from callassist.schedule.slots import Slot

STUDY = Path(__file__).parents[2] / "scripts" / "questionnaires" / "together" / "study.toml"
PROTOCOL = load_protocol(STUDY.read_bytes(), name="study.toml")
NOW = datetime(2026, 10, 8, 15, 14, tzinfo=UTC)  # Thursday 16:14 in London
CLOSES = datetime(2026, 10, 21, 23, 0, tzinfo=UTC)  # after Wednesday 21 October


def walls(found: tuple[object, ...]) -> list[str]:
    return [f"{one.at + timedelta(hours=1):%a %d %H:%M}" for one in found]


def offered(
    allows: object = lambda local: True, busy: tuple[Busy, ...] = (), owed: tuple[Slot, ...] = ()
) -> tuple:
    return offers(
        PROTOCOL,
        now=NOW,
        closes_at=CLOSES,
        minutes=30,
        allows=allows,
        busy=busy,
        owed=owed,
    )


def test_the_first_the_next_and_the_last_are_offered_in_her_own_hours() -> None:
    found = offered(lambda local: local.weekday() < 5 and local.hour >= 16)
    assert walls(found) == ["Thu 08 16:45", "Fri 09 16:00", "Wed 21 16:00"]
    assert found[-1].mark is Mark.LAST_DAY


def test_what_is_owed_is_offered_before_what_is_merely_next() -> None:
    found = offered(owed=(Slot.SATURDAY,))
    assert [one.owed for one in found] == [False, True, False]
    assert walls(found)[1].startswith("Sat 10")


def test_a_time_that_is_taken_is_not_offered() -> None:
    taken = Busy(NOW, NOW + timedelta(hours=12))
    assert walls(offered(busy=(taken,)))[0].startswith("Fri 09")


def test_a_whole_interview_fits_before_her_hours_end() -> None:
    found = offered(lambda local: local.weekday() == 4 and time(17, 0) <= local.time() < time(17, 29))
    assert found == ()


def test_what_clashes_is_named() -> None:
    at = NOW + timedelta(days=1)
    assert clash(at, 30, (Busy(at + timedelta(minutes=29), at + timedelta(hours=1), "T-022"),)).by == "T-022"
    assert clash(at, 30, (Busy(at + timedelta(minutes=30), at + timedelta(hours=1), "T-022"),)) is None


def test_a_wall_time_that_the_clocks_skip_is_no_time_and_one_that_comes_twice_is_its_first() -> None:
    assert wall_moment(date(2026, 3, 29), time(1, 30), "Europe/London") is None
    assert wall_moment(date(2026, 10, 25), time(1, 30), "Europe/London") == datetime(
        2026, 10, 25, 0, 30, tzinfo=UTC
    )
