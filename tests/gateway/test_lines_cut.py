"""Real sockets that refuse, hang, or are cut: what each proves about a text."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest

from callassist.gateway.texts import TwilioTexts
from callassist.messages.network import Answer, Outgoing, Reason, Verdict

TEXT = Outgoing("+447700900214", "+441632960100", "Hello.", "https://porch.example/r")
Treatment = Callable[[socket.socket], None]


@contextmanager
def listener(treat: Treatment) -> Iterator[tuple[str, list[int]]]:
    """A port whose every connection is treated so; and how many connections came."""
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        came: list[int] = []

        def serve() -> None:
            while True:
                try:
                    line, _ = server.accept()
                except OSError:
                    return
                came.append(1)
                treat(line)

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}", came
        server.shutdown(socket.SHUT_RDWR)


def hand_over(base: str) -> Answer:
    texts = TwilioTexts("AC" + "1" * 32, "token", base=base, seconds=0.5)
    try:
        return texts.send(TEXT)
    finally:
        texts.close()


def cut_while_reading(line: socket.socket) -> None:
    line.recv(1)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    line.close()


def cut_after_reading(line: socket.socket) -> None:
    line.recv(65_536)
    line.close()


def cut_within_the_answer(line: socket.socket) -> None:
    line.recv(65_536)
    line.sendall(b'HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{"sid"')
    line.close()


def answer_nonsense(line: socket.socket) -> None:
    line.recv(65_536)
    line.sendall(b"220 mail.example ready\r\n")
    line.close()


_held: list[socket.socket] = []


@pytest.mark.parametrize(
    "treat", [cut_while_reading, cut_after_reading, cut_within_the_answer, answer_nonsense, _held.append]
)
def test_a_line_cut_after_it_was_open_proves_nothing_and_is_not_tried_again(treat: Treatment) -> None:
    with listener(treat) as (base, came):
        answer = hand_over(base)
        assert (answer.verdict, answer.reason) == (Verdict.UNKNOWN, Reason.AMBIGUOUS)
        assert len(came) == 1


def test_a_port_that_nobody_listens_on_proves_that_nothing_was_sent() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    answer = hand_over(f"http://127.0.0.1:{port}")
    assert (answer.verdict, answer.reason) == (Verdict.REFUSED, Reason.NO_CONNECTION)


def test_a_name_that_leads_nowhere_proves_that_nothing_was_sent() -> None:
    answer = hand_over("http://network.invalid")
    assert (answer.verdict, answer.reason) == (Verdict.REFUSED, Reason.NO_CONNECTION)


def test_a_full_queue_of_callers_proves_that_nothing_was_sent() -> None:
    """A connection that is never taken up times out before anything was said on it."""
    with closing(socket.socket()) as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for one in waiting:
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        answer = hand_over(f"http://127.0.0.1:{full.getsockname()[1]}")
        for one in waiting:
            one.close()
    assert (answer.verdict, answer.reason) == (Verdict.REFUSED, Reason.NO_CONNECTION)


def test_something_that_speaks_no_tls_proves_nothing() -> None:
    with listener(answer_nonsense) as (base, _):
        assert hand_over(base.replace("http:", "https:")).verdict is Verdict.UNKNOWN
