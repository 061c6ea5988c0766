"""Names, numbers and free text are sealed: opened with the key file only, forgotten by destroying one key."""

from __future__ import annotations

import secrets
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from callassist.errors import Fault
from callassist.privacy.keys import KEY_BYTES, Keyring

FORM = 1
NONCE_BYTES = 12
PRINT_BYTES = 6
OPENED_KEYS = 250_000


def place(table: str, row: str) -> str:
    """Where a sealed record belongs. A record moved to another row or table does not open there."""
    return f"{table}/{row}"


class Sealer:
    """Seals and opens texts under a participant's key or, for what belongs to no participant, the study's.

    `under` is the participant's wrapped key (bytes, from `new_participant_key`) or the study's id (text).
    Opened keys are remembered, because a search opens every record of a study.
    AES-GCM with 256-bit keys and random nonces: NIST SP 800-38D.
    """

    def __init__(self, keyring: Keyring) -> None:
        self._keyring = keyring
        self._study_locks: dict[tuple[str, str], AESGCM] = {}
        self._person_locks: dict[bytes, tuple[bytes, AESGCM]] = {}

    def new_participant_key(self, study: str) -> bytes:
        """A new participant's key, wrapped by the study's: kept in a row, and destroyed to forget her."""
        return self._wrap(AESGCM.generate_key(bit_length=256), study)

    def rewrap(self, wrapped: bytes) -> bytes:
        """The same participant's key under the newest master; what it sealed still opens."""
        _key_id, study, _rest = _read_wrapped(wrapped)
        return self._wrap(self._unwrap(wrapped), study)

    def seal(self, under: bytes | str, plaintext: str, place: str) -> bytes:
        """A text sealed for one place (see `place`): a header with the key's id, nonce and ciphertext."""
        header, lock = self._newest(under)
        nonce = secrets.token_bytes(NONCE_BYTES)
        return (
            header + nonce + lock.encrypt(nonce, plaintext.encode("utf-8", "surrogatepass"), place.encode())
        )

    def open(self, under: bytes | str, sealed: bytes, place: str) -> str:
        """The text again. Raises Fault when the key is another one or the record was altered or moved."""
        start, lock = self._named(under, sealed)
        end = start + NONCE_BYTES
        try:
            return lock.decrypt(sealed[start:end], sealed[end:], place.encode()).decode(
                "utf-8", "surrogatepass"
            )
        except (InvalidTag, ValueError):
            raise Fault("a sealed record does not open: it was altered, or moved from its place") from None

    def forget(self, wrapped: bytes) -> None:
        """Drop an opened participant's key from memory: called when its row is destroyed."""
        self._person_locks.pop(wrapped, None)

    def _newest(self, under: bytes | str) -> tuple[bytes, AESGCM]:
        if isinstance(under, str):
            key_id = self._keyring.current
            return _header(b"S", key_id.encode()), self._study_lock(key_id, under)
        return self._person_lock(under)

    def _named(self, under: bytes | str, sealed: bytes) -> tuple[int, AESGCM]:
        if isinstance(under, bytes):
            header, lock = self._person_lock(under)
            if not sealed.startswith(header):
                raise Fault("a sealed record belongs to another participant's key")
            return len(header), lock
        if sealed[:2] != bytes([FORM]) + b"S":
            raise Fault("a sealed record was not sealed under the study's key")
        key_id, rest = _cut(sealed, 2)
        return rest, self._study_lock(key_id.decode("ascii", "replace"), under)

    def _person_lock(self, wrapped: bytes) -> tuple[bytes, AESGCM]:
        known = self._person_locks.get(wrapped)
        if known is None:
            if len(self._person_locks) >= OPENED_KEYS:
                self._person_locks.clear()
            key = self._unwrap(wrapped)
            known = (_header(b"P", sha256(b"participant" + key).digest()[:PRINT_BYTES]), AESGCM(key))
            self._person_locks[wrapped] = known
        return known

    def _study_lock(self, key_id: str, study: str) -> AESGCM:
        lock = self._study_locks.get((key_id, study))
        if lock is None:
            master = self._keyring.sealing.get(key_id)
            if master is None:
                raise Fault(f"the key file holds no sealing key {key_id}: it belongs to another database")
            derived = HKDF(SHA256(), length=KEY_BYTES, salt=None, info=b"callassist study " + study.encode())
            lock = self._study_locks[(key_id, study)] = AESGCM(derived.derive(master))
        return lock

    def _wrap(self, key: bytes, study: str) -> bytes:
        header = _header(b"K", self._keyring.current.encode()) + _counted(study.encode())
        nonce = secrets.token_bytes(NONCE_BYTES)
        return header + nonce + self._study_lock(self._keyring.current, study).encrypt(nonce, key, header)

    def _unwrap(self, wrapped: bytes) -> bytes:
        key_id, study, start = _read_wrapped(wrapped)
        end = start + NONCE_BYTES
        try:
            return self._study_lock(key_id, study).decrypt(wrapped[start:end], wrapped[end:], wrapped[:start])
        except (InvalidTag, ValueError):
            raise Fault("a participant's key does not open: wrong key file, or altered") from None


def new_participant_key(keyring: Keyring, study: str) -> bytes:
    """A new participant's key, wrapped by the key of the study (its id)."""
    return Sealer(keyring).new_participant_key(study)


def _header(kind: bytes, key_id: bytes) -> bytes:
    return bytes([FORM]) + kind + _counted(key_id)


def _counted(part: bytes) -> bytes:
    if len(part) > 255:
        raise Fault("an id of more than 255 bytes stands in a sealed record's header")
    return bytes([len(part)]) + part


def _cut(record: bytes, at: int) -> tuple[bytes, int]:
    if len(record) <= at:
        raise Fault("a sealed record is cut short")
    end = at + 1 + record[at]
    return record[at + 1 : end], end


def _read_wrapped(wrapped: bytes) -> tuple[str, str, int]:
    if wrapped[:2] != bytes([FORM]) + b"K":
        raise Fault("this is no participant's key")
    key_id, at = _cut(wrapped, 2)
    study, start = _cut(wrapped, at)
    return key_id.decode("ascii", "replace"), study.decode("utf-8", "replace"), start
