"""What a parent hears when nobody speaks with her: in her language where it may be said, else in English."""

from __future__ import annotations

from hmac import compare_digest
from typing import Any

from callassist.edition.prompts import languages_of
from callassist.privacy.index import text_index
from callassist.store import outbox, studies
from callassist.voice import sayings
from callassist.voice.instructions import SENTENCES, Hear, Prompt, Step, heard
from callassist.voice.recordings import START, Recorded, approval_of, base, mark, read_name, recording_of
from callassist.voice.sayings import ENGLISH
from callassist.work.house import House, Running

Approved = frozenset[tuple[str, str, str]] | None


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

    Once a study is live, words of ours are said in the languages in which it has approved them, and its
    recordings are heard as somebody has approved them.
    """
    running = house.study(study_id)
    return _step(house, running, _approved(house, running), which, language)


def heard_in_english(house: House, running: Running) -> dict[str, tuple[str, ...]]:
    """The languages of a study in which some prompt is heard in English instead, each with the files that
    would mend it: to be recorded, or recorded already and not approved.
    """
    approved, found = _approved(house, running), {}
    for tag in languages_of(running.edition.protocol):
        steps = {which: _step(house, running, approved, which, tag) for which in Prompt}
        english = [which for which, step in steps.items() if step == Hear(SENTENCES[which][ENGLISH])]
        if base(tag) != base(ENGLISH) and english:
            kept = [recording_of(running.edition.files, which, tag) for which in english]
            found[tag] = tuple(
                one.name if one is not None else f"{START}{which}_{base(tag)}.mp3"
                for which, one in zip(english, kept, strict=True)
            )
    return found


def _step(house: House, running: Running, approved: Approved, which: Prompt, language: str) -> Step:
    files, address = running.edition.files, ""
    one = recording_of(files, which, language)
    if one is not None and (approved is None or approval_of(one, files[one.name]) in approved):
        address = f"{house.public_url}/twilio/recording/{_token(house, running.id, one, files[one.name])}"
    may = approved is None or _words_of(language) in approved
    return heard(which, language, recorded=address, may=may)


def recording(house: House, token: str) -> tuple[Recorded, bytes] | None:
    """The recording at an address that was given to the network, and its bytes; None for any other.

    The address is made of our key and the recording itself, so that nobody guesses it, it says nothing, and
    another take stands at another.
    """
    for running in house.studies():
        for name, content in running.edition.files.items():
            one = read_name(name)
            if one is not None and compare_digest(_token(house, running.id, one, content), token):
                return one, content
    return None


def _token(house: House, study_id: str, one: Recorded, content: bytes) -> str:
    return text_index(house.keys, study_id, "recording", f"{one.name} {mark(content)}").hex()[:40]


def _approved(house: House, running: Running) -> Approved:
    """What was approved in a live study; a rehearsal asks for no approval."""
    if running.row.mode != "live":
        return None
    with house.database.read() as c:
        return studies.approved_words(c, running.id)


def _words_of(language: str) -> tuple[str, str, str]:
    known = language in sayings.languages()
    return sayings.OUTSIDE, language, sayings.digest(language) if known else ""
