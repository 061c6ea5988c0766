"""The next case, its hold, an attempt and an appointment, on each kind of database."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event, insert, select, update

from callassist.clock import StandingClock
from callassist.errors import Refusal
from callassist.privacy.keys import Keyring
from callassist.privacy.sealing import Sealer
from callassist.privacy.tokens import new_id, new_token
from callassist.schedule.order import Because, Not
from callassist.store import holds
from callassist.store.cases import case_, contact, task
from callassist.store.database import Database
from callassist.store.lists import case as case_list
from callassist.store.lists import line as lines
from callassist.store.lists import shift
from callassist.store.people import participant
from callassist.store.schema import metadata
from callassist.store.staff import all_grants, staff
from callassist.work import appointments, attempts, interviews, leaving, unblinding
from callassist.work.attempts import Attempt
from callassist.work.cases import HOLD, give_back, open_case, open_contact_note
from callassist.work.decisions import decide
from callassist.work.giving import give
from callassist.work.house import House, Shelf
from callassist.work.line import take_next
from callassist.work.search import by_phone, by_study_number
from callassist.work.sittings import Manner
from callassist.work.staff import end_grant
from callassist.work.studies import load
from tests.web.houses import THURSDAY, Trial, tiny_folder


@pytest.fixture
def trial(database_url: str) -> Iterator[Trial]:
    """Seven families, and five who ring them."""
    database = Database(database_url)
    metadata.create_all(database.engine)
    keys, clock = Keyring.parse(Keyring.fresh()), StandingClock(THURSDAY)
    house = House(
        database=database,
        clock=clock,
        keys=keys,
        sealer=Sealer(keys),
        shelf=Shelf(database),
        network=None,
        gate=None,
        public_url="https://calls.example.org",
    )
    study_id = load(house, tiny_folder(), by="test").study_id
    opened = Trial(house, clock, StandingClock(THURSDAY), study_id)
    opened.families("T-014", "T-018", "T-022", "T-023", "T-053", "T-060")
    for name in ("samina", "farah", "grace", "tom", "ade"):
        opened.works_here(name, "interviewer", "supervisor")
    yield opened
    database.close()


def test_of_five_who_ask_at_the_same_instant_no_two_open_one_family(trial: Trial) -> None:
    callers = [trial.actor(name) for name in trial.staff]
    with ThreadPoolExecutor(len(callers)) as threads:
        given = list(threads.map(lambda who: take_next(trial.house, who).case_id, callers))
    found = [one for one in given if one is not None]
    assert len(found) == len(set(found))
    mercers = {trial.case("T-022"), trial.case("T-023")}
    assert len(mercers & set(found)) <= 1
    assert len(found) == 3  # T-018, the Mercers, T-060; T-014 from four on, T-053 after six


def test_who_rings_at_one_site_and_speaks_one_language_is_given_what_is_hers(trial: Trial) -> None:
    """T-018 speaks Urdu in Luton, T-060 Urdu at Northside; the Mercers speak English."""
    trial.works_here("nadia", "interviewer", languages=("ur",), site="luton")
    trial.works_here("olu", "interviewer", languages=("yo",))
    nadia, olu = trial.actor("nadia"), trial.actor("olu")
    assert take_next(trial.house, nadia).case_id == trial.case("T-018")
    assert take_next(trial.house, nadia).case_id == trial.case("T-018")  # still open at hers
    nothing = take_next(trial.house, olu)
    assert nothing.case_id is None
    assert Not.LANGUAGE in dict(nothing.waits)


def test_those_of_other_languages_are_counted_and_not_read(trial: Trial) -> None:
    """At Northside two windows are open; T-018 is in Luton, and comes to be content with Yoruba too."""
    trial.works_here("olu", "interviewer", languages=("yo",))
    trial.works_here("nike", "interviewer", languages=("yo",), site="northside")
    before = sum(dict(take_next(trial.house, trial.actor("olu")).waits).values())
    needs = {"spoken": "so", "interpreter": True, "also": []}
    hers = update(participant).where(participant.c.number == "T-018")
    trial.house.database.keep(lambda c: c.execute(hers.values(language=needs)))
    waits = dict(take_next(trial.house, trial.actor("olu")).waits)
    assert waits == {Not.LANGUAGE: before - 1, Not.INTERPRETER: 1}
    assert dict(take_next(trial.house, trial.actor("nike")).waits) == {Not.LANGUAGE: 2}
    needs["also"] = ["yo"]
    trial.house.database.keep(lambda c: c.execute(hers.values(language=needs)))
    assert take_next(trial.house, trial.actor("olu")).case_id == trial.case("T-018")


def test_two_who_open_one_household_at_once_are_told_apart(trial: Trial) -> None:
    samina, tom = trial.actor("samina"), trial.actor("tom")
    pairs = [(samina, trial.case("T-022")), (tom, trial.case("T-023"))]
    for _ in range(5):
        with ThreadPoolExecutor(2) as threads:
            got = list(threads.map(lambda pair: open_case(trial.house, *pair).mine, pairs))
        assert sorted(got) == [False, True]
        for who, case_id in pairs:
            give_back(trial.house, who, case_id)


def test_a_case_from_opening_to_decision(trial: Trial) -> None:
    house, samina, case_id = trial.house, trial.actor("samina"), trial.case("T-014")
    with pytest.raises(Refusal, match="no longer open"):
        open_contact_note(house, samina, case_id)
    open_case(house, samina, case_id)
    open_contact_note(house, samina, case_id)
    wanted = appointments.Wanted(datetime.fromisoformat("2026-10-09T16:30"), samina.id)
    made = appointments.book(house, samina, case_id, wanted, token=new_token())
    with pytest.raises(Refusal, match="stands already"):
        appointments.book(house, samina, case_id, wanted, token=new_token())
    later = appointments.Wanted(datetime.fromisoformat("2026-10-12T10:00"), samina.id)
    appointments.move(house, samina, made, later, token=new_token())
    at = trial.clock.at - timedelta(minutes=2)
    said_no = Attempt("call", "refused_wave", at, "Not now.", 60)
    attempts.log_attempt(house, samina, case_id, said_no, token=new_token())
    with house.database.read() as c:
        page = case_list.read(c, case_id, samina.id, trial.clock.at)
        assert shift.so_far(c, [trial.study_id], samina.id, THURSDAY - timedelta(days=1)) == (1, 0)
    assert page is not None
    assert page.holds == []
    assert [one.version for one in page.appointments] == [2]
    (task,) = page.tasks
    decide(house, samina, task.id, "end_interview", token=new_token())
    with house.database.read() as c:
        after = case_list.read(c, case_id, samina.id, trial.clock.at)
    assert after is not None
    assert (after.case.state, after.tasks) == ("stopped", [])


def test_a_search_finds_by_either_number(trial: Trial) -> None:
    samina = trial.actor("samina")
    assert [row.number for row in by_study_number(trial.house, samina, "t-018")] == ["T-018"]
    assert [row.number for row in by_phone(trial.house, samina, "07700900222")] == ["T-022", "T-023"]


def told_the_group(trial: Trial, name: str, case_id: str) -> None:
    """The parent lets slip which group she is in, and the line is cut; a day goes by."""
    who, house = trial.actor(name), trial.house
    interview = interviews.start(house, case_id, Manner("ur"), by=who.id, once=new_token())
    unblinding.told(house, interview, None, "we had the course", by=who.id, once=new_token())
    leaving.break_off(house, interview, "cut_off", None, by=who, once=new_token())
    trial.hours_pass(24)


def test_who_was_told_the_group_is_not_given_that_family_while_a_colleague_could_ring(trial: Trial) -> None:
    urdu = trial.case("T-018")
    told_the_group(trial, "samina", urdu)
    theirs = [take_next(trial.house, trial.actor("samina")).case_id for _ in range(4)]
    assert urdu not in theirs
    assert urdu in [take_next(trial.house, trial.actor("farah")).case_id for _ in range(4)]


def test_where_all_else_is_equal_she_is_rung_by_whom_she_spoke_with_in_an_earlier_interview(
    trial: Trial,
) -> None:
    house, farah = trial.house, trial.actor("farah")
    together = update(case_).values(closes_at=trial.clock.at + timedelta(days=9))
    house.database.keep(lambda c: c.execute(together))
    first = take_next(house, farah).case_id
    give_back(house, farah, first or "")
    (urdu,) = {trial.case("T-018"), trial.case("T-060")} - {first}
    long_ago = trial.clock.at - timedelta(days=120)
    row = {"id": new_id(), "study_id": trial.study_id, "channel": "call", "direction": "out", "attempt": True}
    row |= {"at": long_ago, "recorded_at": long_ago, "outcome": "interviewed", "by": farah.id}
    hers = select(case_.c.participant_id).where(case_.c.id == urdu).scalar_subquery()
    house.database.keep(lambda c: c.execute(insert(contact).values(**row, participant_id=hers)))
    found = take_next(house, farah)
    assert (found.case_id, Because.YOU_SPOKE in found.why) == (urdu, True)


def test_where_nobody_else_speaks_the_language_a_manager_decides_and_the_record_says_so(trial: Trial) -> None:
    for name in ("farah", "grace", "tom", "ade"):
        _speaks(trial, name, ["en-GB"])
    urdu, samina = trial.case("T-018"), trial.actor("samina")
    told_the_group(trial, "samina", urdu)
    assert urdu not in [take_next(trial.house, samina).case_id for _ in range(4)]
    (asked,) = _tasks(trial, "only_told")
    assert (asked.case_id, asked.state) == (urdu, "open")
    assert "speaks Urdu" in asked.words
    give(trial.house, by=samina.id, study_id=trial.study_id, case_id=urdu, to=samina.id, token=new_token())
    found = take_next(trial.house, samina)
    assert (found.case_id, found.why[0]) == (urdu, Because.GIVEN)
    (answered,) = _tasks(trial, "only_told")
    assert (answered.state, answered.action) == ("done", f"given to {samina.name}")


def _tasks(trial: Trial, kind: str) -> list[Any]:
    with trial.house.database.read() as c:
        return list(c.execute(select(task).where(task.c.kind == kind)))


def test_a_supervisor_may_still_give_it_to_her(trial: Trial) -> None:
    urdu = trial.case("T-018")
    told_the_group(trial, "samina", urdu)
    give(
        trial.house,
        by="test",
        study_id=trial.study_id,
        case_id=urdu,
        to=trial.staff["samina"],
        token=new_token(),
    )
    assert urdu in [take_next(trial.house, trial.actor("samina")).case_id for _ in range(4)]


def _speaks(trial: Trial, name: str, languages: list[str]) -> None:
    change = update(staff).where(staff.c.id == trial.staff[name]).values(languages=languages)
    trial.house.database.keep(lambda c: c.execute(change))


def test_the_next_case_is_found_and_taken_in_few_questions(trial: Trial) -> None:
    grace, asked = trial.actor("grace"), list[str]()

    @event.listens_for(trial.house.database.engine, "before_cursor_execute")
    def _count(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    assert take_next(trial.house, grace).case_id is not None
    locking = 1 if trial.house.database.dialect == "postgresql" else 0
    assert len(asked) <= 14 + locking, "\n".join(asked)


def test_one_that_somebody_let_lapse_is_taken_and_who_had_it_is_told(trial: Trial) -> None:
    samina, grace = trial.actor("samina"), trial.actor("grace")
    had = take_next(trial.house, samina).case_id
    assert had is not None
    trial.clock.set(trial.clock.at + HOLD + timedelta(minutes=1))
    assert take_next(trial.house, grace).case_id == had
    with trial.house.database.read() as c:
        [row] = holds.around(c, had, trial.house.now())
    assert (row.by, row.had_name) == (grace.id, samina.name)


def test_what_was_given_to_somebody_who_has_left_is_rung_by_others(trial: Trial) -> None:
    farah, urdu = trial.actor("farah"), trial.case("T-018")
    to = {"study_id": trial.study_id, "case_id": urdu, "to": trial.staff["samina"]}
    give(trial.house, by="test", token=new_token(), **to)
    assert take_next(trial.house, farah).case_id != urdu
    give_back(trial.house, farah, str(take_next(trial.house, farah).case_id))
    with trial.house.database.read() as c:
        held = [one.id for one in all_grants(c, trial.staff["samina"])]
    for one in held:
        end_grant(trial.house, by="test", grant_id=one)
    assert urdu in [take_next(trial.house, trial.actor(name)).case_id for name in ("farah", "grace", "tom")]


def test_who_asked_to_be_rung_later_comes_before_windows_that_close_sooner(trial: Trial) -> None:
    """T-018's window closes after eight others; a day after she asked she is the first to be rung."""
    samina, asked = trial.actor("samina"), trial.case("T-018")
    open_case(trial.house, samina, asked)
    made = Attempt("call", "call_back", trial.house.now(), "")
    attempts.log_attempt(trial.house, samina, asked, made, token=new_token())
    give_back(trial.house, samina, asked)
    trial.clock.set(trial.clock.at + timedelta(hours=24, minutes=1))
    trial.house.database.keep(
        lambda c: c.execute(
            update(case_).where(case_.c.id == asked).values(closes_at=trial.clock.at + timedelta(days=90))
        )
    )
    with trial.house.database.read() as c:
        before = trial.house.now() - timedelta(hours=24)
        found = lines.pressing(
            c, [trial.study_id], samina.id, before, before, now=before, asked_before=before
        )
        early = lines.pressing(
            c, [trial.study_id], samina.id, before, before, now=before, asked_before=made.at
        )
    assert [one.case_id for one in found] == [asked]
    assert [one.case_id for one in early] == [asked]
    chosen = take_next(trial.house, samina)
    assert (chosen.case_id, chosen.why[0]) == (asked, Because.CALL_BACK)
