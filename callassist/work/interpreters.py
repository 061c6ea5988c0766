"""The register of interpreters: added, changed, retired and pasted in; a family's own number is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from callassist.errors import Refusal
from callassist.interpreters.register import Kind
from callassist.privacy.index import number_index
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.store import interpreters, registry
from callassist.store.database import Connection
from callassist.work.house import House, Running
from callassist.work.interpreter_rows import LABELS, Fields, Typed, TypedAgency, agency, interpreter
from callassist.work.once import keep_once
from callassist.work.tables import rows_of
from callassist.work.verb import Line, keep

PASTED = "What you pasted"


@dataclass(frozen=True, slots=True)
class Who:
    """An interpreter's name and number as her manager sees them."""

    name: str
    number: str


def add(house: House, running: Running, fields: Fields, *, by: str, token: str) -> str:
    """Add an interpreter and return her id. Raises Refusal with the field and its cure."""
    typed, now, new = interpreter(fields, _today(house, running)), house.now(), new_id()

    def work(c: Connection) -> str:
        _keep(c, house, running, typed, new, by, now)
        return new

    return keep_once(house, Line(by, "add interpreter", now, running.id, new), token, work)


def change(
    house: House, running: Running, interpreter_id: str, fields: Fields, *, by: str, token: str
) -> str:
    """Change what is known of an interpreter; whom she knows is only added to."""
    typed, now = interpreter(fields, _today(house, running)), house.now()

    def work(c: Connection) -> str:
        values = _row(c, house, running, typed, interpreter_id, now)
        if not interpreters.change(c, interpreters.interpreter, interpreter_id, running.id, values):
            raise Refusal("Interpreter", "she is not in the register.", "Look at the register again.")
        _know(c, running, interpreter_id, typed.knows, by, now)
        return interpreter_id

    line = Line(by, "change interpreter", now, running.id, interpreter_id)
    return keep_once(house, line, token, work)


def retire(house: House, running: Running, row_id: str, *, agency: bool, by: str, token: str) -> str:
    """Ask an interpreter or an agency for nothing more. Bookings that stand are not touched."""
    now, table = house.now(), interpreters.agency if agency else interpreters.interpreter

    def work(c: Connection) -> str:
        if not interpreters.change(c, table, row_id, running.id, {"retired_at": now, "changed_at": now}):
            raise Refusal("Register", "it is not there.", "Look at the register again.")
        return row_id

    line = Line(by, "retire agency" if agency else "retire interpreter", now, running.id, row_id)
    return keep_once(house, line, token, work)


def add_agency(house: House, running: Running, fields: Fields, *, by: str, token: str) -> str:
    """Add an agency and return its id."""
    typed, now, new = agency(fields), house.now(), new_id()

    def work(c: Connection) -> str:
        code = f"A-{interpreters.count(c, interpreters.agency, running.id) + 1:02d}"
        fresh = {"id": new, "study_id": running.id, "code": code, "made_at": now}
        interpreters.add_agency(c, {**fresh, **_agency_row(house, running, typed, new, now)})
        return new

    return keep_once(house, Line(by, "add agency", now, running.id, new), token, work)


def change_agency(
    house: House, running: Running, agency_id: str, fields: Fields, *, by: str, token: str
) -> str:
    """Change what is known of an agency."""
    typed, now = agency(fields), house.now()

    def work(c: Connection) -> str:
        values = _agency_row(house, running, typed, agency_id, now)
        if not interpreters.change(c, interpreters.agency, agency_id, running.id, values):
            raise Refusal("Agency", "it is not in the register.", "Look at the register again.")
        return agency_id

    return keep_once(house, Line(by, "change agency", now, running.id, agency_id), token, work)


def paste(house: House, running: Running, text: str, *, by: str, token: str) -> int:
    """Add all interpreters of a pasted table, or none; how many. Raises Refusal with row and column."""
    now, today = house.now(), _today(house, running)
    typed = []
    for nth, row in enumerate(rows_of(PASTED, text.encode()), 2):
        try:
            typed.append(interpreter({name: str(cell or "") for name, cell in row.items()}, today))
        except Refusal as refusal:
            raise _at_row(refusal, nth) from refusal
    if not typed:
        raise Refusal(PASTED, "it holds no row but the names of its columns.", "Paste the rows with them.")
    new = [new_id() for _ in typed]

    def work(c: Connection) -> str:
        for nth, (one, row_id) in enumerate(zip(typed, new, strict=True), 2):
            try:
                _keep(c, house, running, one, row_id, by, now)
            except Refusal as refusal:
                raise _at_row(refusal, nth) from refusal
        return str(len(new))

    line = Line(by, "paste interpreters", now, running.id, more={"interpreters": new})
    return int(keep_once(house, line, token, work))


def whose(house: House, rows: Sequence[Any]) -> dict[str, Who]:
    """Names and numbers of interpreters, by id, for the page of the register."""
    return {row.id: Who(_open(house, row, "name"), _open(house, row, "number")) for row in rows}


