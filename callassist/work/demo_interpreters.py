"""Interpreters of the demonstration: two agencies, four freelances, and what was booked with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from callassist.people.numbers import read_number
from callassist.store import interpreters as rows
from callassist.work import bookings, interpreters
from callassist.work.booking_requests import Request, request
from callassist.work.bookings import Confirmation
from callassist.work.demo_stage import Script, Stage, mark

REGISTERED = datetime.fromisoformat("2026-05-05T10:00")
_WEEK = "Mon-Fri 08:00-20:00; Sat 09:00-17:00"
AGENCIES: tuple[Mapping[str, str], ...] = (
    {
        "name": "Lea Bridge Interpreting",
        "number": "01632 960017",
        "languages": "Sylheti; Bengali; Romanian; Somali; Polish",
        "hours": _WEEK,
        "lead_days": "2",
        "pence_an_hour": "38.00",
        "least_minutes": "60",
        "free_hours": "72",
        "charge_percent": "50",
    },
    {
        "name": "Wardown Language Line",
        "number": "01632 960044",
        "languages": "Urdu; Pahari-Pothwari; Arabic; Kurdish (Sorani); Tigrinya",
        "hours": _WEEK,
        "lead_days": "1",
        "pence_an_hour": "42.00",
        "least_minutes": "30",
        "free_hours": "24",
        "charge_percent": "100",
    },
)
_FREELANCE: Mapping[str, str] = {
    "kind": "freelance",
    "registered_with": "NRPSI",
    "confidential_on": "2026-03-02",
    "pence_an_hour": "32.00",
    "least_minutes": "60",
    "free_hours": "24",
    "charge_percent": "50",
}
FREELANCES: tuple[Mapping[str, str], ...] = (
    {
        "name": "Anwara Haque",
        "number": "07700 900821",
        "languages": "Sylheti; Bengali",
        "gender": "female",
        "hours": "Mon-Thu 09:00-15:00",
        "knows": "T-031",
    },
    {
        "name": "Ioana Dobre",
        "number": "07700 900822",
        "languages": "Romanian",
        "gender": "female",
        "hours": "Mon-Fri 09:00-19:00",
    },
    {
        "name": "Abdi Warsame",
        "number": "07700 900823",
        "languages": "Somali; Arabic (Sudanese)",
        "gender": "male",
        "hours": "Mon-Sat 10:00-20:00",
    },
    {
        "name": "Zainab Raja",
        "number": "07700 900824",
        "languages": "Pahari-Pothwari; Urdu",
        "gender": "female",
        "hours": "Mon-Fri 09:00-13:00; Sat 10:00-14:00",
    },
)


def tell_register(script: Script) -> None:
    """The manager registers them, with the family that one of them knows."""
    script.add(REGISTERED, "the register", _register)


def tell_bookings(script: Script, number: str, wave: str, told: Mapping[str, Any]) -> None:
    """What was booked for one wave of one family, as acts."""
    for one in told.get("bookings", ()):
        script.add(one["requested_at"], "an interpreter is asked for", _asked(number, wave, one))
        if "confirmed_at" in one:
            script.add(one["confirmed_at"], "confirmed", _confirmed(number, one))
        if "answered_at" in one:
            script.add(one["answered_at"], "she answers", _answers(one))


def _register(stage: Stage) -> None:
    by = stage.people["helen"].id
    for one in AGENCIES:
        interpreters.add_agency(stage.house, stage.study, one, by=by, token=mark("agency", one["name"]))
    for one in FREELANCES:
        interpreters.add(
            stage.house, stage.study, {**_FREELANCE, **one}, by=by, token=mark("interpreter", one["name"])
        )


def _asked(number: str, wave: str, one: Mapping[str, Any]) -> Callable[[Stage], None]:
    def do(stage: Stage) -> None:
        case, at = stage.case(number, wave), one["at"].replace(tzinfo=_zone(stage))
        wanted = Request(_provider(stage, one), at, one["gender"])
        token = mark("booking", number, one["at"])
        booked = request(stage.house, stage.people["helen"], case.id, wanted, token=token)
        stage.bookings[number, one["at"]] = booked

    return do


def _provider(stage: Stage, one: Mapping[str, Any]) -> str:
    """The agency of that name, or the freelance of that code."""
    with stage.house.database.read() as c:
        if "interpreter" in one:
            everybody = rows.everybody(c, stage.study.id)
            return next(str(row.id) for row in everybody if row.code == one["interpreter"])
        return next(str(row.id) for row in rows.agencies(c, stage.study.id) if row.name == one["agency"])


def _confirmed(number: str, one: Mapping[str, Any]) -> Callable[[Stage], None]:
    def do(stage: Stage) -> None:
        told = Confirmation(theirs=one["reference"], code=one.get("code", ""), gender=one["gender"])
        bookings.confirm(
            stage.house,
            stage.people["helen"],
            stage.bookings[number, one["at"]],
            told,
            token=mark("booking confirmed", number, one["at"]),
        )

    return do


def _answers(one: Mapping[str, Any]) -> Callable[[Stage], None]:
    def do(stage: Stage) -> None:
        place = int(one["interpreter"].removeprefix("I-")) - 1
        stage.phones.write(read_number(FREELANCES[place]["number"]).e164, one["answer"])
        stage.rehearsal.advance(stage.house.now())

    return do


def _zone(stage: Stage) -> ZoneInfo:
    return ZoneInfo(stage.study.edition.protocol.study.zone)
