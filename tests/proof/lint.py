"""Style, types and imports hold, and nowhere is a line, a file or a rule of theirs switched off."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.proof.line import Line

ROOT = Path(__file__).parents[2]
OFF = re.compile(
    r"#\s*(noqa|type:\s*ignore|ruff:\s*noqa|mypy:\s*(ignore|disable)|pylint:|isort:\s*skip|pragma:\s*no)",
    re.I,
)
CHECKS = (
    ("ruff", "check", "."),
    ("ruff", "format", "--check", "."),
    ("mypy",),
    ("lint-imports", "--no-cache"),
)


def prove(*, quick: bool) -> Line:
    """Look for switched-off lines, and run every check of `make lint` (quick: the first two)."""
    files = [
        file for room in ("callassist", "webhooks", "tests") for file in sorted((ROOT / room).rglob("*.py"))
    ]
    found = [one for file in files for one in ignored(file.relative_to(ROOT).as_posix(), file.read_text())]
    planted = ignored("planted.py", "import os  # no" + "qa\nx = 1  # type" + ": ignore[misc]\n")
    failed = [" ".join(check) for check in CHECKS[: 2 if quick else None] if not _passes(check)]
    worst = f"{len(found)} ignored" + (f", first {found[0]}" if found else "")
    worst += f"; failing: {', '.join(failed)}" if failed else ""
    return Line(
        "lint",
        f"{len(files)} files read for an ignored line; {len(CHECKS[: 2 if quick else None])} checks run",
        len(files),
        worst,
        holds=not found and not failed and not _excluded(),
        broken=(("two planted", len(planted) == 2),),
    )


def ignored(name: str, content: str) -> list[str]:
    """The lines of a file that switch something off, with their places."""
    return [f"{name}:{n}" for n, line in enumerate(content.splitlines(), 1) if OFF.search(line)]


def _excluded() -> list[str]:
    """Files kept from ruff or mypy, other than migrations, which a machine writes."""
    tools = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]
    kept_out = tools["ruff"].get("extend-exclude", []) + tools["mypy"].get("exclude", [])
    return [one for one in kept_out if one != "callassist/store/migrations/versions"]


def _passes(check: tuple[str, ...]) -> bool:
    program = Path(sys.executable).with_name(check[0])
    return subprocess.run([program, *check[1:]], cwd=ROOT, capture_output=True, check=False).returncode == 0
