"""Makes one data set in a process of its own and says how long it took and how far its memory grew."""

from __future__ import annotations

import json
import resource
import sys
from datetime import datetime
from pathlib import Path
from time import perf_counter

from callassist.exports import dataset
from callassist.exports.dataset import Wanted
from callassist.store.database import Database


def main() -> None:
    """Make the data set of nobody first, so that what is loaded once counts for neither."""
    order = json.load(sys.stdin)
    database, target = Database(order["database"]), Path(order["target"])
    with database.read() as c:
        wanted = Wanted(
            order["study_id"],
            "together",
            "rehearsal",
            order["edition"],
            datetime.fromisoformat(order["now"]),
            "en-GB",
        )
        nobody = Wanted("nobody", "together", "rehearsal", order["edition"], wanted.now, "en-GB")
        try:
            dataset.make(c, nobody, target, lambda *_: None)
        except Exception:  # a study that is not there has no edition to read
            dataset.read(
                dataset.unpack(dataset.studies.edition_files(c, wanted.study_id, wanted.edition) or b"")
            )
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began = perf_counter()
        dataset.make(c, wanted, target, lambda *_: None)
        seconds = perf_counter() - began
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    database.close()
    print(json.dumps({"target": str(target), "seconds": seconds, "grown": (after - before) / 1000}))


if __name__ == "__main__":
    main()
