"""Seals the audit lines into a chain each minute, and finds the first line that was changed afterwards."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from callassist.privacy.index import FIRST_LINK, link
from callassist.store import audit
from callassist.store.database import Connection
from callassist.work.house import House

CHUNK = 5000


@dataclass(frozen=True, slots=True)
class Verified:
    """What looking the chain through found: lines and links read, and where it first breaks, in words."""

    lines: int
    links: int
    head: str
    broken: str | None


def line_bytes(row: Any) -> bytes:
    """An audit line in the one form that is chained."""
    said = [row.id, row.study_id, row.at.isoformat(), row.by, row.verb, row.subject, row.more]
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def seal_audit(house: House) -> int:
    """Add a link over the lines that no link seals yet; how many. Its head is told to a witness outside."""

    def keep(c: Connection) -> int:
        rows = audit.unsealed(c, CHUNK)
        if not rows:
            return 0
        last = audit.last_link(c)
        number, head = (last.number, bytes.fromhex(last.head)) if last is not None else (0, FIRST_LINK)
        for row in rows:
            head = link(house.keys.audit_key, head, line_bytes(row))
        audit.add_link(
            c,
            number=number + 1,
            first_id=rows[0].id,
            last_id=rows[-1].id,
            lines=len(rows),
            head=head.hex(),
            at=house.now(),
        )
        audit.mark(c, [row.id for row in rows], number + 1)
        house.witness(number + 1, head.hex())
        return len(rows)

    return house.database.keep(keep)


def verify(house: House) -> Verified:
    """Read the whole chain again, and compare its head with the one that a witness outside was told."""
    head, lines, count = FIRST_LINK, 0, 0
    with house.database.read() as c:
        for one in audit.links(c):
            rows = audit.of_link(c, one.number)
            for row in rows:
                head = link(house.keys.audit_key, head, line_bytes(row))
            lines, count = lines + len(rows), count + 1
            if len(rows) != one.lines or head.hex() != one.head:
                return Verified(
                    lines, count, head.hex(), f"link {one.number}, sealed {one.at:%Y-%m-%d %H:%M}"
                )
        witnessed = house.witnessed()
        if witnessed is not None and (witnessed[0] > count or audit.head_of(c, witnessed[0]) != witnessed[1]):
            why = f"link {witnessed[0]}: the head kept outside is another one"
            return Verified(lines, count, head.hex(), why)
    return Verified(lines, count, head.hex(), None)
