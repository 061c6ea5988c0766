"""The mixed hour in small: one real process, everybody at work at once, timed from outside, nothing lost."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from random import Random
from time import perf_counter, sleep
from typing import Any

from sqlalchemy import select, update

from callassist.store.cases import case_
from callassist.store.interviews import answer_event
from callassist.store.texts import inbox, message
from callassist.work import interviews
from callassist.work.actor import Role
from callassist.work.sittings import Manner
from callassist.work.staff import add_staff, grant
from tests.bench import load
from tests.bench.browser import Browser, Interviewer, token
from tests.bench.ground import Ground, Grounds
from tests.bench.hooks import Call, free_port, signed_call
from tests.bench.pages import PASSWORD, open_cases
from tests.bench.rows import Result, Size, quantile, spread
from tests.rehearsal.box import Network

ANSWER_EVERY, NEXT_EVERY, RELOAD_EVERY = 3.0, 300.0, 2.0
HOOKS_A_SECOND, TEXTS_A_SECOND, DUE_A_SECOND = 20, 20, 20
HANDS = 4
SETTLE = 8.0
RUN = "import sys; from callassist.cli.main import main; sys.argv[0] = 'callassist'; main()"


@dataclass
class Hour:
    """What is counted while everybody works."""

    times: dict[str, list[float]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    hooks: int = 0
    exports: int = 0

    def note(self, what: str, seconds: float) -> None:
        """One more of a kind took so long."""
        self.times.setdefault(what, []).append(seconds)

    def of(self, what: str) -> list[float]:
        """All times of a kind; a single zero where there are none."""
        return self.times.get(what) or [0.0]


@dataclass
class Cast:
    """Who works in the hour: (sign-in name, interview) of interviewers, and the tokens of texts that went."""

    interviewers: list[tuple[str, str]]
    people: list[str]
    tokens: list[str]


def mixed_hour(size: Size, grounds: Grounds) -> Iterator[Result]:
    """Everybody at work for a while on one SQLite process; then what was kept is counted."""
    if grounds.database.startswith("PostgreSQL"):
        return
    port = free_port()
    with grounds.fresh(hooks=f"http://127.0.0.1:{port}/hooks") as ground:
        cast = _prepare(ground, size)
        with _running(ground, port) as (network, auth_token):
            hour = _work(ground, cast, size, port, auth_token)
            sleep(SETTLE)
            journal = network.accepted()
        yield from _results(ground, size, hour, cast, journal)


def _prepare(ground: Ground, size: Size) -> Cast:
    house, study = ground.house, ground.running
    people = load.people(house, study, size.people)
    cases = open_cases(house, size.interviewers)
    cast = []
    for n, case in enumerate(cases):
        name, tongue = f"interviewer{n}", ("en-GB", "ur")[n % 2]
        staff_id = add_staff(
            house,
            by="bench",
            sign_in=name,
            name=name.title(),
            password=PASSWORD,
            languages=("en-GB", "ur", "bn"),
        )
        grant(house, by="bench", staff_id=staff_id, role=Role.INTERVIEWER, study_id=study.id)
        cast.append((name, interviews.start(house, case, Manner(tongue), by=staff_id, once=f"bench-{case}")))
    manager = add_staff(
        house, by="bench", sign_in="manager", name="Manager", password=PASSWORD, languages=("en-GB",)
    )
    grant(house, by="bench", staff_id=manager, role=Role.MANAGER, study_id=study.id)
    half = len(people) // 2
    count = min(int(size.seconds * HOOKS_A_SECOND), half)
    tokens = load.texts(house, study, people[:count], first=house.now(), apart=0, state="accepted")
    return Cast(cast, people[half:], tokens)


@contextmanager
def _running(ground: Ground, port: int) -> Iterator[tuple[Network, str]]:
    """callassist as people start it, with the rehearsal network of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CALLASSIST_")}
    command = [sys.executable, "-c", RUN, "run", "--port", str(port), "--data", str(ground.data), "--json"]
    log = (ground.data / "log.txt").open("w")
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert process.stdout is not None
        ready = next((line for line in process.stdout if line.startswith("{")), "")
        assert ready.startswith("{"), (ready, process.poll(), Path(log.name).read_text()[-3000:])
        known = json.loads((ground.data / "network.json").read_text())
        network: Any = Network(
            process=None,
            api=known["api"],
            phones=known["phones"],
            path=ground.data / "network.sqlite",
            hooks_url=known["hooks"],
        )
        yield network, known["token"]
    except BaseException:
        sys.stderr.write(Path(log.name).read_text()[-3000:])
        raise
    finally:
        process.terminate()
        process.wait(timeout=30)
        log.close()
        _end_network(ground.data / "network.json")


