"""A number that the network itself has stopped: our own ledger says so too, and somebody rings."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from callassist.privacy.tokens import new_id
from callassist.store import outbox
from callassist.store.database import Connection
from callassist.work import about_text
from callassist.work.house import House

CONFIRMS_STOP = "stopped"
_STOPPED = "The network takes no texts to her number: STOP came from it. Ring instead."
_AGAIN = (
    "She sent START to us, yet the network still takes no texts to her number. "
    "Ring; to get texts again START must reach the network from her own phone."
)


def blocked(c: Connection, house: House, message: Any, index: bytes | None, at: datetime) -> None:
    """The network says that a number sent STOP: the ledger agrees from now on, whatever it said before.

    `index` is the number's, whoever it belongs to: a participant, or a bare number that we answered. Nobody
    is asked to ring for the confirmation of a STOP, which says what she wanted anyway.
    """
    if index is None:
        return
    known = outbox.last_opt_outs(c, [bytes(index)]).get((message.study_id, bytes(index)))
    if known != "stopped":
        outbox.add_opt_out(
            c,
            id=new_id(),
            study_id=message.study_id,
            number_index=bytes(index),
            channel="text",
            state="stopped",
            at=at,
            source="network",
        )
    if message.template != CONFIRMS_STOP:
        _ask_to_ring(c, house, message, _AGAIN if known == "started" else _STOPPED)


def _ask_to_ring(c: Connection, house: House, message: Any, words: str) -> None:
    """One task for each text; none about a stranger, whom nobody may ring."""
    if message.participant_id is None:
        return
    about_text.ask(c, message, about_text.REFUSED, words, house.now())
