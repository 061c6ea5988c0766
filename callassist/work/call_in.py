"""A phone rings our line: recognising a number is not recognising a person, and nobody is left in silence."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from callassist.errors import Refusal, Stale
from callassist.people.numbers import read_number
from callassist.privacy.index import number_index
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id, new_token
from callassist.store import attempts, calls, handsets, lookups, outbox, signed_in, tracing
from callassist.store.database import Connection
from callassist.store.holds import around
from callassist.voice.instructions import HangUp, Join, Part, Prompt, Step, TurnAway, into_the_call
from callassist.voice.legs import Course, LegState
from callassist.voice.notices import InboundCall
from callassist.voice.sayings import ENGLISH
from callassist.work import named_rings
from callassist.work.actor import Actor, Role, speaks
from callassist.work.call_back import call_back
from callassist.work.call_place import GOOD_FOR, STAFF, new_leg
from callassist.work.call_prompts import in_language
from callassist.work.cases import may_open, open_case
from callassist.work.house import House, Running
from callassist.work.rota import on_shift
from callassist.work.verb import Line, again, keep

A_SHIFT = timedelta(hours=14)
JOIN, GREET = "join", "greet"


def take_in(house: House, told: InboundCall) -> Sequence[Step]:
    """What a phone that rings us is told: decided once, kept, and the same if the network asks again.

    An interviewer who speaks her language and is free is rung, first those on shift; else she hears that she
    will be rung back, in her language where the number is hers alone and safe, and a task is there for each.
    """
    ours = [one for one in house.studies() if one.edition.protocol.study.sender == told.to]
    if not ours:
        return (TurnAway(),)
    with house.database.read() as c:
        call = calls.caused(c, f"in:{told.sid}")
    if call is None:
        call = _kept(house, told, ours)
    return _steps(house, call)


def _steps(house: House, call: Any) -> Sequence[Step]:
    what, _, language = str(call.answer).partition(":")
    if what == GREET:
        return (in_language(house, call.study_id, Prompt.NOBODY, language), HangUp())
    with house.database.read() as c:
        parent = next(one for one in calls.legs(c, call.id) if one.part == Part.PARENT)
    wait = f"{house.public_url}/twilio/call/instructions/{parent.token}?for=wait"
    room = f"{house.public_url}/twilio/room/{call.token}"
    greeting = in_language(house, call.study_id, Prompt.GREETING, language)
    ended = in_language(house, call.study_id, Prompt.LOST, language)
    return (greeting, *into_the_call(Join(call.id, Part.PARENT, wait, room, begins=False), ended))


@again
def _kept(house: House, told: InboundCall, ours: Sequence[Running]) -> Any:
    """Decide and keep: the call, its legs, and the task to ring back where nobody takes it."""
    now = house.now()
    with house.database.read() as c:
        running, people, named = _belongs_to(c, house, told, ours)
        language = _language(c, people, named)
        who = _free(c, running, people, named, now)
    call_id = new_id()
    row = {
        "id": call_id,
        "study_id": running.id,
        "participant_id": people[0].id if len(people) == 1 and not named else None,
        "by": who,
        "direction": "in",
        "cause": f"in:{told.sid}",
        "token": new_token(),
        "answer": f"{JOIN if who else GREET}:{language}",
        "number": house.sealer.seal(running.id, told.caller, place("call.number", call_id)),
        "number_index": _index(house, running, told),
        "started_at": now,
        "good_until": datetime.now(UTC) + GOOD_FOR,
    }
    legs = _legs(house, row, told, who)

    def keep(c: Connection) -> None:
        if who and calls.busy(c, who, lock=True):
            raise Stale  # another phone that rings us was given to her at this moment
        if calls.add_call(c, house.database.dialect, row):
            for leg in legs:
                calls.add_leg(c, house.database.dialect, leg)
            if not who:
                call_back(house, c, row, people)

    house.database.keep(keep)
    house.wake("calls")
    with house.database.read() as c:
        return calls.caused(c, f"in:{told.sid}")


def people_of(c: Connection, call: Any) -> Sequence[Any]:
    """Whom a call that came in may be from: rows of participant, by study number."""
    return _safe_order(lookups.on_number(c, call.study_id, bytes(call.number_index or b"")))


def named_of(c: Connection, call: Any) -> Sequence[Any]:
    """Those whom participants named and who may be ringing in a call that came in, by who named them."""
    return tracing.on_number(c, call.study_id, bytes(call.number_index or b""))


def _belongs_to(
    c: Connection, house: House, told: InboundCall, ours: Sequence[Running]
) -> tuple[Running, Sequence[Any], Sequence[Any]]:
    for one in ours:
        index = _index(house, one, told)
        people = _safe_order(lookups.on_number(c, one.id, index)) if index else ()
        named = tracing.on_number(c, one.id, index) if index else ()
        if people or named:
            return one, people, named
    return ours[0], (), ()


def _safe_order(rows: Sequence[Any]) -> Sequence[Any]:
    seen: dict[str, Any] = {}
    for one in rows:
        seen.setdefault(one.id, one)
    return tuple(seen.values())


def _index(house: House, running: Running, told: InboundCall) -> bytes | None:
    try:
        number = read_number(told.caller).e164 if told.caller else ""
    except Refusal:
        number = ""
    return number_index(house.keys, running.id, number) if number else None


def _language(c: Connection, people: Sequence[Any], named: Sequence[Any]) -> str:
    """The language to greet her in: hers, where the number is known, hers alone and safe; else English."""
    if named and not people:
        return named_rings.greeted_in(c, named) or ENGLISH
    if len(people) != 1 or named:
        return ENGLISH
    phones = outbox.phones(c, [people[0].id]).get(people[0].id, [])
    mine = next((one for one in phones if one.id == people[0].phone_id), None)
    if mine is None or mine.whose != "own" or not mine.safe or mine.shared_with:
        return ENGLISH
    return str((people[0].language or {}).get("spoken") or ENGLISH)


def _free(
    c: Connection, running: Running, people: Sequence[Any], named: Sequence[Any], now: datetime
) -> str | None:
    """An interviewer who is signed in, free, has a phone, and speaks a language of those it may be.

    Whoever has the family open comes first, then those on shift, then the others who are signed in.
    """
    first = next(iter((*people, *named)), None)
    if first is None:
        return None
    spoken = [[str((one.language or {}).get("spoken") or ENGLISH)] for one in people]
    spoken += [list(one.languages or ()) or [ENGLISH] for one in named]
    where = (running.id, first.site, first.strand, now, datetime.now(UTC) - A_SHIFT)
    may = [
        str(one.id)
        for one in signed_in.free(c, Role.INTERVIEWER, *where)
        if all(_speaks_one(one.languages or (), tags) for tags in spoken)
    ]
    if not may:
        return None
    whose = [*(one.id for one in people), *(one.participant_id for one in named)]
    has_it = {row.by for one in calls.open_cases(c, whose) for row in around(c, one.id, now)}
    shift = {row.staff_id for row in on_shift(c, running.id, now)}
    return min(may, key=lambda who: (who not in has_it, who not in shift, who))


def _speaks_one(own: Sequence[str], tags: Sequence[str]) -> bool:
    return any(tag.startswith("en") or speaks(own, tag) for tag in tags)


def _legs(house: House, row: dict[str, Any], told: InboundCall, who: str | None) -> list[dict[str, Any]]:
    parent = new_leg(
        house, row["id"], row["study_id"], Part.PARENT, row["cause"], told.caller, row["study_id"]
    )
    parent |= {
        "state": LegState.ACCEPTED,
        "provider_id": told.sid,
        "course": Course.ANSWERED,
        "answered_at": row["started_at"],
        "asked_at": row["started_at"],
        "heard_at": row["started_at"],
    }
    if not who:
        return [parent]
    with house.database.read() as c:
        sealed = handsets.handset(c, who)
    own = house.sealer.open(STAFF, sealed, place("handset", who)) if sealed else ""
    part = Part.INTERVIEWER
    return [parent, new_leg(house, row["id"], row["study_id"], part, f"{row['cause']}:{part}", own, STAFF)]


def may_be(house: House, actor: Actor, call_id: str) -> Sequence[Any]:
    """The open cases of those whom a call of hers may be from, by study number: rows as open_cases gives.

    Only those that she may ring: a phone may be shared with a family of another site, or with somebody
    whose part in the study would tell her the group.

    Raises Refusal for a call that is not hers.
    """
    with house.database.read() as c:
        call = calls.one(c, call_id)
        if call is None or call.by != actor.id or call.direction != "in":
            raise Refusal("Call", "it is not yours.", "Go back to your day.")
        found = calls.open_cases(c, [one.id for one in people_of(c, call)])
    return [one for one in found if may_open(actor, one)]


def named_may_be(house: House, actor: Actor, call_id: str) -> Sequence[tuple[Any, Any]]:
    """The same for those whom participants named: each with an open case of who named them.

    Raises Refusal for a call that is not hers.
    """
    with house.database.read() as c:
        call = calls.one(c, call_id)
        if call is None or call.by != actor.id or call.direction != "in":
            raise Refusal("Call", "it is not yours.", "Go back to your day.")
        named = named_of(c, call)
        found = calls.open_cases(c, [one.participant_id for one in named])
    hers = [one for one in found if may_open(actor, one)]
    return [(one, case) for one in named for case in hers if case.number == one.number]


def take_up(house: House, actor: Actor, call_id: str, case_id: str, named: str = "") -> None:
    """She has found out who rings: open that case, and the call belongs to it from now on.

    `named`: who rings is not the participant but this one of those she named. Raises Refusal for a call
    that is not hers, or a case of nobody whom the number belongs to.
    """
    now = house.now()
    with house.database.read() as c:
        call, case = calls.one(c, call_id), attempts.case(c, case_id)
        may_be = _whose(c, call, named) if call is not None else set()
        rang_from = {one.id: one.phone_id for one in people_of(c, call)} if call is not None else {}
    if call is None or call.by != actor.id or case is None or case.participant_id not in may_be:
        raise Refusal("Call", "that case does not belong to this call.", "Choose one of those listed.")
    if call.contact_id is not None:
        raise Refusal("Call", "it was logged already.", "Open the other case from the list.")
    opened = open_case(house, actor, case_id)
    if not opened.mine:
        raise Refusal("Case", f"{opened.by} has this family open.", "Say that somebody will ring back.")
    values = {"case_id": case_id, "participant_id": case.participant_id, "tracing_id": named or None}
    values["phone_id"] = None if named else rang_from[case.participant_id]  # where she is rung again
    line = Line(actor.id, "take_up_call", now, call.study_id, case_id, {"call": call_id})
    keep(house, line, lambda c: calls.note_call(c, call_id, **values))


def _whose(c: Connection, call: Any, named: str) -> set[str]:
    """Whose case a call may be taken up with: a participant's, or that of who named whoever rings."""
    if not named:
        return {one.id for one in people_of(c, call)}
    return {one.participant_id for one in named_of(c, call) if one.id == named}
