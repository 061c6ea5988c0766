"""The lock of an installation on SQLite: one process writes, and a second is told which."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from callassist.errors import Refusal

NAME = "callassist.lock"


class Lock:
    """Held for the life of the one process that writes. Raises Refusal naming the holder's pid."""

    def __init__(self, data: Path) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self._file: IO[str] = (data / NAME).open("a+")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._file.seek(0)
            holder = self._file.read().strip() or "another process"
            self._file.close()
            raise Refusal(
                str(data),
                f"it is in use by process {holder}.",
                "Stop that process, or give this one another CALLASSIST_DATA.",
            ) from None
        self._file.truncate(0)
        self._file.write(str(os.getpid()))
        self._file.flush()

    def release(self) -> None:
        """Let another process have it."""
        self._file.close()
