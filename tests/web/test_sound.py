"""A recording is offered with its question in the language spoken, and played from our own address."""

from __future__ import annotations

from pathlib import Path

from callassist.edition.check import examine
from callassist.work.studies import load
from tests.web.calls import browser
from tests.work.trials import EXAMPLE, files, open_trial

HEADINGS = "label::English (en-GB) | instruction |"
ASKED = "May I speak to ${call_her}? |"


def told(recording: str) -> dict[str, bytes]:
    """The example with one recording named beside its first question."""
    study = files("example")
    script = study["wellbeing.md"].decode()
    lines = script.splitlines()
    found = []
    for line in lines:
        if HEADINGS in line:
            line = line.replace("| instruction |", "| audio::English (en-GB) | instruction |", 1)
        elif line.startswith("| | ") and len(line.split(" | ")) > 8:
            name = recording if ASKED in line else ""
            cells = line.split(" | ")
            line = " | ".join([*cells[:4], name, *cells[4:]])
        found.append(line)
    return study | {"wellbeing.md": "\n".join(found).encode()}


def test_the_page_offers_it_and_it_is_played(tmp_path: Path) -> None:
    trial = open_trial(tmp_path)
    study = told("speak.mp3") | {"speak.mp3": b"ID3 a made-up recording"}
    running = trial.house.study(load(trial.house, study, by="test").study_id)
    samina = trial.works_here("Samina Yusuf", running)
    [hannah] = trial.enrols(running, EXAMPLE)
    call = trial.begins(trial.case(hannah, "start").id, samina, "en-GB")
    page = browser(trial, "samina").goes_to(f"/interview/{call.id}/at/opening/is_it_she")
    address = f"/interview/{call.id}/sound/opening/is_it_she"
    assert f'src="{address}"' in page.text
    answer = page.client.get(address)
    assert (answer.data, answer.mimetype) == (b"ID3 a made-up recording", "audio/mpeg")
    assert "media-src 'self'" in answer.headers["Content-Security-Policy"]
    assert page.client.get(f"/interview/{call.id}/sound/opening/safe").status_code == 404
    trial.house.database.close()


def test_one_that_is_not_there_or_cannot_be_played_is_an_error_with_its_place() -> None:
    [missing] = [str(one) for one in examine(told("speak.mp3")) if "speak" in str(one)]
    assert "row 6" in missing or "row 5" in missing
    assert "Add the recording" in missing
    [odd] = [str(one) for one in examine(told("speak.txt") | {"speak.txt": b"x"}) if "speak" in str(one)]
    assert "cannot be played" in odd
    big = told("speak.mp3") | {"speak.mp3": b"x" * 3_000_000}
    [large] = [str(one) for one in examine(big) if "speak" in str(one)]
    assert "3.0 MB" in large
