"""Phones that rang the study's line in the story and that nobody was there to take."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from callassist.people.numbers import read_number
from callassist.store import calls
from callassist.store.database import Connection
from callassist.voice.legs import Course
from callassist.voice.notices import InboundCall
from callassist.work.call_in import take_in
from callassist.work.demo_stage import Script, Stage, mark
from callassist.work.house import SYSTEM
from callassist.work.verb import Line, keep

LASTED = timedelta(seconds=8)


def tell_rings(script: Script, story: Mapping[str, Any]) -> None:
    """Each call that came in, as an act."""
    for one in story.get("rang", ()):
        script.add(one["at"], "rings us", _rang(one["named_by"]))


def _rang(named_by: str) -> Callable[[Stage], None]:
    """Somebody whom a family named rings, hears that she will be rung back, and hangs up."""

    def do(stage: Stage) -> None:
        house, line = stage.house, stage.study.edition.protocol.study.sender
        caller = read_number(str(stage.families[named_by]["second_contact_phone"])).e164
        told = InboundCall(f"CA{mark('rang', named_by)[:32]}", caller, line)
        take_in(house, told)
        over = house.now() + LASTED

        def hangs_up(c: Connection) -> None:
            call = calls.caused(c, f"in:{told.sid}")
            if call is None:
                return
            for leg in calls.legs(c, call.id):
                calls.note_leg(c, leg.id, course=Course.OVER, over_at=over)
            calls.note_call(c, call.id, ended_at=over)

        keep(house, Line(SYSTEM, "hung up", house.now(), stage.study.id), hangs_up)

    return do
