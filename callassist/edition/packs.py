"""What a study brings of scales: its own definitions, and packs with words, keys and values under licence.

A pack is a file of the study that no repository holds; `callassist load` takes it beside the folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from callassist.edition.toml import text_of
from callassist.errors import Refusal
from callassist.instruments import library
from callassist.instruments.definition import Definition
from callassist.instruments.licensed import Pack
from callassist.instruments.supplied import supply

PACK, OWN = ".pack.toml", ".instrument.toml"
Named = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True, slots=True)
class Brought:
    """Scales as a study has them. `packs` and `definitions` are by instrument, `files` by instrument too."""

    packs: Mapping[str, Pack]
    definitions: Mapping[str, Definition]
    files: Mapping[str, str]

    def definition(self, instrument: str) -> Definition | None:
        """A scale as the study has it, else as it stands on the shelf; None when nobody knows it."""
        if instrument in self.definitions:
            return self.definitions[instrument]
        try:
            return library.definition(instrument)
        except Refusal:
            return None


def is_brought(name: str) -> bool:
    """Whether a file of a study tells of a scale."""
    return name.endswith((PACK, OWN))


def named(files: Mapping[str, bytes]) -> Named:
    """The files that tell of scales, by name."""
    return tuple((name, files[name]) for name in sorted(files) if is_brought(name))


@lru_cache(maxsize=16)
def brought(files: Named) -> Brought:
    """What these files bring. Raises Refusal with file and key path, and never with a word of a pack."""
    definitions: dict[str, Definition] = {}
    packs: dict[str, Pack] = {}
    told: dict[str, str] = {}
    for name, content in files:
        if name.endswith(OWN):
            own = library.read(text_of(content, name=name), name=name)
            _refuse_second(own.id, own.id in library.known() or own.id in definitions, name)
            definitions[own.id] = own
    for name, content in files:
        if name.endswith(PACK):
            pack = library.read_pack(text_of(content, name=name), name=name)
            _refuse_second(pack.instrument, pack.instrument in packs, name)
            known = definitions.get(pack.instrument) or library.definition(pack.instrument)
            packs[pack.instrument], told[pack.instrument] = pack, name
            definitions[pack.instrument] = supply(known, pack, name=name)
    return Brought(packs, definitions, told)


def _refuse_second(instrument: str, second: bool, name: str) -> None:
    if second:
        raise Refusal(name, f"there is another of {instrument}.", "Keep one, or give it another id.")
