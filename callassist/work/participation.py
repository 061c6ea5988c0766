"""What a parent wants less of: recorded by dimension, since when and who decided, and carried out at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from callassist.cases.states import CASES, CaseEvent, CaseState, after
from callassist.errors import Refusal, Stale
from callassist.people.participation import Change, DecidedBy, Dimension, Standing, standing
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.store import households, outbox, planning
from callassist.store.database import Connection
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.settling import settle
from callassist.work.verb import Line, again

NO_TEXTS, NO_CALLS = "asked for no texts", "asked for no more calls"


@dataclass(frozen=True, slots=True)
class Told:
    """What was told us: since when, who decided, how we were told, and the words if any were given."""

    since: datetime
    decided_by: str
    how_told: str
    words: str = ""


def standing_of(house: House, participant_id: str) -> Standing:
    """Where a participant stands now."""
    with house.database.read() as c:
        rows = households.changes(c, participant_id)
    return standing(changes_of(rows), house.now())


def changes_of(rows: Iterable[Any]) -> tuple[Change, ...]:
    """Rows of participation changes as the pure room reads them."""
    return tuple(
        Change(Dimension(row.dimension), row.allowed, row.since, DecidedBy(row.decided_by), row.how_told)
        for row in rows
    )


@again
def change(
    house: House,
    *,
    by: str,
    participant_id: str,
    wanted: Sequence[tuple[str, bool]],
    told: Told,
    token: str,
) -> str:
    """Record what she wants from now on, by dimension, and carry it out: texts, calls, the shorter interview.

    `wanted`: (dimension, allowed). What was collected so far is kept unless use_of_data is among them.
    """
    now = house.now()
    _check(wanted, told, now)
    with house.database.read() as c:
        row = planning.participant_row(c, participant_id)
    if row is None:
        raise Refusal("Family", "nobody has that number.", "Search by study number.")
    zone = ZoneInfo(house.study(row.study_id).edition.protocol.study.zone)
    if told.since.astimezone(zone).date() < row.enrolled_on:
        raise Refusal("Since when", f"she joined on {row.enrolled_on}.", "Choose that day or a later one.")

    def work(c: Connection) -> str:
        keep_change(c, house, row, wanted, told, by=by, now=now)
        return participant_id

    more = {"changes": [f"{dimension}={'yes' if allowed else 'no'}" for dimension, allowed in wanted]}
    line = Line(by, "change participation", now, row.study_id, participant_id, more)
    done = keep_once(house, line, token, work)
    house.wake("plan")
    return done


def keep_change(
    c: Connection,
    house: House,
    row: Any,
    wanted: Sequence[tuple[str, bool]],
    told: Told,
    *,
    by: str,
    now: datetime,
) -> None:
    """Keep changes and carry them out, inside another verb's transaction. `row`: the participant."""
    for dimension, allowed in wanted:
        households.add_change(c, _row(house, row, by, dimension, allowed, told, now))
    _carry_out(c, row.id, dict(wanted), now)


def _check(wanted: Sequence[tuple[str, bool]], told: Told, now: datetime) -> None:
    if not wanted:
        raise Refusal("What changes", "nothing was chosen.", "Choose what she wants more or less of.")
    for dimension, _allowed in wanted:
        if dimension not in set(Dimension):
            raise Refusal("What changes", f"“{dimension[:20]}” is none.", "Choose from the list.")
    if told.decided_by not in set(DecidedBy):
        raise Refusal("Who decided", "nobody was chosen.", "Choose who decided.")
    if not told.how_told.strip():
        raise Refusal("How we were told", "it is empty.", "Write how: on the phone, by text, by letter.")
    if told.since > now:
        raise Refusal("Since when", "it lies in the future.", "Choose today or a day before.")


def _row(
    house: House, row: Any, by: str, dimension: str, allowed: bool, told: Told, now: datetime
) -> dict[str, Any]:
    change_id = new_id()
    words = told.words.strip()
    sealed = house.sealer.seal(row.wrapped_key, words, place("participation.words", change_id))
    return {
        "id": change_id,
        "study_id": row.study_id,
        "participant_id": row.id,
        "dimension": dimension,
        "allowed": allowed,
        "since": told.since,
        "decided_by": told.decided_by,
        "how_told": told.how_told.strip()[:80],
        "words": sealed if words else None,
        "by": by,
        "recorded_at": now,
    }


def _carry_out(c: Connection, participant_id: str, wanted: dict[str, bool], now: datetime) -> None:
    if wanted.get(Dimension.TEXTS) is False:
        outbox.withdraw_participant(c, participant_id, NO_TEXTS)
    calls = wanted.get(Dimension.CALLS)
    if calls is False:
        end_cases(c, [participant_id], NO_CALLS, now)
    elif calls is True:
        resume_cases(c, [participant_id], now)
    if wanted.get(Dimension.TEXTS) is True:
        planning.look_at_participants_cases(c, participant_id, now)


def end_cases(c: Connection, people: Sequence[str], why: str, now: datetime) -> int:
    """Stop what is not finished: cases, their waiting texts and their appointments; how many cases.

    Raises Stale when one of them changes at this moment: nothing of a family that is stopped is left over.
    """
    stopped = 0
    for case in households.cases(c, people):
        state = after(CASES, CaseState(case.state), CaseEvent.STOPPED)
        if state != case.state:
            if not planning.change_case(c, case.id, case.version, state=state, look_again_at=None):
                raise Stale
            settle(c, case.id)
            stopped += 1
        outbox.withdraw_case(c, case.id, why)
    for one in households.standing_appointments(c, people):
        if not planning.change_appointment(c, one.id, (one.state,), state="cancelled", changed_at=now):
            raise Stale
    return stopped


def resume_cases(c: Connection, people: Sequence[str], now: datetime) -> int:
    """Take a stop back: stopped cases wait for their windows again; how many."""
    resumed = 0
    for case in households.cases(c, people):
        state = after(CASES, CaseState(case.state), CaseEvent.RESUMED)
        if state != case.state:
            if not planning.change_case(c, case.id, case.version, state=state, look_again_at=now):
                raise Stale
            settle(c, case.id)
            resumed += 1
    return resumed
