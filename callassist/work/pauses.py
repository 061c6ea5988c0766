"""The one button that stops everything: pausing a study, a site or a text, and what waits afterwards."""

from __future__ import annotations

from enum import StrEnum

from callassist.errors import Refusal
from callassist.messages.status import MessageEvent
from callassist.privacy.tokens import new_id
from callassist.store import ledger, outbox, studies
from callassist.store.database import Connection
from callassist.store.lists import outgoing
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.verb import Line

FELL_DUE = "fell due during a pause: look at it, then release it"


class Scope(StrEnum):
    """What a pause covers. `LINE`: sending itself, stopped by the network's refusal of our settings."""

    STUDY = "study"
    SITE = "site"
    TEMPLATE = "template"
    LINE = "line"


def pause(house: House, *, by: str, study_id: str, scope: str, of: str | None, why: str, token: str) -> str:
    """Pause texts and calls of a study, a site or one text from now on; the pause's id.

    The next tick sends nothing that is covered. A pause that holds already is not doubled.
    """
    if scope not in (Scope.STUDY, Scope.SITE, Scope.TEMPLATE):
        raise Refusal("What to pause", f"“{scope[:20]}” is none.", "Choose the study, a site or a text.")
    if not why.strip():
        raise Refusal("Why", "there is no reason.", "Write one sentence, without a name in it.")
    now, pause_id = house.now(), new_id()
    covered = None if scope == Scope.STUDY else of

    def work(c: Connection) -> str:
        for held in studies.pauses(c, study_id):
            if (held.scope, held.of) == (scope, covered):
                return str(held.id)
        ledger.pause(
            c,
            id=pause_id,
            study_id=study_id,
            scope=scope,
            of=covered,
            by=by,
            why=why.strip()[:500],
            since=now,
        )
        return pause_id

    line = Line(by, "pause", now, study_id, pause_id, {"scope": scope, "of": covered})
    return keep_once(house, line, token, work)


def resume(house: House, *, by: str, study_id: str, pause_id: str, token: str) -> str:
    """End a pause. What fell due meanwhile waits, held, for a person to release it; how many wait is said."""
    now = house.now()

    def work(c: Connection) -> str:
        row = outgoing.one_pause(c, pause_id)
        if row is None or row.study_id != study_id:
            raise Refusal("Pause", "it is not there.", "Load the page again.")
        if not ledger.end_pause(c, pause_id, now):
            return "0"
        waiting = outgoing.fell_due(c, study_id, row.scope, row.of, now)
        for message_id in waiting:
            outbox.happens(c, message_id, MessageEvent.HELD, reason=FELL_DUE, held_by=by)
        return str(len(waiting))

    done = keep_once(house, Line(by, "resume", now, study_id, pause_id), token, work)
    house.wake("send")
    return done
