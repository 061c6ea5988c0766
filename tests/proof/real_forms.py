"""Workbooks that others wrote: fetched from the packages that carry them, as their owner would save them."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

import openpyxl
import xlrd

TABLE = Path(__file__).with_name("real_forms.toml")
KEPT = Path("var") / "real-forms"
MORE = "CALLASSIST_REAL_FORMS"  # a folder with further workbooks of yours
TOO_SMALL = 1_000  # bytes: the lock that a spreadsheet program leaves beside an open workbook


class NotHad(Exception):
    """The workbooks cannot be had here: why, and what to do."""


@dataclass(frozen=True, slots=True)
class RealForm:
    """A workbook that we did not write: where it is from, and its content as .xlsx."""

    name: str
    maker: str
    content: bytes


def real_forms() -> list[RealForm]:
    """All workbooks of the table, and of the folder that `CALLASSIST_REAL_FORMS` names. Raises NotHad."""
    packages = tomllib.loads(TABLE.read_text("utf-8"))["package"]
    found = [form for package in packages for form in _of_package(package)]
    return [*found, *_of_folder(os.environ.get(MORE, ""))]


def _of_package(package: dict[str, Any]) -> Iterator[RealForm]:
    archive = _had(package)
    for path, content in sorted(_inside(archive)):
        if PurePosixPath(path).match(package["forms"]) or _deep(path, package["forms"]):
            yield RealForm(PurePosixPath(path).name, package["maker"], as_xlsx(content))


def _deep(path: str, pattern: str) -> bool:
    """Whether a path lies anywhere below a folder written as folder/**/name."""
    folder, _, name = pattern.partition("/**/")
    return path.startswith(f"{folder}/") and PurePosixPath(path).match(name)


def _of_folder(folder: str) -> Iterator[RealForm]:
    for path in sorted(Path(folder).rglob("*.xls*")) if folder else []:
        if path.stat().st_size > TOO_SMALL:
            yield RealForm(path.name, folder, as_xlsx(path.read_bytes()))


def _inside(archive: Path) -> Iterator[tuple[str, bytes]]:
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as packed:
            for name in packed.namelist():
                if ".xls" in name:
                    yield name, packed.read(name)
        return
    with tarfile.open(archive) as tape:
        for member in tape:
            content = tape.extractfile(member) if member.isfile() and ".xls" in member.name else None
            if content is not None:
                yield member.name, content.read()


def _had(package: dict[str, Any]) -> Path:
    """The package's archive, from the last time or from its registry, just as the table says."""
    folder = KEPT / f"{package['name']}-{package['version']}"
    if not any(folder.glob("*.*")):
        folder.mkdir(parents=True, exist_ok=True)
        _fetch(package, folder)
    archive = next(iter(sorted(folder.glob("*.*"))), None)
    if archive is None or hashlib.sha256(archive.read_bytes()).hexdigest() != package["sha256"]:
        raise NotHad(f"{package['name']} {package['version']} is not what it was; delete {folder}")
    return archive


def _fetch(package: dict[str, Any], folder: Path) -> None:
    name, version = package["name"], package["version"]
    if package["registry"] == "npm":
        ways = [["npm", "pack", "--silent", "--pack-destination", str(folder), f"{name}@{version}"]]
    else:
        pulled = ["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:"]
        ways = [[python, *pulled, "--dest", str(folder), f"{name}=={version}"] for python in _pythons()]
    for way in ways:
        if shutil.which(way[0]) and subprocess.run(way, capture_output=True, check=False).returncode == 0:
            return
    raise NotHad(f"{name} {version} could not be fetched: this needs pip and npm, and a registry in reach")


def _pythons() -> list[str]:
    """An interpreter that has pip: our own, if it was set up with it, or the machine's."""
    return [sys.executable, "python3", "python"]


def as_xlsx(content: bytes) -> bytes:
    """A workbook as its owner would save it anew: .xls becomes .xlsx, every cell as it was typed."""
    if content.startswith(b"PK"):
        return content
    old, new = xlrd.open_workbook(file_contents=content), openpyxl.Workbook()
    new.remove(new.worksheets[0])
    for sheet in old.sheets():
        made = new.create_sheet(sheet.name)
        for row in range(sheet.nrows):
            for column in range(sheet.ncols):
                value = _typed(sheet.cell(row, column), old.datemode)
                if value != "":
                    made.cell(row + 1, column + 1, value)
    saved = io.BytesIO()
    new.save(saved)
    return saved.getvalue()


def _typed(cell: Any, datemode: int) -> Any:
    match cell.ctype:
        case xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        case xlrd.XL_CELL_NUMBER:
            return int(cell.value) if cell.value == int(cell.value) else cell.value
        case xlrd.XL_CELL_DATE:
            return xlrd.xldate_as_datetime(cell.value, datemode)
        case xlrd.XL_CELL_TEXT:
            return cell.value
        case _:
            return ""
