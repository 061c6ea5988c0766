"""A house for stories of the web: real parts, a temporary SQLite file, the study together on tiny scripts."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from flask.testing import FlaskClient

from callassist.clock import StandingClock
from callassist.privacy.keys import Keyring
from callassist.privacy.sealing import Sealer
from callassist.privacy.tokens import new_id, new_token
from callassist.store import calls, planning, registry, staff
from callassist.store.database import Database
from callassist.store.schema import metadata
from callassist.web.app import create_app
from callassist.work.actor import Actor
from callassist.work.enrol import enrol
from callassist.work.house import House, Shelf
from callassist.work.plan import plan
from callassist.work.staff import add_staff, grant, sign_in, who
from callassist.work.studies import load
from callassist.work.tables import rows_of

FOLDER = Path(__file__).parents[2] / "scripts" / "questionnaires" / "together"
THURSDAY = datetime(2026, 10, 8, 14, 52, tzinfo=UTC)  # 15:52 in London
PASSWORD = "a made-up password"
TINY = """
| survey |          |       |                     |
|        | type     | name  | label::English (en) |
|        | note     | hello | Hello               |
| settings |         |        |
|          | form_id | version |
|          | tiny    | 1       |
"""


@dataclass
class Trial:
    """A house with one study and people who work there, as its tests speak of it."""

    house: House
    clock: StandingClock
    machine: StandingClock
    study_id: str
    staff: dict[str, str] = field(default_factory=dict)

    def works_here(
        self, name: str, *roles: str, languages: tuple[str, ...] = ("en-GB", "ur"), **where: str
    ) -> str:
        """Somebody who signs in under that name, with these roles in the study."""
        staff_id = add_staff(
            self.house, by="test", sign_in=name, name=name, password=PASSWORD, languages=languages
        )
        for role in roles:
            study_id = None if role == "administrator" else self.study_id
            grant(self.house, by="test", staff_id=staff_id, role=role, study_id=study_id, **where)
        self.staff[name] = staff_id
        return staff_id

    def holds_anyway(self, name: str, role: str) -> None:
        """A grant that no verb would give, as one that is older than the rule."""
        now = self.house.now()
        row = {"id": new_id(), "staff_id": self.staff[name], "study_id": self.study_id, "role": role}
        row |= {"site": None, "strand": None, "since": now, "until": None, "by": "test"}
        self.house.database.keep(lambda c: staff.add_grant(c, row))

    def families(self, *numbers: str) -> None:
        """Made-up families of these study numbers join, and their cases are planned."""
        rows = rows_of("families.csv", (FOLDER / "rehearsal" / "families.csv").read_bytes())
        wanted = [row for row in rows if row["study_number"] in numbers]
        enrol(self.house, self.house.study("together"), wanted, by="test")
        plan(self.house)

    def case(self, number: str, wave: str = "post_programme") -> str:
        """The id of a participant's case."""
        with self.house.database.read() as c:
            person = registry.study_numbers(c, self.study_id)[number]
            case_id: str = planning.cases_of(c, person)[wave].id
        return case_id

    def actor(self, name: str) -> Actor:
        """Somebody who works here, with her grants."""
        token = sign_in(self.house, name, PASSWORD, clock=self.machine)
        found = who(self.house, token, clock=self.machine)
        assert found is not None
        return found

    def has_a_call_up(self, name: str, case_id: str) -> str:
        """Somebody who works here dialled a case's family by hand, and the call goes on; its id."""
        row = {
            "id": new_id(),
            "study_id": self.study_id,
            "case_id": case_id,
            "by": self.staff[name],
            "direction": "out",
            "cause": "hand:a call that goes on",
            "token": new_token(),
            "started_at": self.clock.at,
            "good_until": self.clock.at,
        }
        self.house.database.keep(lambda c: calls.add_call(c, self.house.database.dialect, row))
        return str(row["id"])

    def hours_pass(self, hours: float) -> None:
        """The trial's clock goes on."""
        self.clock.set(self.clock.at + timedelta(hours=hours))

    def browser(self, name: str = "", **settings: object) -> FlaskClient:
        """A browser, signed in under that name if one is given."""
        app = create_app(self.house, machine_clock=self.machine, **settings)
        app.config.update(TESTING=False, WTF_CSRF_ENABLED=False)
        client = app.test_client()
        if name:
            answer = client.post("/sign-in", data={"name": name, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
        return client


def tiny_folder() -> dict[str, bytes]:
    """The study together with scripts of one note, so that a test waits for no compiling."""
    files = {name: (FOLDER / name).read_bytes() for name in ("study.toml", "messages.toml")}
    for script in FOLDER.glob("*.md"):
        files[script.name] = TINY.encode()
    return files


@cache
def _born() -> tuple[bytes, Keyring, Shelf, str]:
    """A database with the study loaded, its keys, its editions read once, and the study's id."""
    folder = Path(mkdtemp(prefix="callassist"))
    database = Database(f"sqlite:///{folder / 'born.sqlite'}")
    metadata.create_all(database.engine)
    keys, shelf = Keyring.parse(Keyring.fresh()), Shelf(database)
    house = _house(database, keys, shelf, StandingClock(THURSDAY))
    study_id = load(house, tiny_folder(), by="test").study_id
    house.studies()
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return (folder / "born.sqlite").read_bytes(), keys, shelf, study_id


def _house(database: Database, keys: Keyring, shelf: Shelf, clock: StandingClock) -> House:
    return House(
        database=database,
        clock=clock,
        keys=keys,
        sealer=Sealer(keys),
        shelf=shelf,
        network=None,
        gate=None,
        public_url="https://calls.example.org",
    )


def open_house(folder: Path) -> Trial:
    """A house on a new database in a folder, its clock standing at Thursday 8 October 2026, 15:52."""
    born, keys, shelf, study_id = _born()
    (folder / "trial.sqlite").write_bytes(born)
    database = Database(f"sqlite:///{folder / 'trial.sqlite'}")
    clock, machine = StandingClock(THURSDAY), StandingClock(THURSDAY)
    return Trial(_house(database, keys, shelf, clock), clock, machine, study_id)
