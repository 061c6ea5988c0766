"""What shows once a case is open: the name; and once its note is open: the rules and the numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callassist.cases.numbers import last_results, next_number
from callassist.people.contact_points import may_be_rung
from callassist.people.numbers import spoken
from callassist.people.record import Identity
from callassist.privacy.sealing import place
from callassist.store.lists.case import CasePage
from callassist.web import words
from callassist.web.person import Person
from callassist.web.standing import lower
from callassist.web.story import last_spoken, outcome_words
from callassist.work.house import House

WHOSE = {
    "own": "{own} own {kind}, shared with nobody",
    "partner": "The partner’s {kind}",
    "shared": "A shared {kind}: others pick it up too",
    "relative": "A relative’s {kind}",
    "work": "{own} {kind} at work",
}
SIGNS = "By BSL: nobody rings. A manager arranges it by video or in person, with a BSL interpreter."
KINDS = {"mobile": "mobile", "landline": "landline", "other": "phone"}


@dataclass(frozen=True, slots=True)
class Ringable:
    """One number as it is shown once the note is open. `first`: the one to ring, of several."""

    id: str
    number: str
    about: str
    withhold: bool
    voicemail: bool
    relay: bool
    first: bool = False


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
    if not may_be_rung(page.case.access, (page.case.needs or {}).get("spoken")):
        return {"note": identity.note, "no_number": SIGNS}
    known = [one for one in page.phones if one.safe and one.state == "in_use"]
    tries = _tries(page)
    first = next_number([one.id for one in known], tries)
    may = sorted(known, key=lambda one: one.id != first)
    if not may:
        return {
            "note": identity.note,
            "no_number": "No number may be rung. Log what you tried, or ask a supervisor.",
        }
    spoke = last_spoken(page.ledger)
    answered = f" Last spoke {words.when(spoke, now, zone)}." if spoke else ""
    results = last_results(tries) if len(may) > 1 else {}
    relay = "relay_uk" in (page.case.access or ())
    return {
        "note": identity.note,
        "ringable": tuple(
            _ringable(house, page.case, one, who, relay, _said(one, results, answered), first=one.id == first)
            for one in may
        ),
    }


def _tries(page: CasePage) -> list[tuple[str, str]]:
    """(number, outcome) of her contacts that stand and say which number it was, oldest first."""
    return [
        (one.phone_id, one.outcome)
        for one in reversed(page.ledger)
        if one.phone_id is not None and one.corrected_by is None
    ]


def _said(phone: Any, results: Mapping[str, str], answered: str) -> str:
    """What is known of a number: of several its own last result, of one when she was last spoken with."""
    if phone.id in results:
        return f" Last time: {lower(outcome_words(results[phone.id]))}."
    return " Not tried yet." if results else answered


def _ringable(
    house: House, case: Any, phone: Any, who: Person, relay: bool, answered: str, *, first: bool
) -> Ringable:
    number = house.sealer.open(case.wrapped_key, phone.number, place("phone", phone.id))
    whose = WHOSE.get(phone.whose, WHOSE["own"]).format(own=who.own, kind=KINDS.get(phone.kind, "phone"))
    return Ringable(
        phone.id,
        spoken(number),
        f"{words.capital(whose)}.{answered}",
        phone.withhold,
        phone.voicemail_ok,
        relay,
        first,
    )
