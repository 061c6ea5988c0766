"""The report of effort: tries held against what is owed, by language for all, by arm for who may see it."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

from sqlalchemy import insert, select, update

from callassist.privacy.tokens import new_id, new_token
from callassist.reports.effort import by_language as worded
from callassist.reports.effort import cells
from callassist.store.cases import case_
from callassist.store.lists.effort import EffortRow, by_language
from callassist.store.people import allocation, participant
from callassist.work.attempts import Attempt, log_attempt
from tests.web.houses import Trial


def missed_after(trial: Trial, number: str, *hours_back: float) -> None:
    """A case that was tried so many hours ago, and whose window then closed."""
    trial.works_here(f"for {number}", "interviewer")
    who = trial.actor(f"for {number}")
    for back in hours_back:
        made = Attempt("call", "no_answer", trial.clock.at - timedelta(hours=back))
        log_attempt(trial.house, who, trial.case(number), made, token=new_token())
    with trial.house.database.engine.begin() as c:
        c.execute(update(case_).where(case_.c.id == trial.case(number)).values(state="missed"))


def test_the_missed_stand_beside_what_was_owed_to_them_and_who_was_never_tried(trial: Trial) -> None:
    trial.families("T-014", "T-018", "T-051")
    missed_after(trial, "T-014", 1)
    missed_after(trial, "T-018")
    protocol = trial.house.study(trial.study_id).edition.protocol
    with trial.house.database.read() as c:
        rows = by_language(c, trial.study_id, ["trial"], protocol.contact, trial.clock.at)
    urdu = [one for one in rows if one.language == "ur" and one.wave == "post_programme"]
    assert sum(one.missed for one in urdu) == 2
    assert sum(one.untried for one in urdu) == 1
    assert sum(one.kept for one in urdu) == 0
    assert (sum(one.foreign for one in urdu), sum(one.own for one in urdu)) == (2, 1)
    assert sum(one.attempts for one in urdu) == 1
    less = protocol.contact.model_copy(update={"attempts": 1, "owed": type(protocol.contact.owed)()})
    with trial.house.database.read() as c:
        kept = by_language(c, trial.study_id, ["trial"], less, trial.clock.at)
    assert sum(one.kept for one in kept) == 1


def test_the_page_says_so_and_its_file_covers_what_is_small(trial: Trial) -> None:
    trial.families("T-014", "T-018", "T-051")
    missed_after(trial, "T-014", 1)
    trial.works_here("owen", "data")
    owen = trial.browser("owen")
    assert "Missed with all owed" in owen.get("/effort").text
    rows = list(csv.DictReader(io.StringIO(owen.get("/effort.csv").text.lstrip("\ufeff"))))
    assert {row["language"] for row in rows} >= {"Urdu", "English"}
    assert {row["cases_opened"] for row in rows} == {"<5"}
    assert {row["missed"] for row in rows} == {""}


def test_a_count_under_five_in_a_larger_row_is_covered_too(trial: Trial) -> None:
    protocol = trial.house.study(trial.study_id).edition.protocol
    row = EffortRow("post_programme", "luton", "ur", 9, 6, 20, 0, 3, 0, 3, 3, 0)
    (written,) = cells(worded([row], protocol), names=("interview", "site", "language"))
    assert written[3:] == [9, 6, 20, 0, "<5", 0, "<5", "<5", 0]


def test_by_arm_only_for_who_holds_that_grant_and_the_audit_says_who_took_it(trial: Trial) -> None:
    trial.families("T-014", "T-018")
    with trial.house.database.engine.begin() as c:
        for unit in c.execute(select(participant.c.unit_id)).scalars().all():
            row = {"id": new_id(), "study_id": trial.study_id, "unit_id": unit, "arm": "programme"}
            c.execute(insert(allocation), row | {"at": trial.clock.at, "by": "test"})
    trial.works_here("owen", "data", "manager", "supervisor")
    trial.works_here("una", "unblinded")
    assert trial.browser("owen").get("/effort/by-arm").status_code == 403
    assert "programme" not in trial.browser("owen").get("/effort").text.lower().partition("<main")[2].replace(
        "after the programme", ""
    )
    una = trial.browser("una")
    assert "programme" in una.get("/effort/by-arm").text
    taken = una.post("/effort/by-arm", data={"study": "together"}).text
    assert taken.lstrip("\ufeff").startswith("interview,arm,")


def test_an_empty_study_says_when_something_will_stand_there(trial: Trial) -> None:
    trial.works_here("owen", "data")
    assert "No window has opened yet" in trial.browser("owen").get("/effort").text
