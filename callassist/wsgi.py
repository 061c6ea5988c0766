"""The WSGI objects of the two worlds: pages and porch, with or without the scheduler in the same process."""

from __future__ import annotations

import gc
import json
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from callassist import assembly, logs, settings
from callassist.lock import Lock
from callassist.metrics import metrics
from callassist.runner.clustered import Waker
from callassist.runner.embedded import EmbeddedRunner
from callassist.settings import Settings
from callassist.web.app import create_app
from callassist.work import demo
from callassist.work.call_dial import recover_legs
from callassist.work.house import House
from callassist.work.record import recover
from callassist.work.rehearse import Rehearsal
from callassist.work.send import Sender
from webhooks.app import create_porch

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
HOOKS = "/hooks"
READY = "/hooks/readyz"
METRICS = "/metrics"
HEALTH = "/healthz"
STRANGE = (
    "Nothing is shown under this name. Ask whoever runs callassist for its address, and open that.\n"
    "If you run it: set CALLASSIST_WEB to the address under which people open it, and have a proxy in front "
    "pass the name on.\n"
)
PARENT_SECONDS = 0.5

log = logging.getLogger("callassist")


class Doors:
    """Pages for the web's host, the porch under /hooks for the public one, and nothing else for that.

    Any other name gets no page: whoever can have a name of theirs mean this machine would read it by a page
    of their own. A number or localhost cannot be made to mean another machine.
    """

    def __init__(
        self, house: House, configured: Settings, moves: Rehearsal | None, environment: Mapping[str, str]
    ) -> None:
        self.ready = threading.Event()
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
        self._metrics = metrics(house)
        self._public = _host(urlsplit(configured.porch).netloc)
        self._own = _host(urlsplit(configured.web).netloc)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "")
        if path == READY and not self.ready.is_set():
            start_response("503 Service Unavailable", [("Content-Type", "text/plain")])
            return [b"the demonstration is being made\n"]
        if path == HOOKS or path.startswith(f"{HOOKS}/"):
            inner = {**environ, "SCRIPT_NAME": HOOKS, "PATH_INFO": path.removeprefix(HOOKS)}
            return self._porch(inner, start_response)
        if _host(environ.get("HTTP_HOST", "")) == self._public != self._own:
            start_response("404 Not Found", [("Content-Type", "text/plain")])
            return [b"nothing here\n"]
        if path == METRICS:
            return self._metrics(environ, start_response)
        if path != HEALTH and self._strange(_bare(environ.get("HTTP_HOST", ""))):
            start_response("421 Misdirected Request", [("Content-Type", "text/plain; charset=utf-8")])
            return [STRANGE.encode()]
        return self._web(environ, start_response)

    def _strange(self, name: str) -> bool:
        """Whether a name is none of ours: neither the one set, nor this machine's own, nor a number."""
        return name not in ("", "localhost", _bare(self._own)) and not _is_number(name)


def _bare(host: str) -> str:
    """A host's name without its port."""
    name, colon, port = _host(host).rpartition(":")
    return name if colon and port.isdigit() else _host(host)


def _is_number(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _host(name: str) -> str:
    """A host as all its spellings mean it: large letters, a last dot and the usual port say nothing more."""
    host, colon, port = name.lower().rpartition(":")
    if not colon or not port.isdigit():
        host, port = name.lower(), ""
    return host.rstrip(".") + ("" if port in ("", "80", "443") else f":{port}")


def embedded_world(environment: Mapping[str, str]) -> Doors:
    """The one process on SQLite: it holds the lock, ticks by itself and leaves with its parent."""
    configured = settings.read(environment)
    locks.append(Lock(configured.data))
    runners: list[EmbeddedRunner] = []

    def wake(job: str) -> None:
        for runner in runners:
            runner.wake(job)

    house = assembly.build(configured, wake=wake)
    recover(house, everything=True)
    recover_legs(house, everything=True)
    sender = Sender(house)
    moves = assembly.rehearsal(house, sender)
    runners.append(EmbeddedRunner(sender, resting=moves.moving if moves is not None else None))
    doors = Doors(house, configured, moves, environment)

    def prepare() -> None:
        """Let the demonstration's story happen first, where one is asked for; then say that we are ready."""
        if environment.get("CALLASSIST_DEMO") == "1" and moves is not None:
            folders = studies_in(Path(environment["CALLASSIST_STUDIES"]))
            demo.make(house, moves, folders, told=lambda words: log.info("demonstration: %s", words))
        runners[0].start()
        doors.ready.set()
        settle(house)

    threading.Thread(target=prepare, daemon=True).start()
    return doors


def clustered_world(environment: Mapping[str, str]) -> Doors:
    """One web process of several on PostgreSQL: workers tick, and are woken from here."""
    configured = settings.read(environment)
    house = assembly.build(configured, wake=Waker(configured.database).wake)
    doors = Doors(house, configured, assembly.rehearsal(house, Sender(house)), environment)
    doors.ready.set()
    threading.Thread(target=settle, args=(house,), daemon=True).start()
    return doors


def settle(house: House) -> None:
    """Read the editions before anybody asks for them, and let what lives as long as the process be.

    A search for rings of garbage among all of it takes a tenth of a second, and everybody waits meanwhile.
    """
    house.studies()
    gc.collect()
    gc.freeze()


def studies_in(folder: Path) -> dict[str, dict[str, bytes]]:
    """Every study folder in a folder, with its rehearsal files under rehearsal/."""
    found: dict[str, dict[str, bytes]] = {}
    for study in sorted(one for one in folder.iterdir() if (one / "study.toml").is_file()):
        files = (one for one in sorted(study.rglob("*")) if one.is_file())
        found[study.name] = {one.relative_to(study).as_posix(): one.read_bytes() for one in files}
    return found


def _leave_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    log.warning("the parent process is gone: leaving")
    os._exit(3)


locks: list[Lock] = []  # held for the life of this process
_made: list[Doors] = []
_making = threading.Lock()


def embedded(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """The WSGI application of the one process on SQLite."""
    return _doors(embedded_world)(environ, start_response)


def clustered(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
    """The WSGI application of a web process on PostgreSQL."""
    return _doors(clustered_world)(environ, start_response)


def _doors(world: Callable[[Mapping[str, str]], Doors]) -> Doors:
    """The doors of this process, made when a server loads them or at the first request."""
    with _making:
        if not _made:
            _made.append(world(dict(os.environ)))
            threading.Thread(target=_leave_with_parent, args=(os.getppid(),), daemon=True).start()
        return _made[0]


if (chosen := os.environ.get("CALLASSIST_WORLD")) in ("embedded", "clustered"):
    # The server's own catcher was inherited and hears nothing yet; the scheduler ticks from the start.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    logs.begin()
    _doors(embedded_world if chosen == "embedded" else clustered_world)
