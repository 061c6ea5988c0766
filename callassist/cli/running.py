"""Commands that run callassist: serve it with its rehearsal network, work what is due once, look it over."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import requests
import typer
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from callassist import assembly
from callassist.cli.terminal import configured, err, tell, the_house
from callassist.errors import Refusal
from callassist.lock import Lock
from callassist.metrics import WAITS
from callassist.settings import REHEARSAL
from callassist.work import demo
from callassist.work.health import Health, health
from callassist.work.jobs import once
from callassist.work.send import Sender

HOST = "127.0.0.1"
SENDERS = "+441632960100,+441632960101"
ERRORS = {"formatter": "generic", "class": "logging.StreamHandler", "stream": "ext://sys.stderr"}
LOG = {
    "formatters": {"generic": {"()": "callassist.logs.Lines"}},
    "handlers": {"console": ERRORS, "access": ERRORS},  # standard output is for what was asked
}
READY_SECONDS = 180
LEAVING_SECONDS = 8  # then the worker is killed, which loses nothing
STUDIES = Path(__file__).parents[2] / "scripts" / "questionnaires"


def run(
    make_demo: Annotated[bool, typer.Option("--demo", help="Made-up families at every stage.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON line when ready.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="0 takes a free one.")] = 8000,
    data: Annotated[Path | None, typer.Option(help="Where everything is kept.")] = None,
    fresh: Annotated[bool, typer.Option(help="Begin the demonstration anew.")] = False,
) -> None:
    """Start callassist on this machine, with the rehearsal telephone network unless a live one is set."""
    folder = (data or Path(os.environ.get("CALLASSIST_DATA", "var"))).absolute()
    os.environ["CALLASSIST_DATA"] = str(folder)
    Lock(folder).release()
    if fresh:
        _begin_anew(folder)
    signal.signal(signal.SIGTERM, _told_to_end)
    chosen = _port(port)
    os.environ.setdefault("CALLASSIST_WEB", f"http://{HOST}:{chosen}")
    os.environ.setdefault("CALLASSIST_PORCH", f"http://{HOST}:{chosen}/hooks")
    network = (
        _network(folder, os.environ["CALLASSIST_PORCH"]) if "CALLASSIST_NETWORK" not in os.environ else None
    )
    try:
        if make_demo:
            os.environ["CALLASSIST_DEMO"] = "1"
            os.environ["CALLASSIST_STUDIES"] = str(STUDIES)
            os.environ["CALLASSIST_DEMO_USERS"] = json.dumps(demo.people_here())
        _look_first(make_demo)
        threading.Thread(target=_announce, args=(chosen, network, as_json, make_demo), daemon=True).start()
        served("embedded", HOST, chosen, 1)
    finally:
        if network is not None:
            _end(int(network["pid"]))


def served(world: str, host: str, port: int, processes: int) -> None:
    """Serve a world's pages and porch until told to end."""
    os.environ["CALLASSIST_WORLD"] = world
    Granian(
        f"callassist.wsgi:{world}",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=processes,
        blocking_threads=32,
        backpressure=256,
        workers_kill_timeout=LEAVING_SECONDS,
        log_access=False,
        log_level=LogLevels.error,
        log_dictconfig=LOG,
    ).serve()


def _told_to_end(*_: object) -> None:
    """Leave as after an error, so that what was started is ended too; the server has its own way later."""
    sys.exit(0)


def work(
    only_once: Annotated[bool, typer.Option("--once", help="Work what is due now, then leave.")],
) -> None:
    """Work everything that is due, without a page."""
    if not only_once:
        raise Refusal("--once", "this world works by itself while it runs.", "Write: callassist work --once.")
    with the_house(writes=True) as house:
        sender = Sender(house)
        worked = once(sender)
        sender.close()
    tell(f"Worked {worked}.")


def doctor() -> None:
    """Say how this installation is: settings, keys, database, network, what waits."""
    own = configured()
    tell(f"data       {own.data}")
    tell(f"database   {own.database.split('@')[-1]}")
    tell(f"network    {'rehearsal' if own.rehearsal else 'live'}")
    with the_house(writes=False) as house:
        for one in house.studies():
            tell(f"study      {one.row.slug}: {one.row.mode}, edition {one.row.edition[:12]}")
        if house.network is None:
            tell("network    no account is set: texts wait")
        _tell_health(health(house))


