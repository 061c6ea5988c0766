"""The network's own diary: what it has still to do and when, one thing at a time per text or phone."""

from __future__ import annotations

import heapq
import itertools
import logging
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime

from callassist.rehearsal.trial_clock import TrialClock

Work = Callable[[], object]
_log = logging.getLogger(__name__)


class Post:
    """Does work when it is due, on a few threads; under one key in order, never two at once."""

    def __init__(self, clock: TrialClock, *, threads: int = 12) -> None:
        self._clock = clock
        self._order = itertools.count()
        self._soon: list[tuple[float, int, str, Work]] = []
        self._held: list[tuple[datetime, int, str, Work]] = []
        self._behind: dict[str, deque[Work]] = defaultdict(deque)
        self._busy: set[str] = set()
        self._open = True
        self._changed = threading.Condition()
        self._threads = [
            threading.Thread(target=self._work, daemon=True, name=f"post-{n}") for n in range(threads)
        ]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def add(self, key: str, work: Work, *, seconds: float = 0, at: datetime | None = None) -> None:
        """Do `work` after `seconds` of machine time, or when the trial's clock reaches `at`."""
        with self._changed:
            if at is None:
                heapq.heappush(self._soon, (time.monotonic() + seconds, next(self._order), key, work))
            else:
                heapq.heappush(self._held, (at, next(self._order), key, work))
            self._changed.notify()

    def clock_told(self) -> None:
        """Look again: the trial's clock was told a new time."""
        with self._changed:
            self._release()
            self._changed.notify_all()

    @property
    def pending(self) -> int:
        """What is due or running; what waits for a later trial time is not counted."""
        with self._changed:
            return self._count()

    @property
    def held(self) -> int:
        """What waits for a later trial time."""
        return len(self._held)

    @property
    def next_held(self) -> str | None:
        """When the first of what waits for the trial's time falls due, as ISO; None if nothing waits."""
        with self._changed:
            return self._held[0][0].isoformat() if self._held else None

    def wait_idle(self, seconds: float) -> bool:
        """Wait at most so long until nothing is pending; whether that came about."""
        with self._changed:
            return self._changed.wait_for(lambda: self._count() == 0, timeout=seconds)

    def stop(self) -> None:
        with self._changed:
            self._open = False
            self._changed.notify_all()

    def _count(self) -> int:
        return len(self._soon) + len(self._busy) + sum(map(len, self._behind.values()))

    def _work(self) -> None:
        while (task := self._next()) is not None:
            key, work = task
            self._do(work)
            while (behind := self._then(key)) is not None:
                self._do(behind)

    def _do(self, work: Work) -> None:
        try:
            work()
        except Exception as wrong:
            if self._open:
                _log.error("work of the network failed: %s", type(wrong).__name__, exc_info=wrong)

    def _next(self) -> tuple[str, Work] | None:
        """The next work that is due under a key that is free; waits for it. None when the network stops."""
        with self._changed:
            while self._open:
                self._release()
                while self._soon and self._soon[0][0] <= time.monotonic():
                    _, _, key, work = heapq.heappop(self._soon)
                    if key not in self._busy:
                        self._busy.add(key)
                        return key, work
                    self._behind[key].append(work)
                self._changed.wait(self._pause())
            return None

    def _then(self, key: str) -> Work | None:
        """What fell due under this key meanwhile, or None after giving the key free."""
        with self._changed:
            if self._open and (behind := self._behind.get(key)):
                return behind.popleft()
            self._behind.pop(key, None)
            self._busy.discard(key)
            if not self._count():
                self._changed.notify_all()
            return None

    def _release(self) -> None:
        """Make due what waited for a trial time that has come."""
        now = self._clock.now()
        while self._held and self._held[0][0] <= now:
            _, order, key, work = heapq.heappop(self._held)
            heapq.heappush(self._soon, (time.monotonic(), order, key, work))

    def _pause(self) -> float | None:
        """Seconds until the next thing can fall due; None if nothing is awaited."""
        waits = [self._soon[0][0] - time.monotonic()] if self._soon else []
        if self._held:
            waits.append((self._held[0][0] - self._clock.now()).total_seconds())
        return max(0.0, min(waits)) if waits else None
