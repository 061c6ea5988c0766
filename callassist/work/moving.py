"""Somebody moves: out of one household on a day and into another, while her unit and interviews stay hers."""

from __future__ import annotations

from datetime import date

from callassist.errors import Refusal
from callassist.privacy.tokens import new_id
from callassist.store import memberships, planning
from callassist.store.database import Connection
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.verb import Line, again


@again
def move(house: House, participant_id: str, *, to: str, on: date, by: str, token: str) -> str:
    """Move a participant to the household labelled `to`, made if there is none; the household's id.

    The family that is counted stays the same. Raises Refusal for a day ahead and for the household she is in.
    """
    now, label = house.now(), to.strip()
    if on > now.date():
        raise Refusal("Since when", f"{on} lies in the future.", "Write it down on the day.")
    if not label:
        raise Refusal("Household", "it has no label.", "Give it one, for example H-101.")
    with house.database.read() as c:
        row = planning.participant_row(c, participant_id)
        known = memberships.household_by_label(c, row.study_id, label) if row is not None else None
    if row is None:
        raise Refusal("Family", "nobody has that number.", "Search by study number.")
    if known == row.household_id:
        raise Refusal("Household", f"she lives in {label} already.", "Choose another.")
    household_id = known or new_id()
    membership = {
        "id": new_id(),
        "study_id": row.study_id,
        "household_id": household_id,
        "participant_id": participant_id,
        "child_id": None,
        "since": on,
        "until": None,
    }

    def work(c: Connection) -> str:
        if known is None:
            memberships.add_household(c, {"id": household_id, "study_id": row.study_id, "code": label})
        memberships.end(c, participant_id, on)
        memberships.add(c, membership)
        memberships.lives_now_in(c, participant_id, household_id)
        return household_id

    return keep_once(house, Line(by, "move house", now, row.study_id, participant_id), token, work)
