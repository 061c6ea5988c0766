"""Interviewers who ask for the next case, a process of them at a time, and write down what they get."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from sqlalchemy import select

from callassist import assembly, settings
from callassist.privacy.tokens import new_token
from callassist.store.cases import case_
from callassist.store.people import participant
from callassist.work.actor import Actor
from callassist.work.attempts import Attempt, log_attempt
from callassist.work.cases import give_back
from callassist.work.house import House
from callassist.work.line import take_next
from callassist.work.studies import load
from tests.bench import load as bulk
from tests.bench.ground import THURSDAY, tables
from tests.bench.turns import interviewers
from tests.rehearsal.box import ACCOUNT, TOKEN
from tests.web.houses import tiny_folder

LOGGED = 0.2  # of what is given: an attempt is logged, and the case rests; the rest goes back at once
LONGEST_HELD = 0.006
TOGETHER = 0.3  # of the asking happens on the stroke of a second, by everybody at once


@dataclass(frozen=True)
class Place:
    """Where the trial lives: a folder for keys and journals, and a database."""

    data: Path
    url: str

    def house(self) -> House:
        """A house of this process, at a standing time on a working day."""
        house = assembly.build(settings.read(self._settings()))
        assert isinstance(house.clock, assembly.MovableClock)
        house.clock.set(THURSDAY)
        return house

    def prepare(self, people: int) -> None:
        """Make the tables and so many families; write down which household each case belongs to."""
        assembly.load_keys(settings.read(self._settings()))
        tables(self.url)
        house = self.house()
        study = house.study(load(house, tiny_folder(), by="proof").study_id)
        bulk.people(house, study, people)
        homes = select(case_.c.id, participant.c.household_id).join(
            participant, participant.c.id == case_.c.participant_id
        )
        with house.database.read() as c:
            lines = [f"{row.id} {row.household_id}" for row in c.execute(homes)]
        (self.data / "homes").write_text("\n".join(lines))
        (self.data / "study").write_text(study.id)
        house.database.close()

    def _settings(self) -> dict[str, str]:
        return {
            "CALLASSIST_DATA": str(self.data),
            "CALLASSIST_DATABASE": self.url,
            "CALLASSIST_PORCH": "http://127.0.0.1:1/hooks",
            "CALLASSIST_NETWORK": "http://127.0.0.1:1",
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
        }


def forked(work: Callable[[], None]) -> int:
    """Run something in a process of its own, warm from the start; its pid. Nothing of ours is open here."""
    pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        work()
        code = 0
    finally:
        os._exit(code)


def ended(pid: int) -> bool:
    """Whether a process that was forked ended well."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 0


def killed(pid: int) -> None:
    """Kill -9, and no goodbye."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def shift(place: Place, name: str, people: int, seed: int, *, apart: float) -> None:
    """So many interviewers at once, each asking every `apart` seconds, until `over` is there."""
    house = place.house()
    house.studies()
    callers = interviewers((place.data / "study").read_text(), people)
    journal = os.open(place.data / f"journal-{name}-{seed}", os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def write(*words: object) -> None:
        os.write(journal, (" ".join(str(word) for word in words) + "\n").encode())

    def asks(caller: Actor, chance: Random, how: str) -> None:
        began = time.monotonic_ns()
        found = take_next(house, caller)
        at = time.monotonic_ns()
        if found.case_id is None:
            return
        write(at, "got", caller.id, found.case_id, at - began, how)
        time.sleep(chance.uniform(0, LONGEST_HELD))
        write(time.monotonic_ns(), "lets-go", caller.id, found.case_id)
        if chance.random() < LOGGED:
            tried = Attempt("call", "no_answer", house.now())
            log_attempt(house, caller, found.case_id, tried, token=new_token())
        else:
            give_back(house, caller, found.case_id)

    def works(n: int) -> None:
        caller, chance = replace(callers[n], id=f"{name}-{n:02d}"), Random(seed * 1000 + n)
        while not (place.data / "over").exists():
            together = chance.random() < TOGETHER
            time.sleep(1 - time.time() % 1 if together and apart > 0.5 else chance.uniform(0, 2 * apart))
            with suppress(Exception):  # a server that is killed answers nobody; she asks again
                asks(caller, chance, "together" if together else "apart")

    asks(replace(callers[0], id=f"{name}-00"), Random(seed), "first")  # what is read once is read now
    threads = [threading.Thread(target=works, args=(n,)) for n in range(people)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
