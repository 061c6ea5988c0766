"""Commands that keep and take out: keys, backups, the audit chain, the data set."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Annotated

import typer

from callassist.cli.terminal import configured, tell, the_house
from callassist.errors import Refusal
from callassist.lock import Lock
from callassist.privacy.keys import Keyring
from callassist.store import backup as backups
from callassist.work import auditing, making
from callassist.work.house import SYSTEM


def keys(file: Annotated[Path, typer.Argument(help="Where to write the key file.")]) -> None:
    """Make a key file. Keep a copy elsewhere: without it nothing sealed opens again."""
    if file.exists():
        raise Refusal(str(file), "it is there already.", "Name a file that is not there.")
    file.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as opened:
        opened.write(Keyring.fresh())
    tell(f"Wrote {file}. Keep a copy apart from the database and from this machine.")


def backup(file: Annotated[Path, typer.Argument(help="Where to write the backup.")]) -> None:
    """Write a whole backup while callassist runs, and read it again to be sure."""
    own = configured()
    found = backups.backup(own.database, file)
    tell(f"Wrote {file}: {found.rows} rows in {found.tables} tables, read again and equal.")


def restore(file: Annotated[Path, typer.Argument(help="A backup.")]) -> None:
    """Put a backup in place of an empty database, and count it."""
    own = configured()
    lock = Lock(own.data) if own.database.startswith("sqlite") else None
    found = backups.restore(own.database, file)
    if lock is not None:
        lock.release()
    tell(f"Restored {found.rows} rows in {found.tables} tables.")


def verify(as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False) -> None:
    """Say whether the audit lines are as they were written."""
    with the_house(writes=False) as house:
        found = auditing.verify(house)
    if as_json:
        said = {"version": 1, "intact": found.broken is None, "lines": found.lines, "broken": found.broken}
        typer.echo(json.dumps(said))
    elif found.broken is None:
        tell(f"intact: {found.lines} lines in {found.links} links.")
    if found.broken is not None:
        raise Refusal(
            "audit", f"broken at {found.broken}.", "Compare with a backup; tell the data protection lead."
        )


def export(
    file: Annotated[Path, typer.Argument(help="The ZIP file to write.")],
    study: Annotated[str, typer.Option("--study", help="The study's slug.")] = "together",
    language: Annotated[str, typer.Option(help="The language of the labels.")] = "en-GB",
    allocation: Annotated[bool, typer.Option(help="The second file: who was allocated to what.")] = False,
) -> None:
    """Write the data set: interviews, answers, contacts and codebook. No arm, name, number or free text."""
    with the_house(writes=True) as house:
        running = house.study(study)
        about = making.write(house, running, file, by=SYSTEM, unblinded=allocation, language=language)
    counts = ", ".join(f"{rows} rows in {name}" for name, rows in about.get("rows", {}).items())
    tell(f"Wrote {file}" + (f": {counts}." if counts else "."))
