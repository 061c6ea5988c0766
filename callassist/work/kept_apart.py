"""Which grants one person does not hold together, so that nobody who rings families learns their group."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callassist.errors import Refusal
from callassist.store.database import Connection
from callassist.store.lists import here
from callassist.study.blinding import blinded
from callassist.work.actor import ROLE_WORDS, Role
from callassist.work.house import Running

RINGS = (Role.INTERVIEWER, Role.SUPERVISOR)
KNEW = {
    Role.UNBLINDED: "could see the allocation",
    Role.SITE_TEAM: "was on the site team, which knows the groups",
}
KNOWS = {
    Role.UNBLINDED: "sees the allocation",
    Role.SITE_TEAM: "is on the site team, which knows the groups",
    Role.INBOX: "reads parents’ texts, and they write about the course",
    Role.MANAGER: "sees what goes out to the part of the study that tells the group",
}
"""By what somebody learns the group; in KNEW what is not forgotten when the grant has ended."""

OF_ANOTHER_PART = "rings the part of the study that tells the group"


@dataclass(frozen=True, slots=True)
class Clash:
    """Two grants of one person: by one she rings families of a study, by the other she learns their group.

    `knows` in words; `past`: the second has ended, and what she knows has not. `study`: its slug.
    """

    study: str
    rings: Role
    knows: str
    past: bool


def clashes(studies: Iterable[Running], grants: Sequence[Any], now: datetime) -> Iterator[Clash]:
    """Every pair among one person's grants (role, study_id, strand, until; ended ones too) that must not be.

    A study without arms has no group to learn. A grant for one site counts for the study: families move, and
    a course is a course.
    """
    for study in studies:
        if study.edition.protocol.arms is None:
            continue
        of_it = [one for one in grants if one.study_id in (None, study.id)]
        stand = [one for one in of_it if one.until is None or one.until > now]
        for role in RINGS:
            if not any(one.role == role and _blind(study, one) for one in stand):
                continue
            for other in of_it:
                past = other not in stand
                if known := KNEW.get(other.role, "") if past else _knows(study, role, other):
                    yield Clash(study.row.slug, role, known, past)


def found(c: Connection, studies: Sequence[Running], now: datetime) -> Iterator[tuple[str, Clash]]:
    """Such pairs among all who work here, each with the sign-in name: older than this rule."""
    for sign_in, grants in here.all_grants(c).items():
        for clash in clashes(studies, grants, now):
            yield sign_in, clash


def refuse(studies: Iterable[Running], grants: Sequence[Any], now: datetime) -> None:
    """Raise Refusal for the first pair of a person's grants that must not be held together."""
    one = next(clashes(studies, grants, now), None)
    if one is None:
        return
    rings = ROLE_WORDS[one.rings]
    rings = f"an {rings}" if rings[0] in "aeiou" else f"a {rings}"
    who = f"{rings} of “{one.study}” must not learn who is in which group"
    if one.past:
        cure = "Choose somebody else: what is known is not forgotten when a grant ends."
    else:
        cure = "End the other grant first, or choose somebody else."
    raise Refusal("Role", f"{who}, and this person {one.knows}.", cure)


def _knows(study: Running, rings: Role, other: Any) -> str:
    """By what she would learn the group, in words; "" by nothing."""
    if other.role in KNEW:
        return KNOWS[Role(other.role)]
    if other.role in RINGS:
        return OF_ANOTHER_PART if _telling(study, other) else ""
    if rings is not Role.INTERVIEWER:
        return ""
    if other.role == Role.INBOX:
        return KNOWS[Role.INBOX]
    return KNOWS[Role.MANAGER] if other.role == Role.MANAGER and _parts(study) else ""


def _parts(study: Running) -> frozenset[str]:
    """The strands of a study that tell the group."""
    protocol = study.edition.protocol
    return frozenset(one.code for one in protocol.strand) - frozenset(blinded(protocol))


def _blind(study: Running, grant: Any) -> bool:
    """Whether a grant reaches families whose group she must not learn."""
    telling_nothing = blinded(study.edition.protocol)
    return grant.strand in telling_nothing if grant.strand is not None else bool(telling_nothing)


def _telling(study: Running, grant: Any) -> bool:
    """Whether a grant reaches the part of a study that tells the group."""
    parts = _parts(study)
    return grant.strand in parts if grant.strand is not None else bool(parts)
