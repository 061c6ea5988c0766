"""A line between a browser and the server that can be cut: before a form goes out, after it came in."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from enum import StrEnum

PATIENCE = 30


class Line(StrEnum):
    """What the line does. Each cut but `NO_FORMS` takes the line down for good, until it is mended."""

    UP = "up"
    DOWN = "down"
    BEFORE = "before the next answer goes out"
    AFTER = "after the next answer came in: its receipt is lost"
    PAGE = "when the next question's page is fetched"
    NO_FORMS = "for forms only: pages still come"


class Wire:
    """The line itself, one request at a time on each connection. `cuts` counts how often it was cut."""

    def __init__(self, to_port: int) -> None:
        self._to = to_port
        self._guard = threading.Lock()
        self.line = Line.UP
        self.cuts = 0
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listening.getsockname()[1])
        threading.Thread(target=self._listen, daemon=True).start()

    def hang_up(self) -> None:
        """Nobody is listened to any more."""
        self._listening.close()

    def _listen(self) -> None:
        while True:
            try:
                caller, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(caller,), daemon=True).start()

    def _carry(self, caller: socket.socket) -> None:
        with closing(caller):
            caller.settimeout(PATIENCE)
            try:
                asked = _request(caller)
                if asked and not self._cut_before(asked):
                    answer = self._through(asked)
                    if not self._cut_after(asked):
                        caller.sendall(answer)
            except OSError:
                return

    def _through(self, asked: bytes) -> bytes:
        with socket.create_connection(("127.0.0.1", self._to), timeout=PATIENCE) as server:
            server.sendall(asked)
            return b"".join(iter(lambda: server.recv(65536), b""))

    def _cut_before(self, asked: bytes) -> bool:
        with self._guard:
            if self.line is Line.NO_FORMS:
                return asked.startswith(b"POST")
            cut = (self.line is Line.BEFORE and _is_form(asked)) or (
                self.line is Line.PAGE and _is_page(asked)
            )
            return self._down(cut=cut)

    def _cut_after(self, asked: bytes) -> bool:
        with self._guard:
            return self._down(cut=self.line is Line.AFTER and _is_form(asked))

    def _down(self, *, cut: bool) -> bool:
        if cut:
            self.line = Line.DOWN
            self.cuts += 1
        return self.line is Line.DOWN


def _is_form(asked: bytes) -> bool:
    """An answer, or signing out."""
    head = asked.partition(b"\r\n")[0]
    return head.startswith(b"POST") and any(one in head for one in (b"/at/", b"/waited/", b"/sign-out"))


def _is_page(asked: bytes) -> bool:
    head = asked.partition(b"\r\n")[0]
    return head.startswith(b"GET") and (b"/at/" in head or b"/end " in head)


def _request(caller: socket.socket) -> bytes:
    """One whole request, head and body."""
    asked = b""
    while b"\r\n\r\n" not in asked:
        more = caller.recv(65536)
        if not more:
            return b""
        asked += more
    head, _, body = asked.partition(b"\r\n\r\n")
    length = next(
        (
            int(one.partition(b":")[2])
            for one in head.lower().split(b"\r\n")
            if one.startswith(b"content-length")
        ),
        0,
    )
    while len(body) < length:
        more = caller.recv(65536)
        if not more:
            return b""
        body += more
        asked += more
    return asked


@contextmanager
def wired(to_port: int) -> Iterator[Wire]:
    """A line to a port while somebody needs it."""
    wire = Wire(to_port)
    yield wire
    wire.hang_up()
