"""Vouchers that interviews earned: issued as she said is safe, acknowledged, counted against the ledger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from callassist.errors import Refusal
from callassist.store import vouchers
from callassist.store.database import Connection
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.verb import Line


class Step(StrEnum):
    """What is done with a voucher next."""

    ISSUE = "issue"
    ACKNOWLEDGE = "acknowledge"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Totals:
    """Pence by what became of them; the four add up to all that was ever due."""

    due: int
    issued: int
    acknowledged: int
    void: int

    @property
    def all(self) -> int:
        """All that was ever due."""
        return self.due + self.issued + self.acknowledged + self.void


def totals(rows: list[Any] | tuple[Any, ...]) -> Totals:
    """What became of these vouchers, in pence."""
    pence = {"due": 0, "issued": 0, "acknowledged": 0, "void": 0}
    for row in rows:
        pence[state(row)] += row.pence
    return Totals(**pence)


def state(row: Any) -> str:
    """What became of a voucher: due, issued, acknowledged or void."""
    if row.void_at:
        return "void"
    if row.acknowledged_at:
        return "acknowledged"
    return "issued" if row.issued_at else "due"


def move_on(
    house: House, *, by: str, study_id: str, voucher_id: str, step: str, how: str = "", token: str
) -> str:
    """Issue a voucher, keep that it arrived, or that it is not wanted.

    Raises Refusal for a step that does not follow from where it stands, as when a colleague was first.
    """
    if step not in set(Step):
        raise Refusal("Voucher", f"“{step[:20]}” is no step.", "Choose one.")
    now = house.now()

    def work(c: Connection) -> str:
        if not _step(c, Step(step), study_id, voucher_id, by, how.strip()[:80], now):
            what = "somebody has moved it on meanwhile, or it is not there."
            raise Refusal("Voucher", what, "Look where it stands now.")
        return voucher_id

    return keep_once(house, Line(by, f"{step} voucher", now, study_id, voucher_id), token, work)


def _step(
    c: Connection, step: Step, study_id: str, voucher_id: str, by: str, how: str, now: datetime
) -> bool:
    match step:
        case Step.ISSUE:
            if not how:
                raise Refusal("Sent by", "it is empty.", "Write how: post, e-mail, by hand.")
            return vouchers.issue(c, study_id, voucher_id, by, how, now)
        case Step.ACKNOWLEDGE:
            return vouchers.acknowledge(c, study_id, voucher_id, now)
        case Step.VOID:
            return vouchers.void(c, study_id, voucher_id, now)
