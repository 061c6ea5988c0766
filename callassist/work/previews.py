"""Every text of a study in every language, at its longest: its words, segments, cost and approval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from callassist.edition.wording import MOST_SEGMENTS
from callassist.messages.segments import cost_pence
from callassist.messages.template import Place, Rendered, placeholders, words_hash
from callassist.store import studies
from callassist.work.claim import words_of
from callassist.work.going_out import PENCE_A_SEGMENT
from callassist.work.house import House, Running

_TIMED = frozenset({Place.DAY, Place.DATE, Place.TIME})
_BEGINS = datetime(2026, 1, 20, 20, 45, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Example:
    """A made-up appointment, for its day and hour."""

    starts_at: datetime


# Between them every name of a day and of a month, at a wide hour.
_EXAMPLES = tuple(Example(_BEGINS + timedelta(days=13 * n)) for n in range(28))


@dataclass(frozen=True, slots=True)
class Preview:
    """One text in one language. `words` is None where it is not written in it."""

    language: str
    words: Rendered | None
    approved: bool

    @property
    def pence(self) -> Decimal:
        """What one costs."""
        return cost_pence(self.words.measure.segments if self.words else 0, PENCE_A_SEGMENT)

    @property
    def too_long(self) -> bool:
        """Whether it takes more segments than a text should."""
        return self.words is not None and self.words.measure.segments > MOST_SEGMENTS


def previews(house: House, running: Running) -> tuple[tuple[str, str, Sequence[Preview]], ...]:
    """Name, purpose and all languages of every text, in the order of messages.toml."""
    with house.database.read() as c:
        approved = studies.approved_words(c, running.id)
    wanted = running.edition.protocol.study.text_languages
    return tuple(
        (name, template.purpose, [_preview(running, name, language, approved) for language in wanted])
        for name, template in running.edition.messages.template.items()
    )


def _preview(
    running: Running, name: str, language: str, approved: frozenset[tuple[str, str, str]]
) -> Preview:
    template = running.edition.messages.template[name]
    if language not in template.text:
        return Preview(language, None, False)
    timed = _TIMED & set(placeholders(template.text[language]))
    made = [words_of(running, name, language, one) for one in (_EXAMPLES if timed else (None,))]
    longest = max(made, key=lambda one: one.measure.units)
    return Preview(language, longest, (name, language, words_hash(template, language)) in approved)
