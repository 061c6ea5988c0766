"""Commands for a script before a parent hears it: walk it with made-up answers, have it translated."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Annotated

import typer

from callassist import clock
from callassist.cli.terminal import tell
from callassist.edition.lengths import words
from callassist.edition.read import STUDY, source
from callassist.edition.toml import load_protocol
from callassist.errors import Refusal
from callassist.questionnaire.script import Script, load
from callassist.questionnaire.walk.length import Length
from callassist.questionnaire.walk.route import Route
from callassist.questionnaire.walk.survey import Survey, given, survey
from callassist.study.interpreting import Interpreting
from callassist.study.length import Planned, planned
from callassist.study.protocol import Protocol

ScriptFile = Annotated[Path, typer.Argument(help="A script, as scripts/questionnaires/together/baseline.md.")]
AsJson = Annotated[bool, typer.Option("--json", help="For machines: JSON on standard output.")]
ROUTES_SHOWN = 12


def walk(
    file: ScriptFile,
    answers: Annotated[Path | None, typer.Option(help="CSV with the columns question and answer.")] = None,
    walks: Annotated[int, typer.Option("--random", min=1, help="How many walks with made-up answers.")] = 60,
    seed: Annotated[int, typer.Option(help="The same seed makes the same walks.")] = 1,
    as_json: AsJson = False,
) -> None:
    """Walk a script: its routes, questions no route reaches, loops that never end, its length by language."""
    script, protocol = read_script(file), _protocol(file.parent)
    factor = (protocol.interpreting if protocol else Interpreting()).length_factor
    now = clock.MachineClock().now()
    if answers is not None:
        route = given(script, _answers(answers), now=now, seed=seed, instances={})
        _tell_route(route, as_json=as_json)
        return
    found = survey(script, now=now, seed=seed, walks=walks)
    if as_json:
        typer.echo(json.dumps(_as_json(found, factor), ensure_ascii=False))
    else:
        _tell_survey(found, file.name, seed, factor)
        if protocol is not None:
            _tell_plan(found, file.name, protocol)
    if found.unreached() or found.endless():
        raise typer.Exit(1)


def read_script(file: Path) -> Script:
    """The script in a file. Raises Refusal when there is none."""
    if not file.is_file():
        raise Refusal(str(file), "there is no such file.", "Name a script, a .md or .xlsx file.")
    return load(source({file.name: file.read_bytes()}, file.name), name=file.name)


def _protocol(folder: Path) -> Protocol | None:
    """The protocol of the study in a script's folder, if there is one."""
    file = folder / STUDY
    return load_protocol(file.read_bytes(), name=STUDY) if file.is_file() else None


def _tell_plan(found: Survey, name: str, protocol: Protocol) -> None:
    """What the protocol plans for this script, and in which languages its longest route takes longer."""
    waves = {w.code: w.minutes for plan in protocol.plan for w in plan.wave if w.script == name}
    interpreting = protocol.interpreting
    for code, minutes in waves.items():
        with_one = _with_one(planned(minutes, interpreting, interpreted=True))
        tell(f"Planned for {code}: {minutes}; with an interpreter {with_one}.")
        for row in interpreting.length:
            told = {"language": row.language, "dialect": row.dialect}
            own = planned(minutes, interpreting, interpreted=False, **told).minutes
            with_one = _with_one(planned(minutes, interpreting, interpreted=True, **told))
            tell(f"  In {words(row)}: {own}; with an interpreter {with_one}.")
        over = [
            one.language.name
            for one in found.lengths(interpreting.length_factor)
            if not one.interpreted and round(one.longest) > _own(minutes, interpreting, one.language.tag)
        ]
        if over:
            tell(f"  The longest route takes longer than planned in {', '.join(over)}.")


def _with_one(found: Planned) -> str:
    sittings = "two sittings, primary outcome first" if found.sittings > 1 else "one sitting"
    return f"{found.minutes} in {sittings}"


def _own(minutes: int, interpreting: Interpreting, tag: str) -> int:
    return planned(minutes, interpreting, interpreted=False, language=tag).minutes


def _answers(file: Path) -> dict[str, str]:
    if not file.is_file():
        raise Refusal(str(file), "there is no such file.", "Name a CSV file.")
    with file.open(encoding="utf-8-sig", newline="") as opened:
        lines = csv.DictReader(opened)
        if not {"question", "answer"} <= set(lines.fieldnames or ()):
            cure = "Its first row says: question,answer."
            raise Refusal(file.name, "the columns question and answer are not there.", cure)
        return {line["question"].strip(): (line["answer"] or "").strip() for line in lines}


def _tell_route(route: Route, *, as_json: bool) -> None:
    if as_json:
        asked = [
            {"question": one.item, "rows": one.rows, "answer": one.answer, "given": one.given}
            for one in route.asked
        ]
        typer.echo(json.dumps({"version": 1, "asked": asked, "stuck": route.stuck}, ensure_ascii=False))
        return
    section = None
    for one in route.asked:
        if one.section != section:
            section = one.section
            tell(section or "(no section)")
        row = f"[{', '.join(str(number) for number in one.rows)}]" if one.rows else ""
        tell(f"  {one.name}{row}: {one.answer}" + ("" if one.given or one.kind == "note" else "  (made up)"))
    if route.stuck:
        tell(f"The walk did not come out of {route.stuck}.", wrong=True)


def _tell_survey(found: Survey, name: str, seed: int, factor: float) -> None:
    tell(f"{name}: {len(found.routes)} walks, seed {seed}.")
    tell("Routes, by the sections that they go through:")
    kinds = found.kinds()
    for kind in kinds[:ROUTES_SHOWN]:
        asked = f"{kind.fewest}" if kind.fewest == kind.most else f"{kind.fewest} to {kind.most}"
        tell(f"  {kind.walks} walks, {asked} questions: {' → '.join(one or '–' for one in kind.sections)}")
    if len(kinds) > ROUTES_SHOWN:
        tell(f"  and {len(kinds) - ROUTES_SHOWN} rarer ones.")
    tell("Estimated minutes of a whole interview, the middle one and the longest:")
    for length in found.lengths(factor):
        tell(f"  {_language(length, factor)}: {length.middle:.0f}, {length.longest:.0f}")
    for lost in found.unreached():
        why = f": asked if {' and '.join(lost.conditions)}" if lost.conditions else ""
        tell(f"No route reaches {lost.name} (sheet survey, row {lost.line}){why}.")
    for loop in found.endless():
        tell(f"{loop.name} never ends: {loop.stuck} of {loop.entered} walks did not come out of it.")
    if not found.unreached():
        tell("Every question is reached.")
    if not found.endless():
        tell("Every loop ends.")


def _language(length: Length, factor: float) -> str:
    return length.language.name + (f", interpreted (× {factor:g})" if length.interpreted else "")


def _as_json(found: Survey, factor: float) -> dict[str, object]:
    return {
        "version": 1,
        "walks": len(found.routes),
        "routes": [
            {"sections": k.sections, "walks": k.walks, "fewest": k.fewest, "most": k.most}
            for k in found.kinds()
        ],
        "minutes": [
            {
                "language": one.language.tag,
                "interpreted": one.interpreted,
                "middle": round(one.middle, 1),
                "longest": round(one.longest, 1),
            }
            for one in found.lengths(factor)
        ],
        "unreached": [{"name": u.name, "row": u.line, "conditions": u.conditions} for u in found.unreached()],
        "endless": [
            {"repeat": loop.name, "stuck": loop.stuck, "entered": loop.entered} for loop in found.endless()
        ],
    }
