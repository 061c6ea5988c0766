"""Settles texts of which nobody knows whether they went: by the network's own list, else a person decides."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from callassist.messages.network import Seen, TextNetwork, Unheard
from callassist.privacy.sealing import place
from callassist.store import outbox
from callassist.store.database import Connection
from callassist.work import about_text
from callassist.work.house import House
from callassist.work.record import settled

CHUNK = 50
WORDS = "The network did not say whether a text went. Find out, then say so: it is not sent again by itself."
BEFORE = timedelta(minutes=2)
log = logging.getLogger("callassist.reconcile")


def reconcile(house: House) -> int:
    """Look each undecided text up at the network; how many were settled. The others are a person's task."""
    network = house.network
    if network is None:
        return 0
    with house.database.read() as c:
        rows = outbox.unknown(c, CHUNK)
        people = outbox.participants(c, sorted({row.participant_id for row in rows if row.participant_id}))
        taken = outbox.provider_ids(c, [row.id for row in rows])
    return sum(_settle(house, network, row, people.get(row.participant_id or ""), taken) for row in rows)


def _settle(house: House, network: TextNetwork, row: Any, person: Any, taken: frozenset[str]) -> int:
    under = person.wrapped_key if person is not None else row.study_id
    number_under = under if row.recipient == "participant" else row.study_id
    to = house.sealer.open(number_under, row.number, place("message.number", row.id))
    body = house.sealer.open(under, row.body, place("message.body", row.id))
    try:
        listed = network.find(to, row.sent_at - BEFORE)
    except Unheard:
        return 0
    found = [one for one in listed if one.body == body and one.sid not in taken]
    if len(found) == 1:
        return _found(house, row, found[0])
    house.database.keep(lambda c: _ask(c, house, row))
    return 0


def _found(house: House, row: Any, seen: Seen) -> int:
    now = house.now()

    def keep(c: Connection) -> int:
        return int(settled(c, row, now, "settled by the network's list", provider_id=seen.sid))

    log.info("text settled by the list message=%s", row.id)
    return house.database.keep(keep)


def _ask(c: Connection, house: House, row: Any) -> None:
    about_text.ask(c, row, about_text.UNDECIDED, WORDS, house.now(), {"message": row.id})
