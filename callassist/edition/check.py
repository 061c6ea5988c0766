"""Everything wrong or doubtful in a study folder, each with place and cure: what `callassist check` tells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

from pydantic import BaseModel

from callassist.edition.asking import Asked, check_asking
from callassist.edition.calendars import check_calendars, doubt_calendars
from callassist.edition.columns import check_columns
from callassist.edition.duties import doubt_duties
from callassist.edition.lengths import check_lengths
from callassist.edition.outside import check_outside
from callassist.edition.packs import Brought, brought, named
from callassist.edition.places import where
from callassist.edition.prompts import check_prompts, doubt_prompts
from callassist.edition.read import (
    CALENDARS,
    MESSAGES,
    STUDY,
    Edition,
    script_with,
    scripts_wanted,
    source,
    with_calendars,
)
from callassist.edition.references import Found, check_references
from callassist.edition.scales import check_alerts, check_instruments, check_packs, check_scales
from callassist.edition.swats import check_swats
from callassist.edition.timing import check_spacing, check_timing, doubt_timing
from callassist.edition.toml import read_model, text_of
from callassist.edition.wording import check_wording, doubt_wording
from callassist.errors import Complaint, Refusal, Weight
from callassist.messages.template import Messages
from callassist.messages.template import check as check_template
from callassist.questionnaire.columns import base
from callassist.questionnaire.script import Script
from callassist.questionnaire.script import check as check_script
from callassist.study.calendars import Calendars
from callassist.study.protocol import Protocol

M = TypeVar("M", bound=BaseModel)


def examine(files: Mapping[str, bytes], *, live: bool = False) -> list[Complaint]:
    """Everything about a folder's files, errors first; empty when nothing is wrong or doubtful.

    `live`: as a live study is examined, where a stand-in for a licensed text is an error.
    """
    protocol, found = _model(Protocol, files, STUDY)
    messages, more = _model(Messages, files, MESSAGES)
    found += more
    if protocol is not None and CALENDARS in files:
        protocol, more = _calendars(protocol, files)
        found += more
    if protocol is not None:
        scales, more = _scales(files)
        scripts, broken = _scripts(protocol, files, scales)
        found += more + broken + _protocol(protocol, files)
        found += _asking(protocol, scripts, scales, files, live=live)
        found += check_prompts(protocol, files, _played(scripts))
    if protocol is not None and messages is not None:
        found += _messages(protocol, messages, files)
    return sorted(found, key=lambda one: one.weight is not Weight.ERROR)


def check(edition: Edition, *, live: bool = False) -> list[Complaint]:
    """Everything wrong or doubtful in an edition that could be read, errors first."""
    return examine(edition.files, live=live)


def _model(model: type[M], files: Mapping[str, bytes], name: str) -> tuple[M | None, list[Complaint]]:
    if name not in files:
        return None, [_error(name, "the study folder holds no such file.", f"Add {name}.")]
    return read_model(model, files[name], name=name)


def _calendars(protocol: Protocol, files: Mapping[str, bytes]) -> tuple[Protocol, list[Complaint]]:
    """The protocol with the calendars of their file, and everything wrong or doubtful in it."""
    calendars, found = _model(Calendars, files, CALENDARS)
    if protocol.calendar:
        twice: list[Found] = [
            (("calendar",), f"calendars stand here and in {CALENDARS}.", "Write them there.")
        ]
        found += _placed(twice, Weight.ERROR, files, STUDY)
    if calendars is None:
        return protocol, found
    whole = with_calendars(protocol, calendars)
    found += _placed(check_calendars(whole), Weight.ERROR, files, CALENDARS)
    return whole, found + _placed(doubt_calendars(whole), Weight.WARNING, files, CALENDARS)


def _scales(files: Mapping[str, bytes]) -> tuple[Brought, list[Complaint]]:
    """What the study brings of scales; nothing where a file of it is wrong."""
    try:
        return brought(named(files)), []
    except Refusal as refusal:
        return brought(()), [_error(refusal.where, refusal.what, refusal.cure)]


def _scripts(
    protocol: Protocol, files: Mapping[str, bytes], scales: Brought
) -> tuple[dict[str, Script], list[Complaint]]:
    scripts: dict[str, Script] = {}
    found: list[Complaint] = []
    for name, loc in scripts_wanted(protocol).items():
        if name not in files:
            at = where(text_of(files[STUDY], name=STUDY), loc, name=STUDY)
            found.append(_error(at, f"the folder holds no script “{name}”.", f"Add {name}."))
            continue
        try:
            told = named(files) if scales.packs else ()
            scripts[name] = script_with(source(files, name), name, told)
        except Refusal as refusal:
            found.append(_error(refusal.where, refusal.what, refusal.cure))
    return scripts, found


def _played(scripts: Mapping[str, Script]) -> frozenset[str]:
    """The recordings that scripts play to who is interviewed."""
    rows = (row for script in scripts.values() for row in script.book.sheets["survey"].rows)
    return frozenset(cell.strip() for row in rows for head, cell in row.items() if base(head) == "audio")


def _protocol(protocol: Protocol, files: Mapping[str, bytes]) -> list[Complaint]:
    wrong = [*check_references(protocol), *check_timing(protocol), *check_swats(protocol)]
    wrong += [*check_spacing(protocol), *check_lengths(protocol)]
    doubts = [*doubt_timing(protocol), *doubt_prompts(protocol, files), *doubt_duties(protocol)]
    if CALENDARS not in files:
        wrong += check_calendars(protocol)
        doubts += doubt_calendars(protocol)
    return [
        *_placed(wrong, Weight.ERROR, files, STUDY),
        *_placed(doubts, Weight.WARNING, files, STUDY),
    ]


def _asking(
    protocol: Protocol,
    scripts: Mapping[str, Script],
    scales: Brought,
    files: Mapping[str, bytes],
    *,
    live: bool,
) -> list[Complaint]:
    found: list[Complaint] = []
    for name, script in scripts.items():
        found += check_script(script)
        for strand in protocol.strand:
            plans = [plan for plan in protocol.plan if plan.strand == strand.code]
            waves = tuple(wave for plan in plans for wave in plan.wave if wave.script == name)
            if waves:
                asked = Asked(name, script, strand, waves)
                found += check_asking(protocol, asked)
                found += check_columns(asked, files)
                found += check_outside(asked, files)
                found += check_scales(protocol, asked, scales, live=live)
    if len(scripts) == len(scripts_wanted(protocol)):
        alerts = check_alerts(protocol, tuple(scripts.values()), scales)
        lost: list[Found] = [(("safety", "alert", place), what, cure) for place, what, cure in alerts]
        lost += check_instruments(protocol, tuple(scripts.values()), scales)
        found += check_packs(scales, tuple(scripts.values()))
        found += _placed(lost, Weight.ERROR, files, STUDY)
    return found


def _messages(protocol: Protocol, messages: Messages, files: Mapping[str, bytes]) -> list[Complaint]:
    text = text_of(files[MESSAGES], name=MESSAGES)
    own = [one for name, template in messages.template.items() for one in check_template(name, template)]
    return [
        *(_with_line(one, text) for one in own),
        *_placed(check_wording(protocol, messages), Weight.ERROR, files, MESSAGES),
        *_placed(doubt_wording(protocol, messages), Weight.WARNING, files, MESSAGES),
    ]


def _with_line(complaint: Complaint, text: str) -> Complaint:
    """The same complaint with its line: the room of texts knows key paths and no lines."""
    path = complaint.where.partition(": ")[2].split(".")
    return Complaint(complaint.weight, where(text, path, name=MESSAGES), complaint.what, complaint.cure)


def _placed(found: Iterable[Found], weight: Weight, files: Mapping[str, bytes], name: str) -> list[Complaint]:
    """Complaints with file, line and key path. A path that begins with a file's name belongs there."""
    placed = []
    for loc, what, cure in found:
        file, path = (STUDY, loc[1:]) if loc[0] == STUDY else (name, loc)
        at = where(text_of(files[file], name=file), path, name=file)
        placed.append(Complaint(weight, at, what, cure))
    return placed


def _error(at: str, what: str, cure: str) -> Complaint:
    return Complaint(Weight.ERROR, at, what, cure)
