"""Where calls are proved: a house and porch, a network in its own process, interviewers with phones."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from argon2 import PasswordHasher

from callassist import assembly, settings
from callassist.gateway.calls import TwilioCalls
from callassist.work import points, staff
from callassist.work.actor import Actor
from callassist.work.call_settle import work_calls
from callassist.work.house import House
from callassist.work.receive import work_inbox
from tests.calls.telephone import Telephone, families, interviewer
from tests.rehearsal.box import ACCOUNT, TOKEN, Network
from tests.trial import Trial, at

FIRST = "2026-10-01 16:30"
PATIENCE = 0.4
"""Seconds that the network's answer is waited for: it is on this machine."""

POINTS = ("leg claimed", "leg asked", "leg answered", "leg recorded")


@dataclass
class Board:
    """A trial with as many families as interviewers, so that all of them may call at once."""

    trial: Trial
    house: House
    telephone: Telephone
    actors: list[Actor]
    environment: dict[str, str]

    @classmethod
    def start(cls, database: str, data: Path, many: int) -> Board:
        """A board on an empty database."""
        staff.hash_with(PasswordHasher(time_cost=1, memory_cost=16, parallelism=1))
        trial = Trial.start(database, data, now=FIRST)
        telephone = Telephone.of(trial, *families(many))
        actors = [
            interviewer(trial, telephone.study, f"interviewer-{n}", f"+447700900{700 + n}")
            for n in range(many)
        ]
        voice = TwilioCalls(ACCOUNT, TOKEN, base=trial.network.api, seconds=PATIENCE)
        environment = {
            "CALLASSIST_DATA": str(data),
            "CALLASSIST_DATABASE": database,
            "CALLASSIST_PORCH": trial.house.public_url,
            "CALLASSIST_NETWORK": trial.network.api,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
        }
        return cls(trial, replace(trial.house, voice=voice), telephone, actors, environment)

    @property
    def network(self) -> Network:
        """The network in a box."""
        return self.trial.network

    def stand(self, round_: int) -> None:
        """It is half past four in the afternoon of this round's day."""
        self.trial.rehearsal.set_clock(at(FIRST) + timedelta(days=round_))
        self.network.tell(self.house.now())
        assert self.network.idle()

    def seconds_pass(self, seconds: int) -> None:
        """Time goes on for the network a second at a time, and what is due then is done by us."""
        for _ in range(seconds):
            self.trial.rehearsal.set_clock(self.house.now() + timedelta(seconds=1))
            self.network.tell(self.house.now())
        self.works()

    def works(self) -> None:
        """What is due is worked until there is nothing left."""
        for _ in range(20):
            assert self.network.idle()
            if not work_inbox(self.house) + work_calls(self.house):
                return

    def dies(self, point: str) -> None:
        """Another process works the calls and is killed at a point, as by kill -9."""
        command = [sys.executable, "-m", "tests.proof.call_stage", point]
        subprocess.run(command, env=os.environ | self.environment, check=False, timeout=60)

    def stop(self) -> None:
        """End it all."""
        self.trial.stop()


def _live_and_die(point: str) -> None:
    """Work what is due, up to a point where the process is gone."""
    house = assembly.build(settings.read(os.environ))

    def reached(name: str) -> None:
        if name == point:
            os.kill(os.getpid(), signal.SIGKILL)

    points.listen(reached)
    work_calls(house)


if __name__ == "__main__":
    _live_and_die(sys.argv[1])
