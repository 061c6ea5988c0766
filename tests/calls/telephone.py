"""An interviewer at her telephone, for stories: one house, one network, families whose calls are due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from callassist.people.numbers import read_number
from callassist.store import calls, planning, registry, staff
from callassist.work import call_place, cases, enrol, participation
from callassist.work.actor import Actor, Grant, Role
from callassist.work.call_dial import recover_legs
from callassist.work.call_settle import settle, work_calls
from callassist.work.house import Running
from callassist.work.plan import plan
from callassist.work.receive import work_inbox
from callassist.work.staff import add_staff, grant
from tests.trial import PERSON, Trial
from tests.web.houses import tiny_folder

NOW = "2026-10-08 16:30"
SECOND = timedelta(seconds=1)


@dataclass
class Telephone:
    """A trial in whose windows one may ring now, and an interviewer with a phone of her own."""

    trial: Trial
    study: Running
    actor: Actor
    people: dict[str, str] = field(default_factory=dict)
    nth: int = 0
    own: str = "+447700900799"
    presses: int = 0

    @property
    def family(self) -> str:
        """The study number of the family that is rung."""
        return f"T-{200 + self.nth}"

    @property
    def mother(self) -> str:
        """The phone of that family."""
        return f"+44770090{200 + self.nth:04}"

    @classmethod
    def of(cls, trial: Trial, *known: dict[str, str], more: Mapping[str, bytes] | None = None) -> Telephone:
        """A telephone on a trial that has just begun; families differ from PERSON as said.

        `more`: files of the study's folder that differ.
        """
        study = trial.load({**tiny_folder(), **(more or {})})
        rows = [{**PERSON, **one} for one in known]
        enrol.enrol(trial.house, study, rows, by="test")
        plan(trial.house)
        trial.network.tell(trial.house.now())
        here = cls(trial, study, interviewer(trial, study, "samina", cls.own))
        with trial.house.database.read() as c:
            here.people = registry.study_numbers(c, study.id)
        return here

    def case(self, number: str = "") -> str:
        """The case of a family that may be rung now."""
        with self.trial.house.database.read() as c:
            found = planning.cases_of(c, self.people[number or self.family])
        return str(next(one.id for one in found.values() if one.state == "open"))

    def opens(self, number: str = "", who: Actor | None = None) -> str:
        """She opens a family's case and reads its note."""
        case_id = self.case(number)
        cases.open_case(self.trial.house, who or self.actor, case_id)
        cases.open_contact_note(self.trial.house, who or self.actor, case_id)
        return case_id

    def token(self) -> str:
        """The mark of the next press."""
        self.presses += 1
        return f"a-press-of-a-story-{self.nth:03}-{self.presses:04}"

    def calls(self, number: str = "", *, token: str = "") -> str:
        """She opens the case and presses Call; her own phone rings."""
        case_id = self.opens(number)
        call_id = call_place.place_call(
            self.trial.house, self.actor, case_id, "", token=token or self.token()
        )
        self.works()
        return call_id

    def works(self) -> None:
        """Whatever is due is worked, and what the network tells of it, until nothing is left."""
        for _ in range(12):
            done = work_inbox(self.trial.house) + work_calls(self.trial.house)
            assert self.trial.network.idle()
            if not done and not work_inbox(self.trial.house):
                return

    def hand(self, number: str, act: str) -> None:
        """A hand does something on a phone, and what follows is worked."""
        self.trial.network.hand(number, act)
        assert self.trial.network.idle()
        self.works()

    def stops_calls(self, number: str = "") -> None:
        """She wants no more calls, and somebody writes it down."""
        told = participation.Told(self.trial.house.now(), "participant", "call")
        participation.change(
            self.trial.house,
            by="test",
            participant_id=self.people[number or self.family],
            wanted=[("calls", False)],
            told=told,
            token=self.token(),
        )

    def seconds_pass(self, seconds: float) -> None:
        """The trial's time goes on, at ours and in the network, second by second where something is due."""
        for _ in range(int(seconds)):
            self.trial.rehearsal.set_clock(self.trial.house.now().replace(microsecond=0) + SECOND)
            self.trial.network.tell(self.trial.house.now())
            assert self.trial.network.idle()
            self.works()

    def settles(self) -> None:
        """What nobody knows is asked of the network's own list."""
        recover_legs(self.trial.house, everything=True)
        settle(self.trial.house, everything=True)
        self.works()

    def legs(self, call_id: str) -> dict[str, Any]:
        """The newest leg of each part of a call."""
        with self.trial.house.database.read() as c:
            return {one.part: one for one in calls.legs(c, call_id)}

    def call(self, call_id: str) -> Any:
        """A call's row."""
        with self.trial.house.database.read() as c:
            return calls.one(c, call_id)

    def rang(self, number: str) -> int:
        """How often a phone rang, by the network's journal."""
        rung = self.trial.network.journal(kind="leg", number=read_number(number).e164)
        return sum(1 for one in rung if one["status"] == "ringing")


def families(many: int) -> list[dict[str, str]]:
    """So many families, each with a phone of its own."""
    return [
        {"study_number": f"T-{200 + n}", "phone": f"07700 90{200 + n:04}", "full_name": f"Made Up {n}"}
        for n in range(many)
    ]


def interviewer(
    trial: Trial, study: Running, name: str, handset: str, languages: Any = ("en-GB", "ur")
) -> Actor:
    """Somebody who interviews, and the phone that rings first when she places a call."""
    house = trial.house
    with house.database.read() as c:
        known = staff.by_sign_in(c, name)
    staff_id = known.id if known else _added(trial, study, name, languages)
    grants = (Grant(Role.INTERVIEWER, study.id), Grant(Role.SUPERVISOR, study.id))
    actor = Actor(staff_id, name, name, languages, grants)
    call_place.set_handset(house, actor, handset)
    return actor


def _added(trial: Trial, study: Running, name: str, languages: Any) -> str:
    staff_id = add_staff(
        trial.house, by="test", sign_in=name, name=name, password="a made-up password", languages=languages
    )
    grant(trial.house, by="test", staff_id=staff_id, role=Role.INTERVIEWER, study_id=study.id)
    return staff_id
