"""Fault runs from inside: eight families each, a text a family, and what befalls it until nothing is open."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, select, update
from werkzeug.serving import make_server

from callassist import assembly
from callassist.gateway.texts import TwilioTexts
from callassist.privacy.index import number_index
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.store import ledger, registry
from callassist.store.cases import case_, task
from callassist.store.database import Connection
from callassist.store.people import consent, participant, phone
from callassist.store.texts import message
from callassist.work import enrol, participation, reconcile
from callassist.work.house import House, Running
from callassist.work.record import recover
from callassist.work.rehearse import Rehearsal
from callassist.work.send import Sender
from tests.proof.fault_round import FAMILIES, MUST_NOT, PATIENCE, Round, Run, rows_of
from tests.rehearsal.box import ACCOUNT, TOKEN
from tests.trial import at
from webhooks.app import create_porch

STUDY = Path(__file__).parent / "fault_study"
NOWHERE = "http://127.0.0.1:9"
BEGINS = "2026-10-20 08:03"
BEFORE = "2026-11-04 11:29"
DUE = "2026-11-04 11:30"
STOPS = ("2026-11-04 12:20", "2026-11-09 09:00")


def live(here: Round) -> None:
    """Live through the run from wherever an earlier process left it; at the end say what stands."""
    house = here.house()
    recover(house, everything=True)
    sender = Sender(house)
    rehearsal = assembly.rehearsal(house, sender)
    assert rehearsal is not None
    server = make_server("127.0.0.1", here.port, create_porch(house, rehearsal).wsgi_app, threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    running = house.study("lighthouse")
    if here.row.from_the_start:
        take_in(here, rehearsal, running)
    elif here.once("begun"):
        stand(rehearsal, at(BEFORE))
        house.database.keep(lambda c: renumber(c, here, house, running))
    change(here, house, running)
    if here.row.hours and here.once("jumped"):
        stand(rehearsal, at(DUE) + timedelta(hours=here.row.hours))
    if here.row.unreachable and here.once("unreachable"):
        cut_off(house, rehearsal)
    if here.row.workers > 1 and here.once("together"):
        together(here, house, rehearsal)
    for stop in STOPS:
        move(rehearsal, stop)
        recover(house)
        reconcile.reconcile(house)
    here.file("told").write_text(json.dumps(told(house, running)))
    sender.close()
    server.shutdown()
    server.server_close()
    house.database.close()


def take_in(here: Round, rehearsal: Rehearsal, running: Running) -> None:
    """Take the eight in, and let time pass until their texts are planned and not yet due."""
    if here.once("begun"):
        stand(rehearsal, at(BEGINS))
    if not numbers_of(rehearsal.house, running):
        enrol.enrol(rehearsal.house, running, rows_of(here), by="proof")
    move(rehearsal, BEFORE)


def renumber(c: Connection, here: Round, house: House, running: Running) -> None:
    """Give the eight, who were taken in long ago, the phones of this run: no two runs share a number."""
    for name, who in registry.study_numbers(c, running.id).items():
        number = here.numbers[int(name[2:]) - 101]
        mine = c.execute(select(phone.c.id).where(phone.c.participant_id == who)).scalar_one()
        key = c.execute(select(participant.c.wrapped_key).where(participant.c.id == who)).scalar_one()
        values = {
            "number": house.sealer.seal(key, number, place("phone", mine)),
            "number_index": number_index(house.keys, running.id, number),
        }
        c.execute(update(phone).where(phone.c.id == mine).values(values))


def stand(rehearsal: Rehearsal, moment: datetime) -> None:
    """Put the clock to a moment, whatever was due before it, and have the network know."""
    rehearsal.set_clock(moment)
    gate = rehearsal.house.gate
    assert gate is not None
    gate.tell_time(rehearsal.house.now(), moving=False, next_due=None)


def move(rehearsal: Rehearsal, wall: str) -> None:
    """Let time pass up to a wall time, or stay where it is later already."""
    rehearsal.advance(max(at(wall), rehearsal.house.now()))


def cut_off(house: House, rehearsal: Rehearsal) -> None:
    """At the first try nobody listens at the network's address."""
    stand(rehearsal, at(DUE))
    network = TwilioTexts(ACCOUNT, TOKEN, base=NOWHERE, seconds=PATIENCE)
    sender = Sender(replace(house, network=network))
    sender.send()
    sender.close()


