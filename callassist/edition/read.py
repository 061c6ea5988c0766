"""A study folder as names and bytes, read into an edition: nothing half read, every error with its place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from callassist.edition.pack import digest_of
from callassist.edition.toml import load_messages, load_protocol
from callassist.errors import Refusal
from callassist.messages.template import Messages
from callassist.questionnaire.script import Script, load
from callassist.study.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Edition:
    """A study as its folder says it: immutable, known by its digest. `scripts` are by file name."""

    protocol: Protocol
    messages: Messages
    scripts: Mapping[str, Script]
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
    """Read a folder whole. `files`: name to content, without folders. Raises Refusal with the place and the cure."""
    for needed in ("study.toml", "messages.toml"):
        if needed not in files:
            raise Refusal(needed, "the study folder holds no such file.", f"Add {needed}.")
    protocol = load_protocol(files["study.toml"], name="study.toml")
    messages = load_messages(files["messages.toml"], name="messages.toml")
    return Edition(
        protocol=protocol,
        messages=messages,
        scripts=_scripts(protocol, files),
        digest=digest_of(files),
        files=dict(files),
    )


def _scripts(protocol: Protocol, files: Mapping[str, bytes]) -> dict[str, Script]:
    wanted = sorted({wave.script for plan in protocol.plan for wave in plan.wave})
    scripts: dict[str, Script] = {}
    for name in wanted:
        if name not in files:
            raise Refusal(
                "study.toml", f"a wave names the script {name}, which is not in the folder.", f"Add {name}."
            )
        source: str | bytes = files[name].decode("utf-8-sig") if name.endswith(".md") else files[name]
        scripts[name] = load(source, name=name)
    return scripts
