"""One row at a time for the files of the data set: people, cases, interviews, scores, contacts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from callassist.cases.outcomes import OUTCOMES
from callassist.exports.cells import cell
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
Row = Mapping[str, object]


def people(c: Connection, wanted: Wanted, strands: Sequence[str], refused: frozenset[str]) -> Iterator[Row]:
    """A row a participant."""
    for chunk in lists.people(c, wanted.study_id, strands):
        for row in chunk:
            needs = row.language or {}
            if row.id not in refused:
                yield {
                    "study_number": row.number,
                    "unit": row.unit,
                    "site": row.site,
                    "strand": row.strand,
                    "role": row.role,
                    "reference_cohort": row.cohort,
                    "enrolled_on": row.enrolled_on,
                    "spoken": needs.get("spoken"),
                    "reads": needs.get("reads"),
                    "interpreter": bool(needs.get("interpreter")),
                }


def cases(c: Connection, wanted: Wanted, strands: Sequence[str], refused: frozenset[str]) -> Iterator[Row]:
    """A row a case, with its window."""
    for chunk in lists.cases(c, wanted.study_id, strands):
        for row in chunk:
            if row.participant_id not in refused:
                yield {name: getattr(row, name) for name in CASES[1:]} | {"study_number": row.number}


def contacts(c: Connection, wanted: Wanted, strands: Sequence[str], refused: frozenset[str]) -> Iterator[Row]:
    """A row a contact, joined with its case: no note, no number, no words."""
    who = lists.interviewers(c)
    for chunk in lists.contacts(c, wanted.study_id, strands):
        for row in chunk:
            if row.participant_id in refused:
                continue
            known = OUTCOMES.get(row.outcome)
            yield {
                "study_number": row.number,
                "wave": row.wave,
                "case_state": row.case_state,
                "disposition": row.disposition,
                "at": row.at,
                "channel": row.channel,
                "direction": row.direction,
                "outcome": row.outcome,
                "outcome_words": known.words if known else "",
                "aapor": known.aapor if known else "",
                "attempt": row.attempt,
                "slot": row.slot,
                "language": row.language,
                "interviewer": who.get(row.by or "", ""),
                "seconds": row.seconds,
                "corrected": row.corrected_by is not None,
            }


def interview(
    row: Any, sittings: Sequence[Any], levels: Mapping[str, int], who: Mapping[str, str]
) -> dict[str, object]:
    """A row an interview."""
    first = sittings[0] if sittings else None
    return {
        "interview": row.id,
        "study_number": row.number,
        "wave": row.wave,
        "site": row.site,
        "strand": row.strand,
        "script": row.script,
        "script_digest": row.script_digest,
        "edition": row.edition,
        "state": row.state,
        "disposition": row.disposition,
        "opens_on": row.opens_on,
        "target_on": row.target_on,
        "closes_on": row.closes_on,
        "held_at": first.held_at or row.started_at if first else None,
        "started_at": row.started_at,
        "finished_at": row.finished_at,
        "minutes": _minutes(sittings),
        "mode": first.mode if first else None,
        "language": first.language if first else None,
        "how": " ".join(dict.fromkeys(one.how for one in sittings)),
        "sittings": len(sittings),
        "interviewers": " ".join(dict.fromkeys(who.get(one.by, "") for one in sittings)),
        "alert_level": levels.get(row.id),
    }


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


def scores(row: Any) -> Iterator[list[str]]:
    """A row a score of one interview."""
    for administration, scales in (row.scores or {}).items():
        for scale, score in scales.items():
            if not isinstance(score, dict):
                continue
            bands = " ".join(f"{scheme}={band}" for scheme, band in (score.get("bands") or {}).items())
            head = (row.id, row.number, row.wave, administration, scale)
            kept = [score.get(name) for name in ("value", "reason", "answered", "items", "prorated")]
            rule = score.get("rule_version")
            yield [cell(value) for value in (*head, *kept, rule, bands, *map(scales.get, ABOUT))]


def _named(scores: Mapping[str, Any] | None) -> Iterator[tuple[str, dict[str, Any]]]:
    for administration, scales in (scores or {}).items():
        for scale, score in scales.items():
            if isinstance(score, dict):
                yield f"score_{administration.replace('#', '_')}_{scale}", score
