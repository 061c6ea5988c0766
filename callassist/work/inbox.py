"""Parents' own texts, read by people who interview nobody, and passed on in other words only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from callassist.errors import Refusal
from callassist.people.numbers import spoken
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id
from callassist.store import attempts, households, lookups, outbox, replies, tasks
from callassist.store.database import Connection
from callassist.store.replies import ReplyRow
from callassist.work.actor import Actor, Role
from callassist.work.house import House
from callassist.work.meanings import Meaning, follows, pauses_texts
from callassist.work.once import keep_once
from callassist.work.threads import Said, of_numbers
from callassist.work.verb import Line, again, keep

MOST = 200
ASKABLE = ("booked", "confirmed", "unclear", "declined")
# What software left as a guess until somebody had read the text; a question about the course stays one.
GUESSED = ("answer_unclear", "another_time", "ring_her", "new_number")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a text may be from, with the appointments that it may answer."""

    id: str
    number: str
    initials: str
    language: str | None
    appointments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """A text that waits for a reader. `words` and `phone` are None until somebody has opened them."""

    id: str
    study_id: str
    received_at: datetime
    understood: str
    why: str
    language: str | None
    people: tuple[Person, ...]
    words: str | None
    phone: str | None
    hint: str | None = None
    media: int = 0
    given_to: str | None = None
    pauses: bool = False
    thread: tuple[Said, ...] = ()


def may_read(actor: Actor, study_id: str) -> bool:
    """Whether somebody may read parents' texts: the inbox grant, and no interviews in that study."""
    return actor.may(Role.INBOX, study_id) and not actor.may(Role.INTERVIEWER, study_id)


def open_words(house: House, actor: Actor, studies: Sequence[str]) -> tuple[str, ...]:
    """Open the words of all texts that wait, and say so in the audit; the ids of the texts opened."""
    mine = [study_id for study_id in studies if may_read(actor, study_id)]
    if not mine:
        raise Refusal("Replies", "they are read by people who interview nobody.", "Ask a manager.")
    with house.database.read() as c:
        ids = tuple(row.id for row in replies.to_read(c, mine, MOST))
    if ids:
        line = Line(actor.id, "read replies", house.now(), mine[0], None, {"replies": list(ids)})
        keep(house, line, lambda _c: None)
    return ids


def waiting(house: House, actor: Actor, studies: Sequence[str], opened: datetime | None) -> tuple[Text, ...]:
    """The texts that wait for a reader, oldest first; with words if they came by `opened`."""
    mine = [study_id for study_id in studies if may_read(actor, study_id)]
    if not mine:
        return ()
    with house.database.read() as c:
        rows = replies.to_read(c, mine, MOST)
        ids = sorted({one for row in rows for one in row.may_be or ()})
        people = outbox.participants(c, ids) if ids else {}
        standing = lookups.standing_appointments(c, ids, ASKABLE) if ids else ()
        numbers = sorted({bytes(row.number_index) for row in rows}) if opened is not None else ()
        said = of_numbers(c, house, numbers)
    appointments: dict[str, list[Any]] = {}
    for one in standing:
        appointments.setdefault(one.participant_id, []).append(one)
    return tuple(_text(house, row, people, appointments, said, opened) for row in rows)


def _text(
    house: House,
    row: ReplyRow,
    people: dict[str, Any],
    appointments: dict[str, list[Any]],
    said: dict[bytes, tuple[Said, ...]],
    opened: datetime | None,
) -> Text:
    show = opened is not None and row.received_at <= opened
    known = [people[one] for one in row.may_be or () if one in people]
    return Text(
        id=row.id,
        study_id=row.study_id,
        received_at=row.received_at,
        understood=row.understood,
        why=row.why or "",
        language=row.language,
        people=tuple(
            Person(
                one.id,
                one.number,
                one.initials,
                (one.language or {}).get("texts_in"),
                tuple(appointments.get(one.id, ())),
            )
            for one in known
        ),
        words=_words(house, row, people) if show else None,
        phone=_phone(house, row) if show else None,
        hint=row.hint,
        media=row.media,
        given_to=row.given_to,
        pauses=pauses_texts(row),
        thread=tuple(one for one in said.get(bytes(row.number_index), ()) if one.id != row.id)
        if show
        else (),
    )


