"""The files of an edition as one value, so that the database can keep exactly what a committee reviewed."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Mapping
from hashlib import sha256


def digest_of(files: Mapping[str, bytes]) -> str:
    """The SHA-256 (hex) over names and contents in the order of names: the edition's hash."""
    whole = sha256()
    for name in sorted(files):
        for part in (name.encode(), files[name]):
            whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def pack(files: Mapping[str, bytes]) -> bytes:
    """All files as compressed bytes."""
    content = {name: base64.b64encode(body).decode("ascii") for name, body in sorted(files.items())}
    return zlib.compress(json.dumps(content).encode(), 9)


def unpack(packed: bytes) -> dict[str, bytes]:
    """What `pack` was given."""
    content = json.loads(zlib.decompress(packed))
    return {name: base64.b64decode(body) for name, body in content.items()}
