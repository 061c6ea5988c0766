"""The child process that makes one file: its order comes on stdin, its progress goes to a file."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from callassist.errors import Refusal
from callassist.exports import dataset, unblinded
from callassist.exports.dataset import Wanted
from callassist.store.database import Database


@dataclass(frozen=True, slots=True)
class Board:
    """Where the progress stands for others to read: a small JSON file that is always whole."""

    path: Path

    def write(self, **said: Any) -> None:
        """Say how it stands."""
        half = self.path.with_suffix(f".{os.getpid()}")
        half.write_text(json.dumps(said))
        half.replace(self.path)


def main() -> int:
    """Make the file; 0 when it is there."""
    order = json.load(sys.stdin)
    board, target = Board(Path(order["board"])), Path(order["target"])
    wanted = Wanted(**{**order["wanted"], "now": datetime.fromisoformat(order["wanted"]["now"])})
    board.write(state="running", file="", rows=0)
    database = Database(order["database"])
    try:
        with database.read() as c:

            def progress(file: str, count: int) -> None:
                board.write(state="running", file=file, rows=count)

            make = unblinded.make if wanted.unblinded else dataset.make
            about = make(c, wanted, target, progress)
    except Refusal as refusal:
        board.write(state="failed", why=str(refusal))
        return 1
    except Exception as error:
        board.write(state="failed", why=f"a fault of ours ({type(error).__name__})")
        raise
    finally:
        database.close()
    board.write(state="done", about=about)
    return 0


if __name__ == "__main__":
    sys.exit(main())
