"""What a parent hears when nobody speaks with her: in her language where it may be said, else in English."""

from __future__ import annotations

from typing import Any

from callassist.edition.columns import SOUNDS
from callassist.store import outbox, studies
from callassist.voice import sayings
from callassist.voice.instructions import Prompt, Step, heard, recording_name
from callassist.voice.sayings import ENGLISH
from callassist.work.house import House


def prompt(house: House, call: Any, which: Prompt) -> Step:
    """A prompt in the language of the participant that a call is with; English where that is not known."""
    language = ENGLISH
    if call.participant_id is not None:
        with house.database.read() as c:
            person = outbox.participants(c, [call.participant_id]).get(call.participant_id)
        language = str(((person.language if person is not None else None) or {}).get("spoken") or ENGLISH)
    return in_language(house, call.study_id, which, language)


def in_language(house: House, study_id: str, which: Prompt, language: str) -> Step:
    """A prompt in a language: the study's recording, else a voice of the network, else English.

    Once a study is live, words of ours are said in the languages in which it has approved them.
    """
    running = house.study(study_id)
    name = recording_name(which, language)
    recorded = (
        f"{house.public_url}/twilio/recording/{study_id}/{name}" if name in running.edition.files else ""
    )
    may = running.row.mode != "live" or _approved(house, study_id, language)
    return heard(which, language, recorded=recorded, may=may)


def recording(house: House, study_id: str, name: str) -> tuple[bytes, str] | None:
    """A prompt that a study recorded, with its media type; None for any other file."""
    known = {one.id: one for one in house.studies()}.get(study_id)
    kind = SOUNDS.get(name.rpartition(".")[2])
    if known is None or kind is None or not name.startswith("prompt_") or name not in known.edition.files:
        return None
    return known.edition.files[name], kind


def _approved(house: House, study_id: str, language: str) -> bool:
    if language not in sayings.languages():
        return False
    with house.database.read() as c:
        approved = studies.approved_words(c, study_id)
    return (sayings.OUTSIDE, language, sayings.digest(language)) in approved
