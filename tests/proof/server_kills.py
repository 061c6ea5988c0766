"""Kills the running server itself (kill -9) while the clock is moved on and somebody answers on its pages."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from random import Random
from typing import Any

import requests

from callassist.store.cases import case_
from callassist.work import enrol, studies
from callassist.work.actor import Role
from callassist.work.plan import plan
from callassist.work.staff import add_staff, grant
from tests.postgres import free_port
from tests.proof import kills, stage
from tests.proof.oracle import Oracle
from tests.rehearsal.box import Network
from tests.trial import at, folder

BEGINS = "2026-10-24 09:03"
RUN = "from callassist.cli.main import main; main()"
NAME, PASSWORD = "pat", "a made-up password"
READY = 60.0


class Form(HTMLParser):
    """The form of a question's page: where it goes, what is hidden in it, and what may be typed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.action, self.fields, self.typed = "", dict[str, str](), ""
        self._inside = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = "/at/" in said.get("action", "") or said.get("id") == "answer"
            self.action = said["action"] if self._inside and said.get("action") else self.action
        elif self._inside and tag in ("input", "textarea"):
            if said.get("type") == "hidden":
                self.fields[said["name"]] = said.get("value", "")
            elif re.fullmatch(r"t\d+", said.get("name", "")):
                self.typed = said["name"]

    def handle_endtag(self, tag: str) -> None:
        self._inside = self._inside and tag != "form"


@dataclass
class Interviewer:
    """Somebody at a browser: signs in, begins interviews, types, and remembers what was shown as saved."""

    web: str
    cases: list[str]
    chance: Random
    browser: requests.Session = field(default_factory=requests.Session)
    shown: dict[tuple[str, str], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.browser.trust_env = False

    def works(self, until: float) -> None:
        """Answer as fast as the pages come, until a moment or until nobody answers."""
        try:
            self._signs_in()
            while time.monotonic() < until and self.cases:
                if not self._answers(self.cases[0]):
                    self.cases.pop(0)
        except requests.RequestException:
            return

    def _signs_in(self) -> None:
        page = self._get("/day")
        if "/sign-in" in page.url:
            fields = {"csrf_token": _hidden(page.text, "csrf_token"), "name": NAME, "password": PASSWORD}
            self.browser.post(f"{self.web}/sign-in", data=fields, timeout=5)

    def _answers(self, case: str) -> bool:
        """One more answer in the interview of a case; False when there is no further question."""
        page = self._get(f"/interview/begin/{case}")
        if "/begin/" in page.url:
            page = self._post(page.url, {**_hiddens(page.text), "language": "en-GB", "how": "self"})
        while "/at/" in page.url:
            form = Form(page.text)
            if not form.typed:
                return False
            typed = str(self.chance.randrange(40))
            asked, before = page.url, page.url.partition("?")[0]
            page = self._post(asked, {**form.fields, form.typed: typed})
            time.sleep(self.chance.uniform(0, 0.12))
            if page.status_code == 200 and "Saved" in page.text and page.url.partition("?")[0] != before:
                interview, _, item = before.partition("/interview/")[2].partition("/at/")
                self.shown[(interview, item)] = typed
        return False

    def _get(self, path: str) -> requests.Response:
        return self.browser.get(f"{self.web}{path}", timeout=5)

    def _post(self, url: str, fields: dict[str, str]) -> requests.Response:
        return self.browser.post(url, data=fields, timeout=5)


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


def _hiddens(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))


