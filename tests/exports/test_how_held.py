"""The data set says how each interview was held: sittings, interpreter, how its words came across, time."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from callassist.exports import codebook
from callassist.exports.paradata import FILES
from callassist.interpreters.record import Grain, Put
from callassist.privacy.tokens import new_token
from callassist.work import finishing, interpretation, interviews, making, pausing
from callassist.work.sittings import How, Manner
from tests.exports.test_dataset import read
from tests.work.trials import NASREEN, Call, open_trial

COMMON = {"interview", "study_number", "wave"}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Nasreen through a booked interpreter up to “warm”, a pause there, then in English to the end."""
    folder: Path = tmp_path_factory.mktemp("held")
    trial = open_trial(folder)
    running = trial.load("together")
    samina = trial.works_here("Samina Yusuf", running)
    [nasreen] = trial.enrols(running, NASREEN)
    case = trial.case(nasreen, "post_programme").id
    manner = Manner("ur", How.BOOKED, "B-12")
    interview_id = interviews.start(trial.house, case, manner, by=samina.id, once=new_token())
    call = Call(trial, interview_id, samina)
    call.opens()
    call.walks(until="home/warm", go_on="yes")
    for put in (Put.RENDERED, Put.CLARIFIED):
        said = {"what": Grain.SECTION, "by": samina.id}
        interpretation.record(trial.house, call.id, call.path("home"), put, **said)
    pausing.pause(trial.house, call.id, call.path("home/warm"), by=samina.id)
    trial.minutes_pass(4)
    pausing.go_on(trial.house, call.id, by=samina.id)
    call.says("opening/safe", "yes")
    call.says("opening/overheard", "fine")
    trial.minutes_pass(1)
    at = call.path("home/warm")
    interviews.switch(trial.house, call.id, Manner("en-GB"), by=samina.id, at=at)
    call.says("opening/safe", "yes")
    call.says("opening/overheard", "alone")
    call.walks(course_started="no")
    finishing.finish(trial.house, call.id, by=samina, once=new_token())
    making.write(trial.house, running, folder / "set.zip", by="owen", language="en-GB")
    yield read(folder / "set.zip")
    trial.house.database.close()


def test_a_switch_of_language_says_from_which_question(found: dict[str, Any]) -> None:
    first, second = found["sittings.csv"]
    assert (first["language"], first["how"], first["from_item"]) == ("ur", "booked", "")
    assert first["to_item"].endswith("/home/warm")
    assert (second["language"], second["how"]) == ("en-GB", "self")
    assert second["from_item"].endswith("/home/warm")


def test_a_sitting_has_the_household_studys_codes(found: dict[str, Any]) -> None:
    first, second = found["sittings.csv"]
    told = ("lieng", "litrans", "lioth", "liwho", "lihow")
    assert [first[one] for one in told] == ["2", "8", "", "2", "2"]
    assert [second[one] for one in told] == ["1", "", "", "", ""]


def test_the_last_word_on_a_section_stands_with_who_spoke(found: dict[str, Any]) -> None:
    [told] = found["interpretation.csv"]
    assert (told["of"], told["put_code"], told["put"]) == ("section", "3", "clarified")
    assert (told["spoke_code"], told["spoke"], told["language"]) == ("2", "interpreter", "ur")
    assert told["path"].endswith("/home")


def test_a_pause_is_told_apart_from_the_talk(found: dict[str, Any]) -> None:
    took = {row["path"].rpartition("/")[2]: row for row in found["timings.csv"]}
    assert (took["moved"]["seconds"], took["moved"]["paused_seconds"]) == ("10.0", "0.0")
    assert took["safe"]["times"] == "3"
    assert took["safe"]["paused_seconds"] == "240.0"
    first = found["sittings.csv"][0]
    assert first["paused_minutes"] == "4.0"


def test_sections_add_their_questions_up(found: dict[str, Any]) -> None:
    for section in found["sections.csv"]:
        own = [row for row in found["timings.csv"] if row["section"] == section["section"]]
        assert int(section["questions"]) == len(own)
        assert float(section["seconds"]) == pytest.approx(sum(float(row["seconds"]) for row in own), abs=0.2)


def test_a_question_that_may_tell_the_group_is_timed_nowhere(found: dict[str, Any]) -> None:
    secret = [row["variable"] for row in found["codebook.csv"] if "may tell the group" in row["in_this_file"]]
    assert secret
    timed = {row["path"] for row in found["timings.csv"]}
    assert not timed & set(secret)


def test_the_codebook_says_what_every_column_is() -> None:
    for file, columns in FILES.items():
        assert set(columns) - COMMON == set(codebook.FIXED[file]), file
