"""Callbacks of the network: checked, kept and answered, against a bare application on the same store."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import perf_counter
from urllib.parse import urlencode, urlsplit

from twilio.request_validator import RequestValidator

from callassist.store.texts import inbox
from tests.bench.ground import Ground, Grounds
from tests.bench.rows import Result, Size, quantile, spread
from tests.rehearsal.box import ACCOUNT, TOKEN

CONNECTIONS = 16
SERVE = """
import sys
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels
Granian(sys.argv[1], address="127.0.0.1", port=int(sys.argv[2]), interface=Interfaces.WSGI, workers=1,
        blocking_threads=32, backpressure=256, log_access=False, log_level=LogLevels.warning).serve()
"""
Call = tuple[str, bytes, dict[str, str]]


def webhooks(size: Size, grounds: Grounds) -> Iterator[Result]:
    """As many callbacks through sixteen connections to either application, each in a process of its own."""
    rates, tails, stored = {}, {}, {}
    for what in ("bare", "porch", "bare", "porch"):
        port = free_port()
        with grounds.fresh(hooks=f"http://127.0.0.1:{port}") as ground, serving(ground, what, port):
            signed(port, CONNECTIONS, mark=f"warm{what}")
            calls = callbacks(f"http://127.0.0.1:{port}", size.hooks, mark=what)
            took, times = send(port, calls)
            rates.setdefault(what, []).append(len(calls) / took)
            tails.setdefault(what, []).extend(times)
            with ground.house.database.read() as c:
                stored[what] = sum(1 for _ in c.execute(inbox.select().with_only_columns(inbox.c.id)))
    floor, ours = max(rates["bare"]), max(rates["porch"])
    tail = quantile(tails["porch"], 0.99)
    kept = stored["porch"] >= size.hooks
    yield Result(
        "webhook, signature checked, stored",
        ">= 0.25 of raw WSGI",
        f"{ours:.0f}/s, {'all' if kept else 'NOT ALL'} stored",
        ours / floor >= 0.25 and kept,
        f"raw WSGI, same store {floor:.0f}/s",
        ours / floor,
    )
    yield Result(
        f"webhook at {CONNECTIONS} connections", "p99 <= 30 ms", spread(tails["porch"]), tail <= 0.03
    )


def callbacks(public: str, count: int, *, mark: str) -> list[Call]:
    """Signed receipts, each another one."""
    made = []
    for n in range(count):
        path = f"/twilio/receipt/{mark}{n}"
        made.append(signed_call(public, path, {"MessageSid": f"SM{n:032x}", "MessageStatus": "delivered"}))
    return made


def signed_call(
    public: str, path: str, params: dict[str, str], *, prefix: str = "", auth_token: str = TOKEN
) -> Call:
    """A callback as the network posts it: path, body, headers."""
    params = {"AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", **params}
    signature = RequestValidator(auth_token).compute_signature(f"{public}{path}", params)
    headers = {"X-Twilio-Signature": signature, "Content-Type": "application/x-www-form-urlencoded"}
    return f"{prefix}{path}", urlencode(params).encode(), headers


def signed(port: int, count: int, *, mark: str) -> None:
    """A few callbacks before the clock runs."""
    send(port, callbacks(f"http://127.0.0.1:{port}", count, mark=mark))


def send(port: int, calls: Sequence[Call]) -> tuple[float, list[float]]:
    """All calls over sixteen connections kept open: how long it took, and each call's time (s)."""
    times: list[float] = []

    def work(mine: Sequence[Call]) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for path, body, headers in mine:
            began = perf_counter()
            connection.request("POST", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            times.append(perf_counter() - began)
            assert answer.status in (200, 204), answer.status
        connection.close()

    threads = [threading.Thread(target=work, args=(calls[n::CONNECTIONS],)) for n in range(CONNECTIONS)]
    began = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(times) == len(calls), "a connection broke"
    return perf_counter() - began, times


@contextmanager
def serving(ground: Ground, what: str, port: int) -> Iterator[None]:
    """One of the two applications under the web server that callassist uses."""
    house = ground.house
    environment = {
        **os.environ,
        "BENCH_SERVES": what,
        "CALLASSIST_DATA": str(ground.data),
        "CALLASSIST_DATABASE": house.database.url,
        "CALLASSIST_PORCH": house.public_url,
        "CALLASSIST_NETWORK": "http://127.0.0.1:1",
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
    }
    process = subprocess.Popen(
        [sys.executable, "-c", SERVE, f"tests.bench.served:{what}", str(port)], env=environment
    )
    try:
        reach(f"http://127.0.0.1:{port}/healthz")
        yield
    finally:
        process.terminate()
        process.wait(timeout=20)


def reach(url: str, *, seconds: float = 60) -> None:
    """Wait until something answers there, whatever it says."""
    parts, until = urlsplit(url), time.monotonic() + seconds
    while True:
        try:
            connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
            connection.request("GET", parts.path)
            if connection.getresponse().status < 500:
                return
        except OSError:
            pass
        if time.monotonic() > until:
            raise SystemExit(f"nothing answers at {url}")
        time.sleep(0.05)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
