"""The one WSGI object of the embedded world: pages, porch, scheduler and writer in one process."""

from __future__ import annotations

import json
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from callassist import assembly, settings
from callassist.lock import Lock
from callassist.runner.embedded import EmbeddedRunner
from callassist.web.app import create_app
from callassist.work import demo
from callassist.work.house import House
from callassist.work.record import recover
from callassist.work.rehearse import Rehearsal
from callassist.work.send import Sender
from webhooks.app import create_porch

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
HOOKS = "/hooks"
READY = "/hooks/readyz"
PARENT_SECONDS = 0.5

log = logging.getLogger("callassist")


class Embedded:
    """Pages for the web's host, the porch under /hooks for the public one, and nothing else for that."""

    def __init__(self, environment: dict[str, str]) -> None:
        configured = settings.read(environment)
        self._lock = Lock(configured.data)
        self._runner: EmbeddedRunner | None = None
        house = assembly.build(configured, wake=self._wake)
        recover(house, everything=True)
        sender = Sender(house)
        moves = assembly.rehearsal(house, sender)
        self._runner = EmbeddedRunner(sender, resting=moves.moving if moves is not None else None)
        self._porch = create_porch(house, moves)
        self._web = create_app(
            house,
            web_url=configured.web,
            idle_minutes=configured.idle_minutes,
            demo_users=tuple(
                tuple(one) for one in json.loads(environment.get("CALLASSIST_DEMO_USERS", "[]"))
            ),
            phones_url=configured.network if configured.rehearsal else "",
        )
        self._public = urlsplit(configured.porch).netloc
        self._own = urlsplit(configured.web).netloc
        self._ready = threading.Event()
        threading.Thread(target=self._prepare, args=(house, moves, environment), daemon=True).start()
        threading.Thread(target=_leave_with_parent, args=(os.getppid(),), daemon=True).start()

    def _prepare(self, house: House, moves: Rehearsal | None, environment: dict[str, str]) -> None:
        """Let the demonstration's story happen first, where one is asked for; then say that we are ready."""
        if environment.get("CALLASSIST_DEMO") == "1" and moves is not None:
            folders = studies_in(Path(environment["CALLASSIST_STUDIES"]))
            demo.make(house, moves, folders, told=lambda words: log.info("demonstration: %s", words))
        if self._runner is not None:
            self._runner.start()
        self._ready.set()

    def _wake(self, job: str) -> None:
        if self._runner is not None:
            self._runner.wake(job)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == READY and not self._ready.is_set():
            start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
            return [b"the demonstration is being made\n"]
        if path == HOOKS or path.startswith(f"{HOOKS}/"):
            inner = {**environ, "SCRIPT_NAME": HOOKS, "PATH_INFO": path.removeprefix(HOOKS)}
            return self._porch(inner, start_response)
        if environ.get("HTTP_HOST") == self._public != self._own:
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"nothing here\n"]
        return self._web(environ, start_response)


def studies_in(folder: Path) -> dict[str, dict[str, bytes]]:
    """Every study folder in a folder, with its rehearsal files under rehearsal/."""
    found: dict[str, dict[str, bytes]] = {}
    for study in sorted(one for one in folder.iterdir() if (one / "study.toml").is_file()):
        files = (one for one in sorted(study.rglob("*")) if one.is_file())
        found[study.name] = {one.relative_to(study).as_posix(): one.read_bytes() for one in files}
    return found


def _demo_users(environment: dict[str, str]) -> tuple[tuple[str, str, str], ...]:
    listed = json.loads(environment.get("CALLASSIST_DEMO_USERS", "[]"))
    return tuple((role, name, password) for role, name, password in listed)


def _leave_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    log.warning("the parent process is gone: leaving")
    os._exit(3)


_one: Embedded | None = None
_making = threading.Lock()


def embedded(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """The WSGI application, made at its first request or when a server loads it."""
    return make()(environ, start_response)


def make() -> Embedded:
    """The one embedded world of this process."""
    global _one
    with _making:
        if _one is None:
            _one = Embedded(dict(os.environ))
    return _one


if os.environ.get("CALLASSIST_EMBEDDED") == "1":
    signal.signal(
        signal.SIGTERM, signal.SIG_DFL
    )  # the server's own catcher was inherited and hears nothing yet
    make()  # the scheduler ticks from the start, and not only from the first request on
