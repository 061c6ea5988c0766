"""Odd texts through the real porch: none is lost, none breaks a page, only clear words act."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from callassist.errors import Refusal
from callassist.people.numbers import read_number
from callassist.privacy.sealing import place
from callassist.store import inboxes, outbox
from callassist.store.texts import inbox, reply
from callassist.work.receive import keep_raw, work_inbox
from tests.stories.test_porch import TEXT, calls
from tests.trial import Trial
from tests.web.houses import tiny_folder

LONGEST = 1600
MANY = 300
"""Texts of one number in this suite; ten thousand are the same loop, and take a minute."""

ODD = {
    "longest": "a" * LONGEST,
    "longest in sixteen bits": "ا" * LONGEST,
    "emoji": "😀👩‍👩‍👧🏽" * 80,
    "half an emoji": "hello \ud83d there",
    "right to left override": "yes\u202e PO\u202cTS",
    "isolates left open": "\u2067\u2068\u2066 hello",
    "null bytes": "hel\x00lo\x00",
    "control characters": "".join(map(chr, range(1, 32))),
    "joined by nothing": "h\u200be\u200cl\u200dl\ufeffo",
    "a page's own words": "</p><script>alert(1)</script>",
    "an own placeholder": "{sender} {time} {nothing}",
    "marks upon marks": "h" + "\u0301" * 400,
}


@pytest.fixture
def trial(a_trial: Callable[..., Trial], tmp_path: Path) -> Trial:
    started = a_trial(f"sqlite:///{tmp_path / 'study.sqlite'}", now="2026-09-27 12:00")
    started.enrol(started.load(tiny_folder()), {})
    started.until("2026-10-05 12:00")
    return started


def rows(trial: Trial) -> Sequence[Any]:
    with trial.house.database.read() as c:
        return c.execute(select(reply).order_by(reply.c.id)).all()


def words(trial: Trial, row: Any) -> str:
    """The words of a text as they were kept."""
    with trial.house.database.read() as c:
        under = outbox.participants(c, [row.participant_id])[row.participant_id].wrapped_key
    return trial.house.sealer.open(under, row.body, place("reply.body", row.id))


def test_whatever_comes_is_kept_whole_and_waits_for_a_reader(trial: Trial) -> None:
    for n, body in enumerate(ODD.values()):
        sent = body.encode("utf-8", "replace").decode()
        assert calls(trial, "/twilio/text", {**TEXT, "MessageSid": f"SM{n:032}", "Body": sent}) == 200
    trial.settle()
    kept = rows(trial)
    assert [row.state for row in kept] == ["to_read"] * len(ODD)
    assert [words(trial, row) for row in kept] == [
        body.encode("utf-8", "replace").decode() for body in ODD.values()
    ]


def test_half_a_character_that_reaches_us_is_kept_and_read(trial: Trial) -> None:
    form = {**TEXT, "MessageSid": "SM" + "7" * 32, "Body": "hello \ud83d there"}
    assert keep_raw(trial.house, "text", "text:half", form["From"], form)
    assert work_inbox(trial.house) == 1
    assert [row.state for row in rows(trial)] == ["to_read"]


@pytest.mark.parametrize("hidden", ["\u200b", "\u202e", "\u2068", "\ufeff", "\x00", "\u00ad"])
def test_a_stop_with_invisible_characters_in_it_is_still_a_stop(trial: Trial, hidden: str) -> None:
    body = f"{hidden}STOP{hidden}"
    assert calls(trial, "/twilio/text", {**TEXT, "Body": body}) == 200
    trial.settle()
    assert [row.understood for row in rows(trial)] == ["stop"]


NATIONAL = (
    "07700 900101",
    "07700900101",
    "+447700900101",
    "+44 7700 900101",
    "+44 (0)7700 900101",
    "0044 7700 900101",
    "(07700) 900-101",
    "07700.900.101",
    " 07700 900101 ",
    "\u202d07700 900101\u202c",
)


@pytest.mark.parametrize("written", NATIONAL)
def test_a_number_written_in_any_national_form_is_the_same_phone(written: str) -> None:
    assert read_number(written).e164 == "+447700900101"


@pytest.mark.parametrize(
    "written", ["", "hello", "0", "+", "07700 90010", "07700 900101 07700 900102", "12345"]
)
def test_what_is_no_number_is_refused_with_a_cure(written: str) -> None:
    with pytest.raises(Refusal) as refused:
        read_number(written)
    assert refused.value.cure


@pytest.mark.parametrize("sender", ["", "anonymous", "+0", "\x00", "Willow", "+447700900101" * 8])
def test_a_text_from_no_number_at_all_stops_nothing_else(trial: Trial, sender: str) -> None:
    assert calls(trial, "/twilio/text", {**TEXT, "From": sender, "MessageSid": "SM" + "5" * 32}) == 200
    assert calls(trial, "/twilio/text", {**TEXT, "MessageSid": "SM" + "6" * 32}) == 200
    trial.settle()
    assert [row.understood for row in rows(trial) if row.participant_id] == ["stop"]
    with trial.house.database.read() as c:
        assert all(c.execute(select(inbox.c.worked_at)).scalars().all())


def test_very_many_texts_of_one_number_are_all_kept_and_nobody_else_waits_long(trial: Trial) -> None:
    for n in range(MANY):
        form = {**TEXT, "MessageSid": f"SM{n:032}", "Body": f"text {n}"}
        assert keep_raw(trial.house, "text", f"text:{form['MessageSid']}", form["From"], form)
    form = {**TEXT, "MessageSid": "SM" + "9" * 32, "Body": "hello", "From": "+447700900999"}
    keep_raw(trial.house, "text", "text:other", form["From"], form)
    assert work_inbox(trial.house) == MANY + 1
    kept = rows(trial)
    assert {words(trial, row) for row in kept if row.participant_id} == {f"text {n}" for n in range(MANY)}
    assert len([row for row in kept if row.state == "to_read"]) == 21


def test_a_stop_does_not_wait_behind_thousands_from_another_phone(trial: Trial) -> None:
    for n in range(MANY):
        form = {**TEXT, "MessageSid": f"SM{n:032}", "Body": f"text {n}", "From": "+447700900999"}
        keep_raw(trial.house, "text", f"text:{form['MessageSid']}", form["From"], form)
    form = {**TEXT, "MessageSid": "SM" + "9" * 32, "Body": "STOP"}
    keep_raw(trial.house, "text", "text:hers", form["From"], form)
    with trial.house.database.read() as c:
        first = [row.once for row in inboxes.to_work(c, 2)]
        flood = [row.once for row in inboxes.to_work(c, MANY) if row.once != "text:hers"]
    assert "text:hers" in first
    assert flood == sorted(flood)
