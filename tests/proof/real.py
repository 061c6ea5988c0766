"""Workbooks that others wrote load or are refused; random interviews of them go as in ODK's engine."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from callassist.errors import Refusal
from callassist.questionnaire import script as scripts
from callassist.questionnaire.script import Script
from callassist.questionnaire.workbook import read_workbook
from tests.bench.beside import PEER, Places, differences, theirs
from tests.proof.engine import forgetful
from tests.proof.line import Line
from tests.proof.real_forms import TABLE, NotHad, RealForm, real_forms
from tests.proof.real_interviews import NOW, Played, played

SEED = 20_261_123
INTERVIEWS, EDITS = 5, 60
PLACED = re.compile(r": (sheet \w+|column )|there is no sheet")  # a refusal says where, or what is missing
REASONS: list[dict[str, Any]] = tomllib.loads(TABLE.read_text("utf-8")).get("exception", [])


@dataclass
class Found:
    """What became of the workbooks and of their interviews."""

    loaded: dict[str, tuple[str, Script]] = field(default_factory=dict)  # XForm and script, by name
    refused: list[str] = field(default_factory=list)
    unplaced: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    interviews: int = 0
    places: int = 0
    cleared: int = 0
    revived: int = 0


def prove(*, quick: bool) -> Line:
    """Read every workbook, interview every one that loads in both engines, and compare every place."""
    interviews, edits = (1, 20) if quick else (INTERVIEWS, EDITS)
    try:
        forms = real_forms()
        _engine_there()
    except NotHad as why:
        return Line("real forms", "", 0, "", holds=False, left_out=str(why))
    found = read(forms)
    compare(found, found.loaded, interviews=interviews, edits=edits)
    return Line(
        "real forms",
        f"{len(forms)} workbooks by others: {len(found.loaded)} load, {len(found.refused)} are refused;"
        f" {found.interviews} random interviews of them beside ODK's engine, {edits} changes each,"
        f" relevance and value of every place ({found.cleared} answers cleared with their choices and"
        f" {found.revived} brought back with their rows, told to it as answers)",
        found.places,
        _worst(found),
        holds=not (found.apart or found.unplaced),
        seed=SEED,
        broken=(("a rule that is not told", _noticed(found, forgetful)),),
        table="\n".join(f"{times} places: {why}" for why, times in found.reasons.items()),
    )


def read(forms: Iterable[RealForm]) -> Found:
    """Every workbook loaded, or refused; a refusal without a place or cure is noted."""
    found = Found()
    for number, form in enumerate(forms):
        name = f"{number} {form.name}"
        try:
            script = scripts.load(form.content, name=form.name)
            scripts.check(script)
            xml, _ = scripts._compiled(read_workbook(form.content, name=form.name))
            found.loaded[name] = (xml, script)
        except Refusal as refusal:
            found.refused.append(f"{name}: {refusal.where}: {refusal.what}")
            if not PLACED.search(f"{refusal.where} {refusal.what}") or not refusal.cure:
                found.unplaced.append(found.refused[-1])
    return found


def compare(found: Found, names: Iterable[str], *, interviews: int, edits: int) -> None:
    """Interview these scripts in both engines, and note down what differs."""
    walks = [
        (name, played(found.loaded[name][1], SEED + number, edits=edits))
        for name in names
        for number in range(interviews)
    ]
    told = theirs([_job(found.loaded[name][0], walk) for name, walk in walks])
    for (name, walk), theirs_told in zip(walks, told, strict=True):
        if "error" in theirs_told:
            _note(found, name, "", theirs_told["error"].splitlines()[0])
            continue
        found.interviews += 1
        found.cleared += walk.cleared
        found.revived += walk.revived
        for ours, look in zip(walk.looks, theirs_told["states"], strict=True):
            found.places += len(ours)
            _judge(found, name, ours, look)


def _job(xml: str, walk: Played) -> dict[str, Any]:
    return {"xml": xml, "ops": walk.ops, "now": int(NOW.timestamp() * 1000), "blank": True}


def _judge(found: Found, name: str, ours: Places, look: list[list[Any]]) -> None:
    for line in differences(ours, look):
        path, _, said = line.partition(": ")
        _note(found, name, path, said)


def _note(found: Found, name: str, path: str, said: str) -> None:
    """A difference, under its reason if the table has one."""
    for known in REASONS:
        if name.endswith(known["form"]) and re.search(known["differs"], f"{path}: {said}"):
            found.reasons[known["reason"]] = found.reasons.get(known["reason"], 0) + 1
            return
    found.apart.append(f"{name}: {path}: {said}")


def _worst(found: Found) -> str:
    if found.unplaced:
        return f"{len(found.unplaced)} refused without a place: {found.unplaced[0]}"
    worst = f"{len(found.apart)} places differ without a reason"
    return worst + (f", first {found.apart[0]}" if found.apart else "")


def _noticed(found: Found, breaking: Callable[[], AbstractContextManager[None]]) -> bool:
    """Whether a broken engine of ours is found out by the other one."""
    again = Found(loaded=found.loaded)
    with breaking():
        compare(again, list(found.loaded)[:20], interviews=1, edits=20)
    return bool(again.apart)


def _engine_there() -> None:
    """ODK's engine, installed from its lock file if it is not. Raises NotHad."""
    if (PEER.parent / "node_modules").is_dir():
        return
    if shutil.which("npm"):
        command = ["npm", "ci", "--silent", "--no-audit", "--no-fund"]
        if subprocess.run(command, cwd=PEER.parent, capture_output=True, check=False).returncode == 0:
            return
    raise NotHad("ODK's engine needs Node 20 and npm, and a registry in reach")
