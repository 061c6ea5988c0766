"""An installation as large ones are: PostgreSQL, several workers and web processes, and the network."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import requests
from sqlalchemy.exc import DBAPIError

from callassist import assembly, settings
from callassist.cli import cluster
from callassist.work import enrol, studies
from callassist.work.actor import Role
from callassist.work.house import House, Running
from callassist.work.plan import plan
from callassist.work.rehearse import Rehearsal
from callassist.work.send import Sender
from callassist.work.staff import add_staff, grant
from tests.postgres import Server, free_port
from tests.proof import fault_stage, fault_watch
from tests.proof.server_kills import NAME, PASSWORD, RUN
from tests.proof.stage import STUDY as TALKED
from tests.rehearsal.box import ACCOUNT, TOKEN, Network
from tests.trial import at, folder

BEGINS = "2026-11-04 10:20"  # a Wednesday; the texts of half the families are due at 11:30
MANAGER = "morgan"
FIRST, AT_HAND = 1000, 40  # so many families are there when the day begins
READY = 60.0
LEAVING = 30.0
AT_ONCE = 3
WORD = b"."


@dataclass
class Busy:
    """What runs: a database server, the network, our workers and web processes, a house to look in with."""

    server: Server
    network: Network
    house: House
    sender: Sender
    rehearsal: Rehearsal
    running: Running
    environment: Mapping[str, str]
    port: int
    workers: list[int] = field(default_factory=list)
    spare: tuple[int, int] = (0, 0)
    web: subprocess.Popen[bytes] | None = None

    @classmethod
    def begins(cls, data: Path, workers: int, webs: int, *, durable: bool) -> Busy:
        """Start it all: workers are forked before this process has threads of its own."""
        server, port = Server.start(durable=durable), free_port()
        address = server.url()
        fault_watch.tell(address, "alter role postgres set synchronous_commit = on", of="postgres")
        hooks = f"http://127.0.0.1:{port}/hooks"
        network = Network.start(hooks, data / "network.sqlite", extra=("--latency-ms", "20"))
        told = {
            "CALLASSIST_DATA": str(data),
            "CALLASSIST_DATABASE": address,
            "CALLASSIST_PORCH": hooks,
            "CALLASSIST_NETWORK": network.api,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
        }
        house = assembly.build(settings.read(told))
        sender = Sender(house)
        rehearsal = assembly.rehearsal(house, sender)
        assert rehearsal is not None
        running = _prepared(house, rehearsal)
        house.database.engine.dispose()  # what is forked from here must hold no connection of ours
        busy = cls(server, network, house, sender, rehearsal, running, told, port)
        busy.workers = [busy._forked(None) for _ in range(workers)]
        hears, says = os.pipe()
        busy.spare = (busy._forked(hears), says)
        busy._serve(webs)
        return busy

    @property
    def address(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.port}"

    def _forked(self, waits_for: int | None) -> int:
        """`callassist worker` in a process of its own; one that is to wait begins at a word."""
        pid = os.fork()
        if pid:
            return pid
        code, parent = 1, os.getppid()
        try:
            if waits_for is not None and os.read(waits_for, 1) != WORD:
                os._exit(0)
            threading.Thread(target=_leave_with, args=(parent,), daemon=True).start()
            os.environ.update(self.environment)
            _works()
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def _serve(self, webs: int) -> None:
        command = [sys.executable, "-c", RUN, "web", "--port", str(self.port), "--processes", str(webs)]
        environment = {**os.environ, **self.environment}
        self.web = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + READY
        while self._ready() != 200:
            if time.monotonic() > deadline:
                raise RuntimeError("the web processes did not start")
            time.sleep(0.1)

    def _ready(self) -> int:
        try:
            return requests.get(f"{self.address}/hooks/readyz", timeout=5).status_code
        except requests.RequestException:
            return 0

    def kill_a_worker(self) -> None:
        """kill -9 of the first worker; the one that waits takes its place."""
        fallen = self.workers.pop(0)
        os.kill(fallen, signal.SIGKILL)
        os.waitpid(fallen, 0)
        spare, says = self.spare
        os.write(says, WORD)
        self.workers.append(spare)
        self.spare = (0, says)

    def workers_leave(self) -> list[int]:
        """Tell all workers to end; the exit codes of those that did not end as they should."""
        for pid in self.workers:
            os.kill(pid, signal.SIGTERM)
        wrong = [code for pid in self.workers if (code := _ended(pid)) != 0]
        self.workers = []
        return wrong

    def ends(self) -> None:
        """End whatever still runs."""
        for pid in [*self.workers, *([self.spare[0]] if self.spare[0] else [])]:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        if self.web is not None and self.web.poll() is None:
            os.killpg(self.web.pid, signal.SIGKILL)
            self.web.wait(timeout=10)
        self.sender.close()
        self.house.database.close()
        self.network.stop()
        self.server.stop()


def _works() -> None:
    """One worker, started again as whoever minds it would if the database was away as it began."""
    while True:
        try:
            return cluster.worker(at_once=AT_ONCE)
        except DBAPIError:
            time.sleep(0.5)


def _leave_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(3)


def _ended(pid: int) -> int:
    deadline = time.monotonic() + LEAVING
    while time.monotonic() < deadline:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.05)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return 99


def _prepared(house: House, rehearsal: Rehearsal) -> Running:
    """The study of one text, with an interview to be held; an interviewer and a manager."""
    rehearsal.set_clock(at(BEGINS))
    files = folder(fault_stage.STUDY) | {"talk.md": (TALKED / "talk.md").read_bytes()}
    files["study.toml"] = files["study.toml"].replace(rb"^L-\d{3}$", rb"^L-\d{4}$")
    running = house.study(studies.load(house, files, by="proof").study_id)
    for sign_in, name, role in (
        (NAME, "Pat Proof", Role.INTERVIEWER),
        (MANAGER, "Morgan Proof", Role.MANAGER),
    ):
        who = add_staff(
            house, by="proof", sign_in=sign_in, name=name, password=PASSWORD, languages=("en-GB", "pl")
        )
        grant(house, by="proof", staff_id=who, role=role, study_id=running.id)
    enrol.enrol(house, running, [row_of(family) for family in range(FIRST, FIRST + AT_HAND)], by="proof")
    plan(house)
    return running


def number_of(family: int) -> str:
    """The made-up mobile of a family, which no other has."""
    return f"+447700900{family - FIRST:03}"


def row_of(family: int) -> dict[str, str]:
    """A family as a file would bring it: the text to an odd one is due at once, to an even one at 11:30."""
    return {
        "study_number": f"L-{family}",
        "full_name": f"Made Up {family}",
        "role": "mother",
        "site": "north_quay",
        "cohort": "autumn",
        "phone": number_of(family),
        "spoken": "English",
        "reads": "English",
        "texts_in": ("English", "Polish")[family % 3 == 0],
        "consent_version": "agreed_2",
        "consent_on": "2026-10-19" if family % 2 else "2026-10-20",
    }
