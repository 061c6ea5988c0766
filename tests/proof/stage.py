"""A small trial that a killed process can take up again wherever it was: what fault runs work at."""

from __future__ import annotations

import csv
import json
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from werkzeug.serving import make_server

from callassist import assembly, settings
from callassist.questionnaire.session import Session
from callassist.schedule.hours import is_bank_holiday
from callassist.store import clock_row, interviews, planning, registry, staff
from callassist.work import answers, appointments, at_hand, enrol, finishing, reconcile, studies
from callassist.work.actor import Actor, Grant, Role
from callassist.work.house import House, Running
from callassist.work.interviews import resume, start
from callassist.work.plan import plan
from callassist.work.points import reach
from callassist.work.record import recover
from callassist.work.rehearse import Rehearsal
from callassist.work.send import Sender
from callassist.work.sittings import Manner
from callassist.work.staff import add_staff
from tests.rehearsal.box import ACCOUNT, TOKEN, Network
from tests.trial import at, folder
from webhooks.app import create_porch

STUDY = Path(__file__).parent / "another_study"
BEGINS = "2026-10-20 08:03"
BOOKED_AT = "2026-10-28 12:03"
WALLS = [f"2026-11-05T{hour:02}:00" for hour in range(11, 18)]
ANSWERED_AT = "2026-11-03 15:03"
INTERVIEWED_AT = "2026-11-05 11:02"
OVER = "2026-11-09 09:03"
INTERVIEWED = ("H-112", "H-113", "H-118")
YES = {"Somali": "HAA", "Polish": "TAK"}


@dataclass
class Stage:
    """Where it happens: a database, a folder, the network that outlives every process, the porch's port."""

    database: str
    data: Path
    api: str
    port: int
    phones: Network | None = None

    @property
    def network(self) -> Network:
        """The network in a box."""
        assert self.phones is not None
        return self.phones

    def house(self) -> tuple[House, Sender, Rehearsal]:
        """The house of these settings, as a starting process builds it."""
        configured = settings.read(
            {
                "CALLASSIST_DATA": str(self.data),
                "CALLASSIST_DATABASE": self.database,
                "CALLASSIST_PORCH": f"http://127.0.0.1:{self.port}",
                "CALLASSIST_NETWORK": self.api,
                "TWILIO_ACCOUNT_SID": ACCOUNT,
                "TWILIO_AUTH_TOKEN": TOKEN,
            }
        )
        house = assembly.build(configured)
        sender = Sender(house)
        rehearsal = assembly.rehearsal(house, sender)
        assert rehearsal is not None
        return house, sender, rehearsal

    @property
    def shown(self) -> Path:
        """Every answer that was shown as saved: one JSON line each, written after it was shown."""
        return self.data / "shown.jsonl"


def warm(stage: Stage) -> None:
    """Import and read everything once, so that a forked process starts where a running one would be."""
    is_bank_holiday(at(BEGINS).date(), "NIR")
    house, sender, _ = stage.house()
    studies.load(house, folder(STUDY), by="proof")
    plan(house)
    sender.close()
    house.database.close()


def rows() -> list[dict[str, str]]:
    """The families of the small study."""
    return list(csv.DictReader((STUDY / "families.csv").read_text(encoding="utf-8").splitlines()))


def happenings() -> list[dict[str, Any]]:
    """What people do on this stage, as the oracle is told it."""
    told: list[dict[str, Any]] = [
        {"at": at(BEGINS).isoformat(), "what": "enrol", "who": [row["study_number"] for row in rows()]}
    ]
    told += [
        {
            "at": at(BOOKED_AT).isoformat(),
            "what": "book",
            "who": row["study_number"],
            "wave": "later",
            "wall": wall,
        }
        for row, wall in zip(booked(), WALLS, strict=True)
    ]
    told += [
        {"at": at(ANSWERED_AT).isoformat(), "what": "reply", "number": number_of(row), "body": yes(row)}
        for row in booked()
    ]
    return told


def booked() -> list[dict[str, str]]:
    """The seven who agree on a time: they have a phone of their own and read what we send."""
    own = [row for row in rows() if row["cohort"] == "summer" and not row.get("phone_whose")]
    return [row for row in own if row["texts_in"] != "Arabic"][:7]


def number_of(row: dict[str, str]) -> str:
    return "+44" + row["phone"].replace(" ", "")[1:]


def yes(row: dict[str, str]) -> str:
    return YES.get(row["texts_in"], "YES")


