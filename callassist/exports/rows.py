"""One row at a time for the files of the data set: people, cases, interviews, scores, contacts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from callassist.cases.outcomes import OUTCOMES
from callassist.exports.cells import cell, line
from callassist.store.database import Connection
from callassist.store.lists import dataset as lists

if TYPE_CHECKING:
    from callassist.exports.dataset import Wanted

PEOPLE = (
    "study_number",
    "unit",
    "site",
    "strand",
    "role",
    "reference_cohort",
    "enrolled_on",
    "spoken",
    "reads",
    "interpreter",
)
CASES = ("study_number", "wave", "plan", "site", "opens_on", "target_on", "closes_on", "state", "disposition")
INTERVIEWS = (
    "interview",
    "study_number",
    "wave",
    "site",
    "strand",
    "script",
    "script_digest",
    "edition",
    "state",
    "disposition",
    "opens_on",
    "target_on",
    "closes_on",
    "held_at",
    "started_at",
    "finished_at",
    "minutes",
    "mode",
    "language",
    "how",
    "sittings",
    "interviewers",
    "alert_level",
)
SCORES = (
    "interview",
    "study_number",
    "wave",
    "administration",
    "scale",
    "value",
    "reason",
    "answered",
    "items",
    "prorated",
    "rule_version",
    "bands",
    "child",
    "rendered",
)
KEPT = ("value", "reason", "answered", "items", "prorated", "rule_version")
ABOUT = ("child", "rendered")
"""What is kept beside the scales of an administration and holds for all of them."""
CONTACTS = (
    "study_number",
    "wave",
    "case_state",
    "disposition",
    "at",
    "channel",
    "direction",
    "outcome",
    "outcome_words",
    "aapor",
    "attempt",
    "slot",
    "language",
    "interviewer",
    "seconds",
    "corrected",
)
Row = tuple[object, ...]
MOST = 20_000  # scores that differ, kept in cells


def people(c: Connection, wanted: Wanted, strands: Sequence[str], refused: frozenset[str]) -> Iterator[Row]:
    """A row a participant, as PEOPLE."""
    for chunk in lists.people(c, wanted.study_id, strands):
        for row in chunk:
            needs = row.language or {}
            if row.id not in refused:
                own = (row.number, row.unit, row.site, row.strand, row.role, row.cohort, row.enrolled_on)
                yield *own, needs.get("spoken"), needs.get("reads"), bool(needs.get("interpreter"))


def cases(c: Connection, wanted: Wanted, strands: Sequence[str], refused: frozenset[str]) -> Iterator[Row]:
    """A row a case, with its window, as CASES."""
    for chunk in lists.cases(c, wanted.study_id, strands):
        for row in chunk:
            if row.participant_id not in refused:
                window = (row.opens_on, row.target_on, row.closes_on)
                yield row.number, row.wave, row.plan, row.site, *window, row.state, row.disposition


def contacts(c: Connection, wanted: Wanted, strands: Sequence[str], refused: frozenset[str]) -> Iterator[Row]:
    """A row a contact, joined with its case, as CONTACTS: no note, no number, no words."""
    who = lists.interviewers(c)
    for chunk in lists.contacts(c, wanted.study_id, strands):
        for row in chunk:
            if row.participant_id in refused:
                continue
            known = OUTCOMES.get(row.outcome)
            yield (
                *(row.number, row.wave, row.case_state, row.disposition, row.at, row.channel, row.direction),
                *(row.outcome, known.words if known else "", known.aapor if known else "", row.attempt),
                *(row.slot, row.language, who.get(row.by or "", ""), row.seconds),
                row.corrected_by is not None,
            )


def interview(row: Any, sittings: Sequence[Any], levels: Mapping[str, int], who: Mapping[str, str]) -> Row:
    """The row of an interview, as INTERVIEWS."""
    first = sittings[0] if sittings else None
    return (
        *(row.id, row.number, row.wave, row.site, row.strand, row.script, row.script_digest, row.edition),
        *(row.state, row.disposition, row.opens_on, row.target_on, row.closes_on),
        first.held_at or row.started_at if first else None,
        *(row.started_at, row.finished_at, _minutes(sittings)),
        *((first.mode, first.language) if first else (None, None)),
        " ".join(dict.fromkeys(one.how for one in sittings)),
        len(sittings),
        " ".join(dict.fromkeys(who.get(one.by, "") for one in sittings)),
        levels.get(row.id),
    )


def _minutes(sittings: Sequence[Any]) -> str:
    spans: list[tuple[datetime, datetime]] = [
        (one.started_at, one.ended_at) for one in sittings if one.ended_at is not None
    ]
    seconds = sum((ended - started).total_seconds() for started, ended in spans)
    return f"{seconds / 60:.1f}" if spans else ""


def score_columns(
    c: Connection, wanted: Wanted, strands: Sequence[str], refused: frozenset[str]
) -> tuple[str, ...]:
    """The columns of scores that any interview has: score_ with administration and scale, in order."""
    found: set[str] = set()
    for chunk in lists.scores(c, wanted.study_id, strands):
        for row in chunk:
            if row.id not in refused:
                found |= {name for name, _score in _named(row.scores)}
    return tuple(sorted(found))


def score_values(scores: Mapping[str, Any] | None, names: Sequence[str]) -> list[str]:
    """The scores of one interview in the order of the columns."""
    values = dict(_named(scores))
    return [cell(values[name].get("value")) if name in values else "" for name in names]


@dataclass(frozen=True, slots=True)
class Scorer:
    """Puts scores into rows; the cells of one that another interview has as well are made once."""

    _known: dict[tuple[str, ...], str] = field(default_factory=dict)

    def rows(self, row: Any) -> list[str]:
        """The scores of one interview as lines of CSV, each without the cells that say whose it is."""
        if len(self._known) > MOST:
            self._known.clear()
        found = []
        for administration, scales in (row.scores or {}).items():
            about = tuple(map(scales.get, ABOUT))
            for scale, score in scales.items():
                if isinstance(score, dict):
                    given = (administration, scale, str(score), *about)  # as text: 1 and 1.0 are two cells
                    if given not in self._known:
                        self._known[given] = line(map(cell, (administration, scale, *_scored(score), *about)))
                    found.append(self._known[given])
        return found


def _scored(score: Mapping[str, Any]) -> tuple[object, ...]:
    bands = " ".join(f"{scheme}={band}" for scheme, band in (score.get("bands") or {}).items())
    return *map(score.get, KEPT), bands


def _named(scores: Mapping[str, Any] | None) -> Iterator[tuple[str, dict[str, Any]]]:
    for administration, scales in (scores or {}).items():
        for scale, score in scales.items():
            if isinstance(score, dict):
                yield f"score_{administration.replace('#', '_')}_{scale}", score
