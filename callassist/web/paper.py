"""Everything that is said or sent, on paper in one language: for a day without screens, for a committee."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request

from callassist.edition.standing import Standing
from callassist.edition.texts import Words
from callassist.errors import Refusal
from callassist.people.languages import direction
from callassist.questionnaire import paper
from callassist.questionnaire.script import Script
from callassist.web import which
from callassist.web.distress import levels
from callassist.web.frame import language_name, today_on
from callassist.web.guard import house, needs
from callassist.web.spoken import DISTRESS, GOODBYE, GOODBYES, VOICEMAIL, Sentence, small_talk
from callassist.work.actor import Role
from callassist.work.approving_scripts import standings
from callassist.work.house import Running

pages = Blueprint("paper", __name__)
READERS = (Role.MANAGER, Role.SUPERVISOR, Role.INTERVIEWER)
LACKING = (Standing.NONE, Standing.OUTDATED)
SITUATIONS = {
    "other_adult": "Somebody else answers",
    "wrong_person": "The wrong person, or the wrong number",
    "not_safe": "It is not safe to talk now",
    "call_back": "She asks for another time",
    "refused_wave": "She does not want this interview",
    "refused_all": "She wants no more calls",
}


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words with their language and direction, the same in English beside them, and when they are said."""

    words: str
    language: str
    direction: str
    english: str = ""
    when: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """A file in a language: how many texts it should have, and how many stand how."""

    tag: str
    name: str
    texts: int
    counts: Mapping[Standing, int]


@pages.get("/scripts")
@needs(*READERS)
def show() -> str:
    """The scripts and texts of a study by language: what lacks, and the way to paper."""
    running = which.study(*READERS)
    stand = standings(house(), running)
    return render_template(
        "paper/scripts.html",
        study=running,
        others=which.others(running, *READERS),
        titles={name: script.title for name, script in running.edition.scripts.items()},
        files=_by_file(stand),
        standings=tuple(Standing),
        lost=[
            (one, tag, how)
            for one, by_tag in stand
            for tag, how in by_tag.items()
            if how in LACKING and not one.licensed
        ],
    )


def _by_file(stand: Sequence[tuple[Words, Mapping[str, Standing]]]) -> dict[str, list[Written]]:
    """For every file with texts, how it stands in each of its languages."""
    found: dict[str, list[Written]] = {}
    for file in dict.fromkeys(one.file for one, _ in stand):
        here = [by_tag for one, by_tag in stand if one.file == file]
        for tag in dict.fromkeys(tag for by_tag in here for tag in by_tag):
            counts = Counter(by_tag[tag] for by_tag in here if tag in by_tag)
            found.setdefault(file, []).append(Written(tag, language_name(tag), counts.total(), counts))
    return found


@pages.get("/scripts/<name>/paper")
@needs(*READERS)
def sheet(name: str) -> str:
    """A script, and all that is said or sent around it, as paper in one language."""
    running = which.study(*READERS)
    script = running.edition.scripts.get(name)
    if script is None:
        abort(404)
    tag = request.args.get("language") or script.default_language
    try:
        way = direction(tag)
    except Refusal:
        abort(404)
    study, lines = running.edition.protocol.study, paper.lines(script, tag)
    return render_template(
        "paper/sheet.html",
        study=running,
        script=script,
        name=name,
        tag=tag,
        way=str(way),
        languages=[(one, language_name(one)) for one in _languages(script)],
        lines=lines,
        drafts=sum(one.item.status.get(tag) == "draft" for one in lines),
        direction=lambda one: str(direction(one)),
        version=f"version {script.version or '–'}, edition {running.row.edition[:12]}",
        printed=today_on(),
        minutes=_minutes(running, name),
        distress=[spoken_in(one, tag) for one in DISTRESS],
        levels=levels(running),
        checklist=[one.text for one in running.edition.protocol.safety.checklist],
        goodbyes=[
            spoken_in(GOODBYE, tag),
            *(spoken_in(GOODBYES[k], tag, when) for k, when in SITUATIONS.items()),
        ],
        small_talk=[
            Spoken(words, said, str(direction(said)), ours) for (words, said), ours in small_talk(tag)
        ],
        voicemail=spoken_in(VOICEMAIL, tag),
        helplines=helplines(running, tag),
        duty=running.edition.protocol.safety.duty,
        texts=_texts(running, tag),
        sender=study.sender_name,
    )


def _languages(script: Script) -> tuple[str, ...]:
    """The languages that a script may be printed in: its own first."""
    own = [language.tag for language in script.languages]
    return tuple(dict.fromkeys([script.default_language, *own]))


def _minutes(running: Running, name: str) -> str:
    found = {
        wave.minutes for plan in running.edition.protocol.plan for wave in plan.wave if wave.script == name
    }
    return " or ".join(str(one) for one in sorted(found))


def spoken_in(sentence: Sentence, tag: str, when: str = "") -> Spoken:
    words, said = sentence.said(tag)
    return Spoken(words, said, str(direction(said)), sentence.english if said != "en-GB" else "", when)


def helplines(running: Running, tag: str) -> list[tuple[str, Spoken]]:
    found = []
    for one in running.edition.protocol.safety.signpost:
        said = tag if tag in one.text else next(iter(one.text))
        ours = one.text.get("en-GB", "") if said != "en-GB" else ""
        found.append((one.number, Spoken(one.text[said], said, str(direction(said)), ours)))
    return found


def _texts(running: Running, tag: str) -> list[tuple[str, Spoken]]:
    """The texts of the study in a language; without words in it, in the first language."""
    first, found = running.edition.protocol.study.languages[0], []
    for template in running.edition.messages.template.values():
        said = tag if tag in template.text else first
        ours = template.text.get(first, "") if said != first else ""
        found.append((template.purpose, Spoken(template.text[said], said, str(direction(said)), ours)))
    return found
