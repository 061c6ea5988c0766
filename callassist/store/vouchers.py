"""The queries of vouchers: what is due, what was issued, what came back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from callassist.store.cases import case_, voucher
from callassist.store.people import participant, phone

_ALL = (
    select(
        voucher,
        participant.c.number,
        participant.c.initials,
        participant.c.site,
        case_.c.wave,
        case_.c.state.label("case_state"),
    )
    .join(participant, participant.c.id == voucher.c.participant_id)
    .join(case_, case_.c.id == voucher.c.case_id)
    .where(voucher.c.study_id == bindparam("study_id"))
    .order_by(voucher.c.issued_at.is_not(None), voucher.c.due_at)
)
_SAFE = select(phone.c.participant_id).where(
    phone.c.study_id == bindparam("study_id"),
    phone.c.state == "in_use",
    phone.c.safe,
    phone.c.texts_ok,
    phone.c.whose == "own",
)
_ONE = update(voucher).where(
    voucher.c.id == bindparam("of_voucher"),
    voucher.c.study_id == bindparam("of_study"),
    voucher.c.void_at.is_(None),
)
_ISSUE = _ONE.where(voucher.c.issued_at.is_(None)).values(
    issued_at=bindparam("now"), issued_by=bindparam("who"), how=bindparam("way")
)
_ACKNOWLEDGE = _ONE.where(voucher.c.issued_at.is_not(None), voucher.c.acknowledged_at.is_(None)).values(
    acknowledged_at=bindparam("now")
)
_VOID = _ONE.where(voucher.c.issued_at.is_(None)).values(void_at=bindparam("now"))


def all_of(c: Connection, study_id: str) -> Sequence[Any]:
    """Every voucher of a study with study number, initials and wave; those not issued first."""
    return c.execute(_ALL, {"study_id": study_id}).all()


def safe_to_text(c: Connection, study_id: str) -> frozenset[str]:
    """Participants with a phone that is theirs alone, safe, and may be texted."""
    return frozenset(c.execute(_SAFE, {"study_id": study_id}).scalars())


def issue(c: Connection, study_id: str, voucher_id: str, by: str, how: str, now: datetime) -> bool:
    """Keep that a voucher was issued; whether it had not been before."""
    values = {"of_voucher": voucher_id, "of_study": study_id, "who": by, "way": how, "now": now}
    return c.execute(_ISSUE, values).rowcount == 1


def acknowledge(c: Connection, study_id: str, voucher_id: str, now: datetime) -> bool:
    """Keep that an issued voucher arrived; whether that is new."""
    values = {"of_voucher": voucher_id, "of_study": study_id, "now": now}
    return c.execute(_ACKNOWLEDGE, values).rowcount == 1


def void(c: Connection, study_id: str, voucher_id: str, now: datetime) -> bool:
    """Keep that a voucher is not wanted; whether it had not been issued."""
    values = {"of_voucher": voucher_id, "of_study": study_id, "now": now}
    return c.execute(_VOID, values).rowcount == 1
