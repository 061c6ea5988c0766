"""Giving a case to somebody who speaks the language and is there before its window closes."""

from __future__ import annotations

from callassist.errors import Refusal, Stale
from callassist.store import attempts, planning, staff
from callassist.store.database import Connection
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.sparing import ONLY_TOLD
from callassist.work.verb import Line, again


@again
def give(house: House, *, by: str, study_id: str, case_id: str, to: str, token: str) -> str:
    """Give an open case to an interviewer of its study; it stands first in her line. Returns her name."""
    now = house.now()
    with house.database.read() as c:
        case = planning.case_row(c, case_id)
        if case is None or case.study_id != study_id:
            raise Refusal("Case", "it is not there.", "Load the page again.")
        there = staff.holders_at(c, "interviewer", study_id, case.site, case.strand, now)
    names: dict[str, str] = {one.id: one.name for one in there}
    if to not in names:
        raise Refusal("Who could", "she does not interview for this family.", "Choose somebody else.")

    def work(c: Connection) -> str:
        if not planning.change_case(c, case_id, case.version, given_to=to):
            raise Stale
        given = f"given to {names[to]}"
        attempts.end_kinds(c, case_id, (ONLY_TOLD,), by=by, now=now, action=given)
        return names[to]

    return keep_once(house, Line(by, "give case", now, study_id, case_id, {"to": to}), token, work)


@again
def take_back(house: House, *, by: str, study_id: str, case_id: str, token: str) -> str:
    """A case that was given to somebody waits for everybody again. Returns its id."""
    with house.database.read() as c:
        case = planning.case_row(c, case_id)
    if case is None or case.study_id != study_id:
        raise Refusal("Case", "it is not there.", "Load the page again.")

    def work(c: Connection) -> str:
        if case.given_to is not None and not planning.change_case(c, case_id, case.version, given_to=None):
            raise Stale
        return case_id

    return keep_once(house, Line(by, "take case back", house.now(), study_id, case_id), token, work)
