"""Completion equals a count by hand, with both denominators, and knows no arm."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import select, update

from callassist.reports.completion import Cell, Completion, completion
from callassist.store.cases import case_
from callassist.store.people import participant
from tests.reports.families import enrol
from tests.web.houses import Trial


def now_stands(trial: Trial, number: str, wave: str, state: str) -> None:
    """Put a case into a state, as months of a trial would have."""

    def keep(c: Any) -> None:
        who = c.execute(select(participant.c.id).where(participant.c.number == number)).scalar_one()
        changed = c.execute(
            update(case_)
            .where(case_.c.participant_id == who, case_.c.wave == wave)
            .values(state=state, look_again_at=None)
        )
        assert changed.rowcount == 1

    trial.house.database.keep(keep)


def table(trial: Trial) -> Completion:
    protocol = trial.house.study(trial.study_id).edition.protocol
    with trial.house.database.read() as c:
        return completion(c, trial.study_id, protocol, trial.house.now())


def ten_families(trial: Trial) -> None:
    for place in range(10):
        enrol(
            trial.house,
            trial.study_id,
            f"T-{100 + place}",
            mobile=f"+4477009001{place:02d}",
            site="luton" if place < 6 else "northside",
            cohort="luton_jun26" if place < 6 else "north_jun26",
            spoken="ur" if place % 2 else "en-GB",
            arm="programme" if place % 3 else "waiting_list",
        )


def test_an_open_window_is_due_and_one_that_comes_later_is_not(trial: Trial) -> None:
    ten_families(trial)
    found = table(trial)
    assert found.participants == 10
    assert found.of("post_programme") == Cell(open=10)
    assert found.of("six_month") == Cell(not_yet=10)
    assert found.of("six_month").due == 0


def test_the_two_denominators_differ_by_those_no_longer_followed(trial: Trial) -> None:
    ten_families(trial)
    for number in ("T-100", "T-101", "T-102"):
        now_stands(trial, number, "post_programme", "complete")
    now_stands(trial, "T-103", "post_programme", "partial")
    now_stands(trial, "T-104", "post_programme", "missed")
    now_stands(trial, "T-105", "post_programme", "stopped")
    cell = table(trial).of("post_programme")
    assert (cell.done, cell.followed, cell.due) == (4, 9, 10)
    assert (cell.open, cell.missed, cell.stopped) == (4, 1, 1)


def test_stopped_before_its_window_opens_is_not_yet_due(trial: Trial) -> None:
    ten_families(trial)
    now_stands(trial, "T-105", "six_month", "stopped")
    assert table(trial).of("six_month") == Cell(not_yet=10)


def test_every_row_is_the_sum_of_the_rows_below_it_and_of_a_recount(trial: Trial) -> None:
    ten_families(trial)
    now_stands(trial, "T-100", "post_programme", "complete")
    now_stands(trial, "T-107", "post_programme", "missed")
    found = table(trial)
    with trial.house.database.read() as c:
        recount = Counter((r.wave, r.site, r.language, r.state) for r in c.execute(select(case_)))
    for line in found.lines:
        states = {
            state: sum(
                n
                for (wave, site, language, of), n in recount.items()
                if (wave, of) == (line.wave, state)
                and line.site in ("", site)
                and line.language in ("", language)
            )
            for state in ("complete", "open", "missed", "waiting")
        }
        assert states == {
            "complete": line.cell.done,
            "open": line.cell.open,
            "missed": line.cell.missed,
            "waiting": line.cell.not_yet,
        }, line


def test_under_target_is_said_from_five_due_upwards_only(trial: Trial) -> None:
    assert not Cell(open=4).under(80)
    assert Cell(done=3, open=2).under(80)
    assert not Cell(done=4, open=1).under(80)


def test_an_interview_that_an_amendment_adds_later_is_not_shown_before(trial: Trial) -> None:
    ten_families(trial)
    assert [line.title for line in table(trial).sums()] == ["Start", "After the programme", "Six months"]


def test_figures_of_twins_in_different_arms_are_the_same(trial: Trial) -> None:
    enrol(trial.house, trial.study_id, "T-201", arm="programme", mobile="+447700900301")
    one = table(trial)
    enrol(trial.house, trial.study_id, "T-202", arm="waiting_list", mobile="+447700900302")
    two = table(trial)
    assert two.of("post_programme") == one.of("post_programme").plus(one.of("post_programme"))


def test_conversations_about_the_programme_are_not_in_the_figures(trial: Trial) -> None:
    enrol(trial.house, trial.study_id, "T-201", strand="process")
    assert table(trial).lines == ()
