"""The house keeps its shape: doors, sizes, who reads the allocation, what is signed and what is audited."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = [*sorted((ROOT / "callassist").rglob("*.py")), *sorted((ROOT / "webhooks").rglob("*.py"))]
TESTS = sorted((ROOT / "tests").rglob("*.py"))
ROOMS = [one for one in sorted((ROOT / "callassist").iterdir()) if (one / "__init__.py").is_file()]
MADE = "migrations/versions"

LONGEST_FILE = 350
LONGEST_FUNCTION = 60
VAGUE = re.compile(r"^(utils?|helpers?|common|manager|base|misc|handlers?|processors?)\.py$")

# Who may read which arm somebody is in: enrolment, CONSORT and effort by arm, and the allocation file.
MAY_READ_ALLOCATION = {
    "store/people.py",
    "store/enrolment.py",
    "work/enrol.py",
    "store/lists/allocation_file.py",
    "store/lists/effort_by_arm.py",
    "exports/unblinded.py",
}

# Rooms whose rows are history in themselves write without an audit line, each for its reason.
LEDGERS = {
    "work/ticking.py": "it says when a job was last worked, which is no act",
    "work/plan.py": "what dates made due is worked out again from the same facts",
    "work/swats.py": "draws are rows that never change, and no act of anybody's",
    "work/claim.py": "the outbox keeps every text's own history",
    "work/record.py": "the outbox keeps every text's own history",
    "work/receive.py": "the inbox keeps every callback as it came",
    "work/call_dial.py": "legs keep their own history, and a call's press is a verb of its own",
    "work/call_acts.py": "the network's own id of a room is no act",
    "work/call_in.py": "a phone that rings us is kept as a call, which is history in itself",
    "work/call_settle.py": "legs keep their own history",
    "work/call_notices.py": "the inbox keeps every notice as it came",
    "work/replies.py": "replies and contacts are ledgers",
    "work/reconcile.py": "the outbox keeps every text's own history",
    "work/auditing.py": "it seals the audit lines",
    "work/answers.py": "answers are events",
    "work/staff.py": "sign-ins have their own rows",
    "work/windows.py": "windows are worked out again from the same facts",
    "work/cases.py": "a hold that is kept open is no act",
    "work/rows.py": "rows that come and go are events, like answers",
    "work/pausing.py": "interruptions are rows of the sitting",
    "work/interpretation.py": "what is said of the words is kept as it was said, the last word counts",
    "work/interviews.py": "a practice is kept nowhere",
    "work/leaving.py": "a practice is kept nowhere",
    "work/finishing.py": "a practice is kept nowhere",
    "work/pruning.py": "it forgets marks and tries that guard nothing any more",
    "work/once.py": "it writes the audit line together with the form's token",
}


def names(paths: list[Path]) -> list[str]:
    return [path.relative_to(ROOT).as_posix() for path in paths]


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_room_has_a_door_of_at_most_five_lines(room: Path) -> None:
    tree = ast.parse((room / "__init__.py").read_text())
    said = ast.get_docstring(tree, clean=False)
    assert said, "a door says what lives here, what may not, and who calls it"
    assert len(said.strip().splitlines()) <= 5
    assert len(tree.body) == 1, "a door holds nothing but its words"


@pytest.mark.parametrize("path", names(OURS))
def test_files_say_what_they_are_and_stay_short(path: str) -> None:
    text = (ROOT / path).read_text()
    if MADE in path:
        return
    assert ast.get_docstring(ast.parse(text)), (
        "a file opens with one sentence that a trial manager understands"
    )
    assert len(text.splitlines()) <= LONGEST_FILE
    assert not VAGUE.match(Path(path).name)


def test_no_function_is_longer_than_a_page() -> None:
    long = [f"{path}:{name} {size}" for path, name, size in functions() if size > LONGEST_FUNCTION]
    assert long == []


def functions() -> Iterator[tuple[str, str, int]]:
    for path in [*OURS, *TESTS]:
        if MADE in path.as_posix():
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield path.relative_to(ROOT).as_posix(), node.name, (node.end_lineno or 0) - node.lineno + 1


def test_no_rule_is_switched_off_on_a_line() -> None:
    switch = re.compile(r"#\s*(noqa|type:\s*ignore|pragma:|fmt:\s*(skip|off)|ruff:)")
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in [*OURS, *TESTS]
        if MADE not in path.as_posix()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if switch.search(line) and path.name != Path(__file__).name
    ]
    assert found == []


def test_nobody_else_reads_the_allocation() -> None:
    asks = re.compile(
        r"store\.people import .*\ballocation\b|people\.allocation\.c|\ballocated\(|allocation_file"
    )
    readers = {
        path.relative_to(ROOT / "callassist").as_posix()
        for path in OURS
        if path.is_relative_to(ROOT / "callassist") and MADE not in path.as_posix()
        if asks.search(path.read_text()) and not path.is_relative_to(ROOT / "callassist" / "people")
    }
    assert readers <= MAY_READ_ALLOCATION


def test_every_verb_that_writes_leaves_an_audit_line() -> None:
    silent = {
        path.relative_to(ROOT / "callassist").as_posix()
        for path in OURS
        if path.is_relative_to(ROOT / "callassist" / "work")
        if "database.keep(" in path.read_text() and path.name != "verb.py"
    }
    assert silent - LEDGERS.keys() == set()


def test_the_readme_names_every_command() -> None:
    from typer.main import get_command

    from callassist.cli.main import app

    readme = (ROOT / "README.md").read_text()
    commands = get_command(app).commands
    listed = []
    for name, command in commands.items():
        inner = getattr(command, "commands", None)
        listed += [f"{name} {one}" for one in inner] if inner else [name]
    assert [one for one in listed if f"callassist {one}" not in readme] == []


def test_the_readme_names_every_room() -> None:
    readme = (ROOT / "README.md").read_text()
    assert [room.name for room in ROOMS if f"`{room.name}/`" not in readme] == []
