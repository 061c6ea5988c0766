"""The recorded prompts of a study's folder: what cannot be heard, and who would hear English instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from callassist.errors import Complaint, Weight
from callassist.people.languages import language
from callassist.study.protocol import Protocol
from callassist.voice.instructions import Prompt
from callassist.voice.recordings import KINDS, START, base, missing, read_name, wrong


def check_prompts(
    protocol: Protocol, files: Mapping[str, bytes], used: frozenset[str] = frozenset()
) -> Iterator[Complaint]:
    """Everything wrong or doubtful in the recorded prompts. `used`: recordings that scripts play."""
    known = {base(one) for one in languages_of(protocol)}
    for name in sorted(one for one in files if one.startswith(START) and one not in used):
        one = read_name(name)
        if one is None:
            prompts, kinds = ", ".join(Prompt), " or ".join(KINDS)
            cure = f"Prompts are {prompts}; a name is prompt_lost_ur.mp3, ending in {kinds}."
            yield Complaint(Weight.WARNING, name, "no prompt has that name, so nobody hears it.", cure)
        elif (found := wrong(files[name])) is not None:
            yield Complaint(Weight.ERROR, name, *found)
        elif one.language not in known:
            what = f"“{one.language}” is no language of the study, so nobody hears it."
            yield Complaint(Weight.WARNING, name, what, "Add it to study.languages, or mend the name.")


def doubt_prompts(
    protocol: Protocol, files: Mapping[str, bytes]
) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Languages whose families hear English while they wait, each with what is to be recorded."""
    for tag, lacking in missing(files, languages_of(protocol)).items():
        what = f"who speaks {language(tag).name} hears English while nobody speaks with her."
        names = ", ".join(f"{START}{one}_{tag}.mp3" for one in lacking)
        yield ("study", "languages"), what, f"Have a speaker record {names}."


def languages_of(protocol: Protocol) -> tuple[str, ...]:
    """All languages that a study's families are met in, as they stand in its protocol."""
    return tuple(dict.fromkeys((*protocol.study.languages, *protocol.study.text_languages)))
