"""What a script is told of a family before the first question: what to call her, the child, earlier waves.

Names are sealed and never become answers. Nothing of the arm, and nothing of anybody else's interview.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from callassist.errors import Refusal
from callassist.people.record import ChildIdentity, Identity
from callassist.privacy.sealing import place
from callassist.store import families, foldings, staff
from callassist.store.database import Connection
from callassist.study.protocol import Wave
from callassist.work.house import House

Fields = Mapping[str, str]
UNNAMED_CHILD = "your child"


@dataclass(frozen=True, slots=True)
class Fills:
    """What is brought along: `sealed` holds names, `plain` earlier answers of her own without identity."""

    sealed: Mapping[str, Fields | Sequence[Fields]]
    plain: Mapping[str, Fields | Sequence[Fields]]

    def instances(self) -> dict[str, Fields | Sequence[Fields]]:
        """Both together, by the name under which a script asks for them."""
        return {**self.sealed, **self.plain}

    def sealed_text(self) -> str:
        """The part with names, as JSON to be sealed."""
        return json.dumps(self.sealed, ensure_ascii=False, separators=(",", ":"))


def of_family(c: Connection, house: House, participant: Any, wave: Wave | None, by: str) -> Fills:
    """What is known of a participant now, for an interviewer."""
    identity = _identity(c, house, participant)
    children = _children(c, house, participant)
    index = next((one for one in children if one.index), children[0] if children else None)
    enrolment = {
        "caller": _first_name(c, by),
        "call_her": identity.name.address if identity else participant.initials,
        "child_called": index.called if index else UNNAMED_CHILD,
        "index_child": index.id if index else "",
        "children": str(len(children)),
        "site": participant.site,
        "minutes": str(wave.minutes if wave else 30),
        "wave_number": str(wave.number if wave else 1),
    }
    rows = [{"n": str(n), "called": one.called, "child": one.id} for n, one in enumerate(children, 1)]
    return Fills({"enrolment": enrolment, "children": rows}, {"prior": _prior(c, participant.id)})


def as_begun(told: Fills, begun: Mapping[str, Any]) -> Fills:
    """What is known now, with the children in the places that they had when the interview began.

    A row of a repeat is told from the others by its place alone: one that moved would give a child another's
    answers. Who was born since comes last. Raises Refusal when a child of then is no longer there: nobody
    shall ask about a child who died.
    """
    children = {row["child"]: row for row in told.sealed["children"] if isinstance(row, Mapping)}
    was = [str(row["child"]) for row in begun.get("children", ())]
    if any(child not in children for child in was):
        raise Refusal(
            "interview",
            "a child of whom it asks is no longer in this family.",
            "What she answered is kept. Ask a manager before anybody rings.",
        )
    order = [*was, *(child for child in children if child not in was)]
    rows = [{**children[child], "n": str(n)} for n, child in enumerate(order, 1)]
    return Fills({**told.sealed, "children": rows}, told.plain)


def invented(c: Connection, wave: Wave | None, by: str) -> Fills:
    """A family that does not exist, for practising."""
    enrolment = {
        "caller": _first_name(c, by),
        "call_her": "Mrs Practice",
        "child_called": "Robin",
        "children": "2",
        "site": "practice",
        "minutes": str(wave.minutes if wave else 30),
        "wave_number": str(wave.number if wave else 1),
    }
    rows = [{"n": "1", "called": "Robin"}, {"n": "2", "called": "Wren"}]
    return Fills({"enrolment": enrolment, "children": rows}, {"prior": []})


def _identity(c: Connection, house: House, participant: Any) -> Identity | None:
    record = families.identity_record(c, participant.id)
    if record is None or participant.wrapped_key is None:
        return None
    opened = house.sealer.open(bytes(participant.wrapped_key), record, place("identity", participant.id))
    return Identity.parse(opened)


@dataclass(frozen=True, slots=True)
class _Child:
    """A child as it may be spoken of."""

    id: str
    index: bool
    called: str


def _children(c: Connection, house: House, participant: Any) -> list[_Child]:
    """The living children of her unit in their order."""
    if participant.unit_id is None:
        return []
    found = []
    for row in families.living_children(c, participant.unit_id):
        opened = house.sealer.open(participant.study_id, bytes(row.record), place("child", row.id))
        called = ChildIdentity.parse(opened).called or UNNAMED_CHILD
        found.append(_Child(row.id, bool(row.index_child), called))
    return found


def _first_name(c: Connection, by: str) -> str:
    found = staff.by_id(c, by)
    return found.name.split()[0] if found and found.name.split() else "the interviewer"


def _prior(c: Connection, participant_id: str) -> list[dict[str, str]]:
    """Her own earlier answers, an item a wave; never an instrument's items, never rows of a repeat."""
    waves = []
    for row in foldings.of_participant(c, participant_id):
        told = {
            one["name"]: one["value"]
            for one in row.answers
            if one["relevant"] and one["value"] and not one["rows"] and not one.get("instrument")
        }
        waves.append({**told, "wave": row.wave})
    return waves
