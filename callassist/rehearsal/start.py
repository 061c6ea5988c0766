"""Starting the network: its parts put together, the line that says it is ready, and how it ends."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from pathlib import Path

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from callassist.clock import MachineClock
from callassist.errors import Refusal
from callassist.rehearsal import calling, carriers, exchange, performing
from callassist.rehearsal.api import api
from callassist.rehearsal.conference_api import conferences
from callassist.rehearsal.control import control
from callassist.rehearsal.control_calls import control_calls
from callassist.rehearsal.door import guarded, turn_away_strangers
from callassist.rehearsal.faults import Faults
from callassist.rehearsal.hands import Hands
from callassist.rehearsal.journal import Journal, Kind
from callassist.rehearsal.known import Known
from callassist.rehearsal.pages import pages
from callassist.rehearsal.post import Post
from callassist.rehearsal.server import Server
from callassist.rehearsal.terms import Terms
from callassist.rehearsal.trial_clock import TrialClock
from callassist.rehearsal.voice_api import calls

api.register_blueprint(calls)
api.register_blueprint(conferences)
control.register_blueprint(control_calls)


class InOrder(DefaultJSONProvider):
    """JSON with its keys in the order in which they were written."""

    sort_keys = False


def assemble(terms: Terms, journal: Path) -> Hands:
    """The network's parts, with what its journal remembers. Raises Refusal if it is taken."""
    clock = TrialClock(MachineClock())
    hands = Hands(terms, clock, Journal(journal), Known(), Faults(), Post(clock))
    hands.recall()
    performing.attend(hands)
    hands.note(Kind.OPENED, senders=list(terms.senders))
    return hands


def application(hands: Hands) -> Flask:
    """The network's API, control and pages as one application."""
    app = Flask(__name__)
    app.extensions["hands"] = hands
    app.json = InOrder(app)
    app.before_request(turn_away_strangers)
    app.after_request(guarded)
    app.register_blueprint(api)
    app.register_blueprint(control)
    app.register_blueprint(pages)
    return app


def serve(terms: Terms, *, port: int, journal: Path, parent: int | None, as_json: bool) -> None:
    """Run the network until it is told to stop. Raises Refusal if the port or the journal is taken."""
    hands = assemble(terms, journal)
    server = _listening(hands, port)
    signal.signal(signal.SIGTERM, lambda *_: _stop(server))
    signal.signal(signal.SIGINT, lambda *_: _stop(server))
    hands.post.start()
    carriers.resume(hands)
    exchange.resume(hands)
    calling.resume(hands)
    if parent is not None:
        threading.Thread(target=_leave_with, args=(server, parent), daemon=True).start()
    _say_ready(server, as_json=as_json)
    server.serve_forever(poll_interval=0.1)
    hands.post.stop()
    server.server_close()
    hands.journal.close()


def _listening(hands: Hands, port: int) -> Server:
    try:
        return Server(application(hands).wsgi_app, port)
    except OSError as taken:
        raise Refusal("--port", f"port {port} is in use.", "Name another, or 0 for any free one.") from taken


def _say_ready(server: Server, *, as_json: bool) -> None:
    base = f"http://127.0.0.1:{server.server_port}"
    if as_json:
        words = json.dumps({"api": base, "phones": f"{base}/", "pid": os.getpid()})
    else:
        words = f"The rehearsal network answers. Its phones: {base}/"
    os.write(1, (words + "\n").encode())


def _stop(server: Server) -> None:
    """End serving; from another thread, as the server cannot wait for itself."""
    threading.Thread(target=server.shutdown, daemon=True).start()


def _leave_with(server: Server, parent: int) -> None:
    """Stop when the process with this id has gone."""
    child = os.getppid() == parent
    while (os.getppid() == parent) if child else _lives(parent):
        time.sleep(0.3)
    _stop(server)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
