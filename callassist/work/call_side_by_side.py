"""What is asked of the network for several calls at once: who is slow there keeps nobody else waiting."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

T = TypeVar("T")
A_MOMENT = 1.0
"""Seconds that others wait for a slow answer: it then goes on by itself, and is kept when it comes."""

log = logging.getLogger("callassist.calls")


def side_by_side(work: Callable[[T], object], things: Iterable[T], *, seconds: float = A_MOMENT) -> int:
    """Do something with each thing as it comes, all at once, and wait so long at most; how many they were.

    What is still under way then goes on alone and keeps its own result; what breaks is logged, and found
    again by whoever looks for what was begun and never ended.
    """
    begun = []
    for thing in things:
        one = threading.Thread(target=_alone, args=(work, thing), name="line", daemon=True)
        one.start()
        begun.append(one)
    until = time.monotonic() + seconds
    for one in begun:
        one.join(max(0.0, until - time.monotonic()))
    return len(begun)


def _alone(work: Callable[[T], object], thing: T) -> None:
    try:
        work(thing)
    except Exception:
        log.exception("what was asked of the network was not kept")
