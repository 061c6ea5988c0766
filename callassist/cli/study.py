"""Commands for a study: check its folder, load it, take its families in, take it live."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from callassist.cli.terminal import configured, files_of, packs_of, tell, the_house, write_new
from callassist.edition.check import examine
from callassist.errors import Complaint, Refusal, Weight
from callassist.work import (
    approvals,
    approving_scripts,
    cover,
    enrol,
    going_live,
    kept_apart,
    staff,
    studies,
    tables,
)
from callassist.work.house import SYSTEM

Folder = Annotated[Path, typer.Argument(help="A study folder, as scripts/questionnaires/together.")]
Slug = Annotated[str, typer.Option("--study", help="The study's slug.")]
Packs = Annotated[
    list[Path] | None, typer.Option("--pack", help="A text pack from elsewhere; may be given several times.")
]
AsJson = Annotated[bool, typer.Option("--json", help="For machines: JSON on standard output.")]


def check(
    folder: Folder,
    live: Annotated[bool, typer.Option(help="As a live study.")] = False,
    as_json: AsJson = False,
    pack: Packs = None,
) -> None:
    """Tell everything wrong or doubtful in a study folder, with its place and cure."""
    complaints = examine({**files_of(folder), **packs_of(pack or [])}, live=live)
    complaints += _grants_of(complaints, folder)
    errors = [one for one in complaints if one.weight is Weight.ERROR]
    if as_json:
        listed = [{"weight": c.weight, "where": c.where, "what": c.what, "cure": c.cure} for c in complaints]
        typer.echo(json.dumps({"version": 1, "complaints": listed}, ensure_ascii=False))
    else:
        for one in complaints:
            tell(str(one))
        tell(f"{len(errors)} errors, {len(complaints) - len(errors)} warnings in {folder.name}.")
    if errors:
        raise typer.Exit(1)


def _grants_of(complaints: list[Complaint], folder: Path) -> list[Complaint]:
    """Grants by which somebody who rings would learn the group, of the installation beside it if any."""
    own = configured()
    file = own.database.removeprefix("sqlite:///")
    bare = file != own.database and not Path(file).is_file()
    if bare or any(one.weight is Weight.ERROR for one in complaints):
        return []
    with the_house(writes=False) as house, house.database.read() as c:
        here = [one for one in house.studies() if one.row.slug == folder.name]
        pairs = list(kept_apart.found(c, here, house.now()))
    cure = "End one of the two grants on the page of people."
    return [
        Complaint(Weight.WARNING, f"grants of {who}", f"rings families, and {pair.knows}.", cure)
        for who, pair in pairs
    ]


def load(folder: Folder, pack: Packs = None) -> None:
    """Load a study folder: a new study, or a new edition of one. The same files again change nothing."""
    files = {**files_of(folder), **packs_of(pack or [])}
    errors = [one for one in examine(files) if one.weight is Weight.ERROR]
    if errors:
        raise Refusal(errors[0].where, errors[0].what, errors[0].cure)
    with the_house(writes=True) as house:
        loaded = studies.load(house, files, by=SYSTEM, mode="rehearsal" if configured().rehearsal else "live")
        running = house.study(loaded.study_id)
        with house.database.read() as c:
            bare = cover.bare_hours(c, running, house.now())
    said = "a new study" if loaded.new_study else "a new edition" if loaded.new_edition else "nothing new"
    tell(f"{loaded.slug}: {said}, edition {loaded.digest[:12]}.")
    if bare:
        since = bare[0].since.astimezone(ZoneInfo(running.edition.protocol.study.zone))
        tell(
            f"warning: nobody is on duty in {len(bare)} spans of calling hours of the next seven days, "
            f"first on {since:%a %d %b from %H:%M}. No interview that asks about risk begins then: "
            "fill the duty rota."
        )


def import_people(
    file: Annotated[Path, typer.Argument(help="A CSV or XLSX file; `people template` makes one to fill in.")],
    study: Slug = "together",
    allocation: Annotated[bool, typer.Option(help="The file says which arm each unit is in.")] = False,
    skip_bad: Annotated[bool, typer.Option(help="Take the good rows in although others are bad.")] = False,
) -> None:
    """Take families in: all rows or none. A second import of the same rows changes nothing."""
    if not file.is_file():
        raise Refusal(str(file), "there is no such file.", "Name a CSV or XLSX file.")
    rows = tables.rows_of(file.name, file.read_bytes())
    with the_house(writes=True) as house:
        running = house.study(study)
        if allocation:
            found = enrol.allocate(house, running, rows, by=SYSTEM, name=file.name)
            tell(f"{len(found.good)} units allocated, {len(found.same)} were so already.")
            return
        done = enrol.enrol(house, running, rows, by=SYSTEM, name=file.name, skip_bad=skip_bad)
    for bad in done.found.bad:
        tell(f"row {bad.row}, {bad.column}: {bad.what} {bad.cure}", wrong=True)
    same, differs = len(done.found.same), len(done.found.differs)
    tell(f"{done.taken_in} taken in, {same} the same as before, {differs} differ.")
    if done.held:
        tell("Invitations of windows that are open already are held for release.")


def template(file: Annotated[Path, typer.Argument(help="Where to write it: .csv or .xlsx.")]) -> None:
    """Write an import file to fill in."""
    made = tables.template_xlsx() if file.suffix == ".xlsx" else tables.template_csv()
    write_new(file, made)
    tell(f"Wrote {file}.")


def add_user(
    sign_in: Annotated[str, typer.Argument(help="The name to sign in with.")],
    name: Annotated[str, typer.Option(help="The full name.")],
    role: Annotated[list[str], typer.Option(help="A role; may be given several times.")],
    study: Slug = "together",
    site: Annotated[str, typer.Option(help="One site only.")] = "",
    languages: Annotated[str, typer.Option(help="Tags of the languages spoken, apart by commas.")] = "en-GB",
    password: Annotated[str, typer.Option(prompt=True, hide_input=True, help="Asked for if not given.")] = "",
) -> None:
    """Add somebody who works here, with one or more roles."""
    with the_house(writes=True) as house:
        running = house.study(study)
        spoken = tuple(tag.strip() for tag in languages.split(",") if tag.strip())
        staff.refuse_together(house, role, running.id)
        staff_id = staff.add_staff(
            house, by=SYSTEM, sign_in=sign_in, name=name, password=password, languages=spoken
        )
        for one in role:
            of = None if one == "administrator" else running.id
            staff.grant(house, by=SYSTEM, staff_id=staff_id, role=one, study_id=of, site=site or None)
    tell(f"{name} can sign in as {sign_in}.")


def go_live(
    study: Slug, test_list: Annotated[str, typer.Option(help="Numbers, apart by commas.")] = ""
) -> None:
    """Say what a live study still lacks, and let it reach everybody once nothing is lacking."""
    with the_house(writes=True) as house:
        if test_list:
            going_live.set_test_list(house, study, tuple(test_list.split(",")), by=SYSTEM)
        lacking = going_live.go_live(house, study, by=SYSTEM)
    for one in lacking:
        tell(f"lacking: {one}")
    if lacking:
        raise typer.Exit(1)
    tell("The study is live.")


def approve(
    template: Annotated[
        str,
        typer.Argument(help="A text of messages.toml, baseline.md, prompt_lost_ur.mp3, or outside_script."),
    ],
    language: Annotated[str, typer.Argument(help="The tag of its language.")],
    capacity: Annotated[str, typer.Option(help="What gives the right to, as: reads Urdu, parents' panel.")],
    reference: Annotated[str, typer.Option(help="The ethics committee's reference.")],
    study: Slug = "together",
) -> None:
    """Approve the words of a text or script as they stand now. A later edit makes a draft of them again."""
    with the_house(writes=True) as house:
        if template in house.study(study).edition.scripts:
            count = approving_scripts.approve_script(
                house, study, template, language, by=SYSTEM, capacity=capacity, reference=reference
            )
            tell(f"{template} in {language}: {count} texts approved.")
            return
        new = approvals.approve(
            house, study, template, language, by=SYSTEM, capacity=capacity, reference=reference
        )
    tell(f"{template} in {language}: {'approved' if new else 'was approved already'}.")


def declare(
    fact: Annotated[str, typer.Argument(help="key_copy or backup_restored.")],
    words: Annotated[str, typer.Argument(help="Where the copy is kept, or what was restored and counted.")],
    study: Slug = "together",
) -> None:
    """Declare what only a person can know before a study goes live."""
    with the_house(writes=True) as house:
        going_live.declare(house, study, fact, by=SYSTEM, words=words)
    tell(f"{fact}: declared.")
