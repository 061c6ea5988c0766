"""How each interview was held: its sittings, how its words came across, and what each question took."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from callassist.exports.cells import begun, cell, line
from callassist.interpreters.record import OTHER, PUT_CODES, SPOKE_CODES, Put, Spoke, litrans, usual_speaker
from callassist.questionnaire.script import Script

SITTINGS = (
    *("interview", "study_number", "wave", "sitting", "interviewer", "mode", "language", "how", "overheard"),
    *("held_at", "started_at", "ended_at", "from_item", "to_item", "minutes", "paused_minutes"),
    *("lieng", "litrans", "lioth", "liwho", "lihow", "interpreter", "interpreter_agency"),
)
INTERPRETATION = (
    *("interview", "study_number", "wave", "sitting", "language", "of", "path", "put_code", "put"),
    *("spoke_code", "spoke", "at"),
)
TIMINGS = (*("interview", "study_number", "wave", "path", "section", "seconds", "paused_seconds", "times"),)
SECTIONS = (*("interview", "study_number", "wave", "section", "seconds", "paused_seconds", "questions"),)
FILES: Mapping[str, tuple[str, ...]] = {
    "sittings.csv": SITTINGS,
    "interpretation.csv": INTERPRETATION,
    "timings.csv": TIMINGS,
    "sections.csv": SECTIONS,
}
ENGLISH = "en"
MOST = 20_000  # questions of a script, with the rows of its repeats


@dataclass(frozen=True, slots=True)
class Held:
    """One finished interview with what is told of how it was held. `who` numbers the interviewers."""

    row: Any
    script: Script | None
    sittings: Sequence[Any]
    pauses: Sequence[Any]
    records: Sequence[Any]
    who: Mapping[str, str]

    @property
    def head(self) -> tuple[str, str, str]:
        """What every row begins with."""
        return self.row.id, self.row.number, self.row.wave

    def told(self, path: str | None) -> str:
        """A path that may stand in a data set; "" for one that might tell the group, or is unknown."""
        return path if path and may_be_told(self.script, path) else ""


def may_be_told(script: Script | None, path: str) -> bool:
    """Whether a path may stand in a data set: not one that might tell the group, or is unknown."""
    item = script.items.get(_plain(path)) if script is not None else None
    return item is not None and not item.reveals_arm


def rows(held: Held) -> dict[str, list[list[str]]]:
    """The rows of one interview by file, of those whose rows are few."""
    found = {"sittings.csv": _sittings(held), "interpretation.csv": _records(held)}
    return {name: [[cell(value) for value in row] for row in made] for name, made in found.items()}


@dataclass(frozen=True, slots=True)
class Clerk:
    """Puts what questions took into rows. A question is looked up and put into cells once for a script."""

    _known: dict[tuple[str, str], dict[tuple[str, str], str | None]] = field(default_factory=dict)

    def rows(self, row: Any, script: Script | None) -> tuple[list[str], list[str]]:
        """An interview's lines of timings.csv and of sections.csv, each without the cells of `head`.

        Questions that might tell the group are in none of them.
        """
        known = self._known.setdefault((row.script, row.script_digest), {})
        if len(known) > MOST:
            known.clear()
        timings: list[str] = []
        found: dict[str, tuple[float, float, int]] = {}
        for path, section, seconds, paused, times in row.timings or ():
            question = path, section
            if question not in known:
                known[question] = begun(map(cell, question)) if may_be_told(script, path) else None
            cells = known[question]
            if cells is not None:
                timings.append(f"{cells}{seconds},{paused},{times}\r\n")
                talk, still, questions = found.get(section, (0.0, 0.0, 0))
                found[section] = talk + seconds, still + paused, questions + 1
        return timings, [
            line(map(cell, (section, round(talk, 1), round(still, 1), questions)))
            for section, (talk, still, questions) in found.items()
        ]


def _sittings(held: Held) -> Iterator[tuple[object, ...]]:
    for one in held.sittings:
        yield (
            *held.head,
            one.number,
            held.who.get(one.by, ""),
            one.mode,
            one.language,
            one.how,
            one.overheard,
            one.held_at or one.started_at,
            one.started_at,
            one.ended_at,
            held.told(one.from_item),
            held.told(one.to_item),
            _minutes(one.started_at, one.ended_at),
            f"{_paused(held, one) / 60:.1f}",
            *_languages(held, one),
            one.interpreter_code,
            one.agency_code,
        )


def _minutes(since: Any, until: Any) -> str:
    return f"{(until - since).total_seconds() / 60:.1f}" if until is not None else ""


def _paused(held: Held, sitting: Any) -> float:
    """Seconds of a sitting in which nothing was asked; pauses that overlap count once."""
    seconds, end = 0.0, sitting.started_at
    for one in held.pauses:
        if one.sitting_id == sitting.id and (one.until or sitting.ended_at) is not None:
            since, until = max(one.since, end), one.until or sitting.ended_at
            seconds += max((until - since).total_seconds(), 0.0)
            end = max(end, until)
    return seconds


def _languages(held: Held, sitting: Any) -> tuple[object, ...]:
    """lieng, litrans, lioth, liwho, lihow of one sitting; blank where they do not apply."""
    code = litrans(sitting.language)
    if sitting.language.split("-")[0] == ENGLISH and sitting.how == "self":
        return 1, "", "", "", ""
    worded = held.script is not None and any(one.tag == sitting.language for one in held.script.languages)
    said = {one.put for one in _last(held.records) if one.sitting_id == sitting.id}
    as_written = said == {Put.AS_WRITTEN} or (not said and worded and sitting.how == "self")
    other = sitting.language if code == OTHER else ""
    return 2, code, other, SPOKE_CODES[usual_speaker(sitting.how)], 1 if as_written else 2


def _last(records: Sequence[Any]) -> list[Any]:
    """The last word on each section and question of each sitting, in the order in which they were told."""
    return list({(one.sitting_id, one.grain, one.path): one for one in records}.values())


def _records(held: Held) -> Iterator[tuple[object, ...]]:
    sittings = {one.id: one for one in held.sittings}
    for one in _last(held.records):
        sitting = sittings.get(one.sitting_id)
        if sitting is None or not held.told(one.path):
            continue
        put, spoke = Put(one.put), Spoke(one.spoke)
        said = (PUT_CODES[put], put, SPOKE_CODES[spoke], spoke, one.at)
        yield *held.head, sitting.number, sitting.language, one.grain, one.path, *said


def _plain(path: str) -> str:
    return "/".join(part.partition("[")[0] for part in path.split("/"))
