"""Where tests keep their files: in memory where there is room, for a story commits some hundred times."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

ROOM = 6 * 2**30  # bytes; the files and databases of a whole session take less than half of it
_MEMORY = Path("/dev/shm")


def _quick() -> Path:
    if _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > ROOM:
        return _MEMORY
    return Path(tempfile.gettempdir())


QUICK = _quick()