@dataclass
class Server:
    """`callassist run`, started and killed."""

    data: Path
    port: int
    network: Network
    process: subprocess.Popen[bytes] | None = None

    def starts(self) -> None:
        """Start it, and wait until it says that it is ready."""
        environment = {
            **os.environ,
            "CALLASSIST_DATA": str(self.data),
            "CALLASSIST_DATABASE": f"sqlite:///{self.data / 'kills.sqlite'}",
            "CALLASSIST_PORCH": f"http://127.0.0.1:{self.port}/hooks",
            "CALLASSIST_NETWORK": self.network.api,
            "TWILIO_ACCOUNT_SID": self.network.account_sid,
            "TWILIO_AUTH_TOKEN": self.network.auth_token,
        }
        command = [sys.executable, "-c", RUN, "run", "--json", "--port", str(self.port)]
        with (self.data / "server.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, env=environment, stdout=subprocess.PIPE, stderr=log, start_new_session=True
            )
        assert self.process.stdout is not None
        line = b"."
        while line and not line.startswith(b"{"):
            line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(
                f"the server did not start: {line!r} {(self.data / 'server.log').read_text()[-900:]}"
            )
        json.loads(line)

    def is_killed(self) -> None:
        """kill -9 of the server and its worker: no goodbye."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)
        if self.process.stdout is not None:
            self.process.stdout.close()


def run(times: int, seed: int) -> kills.Tally:
    """Kill the server so many times, let it come to rest, and count texts and answers."""
    chance, tally = Random(seed), kills.Tally()
    with tempfile.TemporaryDirectory(prefix="callassist-server-") as name:
        data, port = Path(name), free_port()
        network = Network.start(f"http://127.0.0.1:{port}/hooks", data / "network.sqlite")
        server = Server(data, port, network)
        here = stage.Stage(f"sqlite:///{data / 'kills.sqlite'}", data, network.api, port, network)
        try:
            pat = Interviewer(f"http://127.0.0.1:{port}", _prepared(here), chance)
            for _ in range(times):
                server.starts()
                _press(network, "morning" if chance.random() < 0.7 else "hour")
                pat.works(time.monotonic() + chance.uniform(0.1, 1.8))
                server.is_killed()
                tally.kills["the server, any moment"] += 1
            server.starts()
            _press(network, "week")
            over = _rested(network)
            server.is_killed()
            _count(here, pat, over, tally)
        finally:
            if server.process is not None and server.process.poll() is None:
                server.is_killed()
            network.stop()
    return tally


def _prepared(here: stage.Stage) -> list[str]:
    """The study, its families and an interviewer; the cases that are open."""
    house, sender, rehearsal = here.house()
    sender.close()
    rehearsal.set_clock(at(BEGINS))
    running = house.study(studies.load(house, folder(stage.STUDY), by="proof").study_id)
    enrol.enrol(house, running, stage.rows(), by="proof")
    plan(house)
    staff_id = add_staff(
        house, by="proof", sign_in=NAME, name="Pat Proof", password=PASSWORD, languages=("en-GB",)
    )
    grant(house, by="proof", staff_id=staff_id, role=Role.INTERVIEWER, study_id=running.id)
    with house.database.read() as c:
        open_ = [row.id for row in c.execute(case_.select().where(case_.c.state == "open"))]
    house.database.close()
    return open_


def _press(network: Network, step: str) -> None:
    requests.post(
        f"{network.phones.rstrip('/')}/clock", data={"step": step}, timeout=10, allow_redirects=False
    )


def _rested(network: Network) -> datetime:
    """When the clock stands and nothing is under way any more: the trial's time then."""
    deadline = time.monotonic() + READY
    while time.monotonic() < deadline:
        time.sleep(2.5)
        clock: dict[str, Any] = network.clock()
        if not clock["moving"] and network.idle():
            return datetime.fromisoformat(clock["now"])
    raise RuntimeError("the clock did not come to rest")


def _count(here: stage.Stage, pat: Interviewer, over: datetime, tally: kills.Tally) -> None:
    files = [(stage.STUDY / name).read_bytes() for name in ("study.toml", "messages.toml")]
    oracle = Oracle(files[0], files[1], (stage.STUDY / "families.csv").read_text(encoding="utf-8"))
    began = {
        "at": at(BEGINS).isoformat(),
        "what": "enrol",
        "who": [row["study_number"] for row in stage.rows()],
    }
    listed = oracle.texts_after([began], over - timedelta(seconds=1))
    kills.count_texts(here, Counter((one.number, one.template, "") for one in listed), tally)
    kills.count_shown(here, {(f"{i}", item): value for (i, item), value in pat.shown.items()}, tally)
