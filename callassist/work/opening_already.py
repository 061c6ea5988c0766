"""Which windows are open already for people about to be taken in, and so what would be held for release."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from callassist.people.newcomers import NewFamilyMember
from callassist.store import studies
from callassist.study.protocol import Protocol, When
from callassist.study.windows import windows
from callassist.work.house import House, Running


def open_already(
    house: House, running: Running, members: Sequence[NewFamilyMember]
) -> tuple[tuple[str, int], ...]:
    """How many windows with an invitation are open today, by the interview's title."""
    protocol = running.edition.protocol
    today = house.now().astimezone(ZoneInfo(protocol.study.zone)).date()
    with house.database.read() as c:
        courses = {one.code: one for one in studies.cohorts(c, running.id)}
    found: dict[str, int] = {}
    for member in members:
        plan = protocol.first_plan(member.strand)
        if plan is None:
            continue
        titles = {wave.code: wave.title for wave in plan.wave if _invites(protocol, wave.code)}
        for one in windows(plan, member.role, _anchors(member, courses.get(member.cohort or ""))):
            if one.wave in titles and one.opens <= today <= one.closes:
                found[titles[one.wave]] = found.get(titles[one.wave], 0) + 1
    return tuple(found.items())


def _anchors(member: NewFamilyMember, course: studies.CohortRow | None) -> dict[str, date]:
    known = {"enrolled": member.enrolled_on}
    if member.randomised_on is not None:
        known["randomised"] = member.randomised_on
    if course is not None:
        known |= {"cohort_start": course.begins, "cohort_end": course.ends}
    return known


def _invites(protocol: Protocol, wave: str) -> bool:
    return any(
        rule.when is When.WAVE_OPENS and (not rule.waves or wave in rule.waves) for rule in protocol.text
    )