def shown(house: House, running: Running, *, by: str) -> None:
    """Keep that somebody was shown the names and numbers of the register."""
    keep(house, Line(by, "show interpreters", house.now(), running.id), lambda _c: None)


def agency_number(house: House, row: Any) -> str:
    """The number of an agency (E.164)."""
    return house.sealer.open(row.study_id, row.number, place("agency.number", row.id))


def registration(house: House, row: Any) -> str:
    """An interpreter's number in the body's register."""
    return _open(house, row, "registration")


def _open(house: House, row: Any, column: str) -> str:
    sealed = getattr(row, column)
    return house.sealer.open(row.study_id, sealed, place(f"interpreter.{column}", row.id)) if sealed else ""


def _at_row(refusal: Refusal, nth: int) -> Refusal:
    return Refusal(f"{PASTED}, row {nth}, {refusal.where}", refusal.what, refusal.cure)


def _today(house: House, running: Running) -> Any:
    return house.now().astimezone(ZoneInfo(running.edition.protocol.study.zone)).date()


def _keep(
    c: Connection, house: House, running: Running, typed: Typed, new: str, by: str, now: datetime
) -> None:
    code = f"I-{interpreters.count(c, interpreters.interpreter, running.id) + 1:02d}"
    fresh = {"id": new, "study_id": running.id, "code": code, "made_at": now}
    interpreters.add(c, {**fresh, **_row(c, house, running, typed, new, now)})
    _know(c, running, new, typed.knows, by, now)


def _row(
    c: Connection, house: House, running: Running, typed: Typed, row_id: str, now: datetime
) -> dict[str, Any]:
    index = number_index(house.keys, running.id, typed.number) if typed.number else None
    if index is not None:
        _no_family(c, running, index, row_id)

    def seal(column: str, text: str) -> bytes | None:
        return house.sealer.seal(running.id, text, place(f"interpreter.{column}", row_id)) if text else None

    return {
        "kind": typed.kind,
        "agency_id": _agency_of(c, running, typed),
        "name": seal("name", typed.name),
        "number": seal("number", typed.number),
        "number_index": index,
        "tongues": typed.tongues,
        "gender": typed.gender,
        "body": typed.body or None,
        "registration": seal("registration", typed.registration),
        "confidential_on": typed.confidential_on,
        "hours": typed.hours,
        "changed_at": now,
        **typed.terms,
    }


def _no_family(c: Connection, running: Running, index: bytes, row_id: str) -> None:
    """A number of a family is refused, whatever is said of who answers there."""
    if interpreters.a_familys(c, running.id, index):
        raise Refusal(
            LABELS["number"],
            "it is a number of a family that takes part.",
            "A relative or a child never interprets. Register a professional with a number of her own.",
        )
    if any(one.id != row_id for one in interpreters.on_number(c, running.id, index)):
        raise Refusal(LABELS["number"], "an interpreter has it already.", "Change that one instead.")


def _agency_of(c: Connection, running: Running, typed: Typed) -> str | None:
    if typed.kind is not Kind.AGENCY:
        return None
    for one in interpreters.agencies(c, running.id):
        if typed.agency.casefold() in (one.code.casefold(), one.name.casefold()):
            return str(one.id)
    what = f"there is no agency “{typed.agency[:40]}”." if typed.agency else "none is named."
    raise Refusal(LABELS["agency"], what, "Add the agency first, then write its code: A-01.")


def _know(
    c: Connection, running: Running, interpreter_id: str, numbers: Sequence[str], by: str, now: datetime
) -> None:
    known: Mapping[str, str] = registry.study_numbers(c, running.id) if numbers else {}
    for number in numbers:
        if number.upper() not in known:
            raise Refusal(LABELS["knows"], f"there is no {number[:20]} here.", "Write study numbers: T-031.")
        keep_exclusion(c, running.id, interpreter_id, known[number.upper()], "register", by, now)


def keep_exclusion(
    c: Connection,
    study_id: str,
    interpreter_id: str,
    participant_id: str,
    source: str,
    by: str,
    now: datetime,
) -> bool:
    """Inside another verb: an interpreter and a family know each other; whether that is new.

    It holds for the whole household: who knows her husband is not to hear her either.
    """
    row = {
        "id": new_id(),
        "study_id": study_id,
        "interpreter_id": interpreter_id,
        "participant_id": participant_id,
        "household_id": interpreters.household_of(c, participant_id),
        "source": source,
        "by": by,
        "at": now,
    }
    return interpreters.exclude(c, row)


def _agency_row(
    house: House, running: Running, typed: TypedAgency, row_id: str, now: datetime
) -> dict[str, Any]:
    return {
        "name": typed.name,
        "number": house.sealer.seal(running.id, typed.number, place("agency.number", row_id)),
        "tongues": typed.tongues,
        "hours": typed.hours,
        "lead_days": typed.lead_days,
        "changed_at": now,
        **typed.terms,
    }