def work(stage: Stage) -> None:
    """Work the whole trial from wherever an earlier process left it, to its end."""
    house, _sender, rehearsal = stage.house()
    recover(house, everything=True)
    server = make_server("127.0.0.1", stage.port, create_porch(house, rehearsal).wsgi_app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    with house.database.read() as c:
        begun = clock_row.read(c) is not None
    if not begun:
        rehearsal.set_clock(at(BEGINS))
    running = house.study(studies.load(house, folder(STUDY), by="proof").study_id)
    taken_in = [row for row in rows() if row["study_number"] not in _numbers(house, running)]
    if taken_in:
        enrol.enrol(house, running, taken_in, by="proof")
    who = _somebody(house, running)
    move = _mover(house, rehearsal)
    move(BOOKED_AT)
    _book(house, running, who)
    move(ANSWERED_AT)
    _phones_answer(stage, rehearsal)
    move(INTERVIEWED_AT)
    for number in INTERVIEWED:
        _interview(stage, house, running, who, number)
    move(OVER)
    for _ in range(3):
        reconcile.reconcile(house)
    house.database.close()


def _mover(house: House, rehearsal: Rehearsal) -> Callable[[str], None]:
    def move(wall: str) -> None:
        rehearsal.advance(max(at(wall), house.now()))

    return move


def _numbers(house: House, running: Running) -> dict[str, str]:
    with house.database.read() as c:
        return registry.study_numbers(c, running.id)


def _somebody(house: House, running: Running) -> Actor:
    """The interviewer of the proofs, added once."""
    with house.database.read() as c:
        row = staff.by_sign_in(c, "proof")
    if row is None:
        add_staff(house, by="proof", sign_in="proof", name="Pat Proof", password="a made-up password")
        return _somebody(house, running)
    grants = (Grant(Role.INTERVIEWER, running.id), Grant(Role.SUPERVISOR, running.id))
    return Actor(row.id, "proof", row.name, ("en-GB",), grants)


def _book(house: House, running: Running, who: Actor) -> None:
    numbers = _numbers(house, running)
    for row, wall in zip(booked(), WALLS, strict=True):
        with house.database.read() as c:
            case = planning.cases_of(c, numbers[row["study_number"]])["later"]
            if planning.appointments_of(c, case.id):
                continue
        wanted = appointments.Wanted(datetime.fromisoformat(wall), None, named_by_her=True)
        appointments.book(house, who, case.id, wanted, token=f"proof-book-{row['study_number']}-0001")


def _phones_answer(stage: Stage, rehearsal: Rehearsal) -> None:
    """Each phone writes its yes, and again after a while when nothing came back, as people do."""
    for row in booked():
        number = number_of(row)
        wrote = sum(1 for one in stage.network.journal(kind="inbound", number=number))
        thanked = any(len(one["body"]) < 40 for one in stage.network.accepted(number))
        if not thanked and wrote < 6:
            stage.network.reply(number, yes(row))
            stage.network.idle()
            rehearsal.advance(rehearsal.house.now())


def _interview(stage: Stage, house: House, running: Running, who: Actor, number: str) -> None:
    with house.database.read() as c:
        case = planning.cases_of(c, _numbers(house, running)[number])["later"]
        under_way = interviews.unfinished(c, case.id)
    if case.state in ("complete", "partial"):
        return
    manner = Manner("en-GB")
    if under_way is None:
        under_way = start(house, case.id, manner, by=who.id, once=f"proof-start-{number}-000001")
    else:
        resume(house, under_way, manner, by=who.id)
    count = 0
    while (asked := _next(house, under_way)) is not None:
        path, sequence, kind = asked
        mark = f"{number}-{os.getpid()}-{sequence}-{count}"
        value = (
            str((sequence * 7 + len(path)) % 50) if kind == "integer" else f"words about {path} {sequence}"
        )
        done = answers.answer(house, under_way, path, value, client_event=mark, expected=sequence, by=who.id)
        assert not done.refused, done.refused
        _show(stage, under_way, mark, path, value if kind == "integer" else "")
        count += 1
    finishing.finish(house, under_way, by=who, once=f"proof-finish-{number}-00001")


def _next(house: House, interview_id: str) -> tuple[str, int, str] | None:
    with at_hand.alone(house, interview_id), house.database.read() as c:
        held = at_hand.held(c, interview_id)
        session: Session = at_hand.take(c, house, held)
        screen = session.first_open()
        return None if screen is None else (screen.path, held.sequence, screen.questions[0].kind)


def _show(stage: Stage, interview_id: str, mark: str, path: str, value: str) -> None:
    """What an interviewer sees when the page says saved: it cannot be taken back."""
    said = json.dumps({"interview": interview_id, "mark": mark, "path": path, "value": value}) + "\n"
    with stage.shown.open("a") as file:
        file.write(said)
    reach("answer shown")


def until() -> datetime:
    """When the stage's story is over, for the oracle."""
    return at(OVER) + timedelta(minutes=1)
