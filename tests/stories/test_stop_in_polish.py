"""STOP in Polish: texts to that number end, once confirmed in Polish; calls and appointments go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from callassist.store.cases import contact
from callassist.store.people import opt_out
from tests.stories.telling import book, states
from tests.trial import Trial

MONIKA, TEXTS = "07700 900631", {"spoken": "pl", "reads": "pl", "texts_in": "pl"}


@pytest.fixture(scope="module")
def story(at_work: Callable[[str], Trial]) -> Any:
    """She is invited, agrees a time, writes that we should not write, and months later START."""
    trial = at_work("2026-09-27 12:00")
    together = trial.load("together")
    (monika,) = trial.enrol(together, {**TEXTS, "study_number": "T-631", "phone": MONIKA})
    trial.until("2026-10-01 12:00")
    book(trial, together, monika, "post_programme", "2026-10-08 16:15")
    before = trial.texts_to(MONIKA)
    trial.replies(MONIKA, "Proszę nie pisać!!")
    stopped = trial.texts_to(MONIKA)
    trial.until("2026-10-08 12:00")
    by_then = trial.texts_to(MONIKA)
    kept = trial.appointments(monika, "post_programme")[-1].state
    trial.until("2027-03-16 12:00")
    through_winter = trial.texts_to(MONIKA)
    trial.replies(MONIKA, "START")
    book(trial, together, monika, "six_month", "2027-03-25 16:15")
    trial.until("2027-03-25 12:00")
    return trial, together, monika, before, stopped, by_then, kept, through_winter


def test_she_was_written_to_in_polish_until_then(story: Any) -> None:
    before = story[3]
    assert len(before) == 2
    assert all("Bez SMS-ów: STOP" in one for one in before)


def test_the_stop_is_confirmed_once_in_polish(story: Any) -> None:
    before, stopped = story[3:5]
    assert len(stopped) == len(before) + 1
    assert "START" in stopped[-1]
    assert "Nie" in stopped[-1] or "nie" in stopped[-1]


def test_no_reminder_came_and_the_appointment_stood(story: Any) -> None:
    stopped, by_then, kept = story[4:7]
    assert by_then == stopped
    assert kept == "booked"


def test_the_next_wave_opened_without_an_invitation(story: Any) -> None:
    trial, _together, monika, _before, stopped, _by_then, _kept, through_winter = story
    assert through_winter == stopped
    assert states(trial, monika)["six_month"] == "open"
    invite = [row for row in trial.messages() if row.template == "invite"][-1]
    assert (invite.state, invite.reason) == ("suppressed", "STOP came from this number")


def test_start_brings_the_texts_back(story: Any) -> None:
    trial, through_winter = story[0], story[7]
    assert len(trial.texts_to(MONIKA)) == len(through_winter) + 3  # thanks, the time, its reminder


def test_the_whole_of_it_stands_in_the_ledgers(story: Any) -> None:
    trial, _together, monika = story[:3]
    with trial.house.database.read() as c:
        said = c.execute(select(opt_out.c.state).order_by(opt_out.c.at)).scalars().all()
        query = select(contact.c.outcome).where(
            contact.c.participant_id == monika, contact.c.direction == "in"
        )
        heard = c.execute(query.order_by(contact.c.at)).scalars().all()
    assert said == ["stopped", "started"]
    assert heard == ["said_stop", "said_start"]
