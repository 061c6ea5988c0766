"""Sends what is due: claim with a lease, hand over once, record; what nobody knows is never sent again."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from callassist.messages.network import Answer
from callassist.work.claim import BATCH, Claimed, claim
from callassist.work.house import House
from callassist.work.points import reach
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

    def send(self) -> int:
        """Send all that is due now; how many texts were sent, held or suppressed."""
        if self.house.network is None:
            return 0
        worked, more = 0, True
        going: dict[Future[Answer], Claimed] = {}
        kept: list[Future[None]] = []
        while more or going:
            if more and len(going) <= BATCH - AT_LEAST:
                moved, claimed = claim(self.house, BATCH - len(going))
                reach("claimed")
                worked, more = worked + moved, moved > 0
                going |= {self._threads.submit(self._hand_over, one): one for one in claimed}
            elif going:
                kept.append(self._keep_answered(going, all_of_them=not more))
        for one in kept:
            one.result()
        return worked

    def _keep_answered(self, going: dict[Future[Answer], Claimed], *, all_of_them: bool) -> Future[None]:
        """Wait until enough are answered, or all, and have their answers kept."""
        enough = len(going) if all_of_them else min(AT_LEAST, len(going))
        done: set[Future[Answer]] = set()
        while len(done) < enough:
            done |= wait(going.keys() - done, return_when=FIRST_COMPLETED).done
        claimed = [going.pop(one) for one in done]
        reach("answered")
        answers = [one.result() for one in done]
        return self._keeper.submit(self._record, claimed, answers)

    def _record(self, claimed: Sequence[Claimed], answers: Sequence[Answer]) -> None:
        record(self.house, claimed, answers)
        reach("recorded")

    def _hand_over(self, claimed: Claimed) -> Answer:
        network = self.house.network
        assert network is not None
        reach("handing over")
        answer = network.send(claimed.outgoing)
        reach("handed over")
        return answer

    def close(self) -> None:
        """Let the threads go once what they hold is handed over."""
        self._threads.shutdown(wait=True)
        self._keeper.shutdown(wait=True)
