"""Whom a study number or a telephone number may mean: cases, never names."""

from __future__ import annotations

from callassist.cases.states import CaseState
from callassist.errors import Refusal
from callassist.people.numbers import read_number
from callassist.privacy.index import number_index
from callassist.store import lookups, registry, tracing
from callassist.store.database import Connection
from callassist.store.lists import line as lines
from callassist.store.lists.line import CaseRow
from callassist.work.actor import Actor, Role
from callassist.work.house import House, Running
from callassist.work.verb import Line, keep


def by_study_number(house: House, actor: Actor, typed: str) -> list[CaseRow]:
    """The case of a study number that matters now; empty when nobody of hers has it."""
    wanted = typed.strip().upper()
    if not wanted:
        raise Refusal("Study number", "it is empty.", "Type it as it stands in the list, for example T-014.")
    found: list[CaseRow] = []
    with house.database.read() as c:
        for study in _hers(house, actor):
            person = registry.study_numbers(c, study.id).get(wanted)
            found += lines.of_people(c, [person] if person else [])
    return _current([row for row in found if _may_see(actor, row)])


def by_phone(house: House, actor: Actor, typed: str) -> list[CaseRow]:
    """The cases of everybody who may ring from a number. Leaves an audit line, without the number.

    Raises Refusal for what is no number.
    """
    try:
        number = read_number(typed).e164
    except Refusal as refusal:
        raise Refusal("Telephone number", refusal.what, refusal.cure) from None
    people: list[str] = []
    studies = _hers(house, actor)
    with house.database.read() as c:
        for study in studies:
            index = number_index(house.keys, study.id, number)
            people += [row.id for row in lookups.on_number(c, study.id, index)]
        found = [row for row in lines.of_people(c, people) if _may_see(actor, row)]
    more = {"people": people}
    for study in studies:
        keep(house, Line(actor.id, "look_up_number", house.now(), study.id, None, more), _nothing_more)
    return _current(found)


def named_by_phone(house: House, actor: Actor, typed: str) -> list[tuple[CaseRow, str]]:
    """Those whom participants named and who may ring from a number: the case of who named them, and their id.

    Asked beside by_phone, whose audit line tells that the number was looked up.
    """
    number = read_number(typed).e164
    found: list[tuple[CaseRow, str]] = []
    with house.database.read() as c:
        for study in _hers(house, actor):
            named = tracing.on_number(c, study.id, number_index(house.keys, study.id, number))
            rows = lines.of_people(c, [one.participant_id for one in named])
            current = {row.participant_id: row for row in _current([r for r in rows if _may_see(actor, r)])}
            found += [(current[one.participant_id], one.id) for one in named if one.participant_id in current]
    return found


def _current(rows: list[CaseRow]) -> list[CaseRow]:
    """One case a participant: the one that is open, else the next to open, else the last that was."""
    best: dict[str, CaseRow] = {}
    for row in rows:
        known = best.get(row.participant_id)
        if known is None or _nearness(row) < _nearness(known):
            best[row.participant_id] = row
    return list(best.values())


def _nearness(row: CaseRow) -> tuple[int, float]:
    opens = row.opens_at.timestamp()
    if row.state == CaseState.OPEN:
        return (0, opens)
    return (1, opens) if row.state == CaseState.WAITING else (2, -opens)


def _hers(house: House, actor: Actor) -> list[Running]:
    return [one for one in house.studies() if actor.may_any((Role.INTERVIEWER, Role.SUPERVISOR), one.id)]


def _may_see(actor: Actor, row: CaseRow) -> bool:
    here = (row.study_id, row.site, row.strand)
    return actor.may(Role.INTERVIEWER, *here) or actor.may(Role.SUPERVISOR, *here)


def _nothing_more(_c: Connection) -> None:
    """Only the audit line is kept."""
