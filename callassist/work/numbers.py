"""Somebody's numbers: a new one, what became of an old one, their order; each change with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from callassist.errors import Refusal
from callassist.people.contact_points import PhoneState, Whose
from callassist.people.numbers import Number, NumberKind, read_number
from callassist.privacy.index import number_index
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.store import holds, phones, planning, tasks
from callassist.store.database import Connection
from callassist.work.actor import Actor, Role
from callassist.work.cases import case_of
from callassist.work.house import House
from callassist.work.once import keep_once
from callassist.work.verb import Line, again

NEW_NUMBER = "new_number"  # the task that a text or a wrong number has raised
LONGEST_REASON = 500
LAST = 0
FIELDS: Final = ("whose", "safe", "texts_ok", "voicemail_ok", "withhold")
SUPERVISORS: Final = (PhoneState.IN_USE, PhoneState.RECYCLED)


@dataclass(frozen=True, slots=True)
class Said:
    """What is said of a number: whose it is, what it may be used for, and its place in her order (0: last).

    `state` is what became of it; `with_others`: that whoever else of the study has it does share it.
    """

    whose: str = Whose.OWN
    safe: bool = True
    texts_ok: bool = True
    voicemail_ok: bool = False
    withhold: bool = False
    place: int = LAST
    state: str = PhoneState.IN_USE
    with_others: bool = False


@again
def add_number(
    house: House, actor: Actor, case_id: str, typed: str, said: Said, *, reason: str, token: str
) -> str:
    """Keep one more number of whom a case is about; its id.

    A task that asks for her new number is done with it. Raises Refusal while the note is not open at hers,
    for what is no number, for one that she has or had, and for one that somebody else of the study has as
    long as nobody says that they share it.
    """
    now, row = house.now(), case_of(house, actor, case_id)
    number = _read(house, row.study_id, typed)
    _words(said)
    _reason(reason)
    index, new = number_index(house.keys, row.study_id, number.e164), new_id()
    made = {
        "id": new,
        "study_id": row.study_id,
        "participant_id": row.participant_id,
        "number": house.sealer.seal(row.wrapped_key, number.e164, place("phone", new)),
        "number_index": index,
        "kind": number.kind,
        **{name: getattr(said, name) for name in FIELDS},
        "texts_ok": said.texts_ok and number.kind is not NumberKind.LANDLINE,
        "state": PhoneState.IN_USE,
    }
    why = seal_reason(house, row.wrapped_key, new, reason)

    def work(c: Connection) -> str:
        note_open(c, actor, case_id, now)
        known = phones.with_index(c, row.study_id, index)
        _not_hers_already(known, row.participant_id)
        others = [one for one in known if one.participant_id != row.participant_id and one.state == "in_use"]
        _shared_knowingly(actor, others, said)
        if others and said.whose == Whose.OWN:
            made["whose"] = Whose.SHARED
        ordered = [one.id for one in phones.all_of(c, row.participant_id)]
        ordered.insert(said.place - 1 if said.place else len(ordered), new)
        phones.add(c, {**made, "place": len(ordered), "shared_with": [one.study_number for one in others]})
        phones.place(c, ordered)
        phones.say_changed(c, phones.one(c, new), {}, actor.id, now, why)
        for one in others:
            _share(c, one, row.number, by=actor.id, now=now)
        tasks.close_kind(c, row.participant_id, NEW_NUMBER, actor.id, "a new number was kept", now)
        planning.look_at_participants_cases(c, row.participant_id, now)
        return new

    line = Line(actor.id, "add_number", now, row.study_id, row.participant_id, {"phone": new})
    kept = keep_once(house, line, token, work)
    house.wake("plan")
    return kept


@again
def change_number(
    house: House, actor: Actor, case_id: str, phone_id: str, said: Said, *, reason: str, token: str
) -> str:
    """Say something else of a number of whom a case is about: its owner, use, place, or what became of it.

    Raises Refusal without a reason, where nothing differs, and for what only a supervisor may say: that a
    number is in use or safe again, and that it was recycled, which holds it back for everybody who had it.
    """
    now, row = house.now(), case_of(house, actor, case_id)
    _words(said)
    _reason(reason)
    why = seal_reason(house, row.wrapped_key, phone_id, reason)

    def work(c: Connection) -> str:
        note_open(c, actor, case_id, now)
        old = phones.one(c, phone_id)
        if old is None or old.participant_id != row.participant_id:
            raise Refusal("Number", "it is none of theirs.", "Load the page again.")
        if not actor.may(Role.SUPERVISOR, row.study_id, row.site, row.strand):
            _not_a_supervisors(old, said)
        moved = _moved(c, old, said.place)
        values = {name: getattr(said, name) for name in FIELDS}
        if not moved and said.state == old.state and all(getattr(old, n) == v for n, v in values.items()):
            raise Refusal("Number", "nothing is different.", "Change what is, or leave it as it stands.")
        phones.change(c, old, values, by=actor.id, now=now, reason=why)
        if said.state != old.state:
            phones.became(c, old, PhoneState(said.state), by=actor.id, now=now, reason=why)
        if moved:
            phones.place(c, moved)
            what = {"place": [old.place, said.place]}
            phones.say_changed(c, old, what, actor.id, now, why)
        planning.look_at_participants_cases(c, row.participant_id, now)
        return phone_id

    line = Line(actor.id, "change_number", now, row.study_id, row.participant_id, {"phone": phone_id})
    kept = keep_once(house, line, token, work)
    house.wake("plan")
    return kept


def note_open(c: Connection, actor: Actor, case_id: str, now: datetime) -> None:
    """Raise Refusal unless the case and its safe-contact note are open at hers."""
    mine = [one for one in holds.around(c, case_id, now) if one.case_id == case_id and one.by == actor.id]
    if not any(one.note_at for one in mine):
        raise Refusal("Case", "its note is not open at yours.", "Open the case, then its note.")


def seal_reason(house: House, key: bytes, phone_id: str, reason: str) -> bytes:
    """Why a number was changed, sealed with it."""
    return house.sealer.seal(key, reason.strip(), place("phone.reason", phone_id))


def _read(house: House, study_id: str, typed: str) -> Number:
    number = read_number(typed, where="Number")
    if number.drama and house.study(study_id).row.mode == "live":
        raise Refusal("Number", "is a made-up number, kept for drama.", "A live study needs a real one.")
    return number


def _words(said: Said) -> None:
    if said.whose not in set(Whose):
        raise Refusal("Whose", "nothing was chosen.", "Choose whose it is.")
    if said.state not in set(PhoneState):
        raise Refusal("What became of it", "nothing was chosen.", "Choose one.")


def _reason(reason: str) -> None:
    if not reason.strip():
        raise Refusal("Reason", "it is empty.", "Say in a few words how you know.")
    if len(reason) > LONGEST_REASON:
        raise Refusal("Reason", f"it has more than {LONGEST_REASON} characters.", "Make it shorter.")


def _not_hers_already(known: Sequence[Any], participant_id: str) -> None:
    for one in known:
        if one.participant_id != participant_id:
            continue
        if one.state == PhoneState.IN_USE:
            raise Refusal("Number", "it stands here already.", "Change that one.")
        state = str(one.state).replace("_", " ")
        raise Refusal(
            "Number", f"it stands here as {state}.", "A supervisor can say that it is in use again."
        )


def _shared_knowingly(actor: Actor, others: Sequence[Any], said: Said) -> None:
    """A number of somebody else is kept only when who keeps it knows whose it is, and says they share it."""
    if not all(_may_see(actor, one) for one in others):
        what = "somebody in another part of the study has it."
        raise Refusal("Number", what, "Ask a supervisor of the whole study to keep it.")
    if others and not said.with_others:
        has = " and ".join(one.study_number for one in others)
        cure = "If they share the phone, say so below; else ask for the number again."
        raise Refusal("Number", f"{has} {'has' if len(others) == 1 else 'have'} it too.", cure)


def _may_see(actor: Actor, row: Any) -> bool:
    return any(
        actor.may(role, row.study_id, row.site, row.strand) for role in (Role.INTERVIEWER, Role.SUPERVISOR)
    )


def _share(c: Connection, other: Any, number: str, *, by: str, now: datetime) -> None:
    """The other's phone is a shared one from now on: no text to it says a name."""
    shared = sorted({*(other.shared_with or ()), number})
    whose = Whose.SHARED if other.whose == Whose.OWN else other.whose
    phones.change(c, other, {"shared_with": shared, "whose": whose}, by=by, now=now, reason=None)


def _not_a_supervisors(old: Any, said: Said) -> None:
    if said.state != old.state and said.state in SUPERVISORS:
        raise Refusal("What became of it", "that is a supervisor’s to say.", "Ask one.")
    if said.safe and not old.safe:
        raise Refusal("Safe", "that it is safe again is a supervisor’s to say.", "Ask one.")


def _moved(c: Connection, old: Any, to: int) -> list[str]:
    """All her numbers in the new order, or nothing where the order stays."""
    ordered = [one.id for one in phones.all_of(c, old.participant_id)]
    rest = [one for one in ordered if one != old.id]
    rest.insert(to - 1 if to else len(rest), old.id)
    return rest if rest != ordered else []
