"""The key under which a browser seals the answers that wait in it while the line is gone."""

from __future__ import annotations

import base64
import hashlib
import hmac

from callassist.privacy.keys import Keyring


def sitting_key(keys: Keyring, sitting_id: str) -> str:
    """The key of one sitting as 43 characters of URL-safe base64: 256 bits, for AES-GCM.

    It is derived and kept nowhere: whoever holds the sitting is given it with each page, and again when an
    answer is left over from an earlier sitting of hers.
    """
    key = hmac.digest(keys.session_key, f"waiting answers/{sitting_id}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(key).decode("ascii").rstrip("=")
