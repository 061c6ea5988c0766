"""Earlier answers are never told before it is known who listens."""

from __future__ import annotations

from pathlib import Path

from callassist.edition.check import examine

EXAMPLE = Path(__file__).parents[2] / "scripts" / "questionnaires" / "example"
EARLIER = "| | calculate | before |  |  |  |  | instance('prior')/root/item/town |  |  |  |  |  |  |  |\n"
CALLER = "| | calculate | caller |"


def told(*changes: tuple[str, str]) -> list[str]:
    files = {one.name: one.read_bytes() for one in EXAMPLE.iterdir() if one.is_file()}
    script = files["wellbeing.md"].decode()
    for was, now in changes:
        assert was in script
        script = script.replace(was, now, 1)
    files["wellbeing.md"] = script.encode()
    return [str(one) for one in examine(files) if "who listens" in str(one)]


def test_in_the_opening_they_are_an_error_with_the_row_and_after_it_they_are_not() -> None:
    known = (CALLER, EARLIER + CALLER)
    [said] = told(known, ("Is this a good and safe", "You lived in ${before}. Is this a good and safe"))
    assert "“safe” tells of an earlier interview" in said
    assert "sheet survey, row" in said
    assert told(known, ("Thank you. I am calling", "You lived in ${before}. I am calling")) == []
