"""The faults that a text may meet on its way, one row each: what is laid, where the process is struck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Act = Literal["kill", "fill the disk", "restart the database"]
Laid = tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Row:
    """One fault. `lays`: what the network does wrong, for each family with an even chance, the first time.

    `act` and `point`: what befalls our process, and where. `workers`: how many send at once. `hours`: by how
    much the clock jumps as sending begins. `unreachable`: nobody listens at the network's address at first.
    `weight`: how often it is drawn beside the others; what takes long is drawn less.
    """

    name: str
    lays: Laid = ()
    act: Act | None = None
    point: str = ""
    workers: int = 1
    hours: float = 0
    unreachable: bool = False
    weight: int = 4
    only: str = ""

    @property
    def from_the_start(self) -> bool:
        """Whether the run begins before anybody is taken in: its fault strikes where texts are planned."""
        return self.point in PLANNING

    @property
    def shares(self) -> bool:
        """Whether nothing befalls our own process: so several of its runs may be lived through by one."""
        return not (self.act or self.point or self.hours or self.unreachable) and self.workers == 1


PLANNING: Final = ("windows kept", "planned")
POINTS: Final = (
    *PLANNING,
    "claimed",
    "handing over",
    "handed over",
    "answered",
    "recorded",
    "callback kept",
    "callback worked",
)
STRUCK_AT: Final = ("claimed", "handed over", "answered", "callback kept")
# Some are turned away at first and come again: so a strike meets texts that are done and texts that are not.
AT_TIMES: Final[Laid] = ({"kind": "throttled", "retry_after": 20},)
SLOW: Final[Laid] = ({"kind": "slow", "ms": 120},)

ROWS: Final[tuple[Row, ...]] = (
    *(Row(f"killed at “{point}”", AT_TIMES, act="kill", point=point, weight=3) for point in POINTS),
    Row("time-out, yet taken", ({"kind": "silent_after"},), weight=2),
    Row("time-out, not taken", ({"kind": "silent_before"},), weight=2),
    Row("500, yet taken", ({"kind": "broken_after"},)),
    Row("500, not taken", ({"kind": "broken_before"},)),
    Row("line cut before the request", unreachable=True),
    Row("line cut during the request", ({"kind": "cut_before"},)),
    Row("line cut after the request", ({"kind": "cut_after"},)),
    Row("line cut during the answer", ({"kind": "cut_midway"},)),
    Row("429 with Retry-After", ({"kind": "throttled", "retry_after": 20},)),
    Row("429 without Retry-After", ({"kind": "throttled"},)),
    Row("receipts before the 201", ({"kind": "receipts_first"},)),
    Row("receipts lost", ({"kind": "callback_lost", "count": None},)),
    Row("receipts repeated", ({"kind": "callback_repeated", "times": 3, "count": None},)),
    Row("receipts in the wrong order", ({"kind": "callback_reordered", "count": None},)),
    Row("receipts three days late", ({"kind": "callback_late", "hours": 72, "count": None},)),
    Row("not reached, to be tried again", ({"kind": "unreachable"},)),
    Row("two workers", SLOW, workers=2),
    Row("eight workers", SLOW, workers=8, weight=2),
    Row("clock an hour on", hours=1),
    Row("clock an hour back", hours=-1),
    Row("clock on into the evening", hours=8),
    *(
        Row(f"disk full at “{point}”", AT_TIMES, act="fill the disk", point=point, weight=2)
        for point in STRUCK_AT
    ),
    *(
        Row(
            f"database restarted at “{point}”",
            AT_TIMES,
            act="restart the database",
            point=point,
            weight=2,
            only="postgresql",
        )
        for point in STRUCK_AT
    ),
)


def rows_on(kind: str) -> tuple[Row, ...]:
    """The rows of one kind of database, each as often as it weighs, in an order that mixes them."""
    there = [row for row in ROWS if row.only in ("", kind)]
    return tuple(row for turn in range(4) for row in there if row.weight > turn)
