"""One fault run from inside: eight families, one text each, and what befalls it until nothing is open."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import delete, select, update
from werkzeug.serving import make_server

from callassist import assembly, settings
from callassist.gateway.gate import TwilioGate
from callassist.gateway.rehearsal_clock import RehearsalNetworkClock
from callassist.gateway.texts import TwilioTexts
from callassist.privacy.index import number_index
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.store import ledger, registry
from callassist.store.cases import case_, task
from callassist.store.database import Connection, Database, GroupWriter, PlainWriter
from callassist.store.people import consent, participant, phone
from callassist.store.texts import message
from callassist.work import enrol, participation, reconcile
from callassist.work.house import House, Running, Shelf
from callassist.work.record import recover
from callassist.work.rehearse import Rehearsal
from callassist.work.send import Sender
from tests.proof.fault_rows import Row
from tests.rehearsal.box import ACCOUNT, TOKEN, Network
from tests.trial import at
from webhooks.app import create_porch

STUDY = Path(__file__).parent / "fault_study"
NOWHERE = "http://127.0.0.1:9"
PATIENCE = 0.5
BEGINS = "2026-10-20 08:03"
BEFORE = "2026-11-04 11:29"
DUE = "2026-11-04 11:30"
STOPS = ("2026-11-04 12:20", "2026-11-06 15:00", "2026-11-09 09:00")
REFUSED = (21211, 21610, 21614, 30007, 21617)
TAKEN = ("broken_after", "cut_after", "cut_midway", "broken_after", "cut_after", "silent_after")
NOT_TAKEN = ("broken_before", "cut_before", "broken_before", "cut_before", "cut_before", "silent_before")
CHANGES = ("stop", "no texts", "stopped", "no consent", "unsafe", "complete", "paused")
PLAIN, REFUSED_ONE, UNSAID, NEVER_TAKEN, MUST_NOT, UNTOLD = (0, 1, 2), 3, 4, 5, 6, 7


@dataclass(frozen=True)
class Run:
    """One run: its fault, its seed, its database and folder, the network and the numbers that are its own."""

    row: Row
    seed: str
    warm: House
    data: Path
    port: int
    network: Network
    numbers: tuple[str, ...]

    @property
    def changed(self) -> str:
        """What changes between planning and sending, for the one who must get no text then."""
        return Random(f"{self.seed} change").choice(CHANGES)

    def file(self, name: str) -> Path:
        """A file of this run's own."""
        return self.data / name

    def once(self, name: str) -> bool:
        """Whether this is the first process of the run to come here."""
        if self.file(name).exists():
            return False
        self.file(name).write_text("")
        return True

    def house(self) -> House:
        """The house as a starting process finds it, with little patience for the network.

        What a process would read and build once at its start was read before the fork, and is only used.
        """
        database = opened(self.warm.database)
        shelf = Shelf(database)
        shelf._read.update(self.warm.shelf._read)
        network = TwilioTexts(ACCOUNT, TOKEN, base=self.network.api, seconds=PATIENCE)
        clock = assembly.MovableClock(database)
        gate = TwilioGate((TOKEN,), RehearsalNetworkClock(self.network.api))
        return replace(self.warm, database=database, shelf=shelf, clock=clock, network=network, gate=gate)


def built(database: str, data: Path, port: int, api: str) -> House:
    """The house of these addresses, built as every process builds it."""
    return assembly.build(
        settings.read(
            {
                "CALLASSIST_DATA": str(data),
                "CALLASSIST_DATABASE": database,
                "CALLASSIST_PORCH": f"http://127.0.0.1:{port}",
                "CALLASSIST_NETWORK": api,
                "TWILIO_ACCOUNT_SID": ACCOUNT,
                "TWILIO_AUTH_TOKEN": TOKEN,
            }
        )
    )


def opened(known: Database) -> Database:
    """The same database opened anew, with the statements that the process before the fork had built."""
    database = copy(known)
    plain = known.dialect == "postgresql"
    database._writer = PlainWriter(known.engine) if plain else GroupWriter(known.engine)
    return database


def lay(run: Run) -> None:
    """Tell the network what it will do wrong: the row's fault first, then each family's own lot."""
    chance = Random(f"{run.seed} lay")
    laid: list[dict[str, Any]] = []
    for index, number in enumerate(run.numbers):
        if index != MUST_NOT and chance.random() < 0.5:
            laid += [{**one, "number": number} for one in run.row.lays]
    laid += [{**one, "number": run.numbers[0]} for one in run.row.lays]
    laid += _lots(run, chance)
    run.network.faults(*laid)


