"""The key file of an installation: made once, kept apart from the database, refused when it is not whole."""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from callassist.errors import Refusal

VERSION = 1
KEY_BYTES = 32
CURE = "Put back the key file that belongs to this database, from where its copy is kept."


@dataclass(frozen=True, slots=True, repr=False)
class Keyring:
    """All keys of one installation. `sealing` holds the masters by key id, `current` the id to seal with.

    A study's key is derived from a master and the study's id, so that a new study needs no new key file.
    """

    current: str
    sealing: Mapping[str, bytes]
    index_key: bytes
    audit_key: bytes
    session_key: bytes

    def __repr__(self) -> str:
        return f"Keyring(current={self.current!r})"

    @classmethod
    def parse(cls, text: str, *, name: str = "key file") -> Keyring:
        """The keys in the text of a key file. Raises Refusal with the cure for anything else."""
        content = _mapping(text, name)
        _check_version(content, name)
        masters = content.get("sealing")
        if not isinstance(masters, dict) or not masters:
            raise Refusal(f"{name}, sealing", "there is no key to seal with.", CURE)
        current = content.get("current")
        if not isinstance(current, str) or current not in masters:
            raise Refusal(f"{name}, current", "it names no key under sealing.", CURE)
        return cls(
            current=current,
            sealing=MappingProxyType(
                {_key_id(key_id, name): _key(masters, key_id, name) for key_id in masters}
            ),
            index_key=_key(content, "index_key", name),
            audit_key=_key(content, "audit_key", name),
            session_key=_key(content, "session_key", name),
        )

    @staticmethod
    def fresh() -> str:
        """The text of a new key file, different every time."""
        keys = {"index_key": _new_key(), "audit_key": _new_key(), "session_key": _new_key()}
        return _text({"version": VERSION, "current": "k1", "sealing": {"k1": _new_key()}, **keys})


def with_new_sealing_key(text: str, *, made_on: date) -> str:
    """The same key file with one more sealing key, which seals from now on; the old ones still open."""
    Keyring.parse(text)
    content = _mapping(text, "key file")
    key_id = f"k{len(content['sealing']) + 1}-{made_on:%Y%m%d}"
    content["sealing"][key_id] = _new_key()
    return _text({**content, "current": key_id})


def _mapping(text: str, name: str) -> dict[str, dict[str, str]]:
    if not text.strip():
        raise Refusal(name, "it is empty.", CURE)
    try:
        content = json.loads(text)
    except ValueError:
        raise Refusal(name, "it is not a key file: it is not JSON.", CURE) from None
    if not isinstance(content, dict):
        raise Refusal(name, "it is not a key file.", CURE)
    return content


def _check_version(content: Mapping[str, object], name: str) -> None:
    version = content.get("version")
    if version == VERSION:
        return
    if isinstance(version, int) and version > VERSION:
        raise Refusal(
            f"{name}, version", f"{version} is newer than this callassist.", "Install the newer one."
        )
    raise Refusal(f"{name}, version", "it says no version that we know.", CURE)


def _key(content: Mapping[str, object], at: str, name: str) -> bytes:
    text = content.get(at)
    if not isinstance(text, str):
        raise Refusal(f"{name}, {at}", "this key is missing.", CURE)
    try:
        key = base64.urlsafe_b64decode(text)
    except (binascii.Error, ValueError):
        key = b""
    if len(key) != KEY_BYTES:
        raise Refusal(f"{name}, {at}", f"this key is not {KEY_BYTES} bytes long.", CURE)
    return key


def _key_id(key_id: str, name: str) -> str:
    if not key_id.isascii() or not 0 < len(key_id) <= 32:
        raise Refusal(f"{name}, sealing", "a key's id is plain letters and digits, at most 32 of them.", CURE)
    return key_id


def _new_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")


def _text(content: Mapping[str, object]) -> str:
    return json.dumps(content, indent=2) + "\n"
