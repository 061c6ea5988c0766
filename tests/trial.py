"""A whole trial for stories: a house on a real database, a real network, and the porch between them."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.serving import make_server

from callassist import assembly, settings
from callassist.people.numbers import read_number
from callassist.store import enrolment, planning, registry
from callassist.store.texts import message
from callassist.work import enrol, studies
from callassist.work.house import House, Running
from callassist.work.rehearse import Rehearsal
from callassist.work.send import Sender
from tests.rehearsal.box import ACCOUNT, TOKEN, Network
from tests.tables import lay
from webhooks.app import create_porch

QUESTIONNAIRES = Path(__file__).parent.parent / "scripts" / "questionnaires"
LONDON = ZoneInfo("Europe/London")
OFTEN = 0.02  # seconds between a server's looks at whether it is to end


def folder(path: Path) -> dict[str, bytes]:
    """The files of a study folder, by name."""
    return {one.name: one.read_bytes() for one in sorted(path.iterdir()) if one.is_file()}


def at(text: str) -> datetime:
    """A wall time in London, as in "2026-10-08 15:45", in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=LONDON).astimezone(UTC)


PERSON: Mapping[str, str] = {
    "study_number": "T-101",
    "full_name": "Rukhsana Mirza",
    "role": "mother",
    "site": "luton",
    "cohort": "luton_jun26",
    "phone": "07700 900101",
    "spoken": "ur",
    "reads": "ur",
    "texts_in": "ur",
    "consent_version": "consent_1",
    "consent_on": "2026-06-01",
}


@dataclass
class Trial:
    """A trial under way. `clock` moves only when told."""

    house: House
    sender: Sender
    rehearsal: Rehearsal
    network: Network
    server: Any

    @classmethod
    def start(cls, database: str, data: Path, *, now: str, senders: str = "+441632960100") -> Trial:
        """A house on `database` (URL) at a wall time in London, its network and its porch."""
        server = make_server("127.0.0.1", 0, lambda e, s: [], threaded=True)
        hooks = f"http://127.0.0.1:{server.server_port}"
        network = Network.start(hooks, data / "network.sqlite", senders=senders)
        configured = settings.read(
            {
                "CALLASSIST_DATA": str(data),
                "CALLASSIST_DATABASE": database,
                "CALLASSIST_PORCH": hooks,
                "CALLASSIST_NETWORK": network.api,
                "TWILIO_ACCOUNT_SID": ACCOUNT,
                "TWILIO_AUTH_TOKEN": TOKEN,
            }
        )
        assembly.load_keys(configured)
        lay(database)
        house = assembly.build(configured)
        sender = Sender(house)
        rehearsal = assembly.rehearsal(house, sender)
        assert rehearsal is not None
        rehearsal.set_clock(at(now))
        server.app = create_porch(house, rehearsal).wsgi_app
        threading.Thread(target=server.serve_forever, args=(OFTEN,), daemon=True).start()
        return cls(house, sender, rehearsal, network, server)

    def load(self, files: Mapping[str, bytes] | str) -> Running:
        """Load a study: its files, or the name of one of the folders that ship."""
        content = folder(QUESTIONNAIRES / files) if isinstance(files, str) else files
        return self.house.study(studies.load(self.house, content, by="system").study_id)

    def enrol(self, study: Running, *people: Mapping[str, str]) -> list[str]:
        """Take people in, each with what differs from PERSON; their participant ids."""
        rows = [{**PERSON, **one} for one in people]
        enrol.enrol(self.house, study, rows, by="system")
        with self.house.database.read() as c:
            numbers = registry.study_numbers(c, study.id)
        return [numbers[row["study_number"]] for row in rows]

    def until(self, wall: str) -> None:
        """Let time pass up to a wall time in London."""
        self.rehearsal.advance(at(wall))

    def days_pass(self, days: float) -> None:
        """Let days pass."""
        self.rehearsal.advance(self.house.now() + timedelta(days=days))

    def settle(self) -> None:
        """Work all that is due now."""
        self.rehearsal.advance(self.house.now())

    def texts_to(self, number: str) -> list[str]:
        """The words that a phone really received, by the network's journal."""
        return [text["body"] for text in self.network.texts_to(read_number(number).e164)]

    def replies(self, number: str, body: str) -> None:
        """A phone answers, and the answer is worked."""
        self.network.reply(read_number(number).e164, body)
        assert self.network.idle()
        self.settle()

    def case(self, participant_id: str, wave: str) -> Any:
        """A case's row."""
        with self.house.database.read() as c:
            return planning.cases_of(c, participant_id).get(wave)

    def appointments(self, participant_id: str, wave: str) -> Sequence[Any]:
        """The appointments of a case."""
        with self.house.database.read() as c:
            return planning.appointments_of(c, self.case(participant_id, wave).id)

    def messages(self) -> list[Any]:
        """All rows of the outbox, in the order they were planned."""
        with self.house.database.read() as c:
            return list(c.execute(message.select().order_by(message.c.id)))

    def arms(self, study: Running) -> dict[str, str]:
        """Who is in which arm, for those who may know."""
        with self.house.database.read() as c:
            return enrolment.allocated(c, study.id)

    def stop(self) -> None:
        """End it all."""
        self.server.shutdown()
        self.sender.close()
        self.network.stop()
        self.house.database.close()
