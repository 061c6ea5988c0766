"""A reader answers a parent's text: with words that were approved, in her language, and none else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from callassist.errors import Refusal
from callassist.messages.segments import cost_pence
from callassist.messages.template import Rendered, words_hash
from callassist.privacy.sealing import place
from callassist.privacy.tokens import new_id, new_token
from callassist.store import outbox, replies, staff, studies
from callassist.store.database import Connection
from callassist.store.replies import ReplyRow
from callassist.work.actor import Actor, Role
from callassist.work.claim import words_of
from callassist.work.going_out import PENCE_A_SEGMENT
from callassist.work.house import House, Running
from callassist.work.inbox import one_to_read
from callassist.work.once import keep_once
from callassist.work.verb import Line

WORTH = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Snippet:
    """One answer that may be sent, as it would go in her language."""

    template: str
    words: Rendered

    @property
    def pence(self) -> Decimal:
        """What it costs."""
        return cost_pence(self.words.measure.segments, PENCE_A_SEGMENT)


def snippets(
    running: Running, language: str | None, approved: frozenset[tuple[str, str, str]]
) -> tuple[Snippet, ...]:
    """The answers a reader may send to somebody texted in a language: written in it, and approved.

    A rehearsal study offers drafts too. Where no language is known, the study's first.
    """
    spoken = language or running.edition.protocol.study.languages[0]
    return tuple(
        Snippet(name, words_of(running, name, spoken, None))
        for name, template in running.edition.messages.template.items()
        if template.answer
        and spoken in template.text
        and (running.row.mode == "rehearsal" or (name, spoken, words_hash(template, spoken)) in approved)
    )


def answer_with(house: House, actor: Actor, *, reply_id: str, template: str, token: str) -> str:
    """Send one of the approved answers to the number that a text came from, and count the text as read.

    Refused while texts to that number wait or are stopped, and for words that are no approved answer.
    """
    reply, now = one_to_read(house, actor, reply_id), house.now()
    running, message_id = house.study(reply.study_id), new_id()

    def work(c: Connection) -> str:
        language = _language(c, reply)
        approved = studies.approved_words(c, reply.study_id)
        if template not in {one.template for one in snippets(running, language, approved)}:
            raise Refusal("Your answer", "none was chosen.", "Choose one of those offered.")
        last = outbox.last_opt_outs(c, [reply.number_index])
        if last.get((reply.study_id, bytes(reply.number_index))) in ("stopped", "doubtful"):
            raise Refusal(
                "Your answer", "texts to this number wait or are stopped.", "Say first what it was."
            )
        outbox.add(c, house.database.dialect, _row(house, reply, message_id, template, language, token))
        if not replies.mark_read(c, reply.id, actor.id, f"answered: {template}", now):
            raise Refusal("Text", "somebody has read it meanwhile.", "Load the page again.")
        return message_id

    line = Line(actor.id, "answer reply", now, reply.study_id, reply.id, {"template": template})
    done = keep_once(house, line, token, work)
    house.wake("send")
    return done


def _language(c: Connection, reply: ReplyRow) -> str | None:
    people = outbox.participants(c, list(reply.may_be or ()))
    first = next((people[one] for one in reply.may_be or () if one in people), None)
    return (first.language or {}).get("texts_in") if first is not None else None


def _row(
    house: House, reply: ReplyRow, message_id: str, template: str, language: str | None, token: str
) -> dict[str, Any]:
    if reply.number is None:
        raise Refusal("Your answer", "the number is not kept any more.", "Close the text.")
    number, now = (
        house.sealer.open(reply.study_id, reply.number, place("reply.number", reply.id)),
        house.now(),
    )
    return {
        "id": message_id,
        "study_id": reply.study_id,
        "recipient": "number",
        "participant_id": reply.participant_id,
        "cause": f"hand:{token}"[:80],
        "template": template,
        "language": language,
        "state": "ready",
        "due_at": now,
        "go_at": now,
        "worth_until": now + WORTH,
        "planned_at": now,
        "number": house.sealer.seal(reply.study_id, number, place("message.number", message_id)),
        "number_index": reply.number_index,
        "token": new_token(),
        "tries": 0,
    }


def readers(house: House, study_id: str) -> dict[str, str]:
    """Who may read parents' texts in a study: id to name."""
    with house.database.read() as c:
        reading = {row.id: row.name for row in staff.holders(c, Role.INBOX, study_id, house.now())}
        ringing = {row.id for row in staff.holders(c, Role.INTERVIEWER, study_id, house.now())}
    return {one: name for one, name in reading.items() if one not in ringing}


def give(house: House, actor: Actor, *, reply_id: str, to: str, token: str) -> str:
    """Give a text to a reader, or to nobody (""); her name."""
    reply = one_to_read(house, actor, reply_id)
    known = readers(house, reply.study_id)
    if to and to not in known:
        raise Refusal("Who reads it", "she does not read texts here.", "Choose one of those named.")

    def work(c: Connection) -> str:
        if not replies.give(c, reply.id, to or None):
            raise Refusal("Text", "somebody has read it meanwhile.", "Load the page again.")
        return known.get(to, "nobody")

    line = Line(actor.id, "give reply", house.now(), reply.study_id, reply.id, {"to": to})
    return keep_once(house, line, token, work)