def _words(house: House, row: ReplyRow, people: dict[str, Any]) -> str:
    under = people[row.participant_id].wrapped_key if row.participant_id in people else row.study_id
    return house.sealer.open(under, row.body, place("reply.body", row.id)) if row.body else ""


def _phone(house: House, row: ReplyRow) -> str:
    if row.number is None:
        return ""
    return spoken(house.sealer.open(row.study_id, row.number, place("reply.number", row.id)))


@again
def decide(
    house: House, actor: Actor, *, reply_id: str, meaning: str, appointment_id: str = "", token: str
) -> str:
    """Say what a text was and do what follows; what was done, in words.

    YES and NO need the appointment that they answer. A STOP ends texts to that number; GO_ON, after one in
    doubt, lets them go again. The task that the text had raised is closed.
    """
    if meaning not in set(Meaning):
        raise Refusal("What it was", "nothing was chosen.", "Choose one.")
    reply, now = one_to_read(house, actor, reply_id), house.now()
    act = follows(house, reply, Meaning(meaning), appointment_id)

    def work(c: Connection) -> str:
        did = act(c)
        if not replies.mark_read(c, reply.id, actor.id, did, now):
            raise Refusal("Text", "somebody has read it meanwhile.", "Load the page again.")
        for kind in GUESSED:
            tasks.close_caused(c, f"{kind}:{reply.id}", actor.id, did, now)
        return did

    line = Line(actor.id, "decide reply", now, reply.study_id, reply.id, {"meaning": meaning})
    done = keep_once(house, line, token, work)
    house.wake("plan")
    return done


def pass_on(house: House, actor: Actor, *, reply_id: str, words: str, person_id: str = "", token: str) -> str:
    """Leave the interviewer a note in the reader's own words, and count the text as read; the note's id."""
    if not words.strip():
        raise Refusal(
            "Your note", "it is empty.", "Write what an interviewer should know, in your own words."
        )
    reply, now = one_to_read(house, actor, reply_id), house.now()
    about = person_id or reply.participant_id or ""
    if about not in (reply.may_be or ()):
        raise Refusal("About whom", "nobody was chosen.", "Choose whom the note is about.")
    note_id = new_id()
    with house.database.read() as c:
        case = _next(households.cases(c, [about]))
    if case is None:
        raise Refusal("Your note", "no interview of hers is still to come.", "Say that nothing follows.")
    row = {
        "id": note_id,
        "study_id": reply.study_id,
        "to": case.given_to,
        "case_id": case.id,
        "by": actor.id,
        "words": house.sealer.seal(reply.study_id, words.strip(), place("note", note_id)),
        "at": now,
    }

    def work(c: Connection) -> str:
        attempts.add_note(c, row)
        if pauses_texts(reply):  # the note is left; whether texts go on is decided apart
            return note_id
        if not replies.mark_read(c, reply.id, actor.id, "passed on in other words", now):
            raise Refusal("Text", "somebody has read it meanwhile.", "Load the page again.")
        return note_id

    return keep_once(house, Line(actor.id, "pass reply on", now, reply.study_id, reply.id), token, work)


def _next(cases: Sequence[Any]) -> Any | None:
    """The case whose interviewer is told: the open one, else the next that opens."""
    ahead = [one for one in cases if one.state in ("open", "waiting")]
    return min(ahead, key=lambda one: (one.state != "open", one.opens_on), default=None)


def one_to_read(house: House, actor: Actor, reply_id: str) -> ReplyRow:
    """A text that somebody may read. Raises Refusal when it is not there, or not hers to read."""
    with house.database.read() as c:
        reply = replies.one(c, reply_id)
    if reply is None or not may_read(actor, reply.study_id):
        raise Refusal("Text", "it is not there, or not yours to read.", "Load the page again.")
    return reply
