"""A window that closes, or a family that stops, leaves no case without a word on what became of it."""

from __future__ import annotations

from datetime import date, timedelta

from callassist.privacy.tokens import new_token
from callassist.reports.completion import completion
from callassist.store.cases import case_
from callassist.store.lists.effort import by_language
from callassist.store.people import participant
from callassist.store.studies import cohort
from callassist.work.cases import reopen_case
from callassist.work.cohorts import move_end
from callassist.work.enrol import enrol
from callassist.work.participation import Told, change
from callassist.work.plan import plan
from callassist.work.stopping import Death, Loss, stop_family, take_back
from callassist.work.tables import rows_of
from tests.web.houses import FOLDER, Trial
from tests.web.test_case import log, opened, rows

WAVE = "post_programme"


def became(trial: Trial, number: str) -> tuple[str, str | None]:
    (found,) = rows(trial, case_, id=trial.case(number))
    return found.state, found.disposition


def person(trial: Trial, number: str) -> str:
    return str(rows(trial, participant, number=number)[0].id)


def test_a_window_that_closes_untried_is_non_contact_and_all_figures_say_so(trial: Trial) -> None:
    trial.families("T-014", "T-018")
    trial.works_here("samina", "interviewer")
    samina = trial.browser("samina")
    opened(samina, trial.case("T-014"))
    log(samina, trial.case("T-014"), "voicemail_none")
    trial.hours_pass(24 * 30)
    plan(trial.house)
    assert became(trial, "T-014") == ("missed", "2.222")
    assert became(trial, "T-018") == ("missed", "2.21")
    protocol, now = trial.house.study(trial.study_id).edition.protocol, trial.clock.at
    with trial.house.database.read() as c:
        tried = by_language(c, trial.study_id, ["trial"], protocol.contact, now)
        counted = completion(c, trial.study_id, protocol, now)
    told = [one for one in tried if one.wave == WAVE]
    assert (sum(one.cases for one in told), sum(one.missed for one in told)) == (2, 2)
    assert sum(one.untried for one in told) == 1
    cell = counted.of(WAVE)
    assert (cell.missed, cell.followed, cell.due) == (2, 2, 2)
    assert all(one.disposition for one in rows(trial, case_, state="missed"))


def test_opened_again_it_has_become_nothing_yet(trial: Trial) -> None:
    trial.families("T-018")
    trial.works_here("tom", "interviewer", "supervisor")
    trial.hours_pass(24 * 30)
    plan(trial.house)
    reopen_case(
        trial.house, trial.actor("tom"), trial.case("T-018"), reason="The line was down.", token=new_token()
    )
    assert became(trial, "T-018") == ("open", None)


def test_who_wants_no_more_calls_has_refused_and_a_death_in_the_family_is_no_refusal(trial: Trial) -> None:
    trial.families("T-018", "T-051")
    told = Told(trial.clock.at, "participant", "on the phone")
    wanted, no_calls = person(trial, "T-018"), [("calls", False)]
    change(trial.house, by="x", participant_id=wanted, wanted=no_calls, told=told, token=new_token())
    assert became(trial, "T-018") == ("stopped", "2.112")
    loss, bereaved = Loss(Death.FAMILY, date(2026, 10, 2)), person(trial, "T-051")
    stop_family(trial.house, by="x", participant_id=bereaved, loss=loss, token=new_token())
    assert became(trial, "T-051") == ("stopped", "2.36")
    take_back(trial.house, by="x", people=[bereaved], token=new_token())
    assert became(trial, "T-051") == ("waiting", None)


def test_a_window_that_moves_into_the_future_takes_back_that_nobody_was_reached(trial: Trial) -> None:
    trial.families("T-018")
    trial.hours_pass(24 * 30)
    plan(trial.house)
    assert became(trial, "T-018") == ("missed", "2.21")
    (person_row,) = rows(trial, participant, number="T-018")
    (course,) = rows(trial, cohort, code=person_row.cohort)
    later = course.ends + timedelta(weeks=8)
    running = trial.house.study(trial.study_id)
    move_end(
        trial.house,
        running,
        by="x",
        code=course.code,
        was=course.ends,
        ends=later,
        why="The hall was flooded.",
        token=new_token(),
    )
    plan(trial.house)
    assert became(trial, "T-018")[1] is None


def test_a_family_that_stopped_before_its_windows_were_worked_out_has_its_word_too(trial: Trial) -> None:
    rows_ = rows_of("families.csv", (FOLDER / "rehearsal" / "families.csv").read_bytes())
    wanted = [row for row in rows_ if row["study_number"] == "T-018"]
    enrol(trial.house, trial.house.study("together"), wanted, by="test")
    loss, bereaved = Loss(Death.FAMILY, date(2026, 10, 2)), person(trial, "T-018")
    stop_family(trial.house, by="x", participant_id=bereaved, loss=loss, token=new_token())
    plan(trial.house)
    assert became(trial, "T-018") == ("stopped", "2.36")
