"""What shows once a case is open: the name; and once its note is open: the rules and the numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callassist.people.numbers import spoken
from callassist.people.record import Identity
from callassist.privacy.sealing import place
from callassist.store.lists.case import CasePage
from callassist.web import words
from callassist.web.person import Person
from callassist.web.story import last_spoken
from callassist.work.house import House

WHOSE = {
    "own": "{own} own {kind}, shared with nobody",
    "shared": "A shared {kind}: others pick it up too",
    "relative": "A relative’s {kind}",
    "work": "{own} {kind} at work",
}
KINDS = {"mobile": "mobile", "landline": "landline", "other": "phone"}


@dataclass(frozen=True, slots=True)
class Ringable:
    """One number as it is shown once the note is open."""

    number: str
    about: str
    withhold: bool
    voicemail: bool
    relay: bool


def named(identity: Identity, needs: dict[str, Any]) -> dict[str, Any]:
    first, colon, rest = identity.name.say_it.partition(":")
    reads = needs.get("reads")
    return {
        "address": identity.name.address,
        "say_first": first.strip(),
        "say_rest": rest.strip() if colon else "",
        "in_writing": identity.name.in_writing,
        "writing_tag": str(reads if reads and reads != "none" else needs.get("spoken") or "en-GB"),
        "access_words": identity.access_words,
    }


def opened(
    house: House, page: CasePage, identity: Identity, who: Person, now: datetime, zone: str, blocked: str
) -> dict[str, Any]:
    """The note and the numbers: only what may be rung, and nothing while nobody may ring."""
    if blocked:
        return {"note": identity.note, "no_number": blocked}
    may = [one for one in page.phones if one.safe and one.state == "in_use"]
    if not may:
        return {
            "note": identity.note,
            "no_number": "No number may be rung. Log what you tried, or ask a supervisor.",
        }
    spoke = last_spoken(page.ledger)
    answered = f" Last spoke {words.when(spoke, now, zone)}." if spoke else ""
    relay = "relay_uk" in (page.case.access or ())
    return {
        "note": identity.note,
        "ringable": tuple(_ringable(house, page.case, one, who, relay, answered) for one in may),
    }


def _ringable(house: House, case: Any, phone: Any, who: Person, relay: bool, answered: str) -> Ringable:
    number = house.sealer.open(case.wrapped_key, phone.number, place("phone", phone.id))
    whose = WHOSE.get(phone.whose, WHOSE["own"]).format(own=who.own, kind=KINDS.get(phone.kind, "phone"))
    return Ringable(
        spoken(number), f"{words.capital(whose)}.{answered}", phone.withhold, phone.voicemail_ok, relay
    )
