"""A manager decides: what was planned before follows at once, twice pressed is once done."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from callassist.errors import Refusal, Stale
from callassist.privacy.tokens import new_token
from callassist.store.cases import task
from callassist.store.people import participation
from callassist.store.staff import audit
from callassist.store.texts import message
from callassist.work import cohorts, holding, pauses, stopping
from callassist.work import participation as changing
from callassist.work.claim import claim
from callassist.work.going_out import cost, going_out
from callassist.work.participation import Told
from callassist.work.plan import plan
from tests.reports.deciding import appointment_state, book, case_of, text_of, texts
from tests.reports.families import at, enrol
from tests.web.houses import Trial


def a_family(trial: Trial, number: str = "T-014", **more: object) -> str:
    return enrol(trial.house, trial.study_id, number, **more)


def reminded(trial: Trial, number: str = "T-014", **more: object) -> str:
    """A family with an appointment tomorrow at 17:00: its reminder is due today at 17:00."""
    person = a_family(trial, number, **more)
    trial.clock.set(trial.clock.at)
    book(trial.house, person, at(9, 17))
    trial.clock.set(at(8, 16))
    return person


def test_what_goes_out_today_and_tomorrow_with_words_and_segments(trial: Trial) -> None:
    person = a_family(trial)
    book(trial.house, person, at(10, 12))
    plan(trial.house)
    found = going_out(trial.house, trial.house.study(trial.study_id))
    assert [(row.what, row.number, row.language) for row in found.tomorrow] == [
        ("reminder, 24 h before", "T-014", "en-GB")
    ]
    words = found.tomorrow[0].words
    assert words is not None
    assert "12:00" in words.body
    assert "parent" not in words.body.lower()
    assert cost(found.tomorrow) == (words.measure.segments, words.measure.segments * 4)


def test_who_reads_nothing_is_shown_with_the_reason_and_what_happens_instead(trial: Trial) -> None:
    person = a_family(trial, reads="none", spoken="syl")
    book(trial.house, person, at(10, 12))
    plan(trial.house)
    found = going_out(trial.house, trial.house.study(trial.study_id))
    assert found.tomorrow == ()
    reminder = next(row for row in found.not_sent if row.template == "reminder_24h")
    assert (reminder.why, reminder.instead) == (
        "reads nothing",
        "Rung first, by a speaker or with an interpreter",
    )


def test_a_held_text_waits_until_it_is_released(trial: Trial) -> None:
    person = a_family(trial)
    book(trial.house, person, at(10, 12))
    plan(trial.house)
    claim(trial.house)
    reminder = text_of(trial.house, person, "reminder_24h")
    holding.hold(trial.house, by="helen", study_id=trial.study_id, message_id=reminder.id, token=new_token())
    trial.clock.set(at(9, 12, 5))
    assert reminder.id not in [one.ask.message.id for one in claim(trial.house)[1]]
    done = holding.release(
        trial.house, by="helen", study_id=trial.study_id, message_ids=[reminder.id], token=new_token()
    )
    assert done == "1"
    assert [one.ask.message.id for one in claim(trial.house)[1]] == [reminder.id]


def test_while_the_study_is_paused_the_next_tick_sends_nothing_and_afterwards_it_waits(trial: Trial) -> None:
    person = a_family(trial)
    book(trial.house, person, at(10, 12))
    plan(trial.house)
    token = new_token()
    ways = {"by": "helen", "study_id": trial.study_id, "scope": "study", "of": None, "why": "A complaint."}
    pause_id = pauses.pause(trial.house, **ways, token=token)
    assert pauses.pause(trial.house, **ways, token=token) == pause_id
    assert pauses.pause(trial.house, **ways, token=new_token()) == pause_id
    trial.clock.set(at(9, 12, 5))
    assert claim(trial.house)[1] == []
    with pytest.raises(Refusal, match="paused"):
        holding.release(
            trial.house,
            by="helen",
            study_id=trial.study_id,
            message_ids=[text_of(trial.house, person, "reminder_24h").id],
            token=new_token(),
        )
    pauses.resume(trial.house, by="helen", study_id=trial.study_id, pause_id=pause_id, token=new_token())
    assert claim(trial.house)[1] == []
    assert texts(trial.house, person)["reminder_24h"] == "held"


def test_what_no_tick_has_seen_before_the_pause_ended_waits_as_well(trial: Trial) -> None:
    person = a_family(trial)
    book(trial.house, person, at(10, 12))
    plan(trial.house)
    ways = {"by": "helen", "study_id": trial.study_id, "why": "A complaint."}
    pause_id = pauses.pause(trial.house, **ways, scope="site", of="luton", token=new_token())
    trial.clock.set(at(9, 12, 5))
    waits = pauses.resume(
        trial.house, by="helen", study_id=trial.study_id, pause_id=pause_id, token=new_token()
    )
    assert int(waits) >= 1
    assert texts(trial.house, person)["reminder_24h"] == "held"


def test_no_more_texts_only_the_short_one(trial: Trial) -> None:
    person = a_family(trial)
    book(trial.house, person, at(10, 12))
    plan(trial.house)
    told = Told(trial.house.now(), "participant", "on the phone", "no more texts, only the short one")
    token = new_token()
    wanted = [("texts", False), ("shorter_only", True)]
    for _ in range(2):
        changing.change(trial.house, by="helen", participant_id=person, wanted=wanted, told=told, token=token)
    assert set(texts(trial.house, person).values()) <= {"withdrawn", "missed"}
    standing = changing.standing_of(trial.house, person)
    assert (standing.texts, standing.calls, standing.shorter_only) == (False, True, True)
    assert case_of(trial.house, person).state == "open"
    with trial.house.database.read() as c:
        kept = c.execute(select(participation)).all()
    assert len(kept) == 2
    assert all(b"short one" not in row.words for row in kept)


def test_no_more_calls_stops_the_cases_until_it_is_taken_back(trial: Trial) -> None:
    person = a_family(trial)
    booked = book(trial.house, person, at(10, 12))
    plan(trial.house)

    def calls(allowed: bool) -> None:
        told = Told(trial.house.now(), "participant", "by letter")
        changing.change(
            trial.house,
            by="helen",
            participant_id=person,
            wanted=[("calls", allowed)],
            told=told,
            token=new_token(),
        )
        plan(trial.house)

    calls(False)
    assert case_of(trial.house, person).state == "stopped"
    assert case_of(trial.house, person, "six_month").state == "stopped"
    assert appointment_state(trial.house, booked) == "cancelled"
    assert "ready" not in texts(trial.house, person).values()
    calls(True)
    assert case_of(trial.house, person).state == "open"
    assert case_of(trial.house, person, "six_month").state == "waiting"


def test_a_change_needs_who_decided_and_how_we_were_told(trial: Trial) -> None:
    person = a_family(trial)
    with pytest.raises(Refusal, match="How we were told"):
        changing.change(
            trial.house,
            by="helen",
            participant_id=person,
            wanted=[("texts", False)],
            told=Told(trial.house.now(), "participant", " "),
            token=new_token(),
        )
    with pytest.raises(Refusal, match="future"):
        changing.change(
            trial.house,
            by="helen",
            participant_id=person,
            wanted=[("texts", False)],
            told=Told(trial.house.now() + timedelta(days=1), "participant", "by letter"),
            token=new_token(),
        )


def test_a_death_stops_everything_for_the_whole_family_in_one_step(trial: Trial) -> None:
    mother = a_family(trial, "T-058", child="Imran")
    with trial.house.database.read() as c:
        from callassist.store.people import child, participant

        unit = c.execute(select(participant.c.unit_id).where(participant.c.id == mother)).scalar_one()
        imran = c.execute(select(child.c.id)).scalar_one()
    partner = a_family(trial, "T-059", unit=unit, mobile="+447700900215")
    booked = book(trial.house, partner, at(10, 12))
    plan(trial.house)
    loss = stopping.Loss("child_died", date(2026, 10, 6), imran)
    stopped = stopping.stop_family(
        trial.house, by="helen", participant_id=mother, loss=loss, token=new_token()
    )
    plan(trial.house)
    assert stopped == "2"
    for person in (mother, partner):
        assert case_of(trial.house, person).state == "stopped"
        assert "ready" not in texts(trial.house, person).values()
    assert appointment_state(trial.house, booked) == "cancelled"
    with trial.house.database.read() as c:
        assert c.execute(select(child.c.died_on)).scalar_one() == date(2026, 10, 6)
        open_tasks = c.execute(select(task).where(task.c.state == "open")).all()
    assert [one.kind for one in open_tasks] == ["who_writes_next"]


def test_moving_the_end_of_a_course_shows_first_what_moves(trial: Trial) -> None:
    person = a_family(trial)
    book(trial.house, person, at(9, 12))
    plan(trial.house)
    running = trial.house.study(trial.study_id)
    shown = cohorts.preview(trial.house, running, "luton_jun26", date(2026, 10, 12))
    second = next(one for one in shown.windows if one.wave == "post_programme")
    assert second.was == (date(2026, 9, 28), date(2026, 11, 2))
    assert second.becomes == (date(2026, 10, 12), date(2026, 11, 16))
    assert [one.number for one in shown.outside] == ["T-014"]
    assert case_of(trial.house, person).opens_on == date(2026, 9, 28)
    for _ in range(2):
        with_token = "t" * 32
        cohorts.move_end(
            trial.house,
            running,
            by="helen",
            code="luton_jun26",
            was=date(2026, 9, 28),
            ends=date(2026, 10, 12),
            why="Half term.",
            token=with_token,
        )
    plan(trial.house)
    assert case_of(trial.house, person).opens_on == date(2026, 10, 12)
    assert case_of(trial.house, person).state == "waiting"
    with pytest.raises(Stale):
        cohorts.move_end(
            trial.house,
            running,
            by="helen",
            code="luton_jun26",
            was=date(2026, 9, 28),
            ends=date(2026, 10, 19),
            why="Again.",
            token=new_token(),
        )


def test_the_january_course_moved_overlaps_the_waiting_list(trial: Trial) -> None:
    running = trial.house.study(trial.study_id)
    shown = cohorts.preview(trial.house, running, "luton_jan26", date(2026, 5, 4))
    assert any("Six months" in warning and "waiting list" in warning for warning in shown.warnings)


def test_every_decision_leaves_one_line_without_words_of_hers(trial: Trial) -> None:
    person = a_family(trial)
    told = Told(trial.house.now(), "participant", "on the phone", "leave me alone")
    changing.change(
        trial.house,
        by="helen",
        participant_id=person,
        wanted=[("texts", False)],
        told=told,
        token=new_token(),
    )
    with trial.house.database.read() as c:
        lines = c.execute(select(audit).where(audit.c.by == "helen")).all()
    assert [line.verb for line in lines] == ["change participation"]
    assert "alone" not in str(lines[0].more)


def test_nothing_is_sent_twice_however_often_a_form_comes(trial: Trial) -> None:
    person = a_family(trial)
    book(trial.house, person, at(10, 12))
    plan(trial.house)
    one, token = text_of(trial.house, person, "reminder_24h"), new_token()
    for _ in range(3):
        holding.hold(trial.house, by="helen", study_id=trial.study_id, message_id=one.id, token=token)
    with trial.house.database.read() as c:
        assert len(c.execute(select(message).where(message.c.template == "reminder_24h")).all()) == 1
        assert len(c.execute(select(audit).where(audit.c.verb == "hold text")).all()) == 1
