"""One family's story on one page, from consent to voucher, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from callassist.errors import Refusal
from callassist.people.participation import Change, DecidedBy, Dimension, Standing, standing
from callassist.people.record import ChildIdentity, Identity, TracingContact
from callassist.privacy.sealing import place
from callassist.store import families, households, staff, tracing
from callassist.store.database import Connection
from callassist.store.lists import family
from callassist.study.blinding import blinded
from callassist.work import telling
from callassist.work.actor import Actor, Role
from callassist.work.house import House, Running
from callassist.work.verb import Line, keep

WHO = (Role.MANAGER, Role.SUPERVISOR, Role.SITE_TEAM, Role.SAFEGUARDING)


@dataclass(frozen=True, slots=True)
class Family:
    """A participant with all that a manager may see without a name."""

    row: Any
    unit: str | None
    household: str | None
    others: tuple[Any, ...]
    children: tuple[Any, ...]
    phones: tuple[Any, ...]
    texts_stopped: bool
    cases: tuple[Any, ...]
    vouchers: tuple[Any, ...]
    standing: Standing
    story: tuple[telling.Moment, ...]


def strands(actor: Actor, running: Running) -> tuple[str, ...]:
    """The strands whose families somebody may see: those that betray no arm, or all with that grant."""
    protocol = running.edition.protocol
    everyone = tuple(strand.code for strand in protocol.strand)
    return everyone if actor.may(Role.UNBLINDED, running.id) else blinded(protocol)


def row_of(house: House, actor: Actor, running: Running, number: str) -> Any:
    """A participant by study number, if it is somebody whom she may see. Raises Refusal."""
    with house.database.read() as c:
        row = households.by_number(c, [running.id], number)
    sites = actor.sites_any(WHO, running.id)
    if (
        row is None
        or row.strand not in strands(actor, running)
        or (sites is not None and row.site not in sites)
    ):
        raise Refusal("Study number", f"there is no “{number[:20]}” here.", "Check it, or search again.")
    return row


def search(
    house: House, actor: Actor, running: Running, text: str, most: int, after: str = ""
) -> tuple[tuple[family.Found, ...], int]:
    """Families by the beginning of a study number, so many after a number; and how many there are."""
    sites = actor.sites_any(WHO, running.id)
    wanted = family.Wanted(
        running.id,
        strands(actor, running),
        None if sites is None else sorted(sites),
        text.strip().upper(),
    )
    with house.database.read() as c:
        return family.find(c, wanted, most, after), family.count(c, wanted)


def read(house: House, actor: Actor, running: Running, number: str) -> Family:
    """Her whole story. Raises Refusal when there is nobody of that number whom she may see."""
    row = row_of(house, actor, running, number)
    with house.database.read() as c:
        ledgers = family.ledgers(c, row.id)
        phones = family.phones(c, row.id)
        opted = family.opt_outs(c, running.id, [phone.number_index for phone in phones])
        unit, household = households.labels(c, row)
        others = [one for one in households.members(c, row) if one.id != row.id]
        children = households.children(c, row)
        names = staff.names(c)
    changes = (
        Change(Dimension(one.dimension), one.allowed, one.since, DecidedBy(one.decided_by))
        for one in ledgers["changes"]
    )
    happened = telling.told(row, ledgers, opted, running, names, house.now())
    return Family(
        row=row,
        unit=unit,
        household=household,
        others=tuple(others),
        children=tuple(children),
        phones=tuple(phones),
        texts_stopped=bool(opted) and opted[-1].state == "stopped",
        cases=tuple(sorted(ledgers["cases"], key=lambda case: case.opens_at)),
        vouchers=tuple(ledgers["vouchers"]),
        standing=standing(changes, house.now()),
        story=tuple(sorted(happened, key=lambda one: one.at)),
    )


def show_identity(
    house: House, actor: Actor, running: Running, number: str
) -> tuple[Identity | None, list[str], list[TracingContact]]:
    """Her record, her numbers and whom she named, opened with an audit line; None when it was forgotten."""
    row = row_of(house, actor, running, number)
    with house.database.read() as c:
        sealed = families.identity_record(c, row.id)
        phones = family.phones(c, row.id)
        named = [one for one in tracing.of_person(c, row.id) if one.record is not None]
    keep(house, Line(actor.id, "show identity", house.now(), running.id, row.id), _nothing_more)
    if sealed is None:
        return None, [], []
    key, sealer = row.wrapped_key, house.sealer
    return (
        Identity.parse(sealer.open(key, sealed, place("identity", row.id))),
        [sealer.open(key, phone.number, place("phone", phone.id)) for phone in phones],
        [TracingContact.parse(sealer.open(key, one.record, place("tracing", one.id))) for one in named],
    )


def child_words(
    house: House, running: Running, children: Sequence[Any], *, named: bool
) -> tuple[tuple[str, str], ...]:
    """Children to choose from: by place and part in the study, with names only once those were opened."""
    found = []
    for one in children:
        words = f"Child {one.place}{', the index child' if one.index_child else ''}"
        if named and one.record:
            opened = house.sealer.open(running.id, one.record, place("child", one.id))
            words += f": {ChildIdentity.parse(opened).called}"
        found.append((one.id, words))
    return tuple(found)


def _nothing_more(_c: Connection) -> None:
    """The audit line is all there is to keep."""