def _tell_health(found: Health) -> None:
    """What waits and since when, which jobs stand still, what is paused."""
    tell(f"the time   {found.now:%Y-%m-%d %H:%M} UTC")
    for kind, words in WAITS.items():
        waiting = getattr(found.waits, kind)
        since = f", the oldest since {waiting.since:%Y-%m-%d %H:%M} UTC" if waiting.since else ""
        tell(f"waiting    {waiting.number} {words}{since}")
    became = [f"{number} {became}" for became, number in asdict(found.lately).items() if number]
    if became:
        tell(f"lately     texts due in the last quarter of an hour: {', '.join(became)}")
    for slug, scope in found.stopped:
        tell(f"paused     {slug}: {scope}")
    if found.standing_still:
        tell(f"still      {', '.join(found.standing_still)}: not worked lately. Start run or worker.")


def _look_first(make_demo: bool) -> None:
    """What is wrong with keys, database or demonstration is told here, before anything is served."""
    house = assembly.build(configured())
    try:
        if make_demo:
            demo.made(house)
    finally:
        house.database.close()


def _port(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            raise Refusal("--port", f"{port} is in use.", "Name another, or 0 for a free one.") from None
        return int(probe.getsockname()[1])


def _begin_anew(folder: Path) -> None:
    for pattern in ("callassist.sqlite*", "network.*", "keys/keys.json", "audit-head.json"):
        for one in folder.glob(pattern):
            one.unlink()


def _network(folder: Path, hooks: str) -> dict[str, Any]:
    """The rehearsal network: the one that an earlier run left, if it lives, else a new one."""
    kept = folder / REHEARSAL
    known = json.loads(kept.read_text()) if kept.exists() else {}
    account = known.get("account") or "AC" + secrets.token_hex(16)
    token = known.get("token") or secrets.token_hex(16)
    if known and known.get("hooks") == hooks and _answers(f"{known['api']}/rehearsal/idle"):
        found = known
    else:
        if known:
            _end(int(known["pid"]))
        found = _new_network(folder, hooks, account, token)
        kept.write_text(json.dumps({**found, "account": account, "token": token, "hooks": hooks}))
        kept.chmod(0o600)
    os.environ["CALLASSIST_NETWORK"] = found["api"]
    os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"] = account, token
    return found


def _new_network(folder: Path, hooks: str, account: str, token: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "callassist.rehearsal", "--json", "--port", "0"]
    command += ["--journal", str(folder / "network.sqlite"), "--account-sid", account, "--auth-token", token]
    command += ["--senders", SENDERS, "--hooks-url", hooks, "--opt-out", "account"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, start_new_session=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
    except BaseException:
        process.terminate()
        raise
    if not line:
        raise Refusal("rehearsal network", "it did not start.", "Look at what it says above.")
    ready: dict[str, Any] = json.loads(line)
    return ready


def _end(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGTERM)
    except ProcessLookupError:
        return


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).status_code == 200
    except requests.RequestException:
        return False


def _announce(port: int, network: dict[str, Any] | None, as_json: bool, make_demo: bool) -> None:
    """Wait until it serves, then say where to look and whom to sign in as."""
    web = os.environ["CALLASSIST_WEB"]
    deadline = time.monotonic() + READY_SECONDS
    while not _answers(f"http://{HOST}:{port}/hooks/readyz"):
        if time.monotonic() > deadline:
            err.print("It is not ready after three minutes: look at the log above.")
            return
        time.sleep(0.1)
    users = [{"role": r, "name": n, "password": p} for r, n, p in demo.people_here()] if make_demo else []
    phones = network["phones"] if network else None
    if as_json:
        said = {"web": web, "porch": os.environ["CALLASSIST_PORCH"], "phones": phones, "users": users}
        typer.echo(json.dumps(said))
        sys.stdout.flush()
        return
    tell(f"\ncallassist   {web}")
    if phones:
        tell(f"the phones   {phones}")
    for one in users:
        tell(f"sign in      {one['name']:<10} {one['password']:<22} {one['role']}")
    tell("Ctrl-C stops it.\n")
