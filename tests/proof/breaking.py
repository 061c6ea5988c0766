"""Ways of breaking callassist on purpose, each for a while: a proof that still holds then proves nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, cast
from unittest.mock import patch

from flask import Flask, Response
from sqlalchemy import update

from callassist.privacy.tokens import new_token
from callassist.questionnaire.entries import Missing
from callassist.questionnaire.session import Session
from callassist.schedule import due as due_room
from callassist.schedule import hours
from callassist.schedule.permit import Permit
from callassist.store import answers as kept_answers
from callassist.store.database import Database
from callassist.store.texts import message
from callassist.web import app, given
from callassist.work import answers, at_hand, permits, plan, waited
from callassist.work.house import House
from tests.proof import stage

Breaking = Callable[[], AbstractContextManager[None]]


@contextmanager
def permit_skipped() -> Iterator[None]:
    """Every text that is due goes, whatever is true of it."""

    def always(_ask: object, now: datetime) -> Permit:
        return Permit(now + timedelta(hours=1))

    with patch.object(permits.Ask, "decide", always):
        yield


@contextmanager
def planned_twice() -> Iterator[None]:
    """Planning forgets what it planned: a text that is looked at again is another text."""
    real, looks = due_room.due, iter(range(10**9))

    def forgetful(*told: Any) -> due_room.Due:
        found = real(*told)
        look = next(looks)
        return replace(found, texts=tuple(replace(t, cause=f"{t.cause[:60]}:{look}") for t in found.texts))

    with patch.object(plan, "due", forgetful):
        yield


@contextmanager
def hours_built_in() -> Iterator[None]:
    """The hours in which texts go are those of `together`, whatever the folder says."""

    def same_everywhere(*_told: Any) -> tuple[time, time]:
        return time(9), time(20)

    with patch.object(hours, "span_on", same_everywhere):
        yield


@contextmanager
def a_day_before_built_in() -> Iterator[None]:
    """A reminder goes a day before the appointment, as in `together`, whatever the folder says."""
    real = due_room._reminder

    def a_day_before(appointment: Any, rule: Any, zone: str) -> Any:
        return real(appointment, rule.model_copy(update={"hours_before": 24}), zone)

    with patch.object(due_room, "_reminder", a_day_before):
        yield


@contextmanager
def sent_again() -> Iterator[None]:
    """A text whose sending was cut short is simply sent again."""

    def ready_again(house: House, *, everything: bool = False) -> int:
        again = update(message).where(message.c.state == "sending").values(state="ready")
        return int(house.database.keep(lambda c: c.execute(again)).rowcount)

    with patch.object(stage, "recover", ready_again):
        yield


@contextmanager
def answer_shown_first() -> Iterator[None]:
    """An answer is acknowledged first and kept when there is time: before the interview is read again."""
    waiting: list[Callable[[], object]] = []
    real_kept, real_held = answers._kept, at_hand.held

    class Later:
        """A database that promises."""

        def __init__(self, house: House) -> None:
            self._house = house
            self.dialect = house.database.dialect

        def keep(self, work: Callable[..., Any]) -> None:
            waiting.append(lambda: self._house.database.keep(work))

    def kept(house: House, *told: Any) -> Any:
        return real_kept(replace(house, database=cast(Database, Later(house))), *told)

    def held(*told: Any) -> Any:
        while waiting:
            waiting.pop(0)()
        return real_held(*told)

    with patch.object(answers, "_kept", kept), patch.object(at_hand, "held", held):
        yield


@contextmanager
def figure_changed() -> Iterator[None]:
    """A figure that was typed becomes another on its way to the answers."""
    real = given._typed

    def changed(kind: str, text: str) -> str:
        read = real(kind, text)
        return str(int(read) + 1) if kind == "integer" and read == "2" else read

    with patch.object(given, "_typed", changed):
        yield


@contextmanager
def reasons_mixed() -> Iterator[None]:
    """Why there is no answer is kept as another reason."""
    real = given._answer

    def mixed(*told: Any) -> Any:
        said = real(*told)
        return Missing.REFUSED if said is Missing.DONT_KNOW else said

    with patch.object(given, "_answer", mixed):
        yield


@contextmanager
def marks_ignored() -> Iterator[None]:
    """An answer that comes again is another answer, whatever its mark says and whatever stands already."""

    real = waited.answer_held

    def another(*told: Any, **more: Any) -> Any:
        return real(*told, **{**more, "client_event": new_token()})

    with (
        patch.object(waited, "answer_held", another),
        patch.object(kept_answers, "by_client_event", lambda *_told: None),
        patch.object(kept_answers, "changed_since", lambda *_told: False),
        patch.object(Session, "stands", lambda *_told: False),
    ):
        yield


@contextmanager
def last_first() -> Iterator[None]:
    """The browser sends what waits in it from its end."""
    file = Path(app.__file__).parent / "static" / "waiting.js"
    text = file.read_text(encoding="utf-8")
    first = "rows.find((one) => !one.entry.why)"
    assert first in text
    turned = text.replace(first, "rows.findLast((one) => !one.entry.why)").encode()
    real = Flask.send_static_file

    def sent(self: Flask, filename: str) -> Response:
        return Response(turned, mimetype="text/javascript") if filename == file.name else real(self, filename)

    with patch.object(Flask, "send_static_file", sent):
        yield


TEXT_BREAKS: tuple[tuple[str, Breaking], ...] = (
    ("permit skipped", permit_skipped),
    ("planned twice", planned_twice),
)
FOLDER_BREAKS: tuple[tuple[str, Breaking], ...] = (
    ("a day before, built in", a_day_before_built_in),
    ("hours built in", hours_built_in),
)
ANSWER_BREAKS: tuple[tuple[str, Breaking], ...] = (
    ("a figure changed on its way", figure_changed),
    ("reasons mixed up", reasons_mixed),
)
CONNECTION_BREAKS: tuple[tuple[str, Breaking], ...] = (
    ("marks ignored", marks_ignored),
    ("the last first", last_first),
)
KILL_BREAKS: tuple[tuple[str, Breaking, str], ...] = (
    ("cut short, so sent again", sent_again, "handed over"),
    ("answer shown before it is kept", answer_shown_first, "answer shown"),
)
