"""Families for the stories of the pages: rows as enrolment leaves them, sealed as enrolment seals."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from callassist.people.names import Name
from callassist.people.record import ChildIdentity, Identity
from callassist.privacy.index import number_index
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.store import people, registry
from callassist.work.house import House
from callassist.work.plan import plan


def enrol(
    house: House,
    study_id: str,
    number: str,
    *,
    full_name: str = "Nasreen Akhtar",
    site: str = "luton",
    cohort: str = "luton_jun26",
    spoken: str = "en-GB",
    reads: str | None = None,
    mobile: str | None = "+447700900214",
    whose: str = "own",
    texts_ok: bool = True,
    kind: str = "mobile",
    unit: str | None = None,
    arm: str | None = None,
    child: str | None = None,
    enrolled_on: date = date(2026, 5, 4),
    planned: bool = True,
    strand: str = "trial",
) -> str:
    """One participant with consent, phone and perhaps a child; her id. Her windows are planned at once."""
    wrapped, person, unit_id = house.sealer.new_participant_key(study_id), new_id(), unit or new_id()
    record = Identity(name=Name(full_name, "", ""), address="1 Made Up Road")
    participant = {
        "id": person,
        "study_id": study_id,
        "number": number,
        "initials": record.initials,
        "strand": strand,
        "role": "mother",
        "unit_id": unit_id,
        "household_id": unit_id,
        "site": site,
        "cohort": cohort,
        "plan": "first" if strand == "trial" else "conversations",
        "consent_version": "consent_1",
        "enrolled_on": enrolled_on,
        "language": _language(spoken, reads),
        "look_again_at": house.now(),
        "wrapped_key": wrapped,
    }
    rows = {"participant": participant, **_told(house, participant, record)}
    if mobile:
        rows["phone"] = _phone(house, study_id, person, wrapped, mobile, kind, whose, texts_ok)
    if child:
        rows["child"] = _child(house, study_id, unit_id, child)
    _keep(house, {**rows, **_unit(house, participant, new=unit is None, arm=arm)})
    if planned:
        plan(house)
    return person


def _language(spoken: str, reads: str | None) -> dict[str, str | None]:
    return {"spoken": spoken, "reads": reads or spoken, "texts_in": None if reads == "none" else spoken}


def _told(house: House, participant: dict[str, Any], record: Identity) -> dict[str, dict[str, Any]]:
    """Who she is, sealed, and that she consented."""
    now, hers = house.now(), {"participant_id": participant["id"], "study_id": participant["study_id"]}
    sealed = house.sealer.seal(
        participant["wrapped_key"], record.text(), place("identity", participant["id"])
    )
    given = {"version": participant["consent_version"], "given_on": participant["enrolled_on"]}
    return {
        "identity": {**hers, "record": sealed, "changed_at": now},
        "consent": {"id": new_id(), **hers, **given, "recorded_at": now},
    }


def _unit(
    house: House, participant: dict[str, Any], *, new: bool, arm: str | None
) -> dict[str, dict[str, Any]]:
    """Her unit, unless somebody of it is enrolled already, and what it was allocated to."""
    study_id, unit_id = participant["study_id"], participant["unit_id"]
    rows: dict[str, dict[str, Any]] = {}
    if new:
        rows["unit"] = {"id": unit_id, "study_id": study_id, "code": f"F{participant['number']}"}
    if arm:
        allocated = {"study_id": study_id, "unit_id": unit_id, "arm": arm}
        rows["allocation"] = {"id": new_id(), **allocated, "at": house.now(), "by": "test"}
    return rows


def _keep(house: House, rows: dict[str, dict[str, Any]]) -> None:
    def keep(c: Any) -> None:
        for name, row in rows.items():
            registry.add_rows(c, getattr(people, name), [row])

    house.database.keep(keep)


def _phone(
    house: House,
    study_id: str,
    person: str,
    wrapped: bytes,
    mobile: str,
    kind: str,
    whose: str,
    texts_ok: bool,
) -> dict[str, Any]:
    phone_id = new_id()
    return {
        "id": phone_id,
        "study_id": study_id,
        "participant_id": person,
        "number": house.sealer.seal(wrapped, mobile, place("phone", phone_id)),
        "number_index": number_index(house.keys, study_id, mobile),
        "kind": kind,
        "whose": whose,
        "safe": True,
        "texts_ok": texts_ok,
        "voicemail_ok": False,
        "withhold": False,
        "place": 1,
        "state": "in_use",
    }


def _child(house: House, study_id: str, unit_id: str, called: str) -> dict[str, Any]:
    child_id = new_id()
    record = ChildIdentity(called, "2019-03-14").text()
    return {
        "id": child_id,
        "study_id": study_id,
        "unit_id": unit_id,
        "household_id": unit_id,
        "record": house.sealer.seal(study_id, record, place("child", child_id)),
        "index_child": True,
        "place": 1,
    }


def at(day: int, hour: int, minute: int = 0, *, month: int = 10) -> datetime:
    """A moment of autumn 2026 on London's wall clock in summer time."""
    return datetime(2026, month, day, hour - 1, minute, tzinfo=UTC)
