"""Lets a study live through hundreds of rehearsal days with seeded acts of people, and keeps what was done.

The acts are the trial's own verbs and texts from phones; what callassist sends is counted by the network.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from callassist.errors import Refusal
from callassist.privacy.tokens import new_token
from callassist.store import registry
from callassist.store.cases import case_
from callassist.work import appointments, enrol, participation
from callassist.work.actor import Actor, Grant, Role
from callassist.work.house import Running
from tests.trial import Trial, at

LONDON = ZoneInfo("Europe/London")
NOTE = "| survey | | | |\n| | type | name | label::English (en) |\n| | note | hello | Hello |\n"
TINY = f"{NOTE}| settings | | |\n| | form_id | version |\n| | tiny | 1 |\n".encode()
WORDS = {
    "Polish": ("TAK", "NIE"),
    "Romanian": ("DA", "NU"),
    "Somali": ("HAA", "MAYA"),
}


def light(folder: Path) -> dict[str, bytes]:
    """A study folder whose scripts are one note: texts hang on none, and nothing waits for compiling."""
    files = {one.name: one.read_bytes() for one in sorted(folder.iterdir()) if one.is_file()}
    return {name: TINY if name.endswith(".md") else content for name, content in files.items()}


@dataclass
class Life:
    """A study that lives: every act that succeeded stands in `happened`, as plain facts for the oracle."""

    trial: Trial
    running: Running
    rows: Sequence[Mapping[str, str]]
    chance: Random
    happened: list[dict[str, Any]] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    booked: list[dict[str, Any]] = field(default_factory=list)
    stopped: dict[str, date] = field(default_factory=dict)

    @classmethod
    def begin(cls, trial: Trial, folder: Path, families: Path, seed: int) -> Life:
        running = trial.load(light(folder))
        rows = list(csv.DictReader(families.read_text(encoding="utf-8").splitlines()))
        return cls(trial, running, rows, Random(seed))

    def live(self, start: str, days: int, acts_a_day: float) -> datetime:
        """Live through so many days from a day; the moment at which they are over."""
        first = date.fromisoformat(start)
        for day in (first + timedelta(days=n) for n in range(days)):
            self._newcomers(day, first)
            for minute in self._minutes(acts_a_day):
                self._act(at(f"{day} {minute // 60:02}:{minute % 60:02}"))
        over = at(f"{first + timedelta(days=days)} 00:00")
        self.trial.rehearsal.advance(over)
        return over

    def _minutes(self, acts_a_day: float) -> list[int]:
        """Minutes of the day at which people do something; never one at which a text could fall due."""
        number = int(acts_a_day) + (self.chance.random() < acts_a_day % 1)
        whole = {
            self.chance.randrange(8 * 12, 21 * 12) * 5 + self.chance.randrange(1, 5) for _ in range(number)
        }
        return sorted(whole)

    def _newcomers(self, day: date, first: date) -> None:
        known = {row["study_number"] for row in self.rows if row["study_number"] in self.ids}
        new = [row for row in self.rows if row["study_number"] not in known and _joined(row, first) <= day]
        if not new:
            return
        moment = at(f"{day} 07:03")
        self.trial.rehearsal.advance(moment)
        enrol.enrol(self.trial.house, self.running, new, by="proof")
        with self.trial.house.database.read() as c:
            self.ids |= registry.study_numbers(c, self.running.id)
        self._note(moment, "enrol", who=[row["study_number"] for row in new])
        self.trial.settle()

    def _act(self, moment: datetime) -> None:
        self.trial.rehearsal.advance(moment)
        act = self.chance.choices(
            (self._book, self._move, self._cancel, self._reply, self._stop, self._start, self._less),
            (40, 8, 6, 34, 3, 6, 1),
        )[0]
        act(moment)
        self.trial.settle()

    def _book(self, moment: datetime) -> None:
        case = self._pick(self._open_cases())
        if case is None:
            return
        wall = self._some_time(moment, case)
        try:
            wanted = appointments.Wanted(wall, None, named_by_her=True)
            row_id = appointments.book(self.trial.house, self.actor(), case.id, wanted, token=new_token())
        except Refusal:
            return
        who = next(name for name, one in self.ids.items() if one == case.participant_id)
        self.booked.append({"id": row_id, "who": who, "wall": wall, "case": case})
        self._note(moment, "book", who=who, wave=case.wave, wall=wall.isoformat(timespec="minutes"))

    def _move(self, moment: datetime) -> None:
        index = self._pick(self._ahead(moment))
        if index is None:
            return
        one = self.booked[index]
        wall = self._some_time(moment, one["case"])
        wanted = appointments.Wanted(wall, None, named_by_her=True)
        try:
            appointments.move(self.trial.house, self.actor(), one["id"], wanted, token=new_token())
        except Refusal:
            return
        one["wall"] = wall
        self._note(moment, "move", appointment=index, wall=wall.isoformat(timespec="minutes"))

    def _cancel(self, moment: datetime) -> None:
        index = self._pick(self._ahead(moment))
        if index is None:
            return
        try:
            appointments.cancel(self.trial.house, self.actor(), self.booked[index]["id"], token=new_token())
        except Refusal:
            return
        self.booked[index]["over"] = True
        self._note(moment, "cancel", appointment=index)

    def _reply(self, moment: datetime) -> None:
        index = self._pick(self._ahead(moment))
        if index is None:
            return
        row = self._row(self.booked[index]["who"])
        yes, no = WORDS.get(row["texts_in"], ("YES", "NO"))
        self._write(moment, row, yes if self.chance.random() < 0.75 else no)

    def _stop(self, moment: datetime) -> None:
        row = self._pick([one for one in self.rows if one["study_number"] in self.ids and _textable(one)])
        if row is not None and self._write(moment, row, "STOP"):
            self.stopped[row["study_number"]] = moment.date()

    def _start(self, moment: datetime) -> None:
        """START comes a month after STOP, so that nothing that fell due meanwhile is still worth sending."""
        name = self._pick([n for n, day in self.stopped.items() if moment.date() - day > timedelta(days=30)])
        if name is not None and self._write(moment, self._row(name), "START"):
            del self.stopped[name]

    def _less(self, moment: datetime) -> None:
        name = self._pick(sorted(self.ids))
        if name is None:
            return
        told = participation.Told(moment, "participant", "call")
        participation.change(
            self.trial.house,
            by="proof",
            participant_id=self.ids[name],
            wanted=[("texts", False)],
            told=told,
            token=new_token(),
        )
        self._note(moment, "texts_off", who=name)

    def _write(self, moment: datetime, row: Mapping[str, str], body: str) -> bool:
        """A phone writes to us, if a text ever came to it."""
        number = "+44" + row["phone"].replace(" ", "")[1:]
        if not self.trial.network.texts_to(number):
            return False
        self._note(moment, "reply", number=number, body=body)
        self.trial.network.reply(number, body)
        self.trial.network.idle()
        return True

    def _open_cases(self) -> list[Any]:
        with self.trial.house.database.read() as c:
            return list(c.execute(case_.select().where(case_.c.state == "open").order_by(case_.c.id)))

    def _ahead(self, moment: datetime) -> list[int]:
        now = moment.astimezone(LONDON).replace(tzinfo=None)
        return [n for n, one in enumerate(self.booked) if one["wall"] > now and not one.get("over")]

    def _some_time(self, moment: datetime, case: Any) -> datetime:
        """A time within the next ten days, on the quarter hour."""
        day = moment.astimezone(LONDON).date() + timedelta(days=self.chance.randrange(0, 10))
        quarter = self.chance.randrange(9 * 4, 21 * 4)
        return datetime.combine(day, time(quarter // 4, quarter % 4 * 15))

    def actor(self, staff_id: str = "proof") -> Actor:
        """Somebody who may book and interview."""
        grants = (Grant(Role.SUPERVISOR, self.running.id), Grant(Role.INTERVIEWER, self.running.id))
        return Actor(staff_id, "proof", "Proof", ("en-GB",), grants)

    def _row(self, name: str) -> Mapping[str, str]:
        return next(row for row in self.rows if row["study_number"] == name)

    def _pick(self, some: Sequence[Any]) -> Any:
        return self.chance.choice(some) if some else None

    def _note(self, moment: datetime, what: str, **facts: Any) -> None:
        self.happened.append({"at": moment.isoformat(), "what": what, **facts})


def _joined(row: Mapping[str, str], first: date) -> date:
    return max(first, *(date.fromisoformat(row[c]) for c in ("consent_on", "randomised_on") if row.get(c)))


def _textable(row: Mapping[str, str]) -> bool:
    return row["phone"].startswith("07") and row.get("phone_texts_ok") != "no"


def received(trial: Trial) -> Iterator[tuple[str, datetime, str]]:
    """What the network took from callassist: number, minute in UTC, words."""
    for one in trial.network.accepted():
        minute = datetime.fromisoformat(one["trial"]).astimezone(UTC).replace(second=0, microsecond=0)
        yield one["number"], minute, one["body"]