def together(here: Round, house: House, rehearsal: Rehearsal) -> None:
    """Several workers send at once, while two more tidy up after the fallen, as they do every few seconds."""
    stand(rehearsal, at(DUE))
    senders = [Sender(house) for _ in range(here.row.workers)]
    gate, over = threading.Barrier(here.row.workers), threading.Event()
    wrong: list[BaseException] = []

    def send(mine: Sender) -> None:
        try:
            gate.wait(10)
            mine.send()
            mine.close()
        except BaseException as error:
            wrong.append(error)

    def tidy() -> None:
        while not over.wait(0.02):
            recover(house)
            reconcile.reconcile(house)

    tidier = threading.Thread(target=tidy, daemon=True)
    threads = [threading.Thread(target=send, args=(one,), daemon=True) for one in senders]
    tidier.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    over.set()
    tidier.join(10)
    if wrong:
        raise wrong[0]


def numbers_of(house: House, running: Running) -> dict[str, str]:
    """Participant ids by study number."""
    with house.database.read() as c:
        return registry.study_numbers(c, running.id)


def change(here: Round, house: House, running: Running) -> None:
    """Something happens between planning and sending, after which one of each eight must get no text."""
    ids = numbers_of(house, running)
    for nth, run in enumerate(here.runs):
        _change(here, run, house, running, ids[f"L-{101 + nth * FAMILIES + MUST_NOT}"])


def _change(here: Round, run: Run, house: House, running: Running, who: str) -> None:
    number = run.numbers[MUST_NOT]
    match run.changed:
        case "stop":
            if not here.network.journal(kind="inbound", number=number):
                here.network.reply(number, "STOP")
                assert here.network.idle()
        case "no texts":
            when = participation.Told(house.now(), "participant", "call")
            wanted, token = [("texts", False)], f"proof-no-texts-{number[-7:]}"
            participation.change(house, by="proof", participant_id=who, wanted=wanted, told=when, token=token)
        case "paused":
            if here.once("paused"):
                why = {"by": "proof", "why": "a proof", "since": house.now()}
                pause = {"id": new_id(), "study_id": running.id, "scope": "site", "of": "south_quay", **why}
                house.database.keep(lambda c: ledger.pause(c, **pause))
        case other:
            house.database.keep(lambda c: c.execute(_by_hand(other, who)))


def _by_hand(what: str, who: str) -> Any:
    """What other verbs keep, as the rows they leave: planning is not told, so only the permit can know."""
    match what:
        case "stopped":
            return update(participant).where(participant.c.id == who).values(stopped_at=at(BEFORE))
        case "no consent":
            return delete(consent).where(consent.c.participant_id == who)
        case "unsafe":
            return update(phone).where(phone.c.participant_id == who).values(safe=False)
        case _:
            return update(case_).where(case_.c.participant_id == who).values(state="complete")


def told(house: House, running: Running) -> list[dict[str, Any]]:
    """Every text of the run as callassist itself believes it to stand: facts, and no names."""
    index = {who: int(name[2:]) - 101 for name, who in numbers_of(house, running).items()}
    with house.database.read() as c:
        rows = c.execute(select(message).where(message.c.rule.is_not(None)).order_by(message.c.id)).all()
        tasks = c.execute(select(task)).all()
    return [
        {
            "family": index[row.participant_id],
            "again": ":again:" in row.cause,
            "state": row.state,
            "reason": row.reason,
            "receipt": row.receipt,
            "code": row.code,
            "tasks": [one.kind for one in tasks if _about(one, row)],
            "open": [one.kind for one in tasks if one.state == "open" and _about(one, row)],
        }
        for row in rows
    ]


def _about(one: Any, row: Any) -> bool:
    return bool(one.cause and row.id in one.cause)
