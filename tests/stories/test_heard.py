"""What follows from a parent's text before anybody has read it: a pause, a task, an alert that is a guess."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, select

from callassist.errors import Refusal
from callassist.privacy.tokens import new_token
from callassist.store import ledger
from callassist.store.cases import alert, task
from callassist.store.people import opt_out, participant
from callassist.store.texts import inbox, reply
from callassist.work import inbox as reading
from callassist.work.actor import Actor, Grant, Role
from tests.stories.telling import book
from tests.stories.test_porch import TEXT, calls
from tests.trial import Trial
from tests.web.houses import tiny_folder

HER, STRANGER = "07700 900101", "07700 900999"
ENGLISH = {"spoken": "en-GB", "reads": "en-GB", "texts_in": "en-GB"}
MONDAY_NOON, SUNDAY_NIGHT = "2026-10-05 12:00", "2026-10-04 22:00"


@pytest.fixture
def trial(a_trial: Callable[..., Trial], tmp_path: Path) -> Trial:
    """A mother texted in English, her invitation gone, on a Monday at noon."""
    started = a_trial(f"sqlite:///{tmp_path / 'study.sqlite'}", now="2026-09-27 12:00")
    started.enrol(started.load(tiny_folder()), ENGLISH)
    started.until(MONDAY_NOON)
    return started


def rows(trial: Trial, table: Table) -> Sequence[Any]:
    with trial.house.database.read() as c:
        return c.execute(select(table).order_by(table.c.id)).all()


def tasks(trial: Trial) -> list[str]:
    return [row.kind for row in rows(trial, task) if row.state == "open"]


def word(trial: Trial) -> str:
    return [row.state for row in rows(trial, opt_out)][-1]


def decides(trial: Trial, meaning: str, reply_id: str = "") -> str:
    """A reader says what the last text was, or one named."""
    study_id = trial.house.studies()[0].id
    reader = Actor("reader", "reader", "Reader", (), (Grant(Role.INBOX, study_id),))
    last = reply_id or rows(trial, reply)[-1].id
    return reading.decide(trial.house, reader, reply_id=last, meaning=meaning, token=new_token())


def test_a_doubt_after_a_stop_does_not_weaken_it(trial: Trial) -> None:
    trial.replies(HER, "STOP")
    trial.replies(HER, "stop calling me please, why do you ring")
    assert [row.state for row in rows(trial, opt_out)] == ["stopped"]
    with pytest.raises(Refusal, match="START"):
        decides(trial, "go_on")


def test_texts_go_on_only_when_the_last_doubt_has_been_read(trial: Trial) -> None:
    trial.replies(HER, "stop or what")
    trial.replies(HER, "leave me alone")
    first, second = (row.id for row in rows(trial, reply))
    assert "another" in decides(trial, "go_on", first)
    assert word(trial) == "doubtful"
    decides(trial, "go_on", second)
    assert word(trial) == "started"


@pytest.mark.parametrize("meaning", ["nothing", "ring", "site_team"])
def test_a_doubt_is_never_closed_with_texts_left_waiting(trial: Trial, meaning: str) -> None:
    trial.replies(HER, "stop or what")
    with pytest.raises(Refusal, match="wait for your decision"):
        decides(trial, meaning)
    assert rows(trial, reply)[-1].state == "to_read"


def test_who_is_this_pauses_texts_until_a_reader_has_said_what_it_was(trial: Trial) -> None:
    trial.replies(HER, "who is this?")
    assert word(trial) == "doubtful"
    decides(trial, "go_on")
    assert word(trial) == "started"


def test_start_after_a_doubt_lets_what_waited_go(trial: Trial) -> None:
    trial.replies(HER, "stop or what")
    trial.replies(HER, "START")
    assert word(trial) == "started"
    assert "from us again" in trial.texts_to(HER)[-1]


def test_a_stop_that_the_network_has_confirmed_is_not_confirmed_again(trial: Trial) -> None:
    before = trial.texts_to(HER)
    calls_in(trial, "STOP", OptOutType="STOP")
    assert word(trial) == "stopped"
    assert trial.texts_to(HER) == before


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("can we do it later", "another_time"),
        ("after 5", "another_time"),
        ("jumma ke baad", "another_time"),
        ("call me now", "ring_her"),
        ("my new number is 07700 900456", "new_number"),
        ("when does my course start?", "course_question"),
    ],
)
def test_a_wish_becomes_a_task_and_promises_nothing(trial: Trial, words: str, kind: str) -> None:
    before = trial.texts_to(HER)
    trial.replies(HER, words)
    assert tasks(trial) == [kind]
    assert trial.texts_to(HER) == before
    assert "07700" not in rows(trial, task)[-1].words


def test_words_of_distress_raise_an_alert_that_says_it_is_a_guess(trial: Trial) -> None:
    trial.replies(HER, "please help me i am scared of him")
    (raised,) = rows(trial, alert)
    assert (raised.source, raised.level) == ("text", 2)
    assert "guess" in raised.about
    assert "scared" not in raised.about


def test_a_picture_is_refused_kindly_once_a_day_and_the_words_are_read(trial: Trial) -> None:
    before = len(trial.texts_to(HER))
    for words in ("", "look", "and this"):
        calls_in(trial, words, NumMedia="1", MediaUrl0="https://api.twilio.com/made-up")
    assert len(trial.texts_to(HER)) == before + 1
    assert "cannot open pictures" in trial.texts_to(HER)[-1]
    assert [row.media for row in rows(trial, reply)] == [1, 1, 1]


def test_outside_reading_hours_she_hears_once_when_texts_are_read(trial: Trial) -> None:
    trial.until("2026-10-10 22:00")
    before = len(trial.texts_to(HER))
    for words in ("hello there", "are you there"):
        trial.replies(HER, words)
    (said,) = trial.texts_to(HER)[before:]
    assert "Monday-Friday 09:00-17:00" in said
    assert "01632 960100" in said
    trial.until("2026-10-12 12:00")
    trial.replies(HER, "hello again")
    assert len(trial.texts_to(HER)) == before + 1


def test_a_stranger_is_told_nothing(trial: Trial) -> None:
    trial.until("2026-10-10 22:00")
    calls_in(trial, "hello", sender="+447700900999", NumMedia="1")
    assert trial.texts_to(STRANGER) == []
    assert rows(trial, reply)[-1].state == "to_read"


def test_a_phone_that_answers_by_itself_is_not_answered_for_ever(trial: Trial) -> None:
    before = len(trial.texts_to(HER))
    for _ in range(8):
        trial.replies(HER, "STOP")
        trial.replies(HER, "START")
    assert len(trial.texts_to(HER)) - before <= 6
    assert word(trial) == "started"


def test_a_flood_from_one_number_is_kept_whole_and_hides_nobody(trial: Trial) -> None:
    for n in range(120):
        calls_in(trial, f"hello {n} call me now", settle=False)
    calls_in(trial, "STOP", settle=False)
    trial.settle()
    kept = rows(trial, reply)
    assert len(kept) == 121
    assert len([row for row in kept if row.state == "to_read"]) == 20
    assert len([row for row in kept if row.state == "kept"]) == 100
    assert word(trial) == "stopped"
    assert len(tasks(trial)) == 20
    assert all(row.worked_at is not None for row in rows(trial, inbox))


def calls_in(
    trial: Trial, body: str, *, sender: str = "+447700900101", settle: bool = True, **more: str
) -> None:
    """The network posts a text to the porch, signed."""
    sid = f"SM{len(rows(trial, inbox)):032}"
    form = {**TEXT, "MessageSid": sid, "From": sender, "Body": body, **more}
    assert calls(trial, "/twilio/text", form) == 200
    if settle:
        trial.settle()


def test_a_text_waits_for_the_hours_that_she_said_are_safe(
    a_trial: Callable[..., Trial], tmp_path: Path
) -> None:
    trial = a_trial(f"sqlite:///{tmp_path / 'study.sqlite'}", now="2026-09-27 12:00")
    safe = {**ENGLISH, "safe_times": "Mon-Fri 18:30-20:00; Sat-Sun 10:00-20:00"}
    trial.enrol(trial.load(tiny_folder()), safe)
    trial.until("2026-09-28 18:20")
    assert trial.texts_to(HER) == []
    trial.until("2026-09-28 18:40")
    assert len(trial.texts_to(HER)) == 1


def test_calls_and_texts_to_a_household_count_together(trial: Trial) -> None:
    """Fifteen calls in a week, and the next reminder waits until the household may be troubled again."""
    (mother,) = rows(trial, participant)
    now, case = trial.house.now(), trial.case(mother.id, "post_programme")
    book(trial, trial.house.studies()[0], mother.id, "post_programme", "2026-10-08 16:15")

    def ring(c: Any) -> None:
        for n in range(15):
            ledger.add_contact(
                c,
                id=f"call-{n}",
                study_id=case.study_id,
                participant_id=mother.id,
                channel="call",
                direction="out",
                at=now,
                outcome="no_answer",
                attempt=True,
                recorded_at=now,
            )

    before = len(trial.texts_to(HER))
    trial.house.database.keep(ring)
    trial.until("2026-10-08 12:00")
    assert len(trial.texts_to(HER)) == before
    (reminder,) = [row for row in trial.messages() if row.template == "reminder_24h"]
    assert reminder.state == "suppressed"
