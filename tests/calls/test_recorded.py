"""What a study recorded in Urdu is fetched by the network and heard by who speaks it, and by nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256

import pytest

from callassist.edition.check import examine
from callassist.store import studies
from callassist.voice.instructions import Prompt
from callassist.web.app import create_app
from callassist.work import call_acts, call_prompts
from callassist.work.actor import Role
from callassist.work.approvals import approve, unheard
from callassist.work.house import House, Running
from callassist.work.staff import add_staff, grant
from tests.calls.telephone import NOW, Telephone, families
from tests.trial import Trial
from tests.voice.test_recordings import wave

PASSWORD = "a made-up password"
TAKES = {f"prompt_{one}_ur.wav": wave(2 + n) for n, one in enumerate(Prompt)}


@pytest.fixture(scope="module")
def telephone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Telephone]:
    """A trial whose families speak Urdu, with four takes in its folder."""
    folder = tmp_path_factory.mktemp("recorded")
    trial = Trial.start(f"sqlite:///{folder / 'callassist.sqlite'}", folder, now=NOW)
    yield Telephone.of(trial, *families(3), more=TAKES)
    trial.stop()


def heard(telephone: Telephone) -> list[tuple[str, str, str]]:
    """Recordings heard on her phone by the network's journal: file, language, the bytes that came."""
    told = telephone.trial.network.journal(kind="heard", number=telephone.mother)
    return [(one["body"], one["lang"], one["sha256"]) for one in told if one["how"] == "play"]


def take(which: Prompt) -> tuple[str, str, str]:
    name = f"prompt_{which}_ur.wav"
    return f"recording {name}", "ur", sha256(TAKES[name]).hexdigest()


def test_on_hold_and_when_left_alone_she_hears_the_recordings_in_her_language(telephone: Telephone) -> None:
    telephone.nth = 0
    call_id = telephone.calls()
    telephone.hand(telephone.own, "answer")
    telephone.hand(telephone.mother, "answer")
    call_acts.hold(telephone.trial.house, telephone.actor, call_id, on=True)
    telephone.works()
    assert heard(telephone) == [take(Prompt.HOLD_ON)]
    call_acts.hold(telephone.trial.house, telephone.actor, call_id, on=False)
    telephone.hand(telephone.own, "drop")
    assert heard(telephone)[-1] == take(Prompt.LOST)
    telephone.seconds_pass(15)


def test_when_she_rings_and_nobody_is_free_she_hears_so_in_her_language(telephone: Telephone) -> None:
    telephone.nth = 1
    telephone.trial.network.hand(telephone.mother, "ring")
    telephone.works()
    assert heard(telephone) == [take(Prompt.NOBODY)]
    telephone.seconds_pass(8)


def test_the_address_of_a_recording_says_nothing_and_another_is_nothings(telephone: Telephone) -> None:
    fetched = {
        str(one["url"])
        for one in telephone.trial.network.journal(kind="instructions")
        if "recording" in str(one.get("url"))
    }
    house = telephone.trial.house
    step = call_prompts.in_language(house, telephone.study.id, Prompt.LOST, "ur")
    address = str(getattr(step, "url", ""))
    assert address.startswith(f"{house.public_url}/twilio/recording/")
    assert not any(word in address for word in ("prompt", "ur.", "lost", telephone.study.id))
    assert fetched <= {address}
    token = address.rpartition("/")[2]
    found = call_prompts.recording(house, token)
    assert found is not None
    assert found[1] == TAKES["prompt_lost_ur.wav"]
    assert call_prompts.recording(house, token[:-1] + ("0" if token[-1] != "0" else "1")) is None
    assert call_prompts.recording(house, "") is None


def test_a_live_study_plays_a_recording_once_somebody_has_approved_it_and_no_other_take(
    telephone: Telephone,
) -> None:
    house, study = telephone.trial.house, telephone.study
    live = replace(study, row=replace(study.row, mode="live"))
    slug, name = study.row.slug, "prompt_lost_ur.wav"
    assert spoken(house, live, "ur") == dict.fromkeys(Prompt, "")
    approve(house, slug, name, "ur", by="helen", capacity="speaks Urdu", reference="26/XX/0000")
    assert spoken(house, live, "ur") == {one: name if one is Prompt.LOST else "" for one in Prompt}
    other = {**study.edition.files, name: wave(5)}
    again = replace(live, edition=replace(study.edition, files=other))
    assert spoken(house, again, "ur") == dict.fromkeys(Prompt, "")
    with house.database.read() as c:
        assert name not in unheard(study, studies.approved_words(c, study.id))
        assert name in unheard(again, studies.approved_words(c, study.id))


def spoken(house: House, running: Running, language: str) -> dict[Prompt, str]:
    """For each prompt the file that is played in a language; "" where something else is heard."""
    lacking = call_prompts.heard_in_english(house, running).get(language, ())
    names = {one: f"prompt_{one}_{language}.wav" for one in Prompt}
    return {one: "" if names[one] in lacking else names[one] for one in Prompt}


def test_the_folders_check_names_what_is_missing_and_what_cannot_be_heard(telephone: Telephone) -> None:
    files = dict(telephone.study.edition.files)
    del files["prompt_nobody_ur.wav"]
    bad = {"prompt_hold_on_ur.wav": b"RIFF", "prompt_bye_ur.mp3": wave(2), "prompt_lost_cy.wav": wave(2)}
    said = {str(one) for one in examine(files | bad) if "prompt" in str(one)}
    words = " ".join(said)
    assert "Urdu hears English" in words
    assert "prompt_nobody_ur.mp3" in words
    assert "prompt_hold_on_ur.wav: it is no MP3" in words
    assert "no prompt has that name" in words
    assert "“cy” is no language of the study" in words
    assert not any("prompt_lost_ur.wav" in one for one in said)


def test_the_manager_reads_in_the_morning_who_hears_english_and_what_would_mend_it(
    telephone: Telephone,
) -> None:
    house = telephone.trial.house
    staff_id = add_staff(house, by="test", sign_in="helen", name="Helen", password=PASSWORD)
    grant(house, by="test", staff_id=staff_id, role=Role.MANAGER, study_id=telephone.study.id)
    app = create_app(house)
    app.config["WTF_CSRF_ENABLED"] = False
    browser = app.test_client()
    browser.post("/sign-in", data={"name": "helen", "password": PASSWORD})
    page = browser.get("/morning").text
    assert "Who speaks Romanian or Somali hears English then" in page
    assert "prompt_greeting_so.mp3" in page
    assert "prompt_greeting_ur" not in page
