"""Whether a text about a new time would reach a parent, and its words, so that a booking can say it first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from callassist.messages.template import Rendered
from callassist.people.participation import Change, Dimension, standing
from callassist.schedule.permit import Hold, Permit, Suppress, TextFacts, Why, permit
from callassist.work.claim import words_of
from callassist.work.house import Running
from callassist.work.permits import choose_phone

WORTH = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Telling:
    """How she learns of a time: the text's language, or why there is none; `later` if it waits for hours."""

    language: str
    why_not: Why | None
    later: datetime | None = None


def telling(
    running: Running,
    *,
    needs: Mapping[str, Any],
    phones: Sequence[Any],
    opt_outs: Mapping[tuple[str, bytes], str],
    changes: Iterable[Any],
    now: datetime,
) -> Telling:
    """Whether a text would go to her now. Asked again in the minute of sending, by permit itself."""
    protocol = running.edition.protocol
    phone, bar = choose_phone([one for one in phones if one.state == "in_use"])
    language = str(needs.get("texts_in") or protocol.study.languages[0])
    said = opt_outs.get((running.id, bytes(phone.number_index))) if phone is not None else None
    template = running.edition.messages.template.get("booked")
    facts = TextFacts(
        worth_until=now + WORTH,
        texts_allowed=standing(_changes(changes), now).texts,
        opt_out=None if said == "started" else said,
        bar=bar if phone is not None else Why.NO_NUMBER,
        reads=needs.get("reads") != "none",
        has_words=template is not None and language in template.text,
    )
    match permit(facts, protocol, now):
        case Permit():
            return Telling(language, None)
        case Suppress(why):
            return Telling(language, why)
        case Hold(why, until):
            return Telling(language, None if until else why, until)


def words_at(running: Running, template: str, language: str, at: datetime) -> Rendered:
    """The words of a text about an appointment at a moment."""
    return words_of(running, template, language, SimpleNamespace(starts_at=at))


def _changes(rows: Iterable[Any]) -> Iterable[Change]:
    return (Change(Dimension(row.dimension), row.allowed, row.since) for row in rows)
