"""Has a data set made in a child process that only reads, and keeps the file for a day in the data folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from callassist.errors import Refusal
from callassist.privacy.tokens import new_id
from callassist.store.database import Connection
from callassist.work.actor import Actor, Role
from callassist.work.house import House, Running
from callassist.work.verb import Line, keep

A_DAY = 24 * 3600
COMMAND = (sys.executable, "-m", "callassist.exports")
BEHIND = 10  # how nice the child is: who waits for the next question goes before who waits for a file
WHO = (Role.MANAGER, Role.DATA)
NAMES = {False: "dataset", True: "allocation"}


@dataclass(frozen=True, slots=True)
class Job:
    """One file that is being made or is there. `state`: asked, running, done or failed."""

    id: str
    study_id: str
    by: str
    unblinded: bool
    language: str
    asked_at: str
    state: str
    file: str
    rows: int
    why: str
    about: dict[str, Any] | None
    path: Path
    name: str


def may_make(actor: Actor, study_id: str, *, unblinded: bool) -> bool:
    """Whether somebody may have a file made: the allocation is a grant of its own."""
    roles = (Role.UNBLINDED,) if unblinded else WHO
    return actor.may_any(roles, study_id)


def make(house: House, actor: Actor, running: Running, *, unblinded: bool, language: str) -> str:
    """Start making a file; the job's id. The order goes to the child on stdin, never on its command line."""
    if not may_make(actor, running.id, unblinded=unblinded):
        raise Refusal("File", "it needs a grant that you do not hold.", "Ask a manager.")
    _known_language(running, language)
    folder, job_id, now = _folder(house), new_id(), house.now()
    _clear(folder)
    asked = {
        "study_id": running.id,
        "by": actor.id,
        "unblinded": unblinded,
        "language": language,
        "asked_at": now.isoformat(),
        "name": f"{NAMES[unblinded]}-{running.row.slug}-{_local(running, now):%Y-%m-%d-%H%M}.zip",
    }
    (folder / f"{job_id}.job").write_text(json.dumps(asked))
    line = Line(actor.id, f"export {NAMES[unblinded]}", now, running.id, job_id, {"language": language})
    keep(house, line, _nothing_more)
    _start(_order(house, running, folder, job_id, unblinded=unblinded, language=language))
    return job_id


def write(
    house: House, running: Running, target: Path, *, by: str, unblinded: bool = False, language: str
) -> Mapping[str, Any]:
    """Make a file and wait for it, for the command line: what stands in its about.json. Raises Refusal."""
    _known_language(running, language)
    if not target.parent.is_dir():
        raise Refusal(str(target), "its folder is not there.", "Make the folder, or write elsewhere.")
    with tempfile.TemporaryDirectory(dir=target.parent) as name:
        folder, job_id = Path(name), new_id()
        line = Line(by, f"export {NAMES[unblinded]}", house.now(), running.id, job_id, {"language": language})
        keep(house, line, _nothing_more)
        order = _order(house, running, folder, job_id, unblinded=unblinded, language=language)
        subprocess.run(COMMAND, input=json.dumps(order), text=True, capture_output=True, check=False)
        said = _board(folder, job_id)
        if said.get("state") != "done":
            raise Refusal("export", str(said.get("why", "the child process ended early")))
        (folder / f"{job_id}.zip").replace(target)
    return dict(said["about"])


def _local(running: Running, at: datetime) -> datetime:
    return at.astimezone(ZoneInfo(running.edition.protocol.study.zone))


def _known_language(running: Running, language: str) -> None:
    if language not in running.edition.protocol.study.languages:
        what = f"the scripts have no “{language[:20]}”."
        raise Refusal("Labels in", what, "Choose a language of the study.")


def _order(
    house: House, running: Running, folder: Path, job_id: str, *, unblinded: bool, language: str
) -> dict[str, Any]:
    return {
        "board": str(folder / f"{job_id}.board"),
        "target": str(folder / f"{job_id}.zip"),
        "database": house.database.url,
        "wanted": {
            "study_id": running.id,
            "slug": running.row.slug,
            "mode": running.row.mode,
            "edition": running.edition.digest,
            "now": house.now().isoformat(),
            "language": language,
            "unblinded": unblinded,
            "version": _version(),
        },
    }


def jobs(house: House, actor: Actor, study_id: str) -> tuple[Job, ...]:
    """The files that somebody may have, latest first."""
    folder = _folder(house)
    found = [_read(folder, path.stem) for path in sorted(folder.glob("*.job"), reverse=True)]
    return tuple(
        job
        for job in found
        if job is not None and job.study_id == study_id and may_make(actor, study_id, unblinded=job.unblinded)
    )


def job(house: House, actor: Actor, job_id: str) -> Job:
    """One file, if it is hers to have. Raises Refusal."""
    known = _read(_folder(house), job_id) if job_id.replace("-", "").isalnum() else None
    if known is None or not may_make(actor, known.study_id, unblinded=known.unblinded):
        raise Refusal("File", "it is not there; files are kept for a day.", "Have it made again.")
    return known


def fetched(house: House, actor: Actor, known: Job) -> None:
    """Say in the audit that a file was taken."""
    line = Line(actor.id, f"take {NAMES[known.unblinded]}", house.now(), known.study_id, known.id)
    keep(house, line, _nothing_more)


def _nothing_more(_c: Connection) -> None:
    """The audit line is all there is to keep."""


def _read(folder: Path, job_id: str) -> Job | None:
    try:
        asked = json.loads((folder / f"{job_id}.job").read_text())
    except (OSError, ValueError):
        return None
    board = _board(folder, job_id)
    return Job(
        id=job_id,
        state=board.get("state", "asked"),
        file=board.get("file", ""),
        rows=board.get("rows", 0),
        why=board.get("why", ""),
        about=board.get("about"),
        path=folder / f"{job_id}.zip",
        **asked,
    )


def _board(folder: Path, job_id: str) -> dict[str, Any]:
    try:
        return dict(json.loads((folder / f"{job_id}.board").read_text()))
    except (OSError, ValueError):
        return {"state": "asked"}


def _folder(house: House) -> Path:
    """Where files wait: beside an SQLite database, else in a temporary folder of this user alone."""
    _scheme, _, path = house.database.url.partition(":///")
    if house.database.dialect == "sqlite" and path:
        folder = Path(path.partition("?")[0]).resolve().parent / "exports"
    else:
        folder = Path(tempfile.gettempdir()) / f"callassist-exports-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _clear(folder: Path) -> None:
    """Remove what is older than a day."""
    for path in folder.iterdir():
        if path.is_file() and path.stat().st_mtime < time.time() - A_DAY:
            path.unlink(missing_ok=True)


def _start(order: dict[str, Any]) -> None:
    child = subprocess.Popen(
        COMMAND,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    os.setpriority(os.PRIO_PROCESS, child.pid, BEHIND)
    threading.Thread(target=child.communicate, args=(json.dumps(order),), name="export", daemon=True).start()


def _version() -> str:
    try:
        return version("callassist")
    except PackageNotFoundError:
        return ""
