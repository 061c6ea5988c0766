"""Takes a whole database out into one file while callassist runs, and puts it into an empty one again."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, func, select

from callassist.errors import Refusal
from callassist.store import backup_lines as lines
from callassist.store import migrate
from callassist.store.database import Database
from callassist.store.schema import metadata

FORM: Final = 1
CHUNK: Final = 500
BROKEN: Final = "Take another backup file; this one cannot be trusted."


@dataclass(frozen=True, slots=True)
class Counted:
    """How many tables hold rows, and how many rows there are in all."""

    tables: int
    rows: int


@dataclass(slots=True)
class _Sum:
    """The digest of every line so far, the rows, and the tables that had any."""

    digest: Any
    rows: int = 0
    tables: int = 0

    def end(self) -> dict[str, Any]:
        return {"end": "backup", "tables": self.tables, "rows": self.rows, "digest": self.digest.hexdigest()}


def backup(database_url: str, file: Path) -> Counted:
    """Write everything as it is at one moment, then read the file again; what was counted.

    The file holds what the database holds: identity stays sealed in it, and is worth nothing without the
    keys, which are kept elsewhere. Raises Refusal when the file is there already or cannot be written.
    """
    if file.exists():
        raise Refusal(str(file), "it is there already.", "Name a file that is not there.")
    database = Database(database_url)
    try:
        new = file.with_name(file.name + ".new")
        with database.read() as c:
            revision = migrate.revision(c)
            if revision is None:
                raise Refusal(
                    "database", "it holds no callassist.", "Set CALLASSIST_DATABASE to the one meant."
                )
            written = _write(c, new, revision)
        if (found := _checked(new)) != written:
            raise Refusal(str(file), "what was read back differs from what was written.", "Look at the disk.")
        new.replace(file)
        return found
    except OSError as wrong:
        raise Refusal(str(file), f"it cannot be written: {wrong.strerror}.", "Name another place.") from wrong
    finally:
        database.close()


def _write(c: Connection, new: Path, revision: str) -> Counted:
    whole = _Sum(sha256())
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as raw:
        with gzip.GzipFile(fileobj=raw, mode="wb", compresslevel=6, mtime=0) as packed:

            def say(word: object) -> None:
                line = json.dumps(word, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
                whole.digest.update(line)
                packed.write(line)

            say({"callassist": "backup", "form": FORM, "revision": revision})
            for table in metadata.sorted_tables:
                say({"table": table.name, "columns": lines.columns_of(table)})
                rows = 0
                for row in c.execute(lines.everything(table), execution_options={"yield_per": CHUNK}):
                    say(lines.written(table, row))
                    rows += 1
                whole.rows, whole.tables = whole.rows + rows, whole.tables + (rows > 0)
            packed.write(json.dumps(whole.end()).encode() + b"\n")
        raw.flush()
        os.fsync(raw.fileno())
    return Counted(whole.tables, whole.rows)


def restore(database_url: str, file: Path) -> Counted:
    """Put a backup into an empty database, all of it or nothing; what was counted.

    Raises Refusal for a file that is none, is broken or cut short, or was made by a newer callassist, and for
    a database that holds anything.
    """
    counted = _checked(file)
    database = Database(database_url)
    try:
        database.must_answer()
        _empty_at(database, _revision(file))
        database.keep(lambda c: _load(c, file))
        migrate.up(database)
        with database.read() as c:
            in_it = _count(c)
        if in_it != counted:
            raise Refusal("database", f"it holds {in_it.rows} rows, not {counted.rows}.", "Do not use it.")
        return in_it
    finally:
        database.close()


def _empty_at(database: Database, revision: str) -> None:
    """Have the tables as the backup knew them, with nothing in them."""
    with database.read() as c:
        if migrate.revision(c) is not None and _count(c).rows:
            raise Refusal("database", "it is not empty.", "Name an empty one: nothing is written over.")
    migrate.up_to(database, revision)


def _count(c: Connection) -> Counted:
    counts = [
        c.execute(select(func.count()).select_from(table)).scalar_one() for table in metadata.sorted_tables
    ]
    return Counted(sum(1 for one in counts if one), sum(counts))


def _load(c: Connection, file: Path) -> None:
    waiting: list[dict[str, Any]] = []
    table: lines.Columns | None = None
    for word in _words(file):
        if isinstance(word, dict):
            _put(c, table, waiting)
            table = lines.Columns(word["table"], word["columns"]) if "table" in word else table
        elif table is not None:
            waiting.append(table.read(word))
            if len(waiting) >= CHUNK:
                _put(c, table, waiting)


def _put(c: Connection, table: lines.Columns | None, waiting: list[dict[str, Any]]) -> None:
    if table is not None and waiting:
        c.execute(table.insert(), waiting)
    waiting.clear()


def _revision(file: Path) -> str:
    return str(next(_words(file))["revision"])


def _checked(file: Path) -> Counted:
    """Read a backup through, comparing its digest. Raises Refusal for a broken file."""
    whole = _Sum(sha256())
    word: Any = None
    counted = 0
    for line, word in _lines(file):
        if isinstance(word, dict) and word.get("end") == "backup":
            break
        whole.digest.update(line)
        if isinstance(word, list):
            counted, whole.rows = counted + 1, whole.rows + 1
            whole.tables += counted == 1
        else:
            counted = 0
    if word != whole.end():
        raise Refusal(str(file), "it is broken: it does not add up.", BROKEN)
    return Counted(whole.tables, whole.rows)


def _words(file: Path) -> Iterator[Any]:
    for _line, word in _lines(file):
        yield word


def _lines(file: Path) -> Iterator[tuple[bytes, Any]]:
    """Each line with what it says. Raises Refusal for a file that is no backup of a form known here."""
    try:
        with gzip.open(file, "rb") as packed:
            for number, line in enumerate(packed):
                word = json.loads(line)
                if number == 0:
                    _head(file, word)
                yield line, word
    except FileNotFoundError:
        raise Refusal(str(file), "there is no such file.", "Name a backup.") from None
    except (OSError, EOFError, ValueError) as wrong:
        raise Refusal(str(file), "it is no backup, or a broken one.", BROKEN) from wrong


def _head(file: Path, word: Any) -> None:
    if not isinstance(word, dict) or word.get("callassist") != "backup":
        raise Refusal(str(file), "it is no backup.", "Name a file that callassist backup wrote.")
    if word.get("form") != FORM or not migrate.knows(str(word.get("revision"))):
        raise Refusal(str(file), "a newer callassist made it.", "Restore it with that one, or a newer.")


def differing(database_url: str, file: Path) -> str | None:
    """The first table of a database whose rows are not those of a backup, whatever their order; None if none.

    Each row is written as the backup writes it, and the digests of all rows of a table are added up.
    """
    wanted = _digests(_words(file))
    database = Database(database_url)
    try:
        with database.read() as c:
            for table in metadata.sorted_tables:
                rows = c.execute(lines.everything(table), execution_options={"yield_per": CHUNK})
                if _total(lines.written(table, row) for row in rows) != wanted.get(table.name, 0):
                    return table.name
    finally:
        database.close()
    return None


def _digests(words: Iterator[Any]) -> dict[str, int]:
    found: dict[str, int] = {}
    table = ""
    for word in words:
        if isinstance(word, dict):
            table = word.get("table", "")
        else:
            found[table] = found.get(table, 0) + _total([word])
    return found


def _total(rows: Iterable[list[Any]]) -> int:
    return sum(int.from_bytes(sha256(_plain(row)).digest()) for row in rows)


def _plain(row: list[Any]) -> bytes:
    """A row as bytes, with JSON read: two databases may space it differently."""
    return json.dumps(row, ensure_ascii=False, sort_keys=True).encode()
