"""One case at one person: opening it, its contact note, giving it back, and opening it again when done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from callassist.cases.states import CASES, CaseEvent, CaseState, after
from callassist.errors import Refusal, Stale
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.store import attempts, holds, planning
from callassist.store.database import Connection
from callassist.work.actor import Actor, Role
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.settling import settle
from callassist.work.verb import Line, again, keep, keep_one_of

HOLD = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Opened:
    """Whether a case is open at hers now; else who has it, or another of the same family, and since when."""

    mine: bool
    until: datetime
    by: str = ""
    since: datetime | None = None


def open_case(house: House, actor: Actor, case_id: str) -> Opened:
    """Take a case, unless a colleague has it or another case of the same household open.

    Showing the name is part of it, which is why it leaves an audit line. Raises Refusal for a case that is
    not hers to open.
    """
    now, row = house.now(), case_of(house, actor, case_id)

    def work(c: Connection) -> Opened:
        return _take(c, actor, case_id, row.study_id, now)

    return keep(house, Line(actor.id, "open_case", now, row.study_id, case_id), work)


def open_first(house: House, actor: Actor, line: Mapping[str, str], read_at: datetime) -> str | None:
    """Take the first of some cases (id to study, in their order) that nobody has open; None when all are.

    Whether they are hers to open was judged by who made the line at `read_at`; one that a colleague tried
    since then is passed over, as is one that a colleague is taking at this moment.
    """
    now = house.now()
    told = {case_id: Line(actor.id, "open_case", now, study, case_id) for case_id, study in line.items()}

    def work(c: Connection) -> str | None:
        free = (one for one in line if holds.try_household(c, one))
        return next((one for one in free if _taken(c, actor, one, line[one], now, read_at)), None)

    return keep_one_of(house, told, work)


def _taken(
    c: Connection, actor: Actor, case_id: str, study_id: str, now: datetime, read_at: datetime
) -> bool:
    """Take a case whose household is locked, if nobody came before; whether it is hers now."""
    stand = holds.stand(c, case_id, actor.id, now, read_at)
    if stand.elsewhere:
        return False
    if stand.before:
        return _take(c, actor, case_id, study_id, now).mine
    holds.add(c, case_id=case_id, study_id=study_id, by=actor.id, now=now, until=now + HOLD)
    return True


def _take(c: Connection, actor: Actor, case_id: str, study_id: str, now: datetime) -> Opened:
    """Inside a verb's transaction: take a case unless it or another of its household is open elsewhere."""
    until = now + HOLD
    holds.lock_household(c, case_id)
    around = holds.around(c, case_id, now)
    for one in around:
        if one.by != actor.id:
            return Opened(False, one.until, one.name or "A colleague", one.since)
    if any(one.case_id == case_id for one in around):
        holds.longer(c, case_id, actor.id, now, until)
    else:
        holds.take(c, case_id=case_id, study_id=study_id, by=actor.id, now=now, until=until)
    return Opened(True, until)


def keep_open(house: House, actor: Actor, case_id: str) -> bool:
    """Say that she is still at work on it; whether it is still open at hers."""
    now = house.now()
    return house.database.keep(lambda c: holds.longer(c, case_id, actor.id, now, now + HOLD))


def give_back(house: House, actor: Actor, case_id: str) -> None:
    """Give a case back to the line. Giving it back twice changes nothing."""
    now = house.now()
    line = Line(actor.id, "give_back", now, None, case_id)
    keep(house, line, lambda c: holds.release(c, case_id, actor.id, now))


def open_contact_note(house: House, actor: Actor, case_id: str) -> None:
    """Open the safe-contact note: from now on its rules and the number show, and the showing is recorded.

    Raises Refusal while the case is not open at hers.
    """
    now, row = house.now(), case_of(house, actor, case_id)

    def work(c: Connection) -> None:
        if not holds.note_opened(c, case_id, actor.id, now, now + HOLD):
            raise Refusal("Case", "it is no longer open at yours.", "Open it again, then its note.")

    keep(house, Line(actor.id, "open_contact_note", now, row.study_id, case_id), work)


@again
def reopen_case(house: House, actor: Actor, case_id: str, *, reason: str, token: str) -> str:
    """Open a finished or missed case again, as its supervisor, with a reason that is kept sealed."""
    now = house.now()
    if not reason.strip():
        raise Refusal("Why", "it is empty.", "Say in a few words why it is opened again.")
    with house.database.read() as c:
        row = attempts.case(c, case_id)
    if row is None or not actor.may(Role.SUPERVISOR, row.study_id, row.site, row.strand):
        raise Refusal("Case", "it is not yours to open again.", "Ask a supervisor.")
    state = after(CASES, CaseState(row.state), CaseEvent.REOPENED)
    note_id = new_id()
    note = {
        "id": note_id,
        "study_id": row.study_id,
        "to": actor.id,
        "case_id": case_id,
        "by": actor.id,
        "words": house.sealer.seal(row.study_id, reason.strip()[:2000], place("note", note_id)),
        "at": now,
        "read_at": now,
    }

    def work(c: Connection) -> str:
        if not planning.change_case(c, case_id, row.version, state=state, look_again_at=now):
            raise Stale
        settle(c, case_id)
        attempts.add_note(c, note)
        return case_id

    more = {"was": row.state, "is": str(state), "note": note_id}
    kept = keep_once(house, Line(actor.id, "reopen_case", now, row.study_id, case_id, more), token, work)
    house.wake("plan")
    return kept


def may_open(actor: Actor, row: Any) -> bool:
    """Whether a case (study_id, site, strand) is one that she may work on."""
    here = (row.study_id, row.site, row.strand)
    return actor.may(Role.INTERVIEWER, *here) or actor.may(Role.SUPERVISOR, *here)


def may_arrange(actor: Actor, row: Any) -> bool:
    """Whether she may book for a case or booking, or say what became of it: who rings them, or manages."""
    return may_open(actor, row) or actor.may(Role.MANAGER, row.study_id, row.site)


def case_of(house: House, actor: Actor, case_id: str, may: Callable[[Actor, Any], bool] = may_open) -> Any:
    """A case with what verbs ask of its participant. Raises Refusal for one not hers, or not there."""
    with house.database.read() as c:
        row = attempts.case(c, case_id)
    if row is None or not may(actor, row):
        raise Refusal("Case", "it is not among yours.", "Go back to your day.")
    return row
