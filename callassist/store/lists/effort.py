"""How often families were tried, held against what the protocol owes them: counted in the database."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    false,
    func,
    not_,
    or_,
    select,
    true,
)

from callassist.store.cases import case_, contact
from callassist.store.schema import row_of
from callassist.study.contact import Contact

SLOTS = ("weekday_day", "weekday_afternoon", "weekday_evening", "saturday", "sunday")
DONE = ("complete", "partial")


@dataclass(frozen=True, slots=True)
class EffortRow:
    """Cases whose window has opened, of one interview, site and language, and how they were tried.

    `missed` windows closed without an interview: of these `kept` had all that the protocol owes, `untried`
    nothing at all. `asked`: how often somebody they named was asked how to reach them. `foreign` of the
    missed need another language than English: of these `own` had the tries in it that are owed.
    """

    wave: str
    site: str
    language: str | None
    cases: int
    done: int
    attempts: int
    asked: int
    missed: int
    kept: int
    untried: int
    foreign: int
    own: int


def tries() -> Any:
    """For each case how often it was tried, in all, in each part of the week, and in its own language; and
    how often somebody she named was asked, which is no try of hers."""
    named = {"tried": true(), "own": contact.c.language == case_.c.language}
    named |= {name: contact.c.slot == name for name in SLOTS}
    sums = [
        func.sum(case((and_(contact.c.attempt, holds), 1), else_=0)).label(name)
        for name, holds in named.items()
    ]
    asked = case((contact.c.direction == "out", contact.c.tracing_id))
    return (
        select(contact.c.case_id, *sums, func.count(asked).label("asked"))
        .join(case_, case_.c.id == contact.c.case_id)
        .where(
            contact.c.study_id == bindparam("study_id"),
            or_(contact.c.attempt, contact.c.tracing_id.is_not(None)),
            contact.c.corrected_by.is_(None),
            contact.c.channel != "text",
        )
        .group_by(contact.c.case_id)
        .subquery()
    )


def sums(protocol: Contact, tried: Any) -> list[ColumnElement[Any]]:
    """The figures of a group of cases."""
    times = func.coalesce(tried.c.tried, 0)
    missed = case_.c.state == "missed"
    foreign = and_(case_.c.language.is_not(None), not_(case_.c.language.startswith("en")))
    own = func.coalesce(tried.c.own, 0) >= protocol.own_language
    slots = [func.coalesce(tried.c[name], 0) >= getattr(protocol.owed, name) for name in SLOTS]
    kept = and_(times >= protocol.attempts, *slots, or_(not_(foreign), own))
    named = {
        "cases": true(),
        "done": case_.c.state.in_(DONE),
        "missed": missed,
        "kept": and_(missed, kept),
        "untried": and_(missed, times == 0),
        "foreign": and_(missed, foreign),
        "own": and_(missed, foreign, own),
    }
    counts = {name: func.sum(case((holds, 1), else_=0)) for name, holds in named.items()}
    asked = func.sum(func.coalesce(tried.c.asked, 0)).label("asked")
    return [func.sum(times).label("attempts"), asked, *(count.label(name) for name, count in counts.items())]


def opened(query: Select[Any], strands: Sequence[str], sites: Set[str] | None) -> Select[Any]:
    """Cases of these strands and sites whose window has opened and that the plan asks."""
    return query.where(
        case_.c.study_id == bindparam("study_id"),
        case_.c.strand.in_(list(strands)),
        case_.c.opens_at <= bindparam("now"),
        case_.c.state != "not_planned",
        true() if sites is None else case_.c.site.in_(sorted(sites)) if sites else false(),
    )


def by_language(
    c: Connection,
    study_id: str,
    strands: Sequence[str],
    protocol: Contact,
    now: datetime,
    sites: Set[str] | None = None,
) -> list[EffortRow]:
    """By interview, site and language, all of these strands together: no arm. One query."""
    tried, by = tries(), (case_.c.wave, case_.c.site, case_.c.language)
    joined = select(*by, *sums(protocol, tried)).outerjoin(tried, tried.c.case_id == case_.c.id)
    query = opened(joined, strands, sites).group_by(*by).order_by(*by)
    return [EffortRow(**row_of(row)) for row in c.execute(query, {"study_id": study_id, "now": now})]
