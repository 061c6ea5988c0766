"""What study.toml may say: the smallest protocol reads, and nothing unknown or impossible does."""

from datetime import time
from pathlib import Path

import pytest
from pydantic import ValidationError

from callassist.messages.template import Messages
from callassist.study.protocol import Protocol
from callassist.study.schema import schema_text
from callassist.study.week import DayHours

FOLDER = Path(__file__).parents[2] / "scripts" / "questionnaires"
SMALLEST = {
    "schema": 1,
    "study": {
        "slug": "small",
        "title": "Small",
        "languages": ["en-GB"],
        "text_languages": ["en-GB"],
        "sender_name": "Rowan Team",
        "sender": "+441632960100",
    },
    "site": [{"code": "here", "name": "Here"}],
    "strand": [{"code": "main", "title": "Main", "consent": "one"}],
    "plan": [
        {
            "id": "first",
            "strand": "main",
            "title": "First",
            "wave": [
                {
                    "code": "start",
                    "title": "Start",
                    "number": 1,
                    "script": "a.md",
                    "anchor": "enrolled",
                    "closes": {"weeks": 4},
                }
            ],
        }
    ],
    "hours": {"calls": {"monday": ["09:00", "21:00"]}, "texts": {"monday": ["09:00", "20:00"]}},
}


def with_(path: str, value: object) -> dict[str, object]:
    """The smallest protocol with one thing changed; the path uses dots, numbers for places in a list."""

    def changed(thing: object, keys: list[str]) -> object:
        if not keys:
            return value
        if isinstance(thing, list):
            return [changed(one, keys[1:]) if str(n) == keys[0] else one for n, one in enumerate(thing)]
        assert isinstance(thing, dict)
        return {**thing, keys[0]: changed(thing.get(keys[0]), keys[1:])}

    made = changed(SMALLEST, path.split("."))
    assert isinstance(made, dict)
    return made


def test_the_smallest_protocol_reads_with_the_houses_defaults():
    found = Protocol.model_validate(SMALLEST)
    assert found.study.zone == "Europe/London"
    assert found.arms is None
    assert found.hours.calls.week()[0] == (time(9), time(21))
    assert found.hours.calls.week()[6] is None
    assert found.contact.attempts == 6
    assert found.first_plan("main") is found.plan_named("first")
    assert found.plan_named("second") is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("schema", 2),
        ("study.slug", "Not A Slug"),
        ("study.languages", []),
        ("study.languages", ["english"]),
        ("study.nation", "UK"),
        ("study.colour", "red"),
        ("site", []),
        ("plan.0.wave", []),
        ("plan.0.wave.0.anchor", "moon"),
        ("plan.0.wave.0.number", 0),
        ("plan.0.wave.0.minutes", 0),
        (
            "plan.0.amendment",
            {"of": "first", "changes": [], "approval": "x", "sites": {"here": "2026-01-01"}},
        ),
        (
            "plan.0.amendment",
            {"of": "first", "changes": ["x"], "approval": "", "sites": {"here": "2026-01-01"}},
        ),
        ("arms", {"names": ["only"]}),
        ("hours.calls.monday", ["21:00", "09:00"]),
        ("contact", {"attempts": 0}),
        ("completion", {"complete_share": 1.5}),
        ("text", [{"id": "a", "template": "a", "when": "sometimes"}]),
        ("safety", {"alert": [{"instrument": "phq9", "item": "p9", "level": 4}]}),
    ],
)
def test_what_cannot_be_meant_is_not_read(path, value):
    with pytest.raises(ValidationError):
        Protocol.model_validate(with_(path, value))


def test_a_protocol_never_changes_once_read():
    found = Protocol.model_validate(SMALLEST)
    with pytest.raises(ValidationError, match="frozen"):
        found.study.title = "Other"


def test_hours_say_which_way_round_they_are():
    with pytest.raises(
        ValidationError, match="opens at 21:00 and closes at 09:00: the first must be earlier"
    ):
        DayHours.model_validate({"friday": ["21:00", "09:00"]})


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("study.schema.json", schema_text()),
        ("messages.schema.json", schema_text(Messages, title="messages.toml")),
    ],
)
def test_the_schemas_for_editors_are_those_of_the_models(file, expected):
    said = f"write what schema_text() gives to scripts/questionnaires/{file}"
    assert (FOLDER / file).read_text(encoding="utf-8") == expected, said
