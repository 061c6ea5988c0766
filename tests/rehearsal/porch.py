"""A porch in callassist's place: it takes what the network posts, notes it, and answers as told."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

from tests.rehearsal.box import TOKEN


@dataclass
class Post:
    """One thing posted: the path asked for, its form, its signature."""

    path: str
    form: dict[str, str]
    signature: str


@dataclass
class Porch:
    """Listens on this machine; `public` is the address that signatures are made over, if another."""

    public: str = ""
    posts: list[Post] = field(default_factory=list)
    answers: dict[str, int] = field(default_factory=dict)
    says: dict[str, str] = field(default_factory=dict)
    slow: float = 0

    def __post_init__(self) -> None:
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._caller())
        self.server.daemon_threads = True
        threading.Thread(
            target=self.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hooks"

    def signed_right(self, post: Post) -> bool:
        """Whether the provider's own library accepts the signature for the public address."""
        base = (self.public or self.url).removesuffix("/hooks")
        return bool(RequestValidator(TOKEN).validate(base + post.path, post.form, post.signature))

    def statuses(self, sid: str = "") -> list[str]:
        """The statuses told, in the order in which they came."""
        return [
            p.form["MessageStatus"] for p in list(self.posts) if p.form.get("MessageSid") == sid or not sid
        ]

    def told(self, sid: str) -> list[str]:
        """The states of a call that were told, in the order in which they came."""
        return [
            p.form["CallStatus"]
            for p in list(self.posts)
            if p.form.get("SequenceNumber") and p.form.get("CallStatus") and p.form["CallSid"] == sid
        ]

    def events(self) -> list[tuple[str, str]]:
        """What was told of conferences: the event, and the label of whom it is about."""
        forms = [post.form for post in list(self.posts) if "StatusCallbackEvent" in post.form]
        return [(form["StatusCallbackEvent"], form.get("ParticipantLabel", "")) for form in forms]

    def asked(self, path: str) -> list[dict[str, str]]:
        """The forms posted to one path, in the order in which they came."""
        return [post.form for post in list(self.posts) if post.path == path]

    def texts(self) -> list[dict[str, str]]:
        """What phones wrote, in the order in which it came."""
        return [post.form for post in list(self.posts) if post.path == "/hooks/twilio/text"]

    def forget(self) -> None:
        """Forget what was posted, and answer as usual."""
        self.posts.clear()
        self.answers.clear()
        self.says.clear()
        self.slow = 0

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def _caller(self) -> type[BaseHTTPRequestHandler]:
        porch = self

        class Caller(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                form = dict(parse_qsl(body, keep_blank_values=True))
                porch.posts.append(Post(self.path, form, self.headers["X-Twilio-Signature"]))
                time.sleep(porch.slow)
                self._say(porch.answers.get(self.path.partition("?")[0], 204))

            def do_GET(self) -> None:
                porch.posts.append(Post(self.path, {}, self.headers["X-Twilio-Signature"]))
                self._say(porch.answers.get(self.path, 404))

            def _say(self, status: int) -> None:
                said = porch.says.get(self.path.partition("?")[0], "")
                body = f"<Response>{said}</Response>".encode() if said else b""
                self.send_response(200 if said else status)
                sound = self.path.endswith(".mp3")
                self.send_header("Content-Type", "audio/mpeg" if sound else "text/xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                """Say nothing."""

        return Caller