def _end_network(kept: Path) -> None:
    """The network is a process of its own, and outlives callassist."""
    if kept.exists():
        with suppress(ProcessLookupError):
            os.kill(int(json.loads(kept.read_text())["pid"]), signal.SIGKILL)


def _work(ground: Ground, cast: Cast, size: Size, port: int, auth_token: str) -> Hour:
    """Sign everybody in, lay what falls due, and let them work for so many seconds."""
    hour, address = Hour(), f"http://127.0.0.1:{port}"
    holders = [_signed_in(address, name, interview) for name, interview in cast.interviewers]
    reader, maker = Browser(address), Browser(address)
    for one in (reader, maker):
        one.sign_in("manager", PASSWORD)
    _lay(ground, cast, size)
    until = perf_counter() + size.seconds
    calls = [_call(ground, n, one, auth_token) for n, one in enumerate(cast.tokens)]
    tasks: list[Callable[[], None]] = [
        *(lambda one=one, n=n: _interview(hour, one, until, n) for n, one in enumerate(holders)),
        *(lambda n=n: _post(hour, port, calls[n::HANDS], until) for n in range(HANDS)),
        lambda: _reload(hour, reader, until),
        lambda: _export(hour, maker, until),
    ]
    threads = [threading.Thread(target=_guarded, args=(hour, task)) for task in tasks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return hour


def _guarded(hour: Hour, task: Callable[[], None]) -> None:
    try:
        task()
    except (AssertionError, OSError, KeyError) as error:
        hour.faults.append(f"{type(error).__name__}: {str(error)[:300]}")


def _signed_in(address: str, name: str, interview: str) -> Interviewer:
    browser = Browser(address)
    browser.sign_in(name, PASSWORD)
    one = Interviewer(browser, interview)
    one.begin()
    return one


def _lay(ground: Ground, cast: Cast, size: Size) -> None:
    """Texts and looks of planning that fall due one after the other from now on."""
    house, now = ground.house, ground.house.now()
    to = cast.people[: int(size.seconds * TEXTS_A_SECOND)]
    load.texts(house, ground.running, to, first=now, apart=1 / TEXTS_A_SECOND)
    with house.database.engine.begin() as c:
        ids = c.execute(select(case_.c.id).where(case_.c.state == "waiting").limit(len(to))).scalars().all()
        for second in range(0, len(ids), DUE_A_SECOND):
            at = now + timedelta(seconds=second / DUE_A_SECOND)
            some = ids[second : second + DUE_A_SECOND]
            c.execute(update(case_).where(case_.c.id.in_(some)).values(look_again_at=at))


def _interview(hour: Hour, one: Interviewer, until: float, n: int) -> None:
    chance = Random(n)
    sleep(chance.uniform(0, min(ANSWER_EVERY, max(until - perf_counter(), 0))))
    turn = perf_counter() + chance.uniform(0, NEXT_EVERY)
    while perf_counter() < until:
        began = perf_counter()
        if began >= turn:
            fields = [("csrf_token", token(one.browser.follow(one.browser.get("/day"))))]
            began = perf_counter()
            one.browser.follow(one.browser.post("/next", fields))
            hour.note("next", perf_counter() - began)
            turn += NEXT_EVERY
        elif not one.over:
            saved, both = one.answer()
            hour.note("saved", saved)
            hour.note("answer", both)
            hour.answers += one.kept
            one.kept.clear()
        sleep(max(0.0, ANSWER_EVERY * chance.uniform(0.8, 1.2) - (perf_counter() - began)))


def _call(ground: Ground, n: int, mark: str, auth_token: str) -> Call:
    said = {"MessageSid": f"SM{n:032x}", "MessageStatus": "delivered"}
    return signed_call(
        ground.house.public_url, f"/twilio/receipt/{mark}", said, prefix="/hooks", auth_token=auth_token
    )


def _post(hour: Hour, port: int, calls: Sequence[Call], until: float) -> None:
    browser = Browser(f"http://127.0.0.1:{port}")
    for path, body, headers in calls:
        began = perf_counter()
        if began > until:
            return
        status, _to, _page = browser.send("POST", path, body, headers)
        hour.note("hook", perf_counter() - began)
        assert status == 204, status
        hour.hooks += 1
        sleep(max(0.0, HANDS / HOOKS_A_SECOND - (perf_counter() - began)))


def _reload(hour: Hour, browser: Browser, until: float) -> None:
    while perf_counter() < until:
        began = perf_counter()
        browser.follow(browser.get("/completion"))
        hour.note("completion", perf_counter() - began)
        sleep(RELOAD_EVERY)


def _export(hour: Hour, browser: Browser, until: float) -> None:
    while perf_counter() < until:
        page = browser.follow(browser.get("/data"))
        began, before = perf_counter(), page.count('method="post" action="/data/')
        browser.follow(
            browser.post("/data", [("csrf_token", token(page)), ("what", "dataset"), ("language", "en-GB")])
        )
        while perf_counter() < until:
            sleep(1.0)
            if browser.follow(browser.get("/data")).count('method="post" action="/data/') > before:
                hour.note("export", perf_counter() - began)
                hour.exports += 1
                break


def _results(
    ground: Ground, size: Size, hour: Hour, cast: Cast, journal: Sequence[dict[str, Any]]
) -> Iterator[Result]:
    with ground.house.database.read() as c:
        events = set(c.execute(select(answer_event.c.client_event)).scalars())
        kept = set(c.execute(select(inbox.c.once)).scalars())
        sent = c.execute(
            select(message.c.provider_id, message.c.state).where(message.c.lease.is_not(None))
        ).all()
    both, tail = quantile(hour.of("answer"), 0.5), quantile(hour.of("answer"), 0.99)
    cases = size.people * 3
    yield Result(
        f"mixed hour, {size.seconds:.0f} s, {cases:,} cases: answer",
        "p50 <= 15, p99 <= 100 ms",
        f"saved and next page {spread(hour.of('answer'))}, {len(hour.of('answer'))}",
        both <= 0.015 and tail <= 0.1,
    )
    hook = quantile(hour.of("hook"), 0.99)
    yield Result(
        "mixed hour: webhook", "p99 <= 100 ms", f"{spread(hour.of('hook'))}, {hour.hooks}", hook <= 0.1
    )
    for what, words in (("saved", "saving alone"), ("next", "next case"), ("completion", "completion page")):
        yield Result(f"mixed hour: {words}", "", f"{spread(hour.of(what))}, {len(hour.of(what))}", None)
    yield Result(
        "mixed hour: data sets made", "", f"{hour.exports}, longest {max(hour.of('export')):.0f} s each", None
    )
    lost = len(set(hour.answers) - events)
    receipts = {f"receipt:{one[:40]}:delivered" for one in cast.tokens[: hour.hooks]}
    missing = hour.hooks - len({f"receipt:{one[:40]}:delivered" for one in cast.tokens} & kept)
    undone = [one for one in sent if one.state != "accepted"]
    twice = len(journal) - len({one.provider_id for one in sent})
    fine = not (lost or missing > 0 or undone or twice or hour.faults) and bool(receipts)
    counted = f"{len(hour.answers)} answers, {hour.hooks} webhooks, {len(sent)} texts"
    faults = f"faults {len(hour.faults)} {hour.faults[:2]}"
    bad = f"lost {lost}, {max(missing, 0)}, {len(undone)}; twice {twice}; {faults}"
    yield Result("mixed hour: nothing lost", "0 lost, 0 twice", f"{counted}: {bad}", fine)
