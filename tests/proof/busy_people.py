"""Everybody who is at work on a busy day, each at their own pace: what they did, and what they were shown."""

from __future__ import annotations

import re
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random

import requests
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from callassist.errors import Refusal
from callassist.store.cases import case_
from callassist.work import enrol
from tests.proof.busy_house import AT_HAND, FIRST, MANAGER, Busy, number_of, row_of
from tests.proof.fault_round import NOT_TAKEN, TAKEN
from tests.proof.server_kills import PASSWORD, Interviewer

A_TIME = 8
PAGES = ("/completion", "/going-out", "/families", "/morning")
SAID = ("yes that is fine", "when does it start?", "can you ring after 5", "ok thanks", "who is this?")
CALLBACKS = ("callback_lost", "callback_repeated", "callback_reordered")


@dataclass
class Crowd:
    """The people of one busy day; what they did is kept here. Times are the machine's."""

    busy: Busy
    seed: int
    over: float
    families: int
    taken_in: list[str] = field(default_factory=list)
    stopped: set[str] = field(default_factory=set)
    wrote: dict[str, str] = field(default_factory=dict)
    interviewers: list[Interviewer] = field(default_factory=list)
    pages: Counter[int] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def works(self, meanwhile: Callable[[], None]) -> None:
        """Everybody works until the day is over, while `meanwhile` befalls the installation."""
        self.taken_in += [number_of(family) for family in range(FIRST, FIRST + AT_HAND)]
        self._lay(Random(f"{self.seed} lots"))
        self._until = time.monotonic() + self.over
        some = self._cases()
        doing = [
            self._office,
            self._phones,
            self._manager,
            *(self._hall(nth, some[nth::3]) for nth in range(3)),
        ]
        threads = [threading.Thread(target=self._safely(one), daemon=True) for one in doing]
        for thread in threads:
            thread.start()
        meanwhile()
        for thread in threads:
            thread.join(self.over + 60)

    @property
    def goes_on(self) -> bool:
        """Whether the day is not over."""
        return time.monotonic() < self._until

    def _safely(self, work: Callable[[], None]) -> Callable[[], None]:
        def safely() -> None:
            try:
                work()
            except Exception as error:
                self.wrong.append(f"{work.__name__}: {type(error).__name__}: {error}"[:160])

        return safely

    def _lay(self, chance: Random) -> None:
        """What the network will do wrong: to one family in eight something of its own."""
        laid = []
        for family in range(FIRST, FIRST + self.families):
            match chance.randrange(24):
                case 0:
                    laid.append({"kind": chance.choice(TAKEN), "number": number_of(family)})
                case 1:
                    laid.append({"kind": chance.choice(NOT_TAKEN), "number": number_of(family)})
                case 2:
                    laid.append({"kind": chance.choice(CALLBACKS), "number": number_of(family)})
        self.busy.network.faults(*laid)

    def _office(self) -> None:
        """Families are taken in, eight at a time, as long as there are numbers."""
        left = list(_by(A_TIME, range(FIRST + AT_HAND, FIRST + self.families)))
        pause = (self._until - time.monotonic()) * 0.9 / max(1, len(left))
        for nth, some in enumerate(left):
            self._take_in(some)
            chance = Random(f"{self.seed} stops {nth}")
            for family in some:
                if not family % 2 and chance.random() < 0.2:
                    self._writes(family, "STOP")
            time.sleep(pause)
            if not self.goes_on:
                return

    def _take_in(self, some: range) -> None:
        """Take families in; while the database is away, again. Their numbers tell whether it was kept."""
        rows = [row_of(family) for family in some]
        while True:
            try:
                enrol.enrol(self.busy.house, self.busy.running, rows, by="proof")
            except DBAPIError:
                time.sleep(0.2)
                continue
            except Refusal:
                pass  # it had been kept, and only the answer was lost
            break
        self.taken_in += [row["phone"] for row in rows]

    def _phones(self) -> None:
        """Phones write what phones write."""
        chance = Random(f"{self.seed} phones")
        while self.goes_on:
            time.sleep(chance.uniform(0.1, 1.0))
            self._writes(FIRST + chance.randrange(len(self.taken_in)), chance.choice(SAID))

    def _writes(self, family: int, words: str) -> None:
        number = number_of(family)
        self.wrote[self.busy.network.reply(number, words)] = number
        if words == "STOP":
            self.stopped.add(number)

    def _manager(self) -> None:
        """A manager reads pages, one after the other."""
        browser = requests.Session()
        browser.trust_env = False
        turn = 0
        while self.goes_on:
            try:
                page = browser.get(self.busy.address + PAGES[turn % len(PAGES)], timeout=10)
                if "/sign-in" in page.url:
                    token = re.search(r'name="csrf_token" value="([^"]*)"', page.text)
                    fields = {"csrf_token": token[1] if token else "", "name": MANAGER, "password": PASSWORD}
                    page = browser.post(f"{self.busy.address}/sign-in", data=fields, timeout=10)
                self.pages[page.status_code] += 1
            except requests.RequestException:
                self.pages[0] += 1
            turn += 1
            time.sleep(0.4)

    def _hall(self, nth: int, cases: list[str]) -> Callable[[], None]:
        chance = Random(f"{self.seed} interviewer {nth}")

        def interviews() -> None:
            mine = _Patient(self.busy.address, cases, chance)
            self.interviewers.append(mine)
            while self.goes_on and mine.cases:
                mine.works(self._until)
                time.sleep(0.3)

        return interviews

    def _cases(self) -> list[str]:
        """The cases that are open as the day begins."""
        with self.busy.house.database.read() as c:
            query = select(case_.c.id).where(case_.c.state == "open").order_by(case_.c.id)
            return list(c.execute(query).scalars())


class _Patient(Interviewer):
    """An interviewer who takes no longer over a question than a fast one does."""

    def _post(self, url: str, fields: dict[str, str]) -> requests.Response:
        time.sleep(self.chance.uniform(0.1, 0.6))
        return super()._post(url, fields)


def _by(size: int, families: range) -> Iterator[range]:
    for start in range(families.start, families.stop, size):
        yield range(start, min(start + size, families.stop))
