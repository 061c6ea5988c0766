"""Which study a page is about, and where one goes after a form, with what was done said there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import datetime
from typing import Any, Protocol, TypeVar

from flask import abort, flash, g, redirect, request, session, url_for
from werkzeug.wrappers import Response

from callassist.web.frame import my_studies, now
from callassist.web.guard import actor
from callassist.web.words import listed
from callassist.work.house import Running

CHOSEN, OPENED = "study", "words_opened"


class AtSite(Protocol):
    """A row that says at which site it stands."""

    @property
    def site(self) -> str | None:
        """The site's code, or None where it stands at none."""


Row = TypeVar("Row", bound=AtSite)


def study(*roles: str) -> Running:
    """The study asked for, or the last chosen, or the first of hers. Stops with 403 where she has none."""
    mine = my_studies(*roles)
    asked = request.values.get(CHOSEN) or session.get(CHOSEN, "")
    found = next((one for one in mine if one.row.slug == asked), mine[0] if mine else None)
    if found is None:
        abort(403)
    if request.args.get(CHOSEN) == found.row.slug:
        session[CHOSEN] = found.row.slug
    g.zone = found.edition.protocol.study.zone
    return found


def others(here: Running, *roles: str) -> tuple[tuple[str, str], ...]:
    """Her other studies, for the links that change over: slug and title."""
    return tuple(
        (one.row.slug, one.edition.protocol.study.title) for one in my_studies(*roles) if one.id != here.id
    )


def sites(here: Running, *roles: str) -> frozenset[str] | None:
    """The sites of the study that her grants for a page reach; None means all of them."""
    return actor().sites_any(roles, here.id)


def of(rows: Iterable[Row], reached: Set[str] | None) -> list[Row]:
    """Those of some rows that stand at these sites or at none; all of them where all are reached."""
    return [row for row in rows if reached is None or row.site is None or row.site in reached]


def places(names: Mapping[str, str], reached: Set[str] | None) -> str:
    """What a page is of, in words: all sites; or Luton only."""
    if reached is None:
        return "all sites"
    return f"{listed([name for code, name in names.items() if code in reached])} only"


def token() -> str:
    """The form's own mark, by which a second sending is known."""
    return request.form.get("once", "")


def back(endpoint: str, said: str = "", *, anchor: str | None = None, **where: str) -> Response:
    """To a page, which says there what was done."""
    if said:
        flash(said)
    values: dict[str, Any] = dict(where)
    return redirect(url_for(endpoint, _anchor=anchor, **values), 303)


def mark_opened() -> None:
    """Remember that the words of all texts that have come by now were opened by who is signed in."""
    session[OPENED] = now().isoformat()


def opened_at() -> datetime | None:
    """Until when the words of texts are open to who is signed in, or None."""
    return datetime.fromisoformat(session[OPENED]) if OPENED in session else None