def _lots(run: Run, chance: Random) -> Iterator[dict[str, Any]]:
    numbers = run.numbers
    code = chance.choice(REFUSED)
    yield {"kind": "refused", "number": numbers[REFUSED_ONE], "code": code, "count": None}
    yield {"kind": chance.choice(TAKEN), "number": numbers[UNSAID], "count": None}
    yield {"kind": chance.choice(NOT_TAKEN), "number": numbers[NEVER_TAKEN], "count": None}
    yield {"kind": chance.choice(TAKEN), "number": numbers[UNTOLD], "count": None}
    yield {"kind": "callback_lost", "number": numbers[UNTOLD], "count": None}


def rows_of(run: Run) -> list[dict[str, str]]:
    """The eight families as a file would bring them."""
    return [
        {
            "study_number": f"L-{101 + index}",
            "full_name": f"Made Up {index}",
            "role": "mother",
            "site": "south_quay" if index == MUST_NOT else "north_quay",
            "cohort": "other" if index == MUST_NOT else "autumn",
            "phone": number,
            "spoken": "English",
            "reads": "English",
            "texts_in": ("English", "Polish")[index % 2],
            "consent_version": "agreed_2",
            "consent_on": "2026-10-20",
        }
        for index, number in enumerate(run.numbers)
    ]


def live(run: Run) -> None:
    """Live through the run from wherever an earlier process left it; at the end say what stands."""
    house = run.house()
    recover(house, everything=True)
    sender = Sender(house)
    rehearsal = assembly.rehearsal(house, sender)
    assert rehearsal is not None
    server = make_server("127.0.0.1", run.port, create_porch(house, rehearsal).wsgi_app, threaded=True)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    running = house.study("lighthouse")
    if run.row.from_the_start:
        take_in(run, rehearsal, running)
    elif run.once("begun"):
        stand(rehearsal, at(BEFORE))
        house.database.keep(lambda c: renumber(c, run, house, running))
    change(run, house, running)
    if run.row.hours and run.once("jumped"):
        stand(rehearsal, at(DUE) + timedelta(hours=run.row.hours))
    if run.row.unreachable and run.once("unreachable"):
        cut_off(house, rehearsal)
    if run.row.workers > 1 and run.once("together"):
        together(run, house, rehearsal)
    for stop in STOPS:
        move(rehearsal, stop)
        recover(house)
        reconcile.reconcile(house)
    run.file("told").write_text(json.dumps(told(house, running)))
    sender.close()
    server.shutdown()
    server.server_close()
    house.database.close()


def take_in(run: Run, rehearsal: Rehearsal, running: Running) -> None:
    """Take the eight in, and let time pass until their texts are planned and not yet due."""
    if run.once("begun"):
        stand(rehearsal, at(BEGINS))
    if not numbers_of(rehearsal.house, running):
        enrol.enrol(rehearsal.house, running, rows_of(run), by="proof")
    move(rehearsal, BEFORE)


def renumber(c: Connection, run: Run, house: House, running: Running) -> None:
    """Give the eight, who were taken in long ago, the phones of this run: no two runs share a number."""
    for name, who in registry.study_numbers(c, running.id).items():
        number = run.numbers[int(name[2:]) - 101]
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


def together(run: Run, house: House, rehearsal: Rehearsal) -> None:
    """Several workers send at once, while two more tidy up after the fallen, as they do every few seconds."""
    stand(rehearsal, at(DUE))
    senders = [Sender(house) for _ in range(run.row.workers)]
    gate, over = threading.Barrier(run.row.workers), threading.Event()
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


def change(run: Run, house: House, running: Running) -> None:
    """Something happens between planning and sending, after which one of them must get no text."""
    who = numbers_of(house, running)[f"L-{101 + MUST_NOT}"]
    match run.changed:
        case "stop":
            number = run.numbers[MUST_NOT]
            if not any(one["number"] == number for one in _inbound(run)):
                run.network.reply(number, "STOP")
                assert run.network.idle()
        case "no texts":
            when = participation.Told(house.now(), "participant", "call")
            wanted, token = [("texts", False)], "proof-no-texts-0000001"
            participation.change(house, by="proof", participant_id=who, wanted=wanted, told=when, token=token)
        case "paused":
            if run.once("paused"):
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


def _inbound(run: Run) -> list[dict[str, Any]]:
    number = run.numbers[MUST_NOT]
    return run.network.journal(kind="inbound", number=number)


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
