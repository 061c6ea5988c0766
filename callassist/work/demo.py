"""The demonstration: made-up families whose story really happens, by the verbs and over the network."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from callassist.errors import Refusal
from callassist.privacy.tokens import new_id
from callassist.store import once as kept_once
from callassist.work import studies
from callassist.work.auditing import seal_audit
from callassist.work.demo_people import EXAMPLE, TOGETHER, add_workers, handsets, people_here
from callassist.work.demo_shifts import tell_shifts
from callassist.work.demo_stage import Act, Script, Stage, mark
from callassist.work.demo_story import tell, tell_example
from callassist.work.house import SYSTEM, House, Running
from callassist.work.once import keep_once
from callassist.work.reconcile import reconcile
from callassist.work.rehearse import Rehearsal
from callassist.work.tables import rows_of
from callassist.work.verb import Line

__all__ = ["made", "make", "people_here"]

Files = Mapping[str, bytes]
AT = "rehearsal/"
MADE = mark("made")
BEFORE = timedelta(hours=20)


def make(
    house: House,
    rehearsal: Rehearsal,
    folders: Mapping[str, Files],
    *,
    told: Callable[[str], None] = lambda _words: None,
) -> None:
    """Load the two studies and let the story of story.toml happen up to its last moment.

    On a database that holds the demonstration nothing happens. Raises Refusal for one that holds half of it,
    or other studies.
    """
    if made(house):
        told("the demonstration is there already")
        return
    story = tomllib.loads(folders[TOGETHER][f"{AT}story.toml"].decode())
    rows = _rows(folders, TOGETHER, "families.csv")
    families = {str(row["study_number"]): row for row in rows}
    running = _load(house, rehearsal, folders, min(str(row["consent_on"]) for row in rows))
    people = add_workers(house, {slug: one.id for slug, one in running.items()})
    if rehearsal.phones is not None:
        for number in handsets():
            rehearsal.phones.make_known(number, "an interviewer’s phone")
    zone = ZoneInfo(running[TOGETHER].edition.protocol.study.zone)
    script = Script(zone)
    tell(script, story, families, _rows(folders, TOGETHER, "allocation.csv"))
    tell_shifts(script, story["now"])
    tell_example(script, running[EXAMPLE], _rows(folders, EXAMPLE, "families.csv"))
    stage = Stage(house, rehearsal, running[TOGETHER], people, families)
    now = story["now"].replace(tzinfo=zone)
    began = house.now()
    _play(stage, sorted(act for act in script.acts if began <= act.at <= now), told)
    rehearsal.advance(max(now, house.now()))
    reconcile(house)
    line = Line(SYSTEM, "demonstration", house.now(), running[TOGETHER].id)
    keep_once(house, line, MADE, lambda _c: new_id())
    seal_audit(house)


def made(house: House) -> bool:
    """Whether the demonstration is there. Raises Refusal when something else is."""
    with house.database.read() as c:
        if kept_once.result(c, MADE) is not None:
            return True
    if house.studies():
        what = "this database holds something else, or half of a demonstration."
        raise Refusal("demonstration", what, "Begin anew: callassist run --demo --fresh.")
    return False


def _rows(folders: Mapping[str, Files], slug: str, name: str) -> list[dict[str, object]]:
    return rows_of(name, folders[slug][AT + name])


def _load(
    house: House, rehearsal: Rehearsal, folders: Mapping[str, Files], first_day: str
) -> dict[str, Running]:
    """Both studies, loaded on the evening before the first family joins."""
    zone = ZoneInfo("Europe/London")
    rehearsal.set_clock(datetime.fromisoformat(first_day).replace(tzinfo=zone) - BEFORE)
    loaded = {}
    for slug in (TOGETHER, EXAMPLE):
        files = {name: content for name, content in folders[slug].items() if "/" not in name}
        loaded[slug] = house.study(studies.load(house, files, by=SYSTEM).study_id)
    return loaded


def _play(stage: Stage, acts: list[Act], told: Callable[[str], None]) -> None:
    month = ""
    for act in acts:
        if (reached := f"{act.at:%B %Y}") != month:
            month = reached
            told(month)
        stage.stand_at(act.at)
        act.do(stage)
