"""How processes that run for long write their log: one JSON object a line, without anybody's identity."""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

from callassist.privacy.redact import redact


class Lines(logging.Formatter):
    """A record as a line of JSON. Of an exception its type and places stay: its words may hold anything."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "says": redact(record.getMessage()),
        }
        if record.exc_info and record.exc_info[0] is not None:
            frames = traceback.extract_tb(record.exc_info[2])[-8:]
            line["error"] = record.exc_info[0].__name__
            line["where"] = " > ".join(f"{one.filename.rsplit('/', 1)[-1]}:{one.lineno}" for one in frames)
        return json.dumps(line, ensure_ascii=False)


def begin() -> None:
    """Have this process log so, on standard error, from warnings on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
