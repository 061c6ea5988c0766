"""Who cannot be rung as others are, by Relay UK or by BSL; and what may be left on a machine, and where."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select

from callassist.reports.completion import completion
from callassist.schedule.ringing import Barred
from callassist.store.cases import contact, task
from callassist.work import attempts, cases
from callassist.work.attempts import Attempt
from callassist.work.call_permits import ringing
from callassist.work.enrol import enrol
from callassist.work.line import take_next
from callassist.work.plan import plan
from callassist.work.tables import rows_of
from tests.web.houses import FOLDER, Trial, open_house

SIGNS, SPEAKS_BSL, TYPES = "T-014", "T-018", "T-060"
HOW = {
    SIGNS: {"access": "bsl"},
    SPEAKS_BSL: {"spoken": "BSL", "reads": "English"},
    TYPES: {"access": "bsl; relay_uk", "phone_voicemail_ok": "yes"},
}


@pytest.fixture(scope="module")
def trial(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trial]:
    """Three mothers: one signs, one whose language is BSL, one who signs and uses Relay UK."""
    opened = open_house(tmp_path_factory.mktemp("ways"))
    rows = rows_of("families.csv", (FOLDER / "rehearsal" / "families.csv").read_bytes())
    wanted = [{**row, **HOW[row["study_number"]]} for row in rows if row["study_number"] in HOW]
    enrol(opened.house, opened.house.study("together"), wanted, by="test")
    plan(opened.house)
    opened.works_here("samina", "interviewer")
    opened.works_here("helen", "manager")
    opened.clock.set(opened.clock.at.replace(hour=16))
    yield opened
    opened.house.database.close()


def words_of(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page[page.index("<main") :]))


def opened(trial: Trial, number: str) -> str:
    """The page of a case that Samina has open, its note read."""
    samina, case_id = trial.actor("samina"), trial.case(number)
    cases.open_case(trial.house, samina, case_id)
    cases.open_contact_note(trial.house, samina, case_id)
    return trial.browser("samina").get(f"/case/{case_id}").text


def barred(trial: Trial, number: str) -> Barred | None:
    with trial.house.database.read() as c:
        found = ringing(c, trial.house, trial.case(number), None, trial.house.now())
    assert found is not None
    return found.why_not


@pytest.mark.parametrize("number", [SIGNS, SPEAKS_BSL])
def test_who_signs_is_offered_to_nobody_and_rung_by_nobody(trial: Trial, number: str) -> None:
    assert barred(trial, number) is Barred.SIGNS
    page = opened(trial, number)
    assert "By BSL: nobody rings" in words_of(page)
    assert "07700" not in words_of(page)
    assert "Begin it by video or in person" in page
    cases.give_back(trial.house, trial.actor("samina"), trial.case(number))


def test_the_manager_is_asked_once_to_arrange_it_and_the_family_stays_in_every_denominator(
    trial: Trial,
) -> None:
    plan(trial.house)
    with trial.house.database.read() as c:
        asked = c.execute(select(task.c.case_id).where(task.c.kind == "signs")).scalars().all()
        running = trial.house.study("together")
        figures = completion(c, running.id, running.edition.protocol, trial.house.now(), None)
    assert sorted(asked) == sorted(trial.case(one) for one in (SIGNS, SPEAKS_BSL))
    page = words_of(trial.browser("helen").get("/morning").text)
    assert "By BSL: nobody rings. Arrange it by video or in person" in page
    [waits] = [line.cell.open for line in figures.sums() if line.wave == "post_programme"]
    assert waits == len(HOW)


def test_next_case_goes_to_whoever_can_be_rung(trial: Trial) -> None:
    found = take_next(trial.house, trial.actor("samina"))
    assert found.case_id == trial.case(TYPES)
    cases.give_back(trial.house, trial.actor("samina"), trial.case(TYPES))
    trial.works_here("tom", "interviewer")
    cases.open_case(trial.house, trial.actor("samina"), trial.case(TYPES))
    assert take_next(trial.house, trial.actor("tom")).case_id is None
    cases.give_back(trial.house, trial.actor("samina"), trial.case(TYPES))


def test_by_relay_uk_she_dials_18002_by_hand_and_logs_it_as_that(trial: Trial) -> None:
    assert barred(trial, TYPES) is Barred.RELAY
    page = opened(trial, TYPES)
    assert "18002 07700" in words_of(page)
    assert 'form="place-call"' not in page
    assert '<option value="relay" selected>' in page
    samina, case_id = trial.actor("samina"), trial.case(TYPES)
    made = Attempt("relay", "relay_failed", trial.house.now())
    attempts.log_attempt(trial.house, samina, case_id, made, token="a-form-of-relay-uk-0001")
    with trial.house.database.read() as c:
        kept = c.execute(select(contact.c.channel, contact.c.attempt).where(contact.c.case_id == case_id))
        assert kept.all() == [("relay", False)]  # the service's fault counts against nobody


def test_a_message_is_left_where_she_allowed_it_as_often_as_the_protocol_says_and_says_nothing(
    trial: Trial,
) -> None:
    page = opened(trial, TYPES)
    assert "A neutral message may be left: 0 of 1 so far." in words_of(page)
    assert "I could not reach you. I will ring again another time." in page
    samina, case_id = trial.actor("samina"), trial.case(TYPES)
    made = Attempt("relay", "voicemail_left", trial.house.now())
    attempts.log_attempt(trial.house, samina, case_id, made, token="a-form-of-a-message-0001")
    page = opened(trial, TYPES)
    assert "Leave no voicemail: 1 of 1 were left." in words_of(page)
    assert "I could not reach you" not in page
