"""Measures the rows asked for, or all of them, and prints the table."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from time import perf_counter

from tests.bench import (
    engine,
    exporting,
    figures,
    growing,
    hooks,
    hour,
    pages,
    planning,
    sending,
    sharing,
    turns,
)
from tests.bench.ground import Grounds, grounds
from tests.bench.rows import FULL, SMALL, Result, Size, machine, table

Measure = Callable[[Size, Grounds], Iterator[Result]]
ROWS: dict[str, Measure] = {
    "hour": hour.mixed_hour,
    "answer": engine.answering,
    "compile": engine.compiling,
    "memory": engine.memory,
    "page": pages.question_page,
    "next": turns.next_case,
    "send": sending.sending,
    "workers": sharing.many_workers,
    "sending memory": sharing.memory_of_sending,
    "webhook": hooks.webhooks,
    "plan": planning.ticking,
    "figures": figures.figures,
    "export": exporting.exporting,
    "growth": growing.growing,
}


def measure(names: Sequence[str], size: Size, *, postgres: bool = False) -> list[Result]:
    """The results of these rows, one after the other."""
    results: list[Result] = []
    with grounds(postgres=postgres) as ground:
        for name in names:
            began = perf_counter()
            results += ROWS[name](size, ground)
            print(f"{name}: {perf_counter() - began:.0f} s", file=sys.stderr)
    return results


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; 1 when a promise was not reached."""
    options = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    options.add_argument("row", nargs="*", metavar="ROW", help=", ".join(ROWS))
    options.add_argument("--small", action="store_true", help="tiny sizes: only whether each row runs")
    options.add_argument("--postgres", action="store_true", help="on PostgreSQL instead of SQLite")
    asked = options.parse_args(arguments)
    unknown = [name for name in asked.row if name not in ROWS]
    if unknown:
        options.error(f"no such row: {', '.join(unknown)}; there are {', '.join(ROWS)}")
    logging.disable(logging.WARNING)
    database = "PostgreSQL" if asked.postgres else "SQLite"
    where = machine([database])
    results = measure(asked.row or list(ROWS), SMALL if asked.small else FULL, postgres=asked.postgres)
    print(where)
    print(table(results))
    return 0 if asked.small or all(one.reached is not False for one in results) else 1


if __name__ == "__main__":
    sys.exit(main())
