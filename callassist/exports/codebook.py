"""The codebook: every variable with its words, codes and counts, as a table and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from callassist.cases.disposition import WORDS
from callassist.exports.cells import MISSING
from callassist.exports.tally import NEVER, Tally

AAPOR = ("disposition", "aapor")
COLUMNS = (
    "file",
    "variable",
    "script",
    "script_digest",
    "waves",
    "kind",
    "label",
    "codes",
    "missing_codes",
    "instrument",
    "instrument_item",
    "licence",
    "in_this_file",
    "asked",
    "answered",
    "missing",
)
FIXED: Mapping[str, Mapping[str, str]] = {
    "participants.csv": {
        "study_number": "the participant, in all files",
        "unit": "what was randomised together",
        "site": "site",
        "strand": "trial or another part of the study",
        "role": "role in the family",
        "reference_cohort": "the course on whose dates her windows hang, the same for both groups",
        "enrolled_on": "the day she agreed",
        "spoken": "language spoken (tag)",
        "reads": "language read; none: reads nothing",
        "interpreter": "1: an interpreter is needed",
    },
    "cases.csv": {
        "wave": "which interview",
        "plan": "the wave plan that held",
        "opens_on": "first day of the window",
        "target_on": "day aimed at",
        "closes_on": "last day of the window",
        "state": "waiting, open, complete, partial, missed, stopped, not_planned",
        "disposition": "AAPOR code of the case, revisable until signed",
    },
    "interviews.csv": {
        "interview": "the interview's id",
        "script": "file of the script",
        "script_digest": "SHA-256 of the script it was held from",
        "edition": "SHA-256 of the study's edition",
        "state": "complete or partial, by the protocol's rule",
        "held_at": "when it was held, UTC; of paper as the sheets say",
        "started_at": "when it was begun here, UTC; of paper, when it was entered",
        "finished_at": "when it was finished here, UTC",
        "mode": "of the first sitting",
        "language": "of the first sitting",
        "how": "self, booked, on_demand or relative: how the language was spoken, all sittings",
        "sittings": "how many uninterrupted stretches",
        "interviewers": "numbers of those who held it, the same in every export",
        "minutes": "in all sittings together",
        "alert_level": "highest level of an alert it raised, if any",
        "score_*": "a scale's score; empty where it cannot be had, see scores.csv",
    },
    "sittings.csv": {
        "sitting": "number of the uninterrupted stretch; a switch of language or speaker begins another",
        "interviewer": "number of who held it",
        "mode": "phone, paper or in_person",
        "language": "language spoken (tag)",
        "how": "self, booked, on_demand or relative",
        "overheard": "who could hear, as she said: alone, fine, no",
        "held_at": "when it was held, UTC; of paper as the sheets say",
        "started_at": "when it began here, UTC",
        "ended_at": "when it ended here, UTC",
        "from_item": "question that it went on from; empty at the beginning",
        "to_item": "question at which it ended; empty at the end",
        "minutes": "from beginning to end, minutes",
        "paused_minutes": "of these with the neutral page open or the page locked, minutes",
        "lieng": "UKHLS: held in English; 1 yes, 2 no",
        "litrans": "UKHLS: translated language; 97 other",
        "lioth": "UKHLS: which other language (tag)",
        "liwho": "UKHLS: 1 bilingual interviewer, 2 interpreter, 3 somebody else",
        "lihow": "UKHLS: 1 translated questionnaire, 2 question by question",
        "interpreter": "code of who interpreted, where a person was booked; the same each time",
        "interpreter_agency": "code of the agency that sent somebody, where one was booked",
    },
    "interpretation.csv": {
        "sitting": "number of the sitting",
        "language": "language spoken (tag)",
        "of": "section or item: what the record is about, as the study wants it",
        "path": "where it stands",
        "put_code": "1 as written (lihow 1), 2 rendered (lihow 2), 3 clarified, 4 could not all be rendered",
        "put": "the same in a word",
        "spoke_code": "1 interviewer, 2 interpreter, 3 relative (as liwho)",
        "spoke": "the same in a word",
        "at": "when it was said, UTC",
    },
    "timings.csv": {
        "path": "where the question stands; what is only read out is there too",
        "section": "path of its section; sections.csv has their sums",
        "seconds": "talk from the answer before it, or the sitting's beginning, to its own; none on paper",
        "paused_seconds": "seconds left out of these: neutral page, locked page, signed out",
        "times": "how often it was answered; seconds are of all times together",
    },
    "sections.csv": {
        "section": "path of the section; empty for questions in none",
        "seconds": "talk of its questions together, seconds",
        "paused_seconds": "left out of these, seconds",
        "questions": "questions and texts that were timed",
    },
    "answers.csv": {
        "path": "where the question stands, with the row of every repeat",
        "name": "the question's short name",
        "repeat": "rows of the repeats, outermost first",
        "kind": "kind of question, as the script has it",
        "instrument": "the published scale that it is an item of, if any",
        "value": "the answer as its code",
        "missing_code": "why there is none, -9 to -1",
        "missing": "the same in a word",
        "label": "the chosen codes in words",
        "rendered": "the language it was rendered into, its words being blank in it",
    },
    "scores.csv": {
        "administration": "instrument; #2: row of the repeat; #partner: about somebody else than usual",
        "scale": "scale of the instrument",
        "value": "score",
        "reason": "why there is none",
        "answered": "items with a code",
        "items": "items of the scale",
        "prorated": "items stood in for by the mean of the rest",
        "rule_version": "version of the scoring definition",
        "bands": "scheme=band; of a child only those whose ages it is of on the day",
        "child": "the child it is about, the same at every wave",
        "rendered": "items that were rendered, their words being blank in her language",
    },
    "contacts.csv": {
        "at": "when, UTC",
        "channel": "call, text, letter, email, visit, relay",
        "direction": "out or in",
        "outcome": "what happened",
        "outcome_words": "the same in words",
        "aapor": "AAPOR code of this contact",
        "attempt": "1: the protocol counts it as an attempt",
        "slot": "part of the week",
        "language": "language spoken",
        "interviewer": "number of who did it",
        "seconds": "length where known",
        "corrected": "1: a later row corrects it",
        "wave": "the case it belongs to",
        "case_state": "what became of that case",
        "disposition": "AAPOR code of that case",
    },
}

_OF_AN_INTERVIEW = ("interview", "study_number", "wave")
# The columns that a file shares with another, under whose name above they are explained.
SHARED: Mapping[str, tuple[str, ...]] = {
    "participants.csv": (),
    "cases.csv": ("study_number", "site"),
    "interviews.csv": (
        *("study_number", "wave", "site", "strand"),
        *("opens_on", "target_on", "closes_on", "disposition"),
    ),
    "contacts.csv": ("study_number",),
    **dict.fromkeys(
        ("sittings.csv", "interpretation.csv", "timings.csv", "sections.csv", "answers.csv", "scores.csv"),
        _OF_AN_INTERVIEW,
    ),
}


def rows(tally: Tally) -> Iterator[Mapping[str, object]]:
    """Every column of every file first, then every question of every script that was used."""
    dispositions = "; ".join(f"{code}={words}" for code, words in WORDS.items())
    for file, columns in FIXED.items():
        shared = {name: _explained(name) for name in SHARED[file]}
        for name, label in (shared | dict(columns)).items():
            named = dispositions if name in AAPOR else ""
            yield {"file": file, "variable": name, "label": label, "codes": named, "in_this_file": "yes"}
    codes = "; ".join(f"{code}={name}" for name, code in MISSING.items())
    counted = tally.counted()
    for key, variable in tally.variables.items():
        script, digest, _item = key
        counts = counted.get(key, NEVER)
        yield {
            "file": "answers.csv",
            "variable": variable.item,
            "script": script,
            "script_digest": digest,
            "waves": " ".join(counts.waves),
            "kind": variable.kind,
            "label": variable.label,
            "codes": "; ".join(_code(code, label) for code, label in variable.choices.items()),
            "missing_codes": codes,
            "instrument": variable.instrument,
            "instrument_item": variable.instrument_item,
            "licence": variable.licence,
            "in_this_file": _included(variable.open_, variable.reveals_arm),
            "asked": counts.asked,
            "answered": counts.answered,
            "missing": "; ".join(f"{name}={n}" for name, n in sorted(counts.missing.items())),
        }


def _explained(name: str) -> str:
    """What the first file that explains a column says of it."""
    return next(columns[name] for columns in FIXED.values() if name in columns)


def _included(open_: bool, reveals_arm: bool) -> str:
    if not open_:
        return "no: identifying"
    return "no: may tell the group; in the allocation file" if reveals_arm else "yes"


def _code(code: str, label: str) -> str:
    """A code with its words, or alone where they are licensed."""
    return f"{code}={label}" if label else code
