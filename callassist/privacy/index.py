"""Looking a number up without keeping it readable, and chaining audit lines so that a changed one shows."""

from __future__ import annotations

import hmac

from callassist.privacy.keys import Keyring

FIRST_LINK = bytes(32)


def number_index(keyring: Keyring, study_id: str, e164: str) -> bytes:
    """The 32 bytes under which a number (E.164, as +447700900214) is found in one study, and in no other."""
    return _digest(keyring.index_key, b"number", study_id.encode(), e164.encode())


def text_index(keyring: Keyring, study_id: str, what: str, text: str) -> bytes:
    """The same for any other identifying text, `what` naming its kind, as "import row"."""
    return _digest(keyring.index_key, b"text", study_id.encode(), what.encode(), text.encode())


def link(key: bytes, previous: bytes, line: bytes) -> bytes:
    """The next link of the audit chain: HMAC-SHA-256 over the one before (first: FIRST_LINK) and the line."""
    return _digest(key, b"audit", previous, line)


def intact(key: bytes, previous: bytes, line: bytes, claimed: bytes) -> bool:
    """Whether a line still has the link that was made for it."""
    return hmac.compare_digest(link(key, previous, line), claimed)


def _digest(key: bytes, *parts: bytes) -> bytes:
    counted = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return hmac.digest(key, counted, "sha256")
