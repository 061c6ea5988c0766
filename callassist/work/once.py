"""A form that is sent twice is kept once: the second sending gets what came of the first."""

from __future__ import annotations

from callassist.errors import Refusal
from callassist.store import once
from callassist.store.database import Connection, Keep
from callassist.work.house import House
from callassist.work.verb import Line, keep


class _KeptBefore(Exception):
    def __init__(self, result: str) -> None:
        self.result = result


def known(house: House, token: str) -> str | None:
    """What came of the form with that token, or None while nothing was kept of it."""
    with house.database.read() as c:
        return once.result(c, token)


def keep_once(house: House, line: Line, token: str, work: Keep[str]) -> str:
    """Run `work` with its audit line unless the form's token was kept before; return what came of it.

    `work` returns the id of what it made. Raises Refusal for a form without a token.
    """
    if not 16 <= len(token) <= 80:
        raise Refusal("form", "it came without its mark.", "Open the page again and send it from there.")

    def unless_kept(c: Connection) -> str:
        once.alone(c, token)  # pressed twice at the same moment, the second waits for the first
        before = once.result(c, token)
        if before is not None:
            raise _KeptBefore(before)
        made = work(c)
        once.keep(c, token, made, line.at)
        return made

    try:
        return keep(house, line, unless_kept)
    except _KeptBefore as kept:
        return kept.result
