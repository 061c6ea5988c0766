"""Which windows are open already for people about to be taken in, and what becomes of their invitations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from callassist.cases.states import CaseState
from callassist.people.newcomers import NewFamilyMember
from callassist.schedule.due import CaseFacts, due
from callassist.store import studies
from callassist.study.protocol import Protocol
from callassist.study.windows import Window, day_of, windows
from callassist.work.house import House, Running


@dataclass(frozen=True, slots=True)
class Already:
    """Windows of one interview that are open already, and how many of their invitations are due today."""

    title: str
    due: int


def open_already(house: House, running: Running, members: Sequence[NewFamilyMember]) -> tuple[Already, ...]:
    """The windows with an invitation that are open at once, by interview."""
    protocol, now = running.edition.protocol, house.now()
    with house.database.read() as c:
        courses = {one.code: one for one in studies.cohorts(c, running.id)}
    found: dict[str, int] = {}
    for member in members:
        plan = protocol.first_plan(member.strand)
        anchors = _anchors(member, courses.get(member.cohort or ""))
        for one in windows(plan, member.role, anchors) if plan is not None else ():
            title = next(wave.title for wave in plan.wave if wave.code == one.wave) if plan else ""
            found[title] = found.get(title, 0) + _invitations(one, protocol, now)
    return tuple(Already(title, count) for title, count in found.items() if count)


def _invitations(one: Window, protocol: Protocol, now: datetime) -> int:
    """How many texts this window makes due today, at once or at their hour."""
    zone = protocol.study.zone
    if not one.opens_at(zone) <= now < one.closes_at(zone):
        return 0
    facts = CaseFacts("", one.wave, CaseState.OPEN, one.opens, one.opens_at(zone), one.closes_at(zone))
    return sum(text.due_at < day_of(now, zone, 1) for text in due(facts, protocol, now).texts)


def _anchors(member: NewFamilyMember, course: studies.CohortRow | None) -> Mapping[str, date]:
    known = {"enrolled": member.enrolled_on}
    if member.randomised_on is not None:
        known["randomised"] = member.randomised_on
    if course is not None:
        known |= {"cohort_start": course.begins, "cohort_end": course.ends}
    return known
