"""A small trial for the stories of interviews: a house on SQLite, the studies that ship, made-up families."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from callassist.clock import StandingClock
from callassist.privacy.keys import Keyring
from callassist.privacy.sealing import Sealer
from callassist.privacy.tokens import new_token
from callassist.questionnaire.entries import Missing
from callassist.questionnaire.session import Answer, Session
from callassist.store import migrate, planning, registry, staff
from callassist.store.database import Database
from callassist.store.schema import metadata
from callassist.work import answers, at_hand, interviews
from callassist.work.actor import Actor, Grant, Role
from callassist.work.enrol import enrol
from callassist.work.house import House, Running, Shelf
from callassist.work.plan import plan
from callassist.work.sittings import How, Manner
from callassist.work.staff import add_staff, grant
from callassist.work.studies import load
from tests.tables import lay

SCRIPTS = Path(__file__).parents[2] / "scripts" / "questionnaires"
THURSDAY = datetime(2026, 10, 8, 15, 15, tzinfo=UTC)  # 16:15 in London
PASSWORD = "a made-up password"
NASREEN = {
    "study_number": "T-014",
    "full_name": "Nasreen Akhtar",
    "call_her": "Mrs Akhtar",
    "role": "mother",
    "site": "luton",
    "cohort": "luton_jun26",
    "phone": "07700 900214",
    "spoken": "ur",
    "reads": "ur",
    "texts_in": "ur",
    "consent_version": "consent_1",
    "consent_on": "2026-06-01",
    "child1_name": "Yusuf Akhtar",
    "child1_born": "2019-05-03",
    "child1_index": "yes",
    "child2_name": "Amna Akhtar",
    "child2_born": "2022-02-11",
}
EXAMPLE = {
    "study_number": "E-101",
    "full_name": "Hannah Clark",
    "role": "mother",
    "site": "example",
    "strand": "main",
    "phone": "07700 900301",
    "spoken": "en-GB",
    "reads": "en-GB",
    "texts_in": "en-GB",
    "consent_version": "consent_1",
    "consent_on": "2026-10-01",
}


@cache
def files(study: str) -> dict[str, bytes]:
    return {one.name: one.read_bytes() for one in sorted((SCRIPTS / study).iterdir()) if one.is_file()}


@dataclass
class Trial:
    """A house and who works there, as the stories speak of it."""

    house: House
    clock: StandingClock
    staff: dict[str, Actor] = field(default_factory=dict)

    def load(self, study: str) -> Running:
        return self.house.study(load(self.house, files(study), by="test").study_id)

    def works_here(self, name: str, running: Running, *roles: str) -> Actor:
        wanted = roles or (Role.INTERVIEWER,)
        staff_id = add_staff(
            self.house,
            by="test",
            sign_in=name.split()[0].lower(),
            name=name,
            password=PASSWORD,
            languages=("en-GB", "ur"),
        )
        for role in wanted:
            grant(self.house, by="test", staff_id=staff_id, role=role, study_id=running.id)
        grants = tuple(Grant(Role(role), running.id) for role in wanted)
        self.staff[name] = Actor(staff_id, name.split()[0].lower(), name, ("en-GB", "ur"), grants)
        return self.staff[name]

    def enrols(self, running: Running, *people: dict[str, str]) -> list[str]:
        enrol(self.house, running, people, by="test")
        plan(self.house)
        with self.house.database.read() as c:
            numbers = registry.study_numbers(c, running.id)
        return [numbers[one["study_number"]] for one in people]

    def case(self, participant_id: str, wave: str) -> Any:
        with self.house.database.read() as c:
            return planning.cases_of(c, participant_id)[wave]

    def rows(self, table: str) -> Sequence[Any]:
        with self.house.database.read() as c:
            return c.execute(select(metadata.tables[table])).all()

    def minutes_pass(self, minutes: float) -> None:
        self.clock.set(self.clock.at + timedelta(minutes=minutes))

    def begins(self, case_id: str, who: Actor, language: str = "ur") -> Call:
        interview_id = interviews.start(self.house, case_id, Manner(language), by=who.id, once=new_token())
        return Call(self, interview_id, who)

    def talks_with_hannah(self, running: Running) -> Call:
        """An interview of the study `example` that has begun, with somebody on duty."""
        samina = self.works_here("Samina Yusuf", running)
        self.duty(running)
        [who] = self.enrols(running, EXAMPLE)
        call = self.begins(self.case(who, "start").id, samina, "en-GB")
        call.opens()
        return call

    def duty(self, running: Running) -> None:
        row = {
            "id": "duty",
            "study_id": running.id,
            "name": "Ruth Adeyemi",
            "number": "07700 900118",
            "second_name": "Colin Price",
            "second_number": "07700 900127",
            "since": self.clock.at - timedelta(hours=8),
            "until": self.clock.at + timedelta(hours=8),
        }
        self.house.database.keep(lambda c: staff.add_duty(c, row))


@dataclass
class Call:
    """One interview at one interviewer's, spoken of by item: `says("opening/safe", "yes")`."""

    trial: Trial
    id: str
    who: Actor

    @property
    def session(self) -> Session:
        house = self.trial.house
        with at_hand.alone(house, self.id), house.database.read() as c:
            return at_hand.take(c, house, at_hand.held(c, self.id))

    @property
    def sequence(self) -> int:
        with self.trial.house.database.read() as c:
            return at_hand.held(c, self.id).sequence

    def path(self, item: str) -> str:
        return f"/{self.session.form.root.name}/{item}"

    def says(self, item: str, value: Answer, **more: Any) -> answers.Answered:
        options = {"client_event": new_token(), "expected": self.sequence, "by": self.who.id, **more}
        self.trial.clock.set(self.trial.clock.at + timedelta(seconds=10))
        return answers.answer(self.trial.house, self.id, self.path(item), value, **options)

    def opens(self) -> answers.Answered:
        """It is she, it is safe, she is alone."""
        self.says("opening/is_it_she", "yes")
        self.says("opening/safe", "yes")
        return self.says("opening/overheard", "alone")

    def standing(self, item: str) -> str | Missing:
        state = self.session.state(self.path(item))
        return state.missing or state.value

    def walks(self, until: str | None = None, **chosen: Answer) -> str | None:
        """Answer what is asked: as chosen, else the first choice or a small number; up to an item."""
        screen = self.session.first_open()
        while screen is not None:
            for question in screen.questions:
                if until is not None and question.path == self.path(until):
                    return question.path
                item = question.path.removeprefix(f"/{self.session.form.root.name}/")
                result = self.says(item, chosen.get(question.name, _simple(question)))
                assert not result.refused, (question.path, result.refused)
            screen = self.session.next(screen.path)
        return None


def _simple(question: Any) -> Answer:
    match question.kind:
        case "note":
            return "OK"
        case "select_one" | "select_multiple":
            return question.choices[0].value
        case "integer":
            return "3"
        case "decimal":
            return "8"
        case "date":
            return "2020-01-01"
        case _:
            return "words of hers"


def open_trial(folder: Path, url: str = "") -> Trial:
    """A house on a new SQLite file, or at a URL, its clock standing at Thursday 8 October 2026, 16:15."""
    url = url or f"sqlite:///{folder / 'trial.sqlite'}"
    lay(url)
    database = Database(url)
    migrate.up(database)
    keys = Keyring.parse(Keyring.fresh())
    clock = StandingClock(THURSDAY)
    house = House(
        database=database,
        clock=clock,
        keys=keys,
        sealer=Sealer(keys),
        shelf=Shelf(database),
        network=None,
        gate=None,
        public_url="https://calls.example.org",
    )
    return Trial(house, clock)


def spoken(language: str = "ur", how: How = How.SELF) -> Manner:
    return Manner(language, how)
