"""A desk at which interpreters are booked: a Sylheti-speaking mother, a register, and who books."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from callassist.privacy.tokens import new_token
from callassist.store import attempts, bookings, planning, registry, tasks
from callassist.work import appointments, interpreters
from callassist.work import bookings as verbs
from callassist.work.actor import Actor, Grant, Role
from callassist.work.appointments import Wanted
from callassist.work.booking_offers import asked_of, found
from callassist.work.booking_requests import Request, request
from callassist.work.bookings import Confirmation
from callassist.work.enrol import enrol
from callassist.work.house import House, Running
from callassist.work.plan import plan
from tests.trial import PERSON, at

WAVE = "post_programme"
RAHIMA: Mapping[str, str] = {
    "study_number": "T-131",
    "full_name": "Rahima Begum",
    "phone": "07700 900331",
    "spoken": "Sylheti",
    "reads": "none",
    "texts_in": "none",
    "interpreter": "yes",
    "interpreter_gender": "female",
    "household": "H-131",
}
ANWARA, KARIM = "07700 900811", "07700 900812"
FREELANCE: Mapping[str, str] = {
    "name": "Anwara Chowdhury",
    "number": ANWARA,
    "kind": "freelance",
    "languages": "Sylheti; Bengali",
    "gender": "female",
    "registered_with": "NRPSI",
    "registration": "10771",
    "confidential_on": "2026-09-01",
    "pence_an_hour": "£38.00",
    "least_minutes": "60",
    "free_hours": "24",
    "charge_percent": "50",
    "hours": "Mon-Fri 09:00-20:00",
}
AGENCY: Mapping[str, str] = {
    "name": "Lea Bridge Interpreting",
    "number": "01632 960017",
    "languages": "Sylheti; Romanian",
    "hours": "Mon-Fri 08:00-20:00; Sat 09:00-17:00",
    "lead_days": "2",
    "pence_an_hour": "38",
}


class Desk:
    """A study with a mother to be interpreted for, and Samina who books."""

    def __init__(self, house: House, study: Running) -> None:
        self.house, self.study = house, study
        grants = (Grant(Role.INTERVIEWER), Grant(Role.MANAGER), Grant(Role.SUPERVISOR))
        self.samina = Actor("samina", "samina", "Samina", ("en-GB", "ur"), grants)
        self.joins()

    def joins(self, **differs: str) -> None:
        """A family joins, and is the one at the desk."""
        row = {**PERSON, **RAHIMA, **differs}
        enrol(self.house, self.study, [row], by="system")
        plan(self.house)
        with self.house.database.read() as c:
            person = registry.study_numbers(c, self.study.id)[row["study_number"]]
            self.case: Any = planning.cases_of(c, person)[WAVE]

    def registers(self, **differs: str) -> str:
        """An interpreter: a woman who speaks Sylheti, but for what differs."""
        fields = {**FREELANCE, **differs}
        return interpreters.add(self.house, self.study, fields, by="helen", token=new_token())

    def agency(self) -> str:
        """An agency with two working days of notice."""
        return interpreters.add_agency(self.house, self.study, AGENCY, by="helen", token=new_token())

    def agrees(self, wall: str) -> str:
        """The mother agrees on a time."""
        wanted = Wanted(datetime.fromisoformat(wall), None)
        return appointments.book(self.house, self.samina, self.case.id, wanted, token=new_token())

    def asks(self, provider: str, wall: str, gender: str = "female") -> str:
        """An interpreter or an agency is asked for a time; the booking's id."""
        wanted = Request(provider, at(wall), gender)
        return request(self.house, self.samina, self.case.id, wanted, token=new_token())

    def confirms(self, booking_id: str) -> str:
        """What was asked for is confirmed."""
        return verbs.confirm(self.house, self.samina, booking_id, Confirmation(), token=new_token())

    def booking(self, booking_id: str) -> Any:
        """A booking as it is now."""
        with self.house.database.read() as c:
            return bookings.one(c, booking_id)

    def all(self) -> list[Any]:
        """The bookings of the family at the desk, in the order in which they were asked for."""
        with self.house.database.read() as c:
            return sorted(bookings.of_case(c, self.case.id), key=lambda one: one.reference)

    def tasks(self) -> list[str]:
        """What is left for a person to do about interpreters."""
        with self.house.database.read() as c:
            return [one.words for one in tasks.opened(c, [self.study.id], 50) if one.kind == "interpreter"]

    def offered(self, wall: str) -> list[str]:
        """Who could come at a time."""
        with self.house.database.read() as c:
            row = attempts.case(c, self.case.id)
            known = found(c, self.study, row, asked_of(c, self.study, row), self.house.now())
        return [one.provider for one in known if one.starts_at == at(wall)]
