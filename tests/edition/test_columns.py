"""What `check` tells of a script's own columns: recordings, texts, keys, subjects, status, what betrays."""

from __future__ import annotations

import pytest
from telephone import files

from callassist.edition.check import examine
from callassist.errors import Complaint

HEAD = (
    "type",
    "name",
    "label::English (en-GB)",
    "subject",
    "sms",
    "keypad",
    "audio::Urdu (ur)",
    "status::Urdu (ur)",
)
TAIL = """
| choices |
| | list_name | name | label::English (en-GB) |
| | yn | yes | Yes |
| | yn | no | No |

| settings |
| | form_id | default_language |
| | columns | English (en-GB) |
"""


def told(*rows: dict[str, str], recordings: tuple[str, ...] = ()) -> list[Complaint]:
    """What is said of the tiny study with a script of these rows, about the rows themselves."""
    lines = [f"| | {' | '.join(row.get(column, '') for column in HEAD)} |" for row in rows]
    script = "\n".join(["| survey |", f"| | {' | '.join(HEAD)} |", *lines, TAIL])
    changed = {**files("example"), "wellbeing.md": script.encode(), **dict.fromkeys(recordings, b"sound")}
    return [one for one in examine(changed) if "row" in one.where and "survey" in one.where]


def question(kind: str = "select_one yn", **cells: str) -> dict[str, str]:
    named = {column: cells.pop(column.partition("::")[0], "") for column in HEAD}
    return {**named, "type": kind, "name": "well", "label::English (en-GB)": "Are you well?"}


def test_a_recording_that_the_folder_does_not_hold_is_an_error_at_its_cell() -> None:
    (one,) = told(question(audio="well.mp3"))
    assert (one.weight, one.what) == ("error", "the folder holds no “well.mp3”.")
    assert one.where.endswith("row 2 (line 3), column audio::Urdu (ur)")
    assert told(question(audio="well.mp3"), recordings=("well.mp3",)) == []


@pytest.mark.parametrize(
    ("sms", "said"),
    [
        ("Are you well? Reply YES or NO.", []),
        ("a" * 306, []),
        ("a" * 307, ["as a text it takes 3 segments (307 units)."]),
        ("ک" * 135, ["as a text it takes 3 segments (135 units)."]),
        ("See www.example.org", ["it holds a link: texts with links look like fraud."]),
    ],
    ids=["short", "two whole segments", "one letter more", "sixteen bits", "a link"],
)
def test_words_for_a_text_are_measured(sms: str, said: list[str]) -> None:
    assert [one.what for one in told(question(sms=sms))] == said


def test_keys_cannot_answer_in_words() -> None:
    assert told(question(keypad="Press 1 for yes, 2 for no.")) == []
    (one,) = told(question("text", keypad="Say it with the keys."))
    assert one.what == "“well” has words for the keys, and keys cannot answer it."


def test_the_child_of_a_row_stands_in_a_repeat() -> None:
    (one,) = told(question(subject="row_child"))
    assert one.weight == "error"
    begin = {"type": "begin repeat", "name": "children", "label::English (en-GB)": "Children"}
    assert told(begin, question(subject="row_child"), {"type": "end repeat"}) == []


def test_an_unknown_subject_keeps_the_script_out() -> None:
    (one,) = told(question(subject="neighbour"))
    assert (one.weight, "neighbour" in one.what) == ("error", True)


def test_a_script_does_not_approve_itself() -> None:
    assert told(question(status="reviewed")) == []
    assert [one.what for one in told(question(status="approved"))] == [
        "a script does not approve itself, so this counts as reviewed."
    ]
    assert [one.what for one in told(question(status="fine"))] == ["“fine” is no status."]
