"""What goes out: texts that are ready or held, and those that were rightly not sent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, or_, select

from callassist.store.studies import pause, site
from callassist.store.texts import message

_READY = (
    select(message)
    .where(
        message.c.study_id == bindparam("study_id"),
        message.c.state == "ready",
        message.c.go_at < bindparam("until"),
    )
    .order_by(message.c.go_at, message.c.id)
    .limit(bindparam("most"))
)
_HELD = (
    select(message)
    .where(message.c.study_id == bindparam("study_id"), message.c.state == "held")
    .order_by(message.c.due_at, message.c.id)
    .limit(bindparam("most"))
)
_NOT_SENT = (
    select(message)
    .where(
        message.c.study_id == bindparam("study_id"),
        message.c.state.in_(("suppressed", "missed")),
        message.c.due_at >= bindparam("since"),
        message.c.due_at < bindparam("until"),
    )
    .order_by(message.c.due_at, message.c.id)
    .limit(bindparam("most"))
)
_HELD_COUNT = (
    select(message.c.site, func.count())
    .where(message.c.study_id.in_(bindparam("studies", expanding=True)), message.c.state == "held")
    .group_by(message.c.site)
)
_NEXT = (
    select(message.c.site, func.min(message.c.go_at))
    .where(message.c.study_id == bindparam("study_id"), message.c.state == "ready")
    .group_by(message.c.site)
)
_SITES = (
    select(site.c.code, site.c.name).where(site.c.study_id == bindparam("study_id")).order_by(site.c.name)
)
_COVERED = select(message.c.id).where(
    message.c.study_id == bindparam("study_id"),
    message.c.state == "ready",
    message.c.due_at <= bindparam("now"),
    message.c.rule.is_not(None),
    or_(
        bindparam("scope").in_(("study", "line")),
        (bindparam("scope") == "site") & (message.c.site == bindparam("of_what")),
        (bindparam("scope") == "template") & (message.c.template == bindparam("of_what")),
    ),
)
_PAUSE = select(pause).where(pause.c.id == bindparam("pause_id"))


def ready(c: Connection, study_id: str, until: datetime, most: int) -> Sequence[Any]:
    """Texts that are looked at before a moment, earliest first."""
    return c.execute(_READY, {"study_id": study_id, "until": until, "most": most}).all()


def held(c: Connection, study_id: str, most: int) -> Sequence[Any]:
    """Texts that wait for a person."""
    return c.execute(_HELD, {"study_id": study_id, "most": most}).all()


def not_sent(c: Connection, study_id: str, since: datetime, until: datetime, most: int) -> Sequence[Any]:
    """Texts due between two moments and rightly not sent, or stated as missed."""
    return c.execute(_NOT_SENT, {"study_id": study_id, "since": since, "until": until, "most": most}).all()


def held_by_site(c: Connection, studies: Sequence[str]) -> dict[str | None, int]:
    """How many texts wait for a person, by site."""
    return dict(c.execute(_HELD_COUNT, {"studies": list(studies)}).all())


def next_by_site(c: Connection, study_id: str) -> dict[str | None, datetime]:
    """When the next text of each site is looked at."""
    return dict(c.execute(_NEXT, {"study_id": study_id}).all())


def sites(c: Connection, study_id: str) -> dict[str, str]:
    """Names of sites by code."""
    return dict(c.execute(_SITES, {"study_id": study_id}).all())


def fell_due(c: Connection, study_id: str, scope: str, of: str | None, now: datetime) -> list[str]:
    """Ready texts that fell due within a pause's scope and that no tick has looked at yet."""
    values = {"study_id": study_id, "scope": scope, "of_what": of, "now": now}
    return list(c.execute(_COVERED, values).scalars())


def one_pause(c: Connection, pause_id: str) -> Any | None:
    """A pause, ended or not."""
    return c.execute(_PAUSE, {"pause_id": pause_id}).first()
