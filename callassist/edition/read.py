"""A study folder as names and bytes, read into an edition: nothing half read, every error with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from hashlib import sha256

from callassist.edition import words
from callassist.edition.pack import digest_of
from callassist.edition.packs import Brought, Named, brought, named
from callassist.edition.places import Path, where
from callassist.edition.toml import load_calendars, load_messages, load_protocol, text_of
from callassist.errors import Refusal
from callassist.messages.template import Messages
from callassist.questionnaire.script import Script, load
from callassist.study.calendars import Calendars
from callassist.study.protocol import Protocol

STUDY, MESSAGES, CALENDARS = "study.toml", "messages.toml", "calendars.toml"


@dataclass(frozen=True, slots=True)
class Edition:
    """A study as its folder says it: immutable, known by its digest. `scripts` are by file name.

    `scales` are the published scales as the study has them.
    """

    protocol: Protocol
    messages: Messages
    scripts: Mapping[str, Script]
    scales: Brought
    digest: str
    files: Mapping[str, bytes]

    def script_of(self, strand: str, wave: str) -> Script | None:
        """The script that a wave is interviewed from, in any plan of the strand."""
        for plan in self.protocol.plan:
            if plan.strand == strand:
                for one in plan.wave:
                    if one.code == wave:
                        return self.scripts.get(one.script)
        return None


def read(files: Mapping[str, bytes]) -> Edition:
    """Read a folder whole. `files`: name to content, without folders. Raises Refusal with place and cure."""
    for needed in (STUDY, MESSAGES):
        if needed not in files:
            raise Refusal(needed, "the study folder holds no such file.", f"Add {needed}.")
    protocol = load_protocol(files[STUDY], name=STUDY)
    if CALENDARS in files:
        protocol = with_calendars(protocol, load_calendars(files[CALENDARS], name=CALENDARS))
    messages = load_messages(files[MESSAGES], name=MESSAGES)
    return Edition(
        protocol=protocol,
        messages=messages,
        scripts=_scripts(protocol, files),
        scales=brought(named(files)),
        digest=digest_of(files),
        files=dict(files),
    )


def with_calendars(protocol: Protocol, calendars: Calendars) -> Protocol:
    """The protocol with the calendars of their own file, which is written anew each year."""
    return protocol.model_copy(update={"calendar": calendars.calendar})


def scripts_wanted(protocol: Protocol) -> dict[str, Path]:
    """The scripts that waves name, in order of name, each with the key path where it is named first."""
    wanted: dict[str, Path] = {}
    for p, plan in enumerate(protocol.plan):
        for w, wave in enumerate(plan.wave):
            wanted.setdefault(wave.script, ("plan", p, "wave", w, "script"))
    return dict(sorted(wanted.items()))


def source(files: Mapping[str, bytes], name: str) -> str | bytes:
    """A script as the questionnaire room takes it: Markdown as text, a workbook as bytes. Raises Refusal."""
    return text_of(files[name], name=name) if name.endswith(".md") else files[name]


def _scripts(protocol: Protocol, files: Mapping[str, bytes]) -> dict[str, Script]:
    scripts: dict[str, Script] = {}
    for name, loc in scripts_wanted(protocol).items():
        if name not in files:
            at = where(text_of(files[STUDY], name=STUDY), loc, name=STUDY)
            raise Refusal(at, f"the folder holds no script “{name}”.", f"Add {name}.")
        scripts[name] = script_with(source(files, name), name, named(files))
    return scripts


@lru_cache(maxsize=64)
def script_with(content: str | bytes, name: str, told: Named) -> Script:
    """A script with the words of the packs among `told`; its digest then says which.

    Editions mostly share their scripts, and a script never changes once read. Raises Refusal with place.
    """
    packs = brought(told).packs
    if not packs:
        return load(content, name=name)
    script = load(content, name=name, worded=lambda book: words.filled(book, packs))
    if not words.uses(script.book, packs):
        return script
    whole = sha256(script.digest.encode() + digest_of(dict(told)).encode())
    return replace(script, digest=whole.hexdigest())
