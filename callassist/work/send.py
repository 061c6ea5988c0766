"""Sends what is due: claim with a lease, hand over once, record; what nobody knows is never sent again."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from queue import SimpleQueue

from callassist.messages.network import Answer
from callassist.work.claim import BATCH, Claimed, claim, hand_over
from callassist.work.house import House
from callassist.work.points import reach
from callassist.work.receive import work_inbox
from callassist.work.record import record

AT_LEAST = 16  # so many answers are kept, and so many claimed, at once


class Sender:
    """Hands texts over, up to 64 at a time in threads of its own.

    The next are claimed while others are still on their way, and answers are kept as they come in: a slow
    answer holds up nobody but itself.
    """

    def __init__(self, house: House) -> None:
        self.house = house
        self._threads = ThreadPoolExecutor(BATCH, thread_name_prefix="send")
        self._keeper = ThreadPoolExecutor(1, thread_name_prefix="keep")
        self._claimer = ThreadPoolExecutor(1, thread_name_prefix="claim")

    def send(self) -> int:
        """Send all that is due now; how many texts were sent, held or suppressed.

        What came in is read first: a STOP that waits to be worked holds already. If it cannot be worked,
        nothing goes, as nobody knows then who has said STOP.
        """
        if self.house.network is None:
            return 0
        work_inbox(self.house)
        worked = 0
        coming: Future[tuple[int, list[Claimed]]] | None = self._claimer.submit(self._claim)
        claimed: list[Claimed] = []
        air = _Air()
        kept: list[Future[None]] = []
        while True:
            if not claimed and coming is not None and (coming.done() or not air.texts):
                moved, claimed = coming.result()
                worked += moved
                coming = self._claimer.submit(self._claim) if moved else None
            if claimed and air.texts <= BATCH - min(AT_LEAST, len(claimed)):
                claimed = self._hand_over_some(claimed, air)
            elif air.texts:
                last = coming is None and not claimed
                told = air.answered(air.texts if last else min(AT_LEAST, air.texts))
                reach("answered")
                kept.append(self._keeper.submit(self._record, told))
            elif coming is None:
                break
        for one in kept:
            one.result()
        return worked

    def _claim(self) -> tuple[int, list[Claimed]]:
        found = claim(self.house, BATCH)
        reach("claimed")
        return found

    def _hand_over_some(self, claimed: list[Claimed], air: _Air) -> list[Claimed]:
        """Hand as many over as there are hands free; the rest."""
        free = BATCH - air.texts
        may_go = hand_over(self.house, claimed[:free])
        reach("marked")
        air.texts += len(may_go)
        for one in may_go:
            self._threads.submit(self._send_one, one, air)
        return claimed[free:]

    def _send_one(self, claimed: Claimed, air: _Air) -> None:
        network = self.house.network
        assert network is not None
        try:
            reach("handing over")
            answer = network.send(claimed.outgoing)
            reach("handed over")
            air.tell(claimed, answer)
        except BaseException as error:
            air.tell(claimed, error)

    def _record(self, told: Sequence[tuple[Claimed, Answer]]) -> None:
        record(self.house, [one for one, _ in told], [answer for _, answer in told])
        reach("recorded")

    def close(self) -> None:
        """Let the threads go once what they hold is handed over."""
        self._threads.shutdown(wait=True)
        self._keeper.shutdown(wait=True)
        self._claimer.shutdown(wait=True)


class _Air:
    """Texts that were handed over and are not answered, and the answers as they come."""

    def __init__(self) -> None:
        self.texts = 0
        self._told: SimpleQueue[tuple[Claimed, Answer | BaseException]] = SimpleQueue()

    def tell(self, claimed: Claimed, answer: Answer | BaseException) -> None:
        """An answer has come, or what kept us from hearing one."""
        self._told.put((claimed, answer))

    def answered(self, enough: int) -> list[tuple[Claimed, Answer]]:
        """So many answers, and those that are there besides. Raises what a hand-over raised."""
        found: list[tuple[Claimed, Answer]] = []
        while len(found) < enough or not self._told.empty():
            claimed, answer = self._told.get()
            self.texts -= 1
            if isinstance(answer, BaseException):
                raise answer
            found.append((claimed, answer))
        return found
