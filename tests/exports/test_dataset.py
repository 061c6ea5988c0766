"""The data set as another program reads it: what was answered, and nothing that may not leave."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from callassist.errors import Refusal
from callassist.exports.blinding import blinding_by_arm
from callassist.privacy.tokens import new_token
from callassist.questionnaire.entries import Missing
from callassist.work import alerts, finishing, making, participation, unblinding
from callassist.work.actor import Actor, Grant, Role
from callassist.work.enrol import allocate
from callassist.work.house import Running
from callassist.work.participation import Told
from callassist.work.studies import load
from tests.work.trials import NASREEN, Call, Trial, open_trial
from tests.work.trials import files as files_of

READER = """
import csv, io, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as archive:
    found = {}
    for name in archive.namelist():
        body = archive.read(name).decode("utf-8")
        rows = csv.DictReader(io.StringIO(body, newline=""))
        found[name] = list(rows) if name.endswith(".csv") else json.loads(body)
json.dump(found, sys.stdout)
"""
ANOTHER = NASREEN | {
    "study_number": "T-015",
    "full_name": "Halina Wrona",
    "call_her": "Halina",
    "phone": "07700 900215",
    "spoken": "pl",
    "reads": "pl",
    "texts_in": "pl",
    "child1_name": "Olek Wrona",
    "child2_name": "",
    "child2_born": "",
}


def holder(running: Running, *roles: Role) -> Actor:
    return Actor("somebody", "data", "Data", (), tuple(Grant(role, running.id) for role in roles))


def made(trial: Trial, running: Running) -> Path:
    """The data set, made in the real child process."""
    actor = holder(running, Role.DATA)
    job_id = making.make(trial.house, actor, running, unblinded=False, language="en-GB")
    until = time.monotonic() + 90
    while time.monotonic() < until:
        job = making.job(trial.house, actor, job_id)
        assert job.state != "failed", job.why
        if job.state == "done":
            return job.path
        time.sleep(0.1)
    raise AssertionError("the file was not made")


def read(path: Path) -> dict[str, Any]:
    """What another program finds in the file, with nothing of ours."""
    done = subprocess.run([sys.executable, "-I", "-c", READER, path], capture_output=True, check=True)
    return dict(json.loads(done.stdout))


THIRD = NASREEN | {
    "study_number": "T-016",
    "full_name": "Farida Begum",
    "call_her": "Farida",
    "phone": "07700 900216",
    "child1_name": "Karim Begum",
    "child2_name": "",
    "child2_born": "",
}


@dataclass(frozen=True)
class Made:
    """Three families; Nasreen interviewed to the end in Urdu; Farida too, who then refused use of it."""

    running: Running
    call: Call
    found: dict[str, Any]
    allocation: dict[str, Any]
    raw: str
    debriefs: list[str]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    trial = open_trial(tmp_path_factory.mktemp("trial"))
    running = guessing(trial)
    samina = trial.works_here("Samina Yusuf", running)
    nasreen, _halina, farida = trial.enrols(running, NASREEN, ANOTHER, THIRD)
    arms = {"T-014": "programme", "T-015": "waiting_list", "T-016": "programme"}
    allocate(trial.house, running, [{"unit": u, "arm": a} for u, a in arms.items()], by="test")
    calls = []
    for person in (nasreen, farida):
        call = trial.begins(trial.case(person, "post_programme").id, samina)
        call.opens()
        call.walks(go_on="yes", warm=Missing.REFUSED)
        is_upset(trial, call)
        finishing.finish(trial.house, call.id, by=samina, once=new_token())
        unblinding.guess(trial.house, samina, call.id, "waiting_list", once=new_token())
        calls.append(call)
    with pytest.raises(Refusal, match="already"):
        unblinding.guess(trial.house, samina, calls[0].id, "programme", once=new_token())
    no_use(trial, farida)
    path = made(trial, running)
    with zipfile.ZipFile(path) as archive:
        raw = b"\n".join(archive.read(name) for name in archive.namelist()).decode()
    second = path.parent / "allocation.zip"
    making.write(trial.house, running, second, by="ines", unblinded=True, language="en-GB")
    debriefs = [row.words for row in trial.rows("task") if row.kind == "debrief"][:2]
    yield Made(running, calls[0], read(path), read(second), raw, debriefs)
    trial.house.database.close()


def guessing(trial: Trial) -> Running:
    """The study together, which asks interviewers at the end which group they think it was."""
    toml = files_of("together")["study.toml"].replace(b"[arms]\n", b"[arms]\nguess = true\n")
    loaded = load(trial.house, files_of("together") | {"study.toml": toml}, by="test")
    return trial.house.study(loaded.study_id)


def is_upset(trial: Trial, call: Call) -> None:
    """A risk is told in the call: level, checklist, and both on the line want to be rung after it."""
    alerts.set_level(trial.house, call.id, 2, by=call.who.id)
    alerts.tick(trial.house, call.id, ["child", "tonight"], by=call.who.id)
    for _twice in range(2):
        alerts.ask_for_a_call(trial.house, call.id, by=call.who.id)
        alerts.ask_for_a_call(trial.house, call.id, by=call.who.id, interpreter=True)


def no_use(trial: Trial, person: str) -> None:
    participation.change(
        trial.house,
        by="helen",
        participant_id=person,
        wanted=[("use_of_data", False)],
        told=Told(trial.house.now(), "participant", "by letter"),
        token=new_token(),
    )


def test_a_row_an_answer_equals_what_was_answered(files: Made) -> None:
    script = files.call.session.script
    told = {
        one.path: one
        for one in files.call.session.fold()
        if one.relevant and not one.identity and one.kind != "text" and not script.items[one.item].reveals_arm
    }
    rows = {row["path"]: row for row in files.found["answers.csv"]}
    assert rows.keys() <= told.keys()
    for path, one in told.items():
        if path not in rows:
            assert one.kind == "calculate", path
            continue
        row = rows[path]
        assert row["value"] == ("" if one.missing else one.value), path
        assert row["missing"] == (one.missing.value if one.missing else ""), path
        assert (row["study_number"], row["wave"]) == ("T-014", "post_programme")
    warm = next(row for row in rows.values() if row["name"] == "warm")
    assert (warm["missing_code"], warm["value"]) == ("-9", "")


def test_every_column_of_every_file_stands_in_the_codebook_once(files: Made) -> None:
    book = Counter((row["file"], row["variable"]) for row in files.found["codebook.csv"] if not row["script"])
    for name, table in files.found.items():
        if name.startswith("codebook") or not isinstance(table, list) or not table:
            continue
        columns = [one for one in table[0] if not one.startswith("score_")]
        assert [book[name, one] for one in columns] == [1] * len(columns), name
    assert all(row["label"] for row in files.found["codebook.csv"] if not row["script"])


def test_the_codebook_knows_every_answer_and_withholds_licensed_words(files: Made) -> None:
    book = {row["variable"]: row for row in files.found["codebook.csv"] if row["file"] == "answers.csv"}
    for answer in files.found["answers.csv"]:
        item = re.sub(r"\[\d+\]", "", answer["path"])
        assert book[item]["in_this_file"] == "yes"
    items = [row for row in book.values() if row["instrument"] == "wemwbs"]
    assert items
    assert {row["label"] for row in items} == {"text withheld (licence)"}
    moved = next(row for row in book.values() if row["variable"].endswith("/moved"))
    assert moved["label"] == "Have you moved home since our last talk?"
    assert "yes=" in moved["codes"]
    assert len(files.found["codebook.json"]) == len(files.found["codebook.csv"])


def test_counts_say_what_is_there_and_what_was_left_out(files: Made) -> None:
    about = files.found["about.json"]
    for name, count in about["rows"].items():
        assert len(files.found[name]) == count, name
    [interview] = files.found["interviews.csv"]
    assert (interview["state"], interview["language"], interview["sittings"]) == ("complete", "ur", "1")
    assert about["scripts"] == [{"file": interview["script"], "digest": interview["script_digest"]}]
    assert about["left_out"]["strands closed with the allocation"] == ["process"]


def test_no_name_number_word_or_arm_is_in_any_file(files: Made) -> None:
    secrets = ("Nasreen", "Akhtar", "Yusuf", "Amna", "Halina", "Olek", "Farida", "900214", "words of hers")
    for secret in secrets:
        assert secret not in files.raw, secret
    assert "waiting_list" not in files.raw
    assert ",programme" not in files.raw


def test_a_contact_is_joined_with_its_case(files: Made) -> None:
    held = [row for row in files.found["contacts.csv"] if row["outcome"] == "interviewed"]
    assert [(row["study_number"], row["wave"], row["case_state"], row["aapor"]) for row in held] == [
        ("T-014", "post_programme", "complete", "1.1")
    ]
    assert held[0]["interviewer"].startswith("I")


def test_who_refused_use_of_her_data_is_in_no_file(files: Made) -> None:
    assert [one["study_number"] for one in files.found["participants.csv"]] == ["T-014", "T-015"]
    assert "T-016" not in files.raw
    assert files.found["about.json"]["left_out"]["people who refused use of their data"] == 1


def test_the_allocation_is_a_second_file(files: Made) -> None:
    arms = [(row["study_number"], row["arm"]) for row in files.allocation["allocation.csv"]]
    assert arms[:2] == [("T-014", "programme"), ("T-015", "waiting_list")]
    names = {row["path"] for row in files.found["answers.csv"]}
    assert not names & {row["path"] for row in files.allocation["answers_that_tell.csv"]}


def test_of_an_alert_nothing_but_its_level_leaves(files: Made) -> None:
    (held,) = files.found["interviews.csv"]
    assert held["alert_level"] == "2"
    for word in ("checklist", "tonight", "acknowledge", "debrief", "hard call", "said in the interview"):
        assert word not in files.raw
    assert files.debriefs == [
        "Samina asks to be rung after a hard call.",
        "The interpreter of Samina's call asks to be rung after a hard call.",
    ]


def test_what_an_interviewer_guessed_stands_beside_the_allocation_and_nowhere_else(files: Made) -> None:
    (one,) = files.allocation["guesses.csv"]
    assert (one["study_number"], one["arm"], one["guess"]) == ("T-014", "programme", "waiting_list")
    (arm,) = files.allocation["blinding.csv"]
    assert (arm["arm"], arm["wrong"], arm["bang_index"]) == ("programme", "1", "-1.0")
    assert "waiting_list" not in files.raw
    assert "guess" not in files.raw


def test_the_index_of_blinding_is_right_minus_wrong_over_all_who_were_asked() -> None:
    said = ["a"] * 6 + ["b"] * 2 + ["cannot_tell"] * 2
    (found,) = blinding_by_arm(("end", "a", one) for one in said)
    assert (found.guesses, found.right, found.wrong, found.cannot_tell, found.index) == (10, 6, 2, 2, 0.4)


def test_only_who_holds_that_grant_may_have_the_allocation(trial: Trial) -> None:
    running = trial.load("together")
    actor = holder(running, Role.DATA, Role.MANAGER)
    with pytest.raises(Refusal, match="grant"):
        making.make(trial.house, actor, running, unblinded=True, language="en-GB")


def test_a_file_for_a_folder_that_is_not_there_is_refused(trial: Trial, tmp_path: Path) -> None:
    running = trial.load("together")
    with pytest.raises(Refusal, match="folder"):
        making.write(trial.house, running, tmp_path / "no" / "set.zip", by="owen", language="en-GB")


def test_a_language_that_no_script_has_is_refused(trial: Trial) -> None:
    running = trial.load("together")
    with pytest.raises(Refusal, match="no “xx”"):
        making.make(trial.house, holder(running, Role.DATA), running, unblinded=False, language="xx")


def test_a_spreadsheet_runs_nothing_and_reads_back_the_same() -> None:
    from callassist.exports.cells import cell

    written = io.StringIO()
    given = ["=1+1", "+44", "-9", "@x", "\tx", "\rx", "-2.5", "plain", 'a "quoted", one']
    csv.writer(written).writerow([cell(one) for one in given])
    back = next(csv.reader(io.StringIO(written.getvalue(), newline="")))
    assert back == ["'=1+1", "+44", "-9", "'@x", "'\tx", "'\rx", "-2.5", "plain", 'a "quoted", one']
