"""The network's own web server: it keeps lines open, and can let one go dead on purpose."""

from __future__ import annotations

import select
import socket
import struct
import sys
from collections.abc import Callable, Iterable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from typing import Any
from urllib.parse import unquote, urlsplit

from callassist.rehearsal.ending import KEY, Ending

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
_LARGEST_BODY = 1_000_000
_LONGEST_SILENCE = 120.0


class Server(ThreadingHTTPServer):
    """Serves one application on the loopback address only."""

    daemon_threads = True
    request_queue_size = 512
    block_on_close = False

    def __init__(self, application: Application, port: int) -> None:
        self.application = application
        super().__init__(("127.0.0.1", port), Caller)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A caller that goes away is no event."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class Caller(BaseHTTPRequestHandler):
    """One connection: reads requests, asks the application, and ends each as it was told to."""

    protocol_version = "HTTP/1.1"
    server_version, sys_version = "rehearsal-network", ""
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 300
    server: Server

    def respond(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > _LARGEST_BODY:
            self.close_connection = True
            self.send_error(413)
            return
        environ = self._environ(self.rfile.read(length))
        status, headers, body = _asked(self.server.application, environ)
        match environ.get(KEY, Ending.ANSWER):
            case Ending.RESET:
                self._reset()
            case Ending.HANG_UP:
                self.close_connection = True
            case Ending.SILENCE:
                self._stay_silent()
            case Ending.HALF:
                self.close_connection = True
                self._say(status, headers, body, half=True)
            case _:
                self._say(status, headers, body)

    def __getattr__(self, name: str) -> Any:
        """Every method of HTTP is answered alike; the application knows which it takes."""
        if name.startswith("do_"):
            return self.respond
        raise AttributeError(name)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the journal says what happened."""

    def _environ(self, body: bytes) -> Environ:
        where = urlsplit(self.path)
        environ: Environ = {
            "REQUEST_METHOD": self.command,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote(where.path, "latin-1"),
            "QUERY_STRING": where.query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": str(self.server.server_port),
            "SERVER_PROTOCOL": self.request_version,
            "REMOTE_ADDR": self.client_address[0],
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        for name, value in self.headers.items():
            environ.setdefault("HTTP_" + name.upper().replace("-", "_"), value)
        return environ

    def _say(self, status: str, headers: list[tuple[str, str]], body: bytes, *, half: bool = False) -> None:
        code, _, words = status.partition(" ")
        self.send_response(int(code), words)
        for name, value in headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        if code != "204":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body[: len(body) // 2] if half else body)
        self.wfile.flush()

    def _reset(self) -> None:
        """Break the connection off without a farewell, as a network failure does."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.rfile.close()
        self.connection.close()

    def _stay_silent(self) -> None:
        """Say nothing until the caller gives up."""
        self.close_connection = True
        select.select([self.connection], [], [], _LONGEST_SILENCE)


def _asked(application: Application, environ: Environ) -> tuple[str, list[tuple[str, str]], bytes]:
    """What the application answers: status line, headers, whole body."""
    said: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], *_: Any) -> Callable[[bytes], None]:
        said.append((status, headers))
        return lambda _: None

    parts = application(environ, start_response)
    try:
        body = b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()
    status, headers = said[-1]
    return status, headers, body
