"""A real rehearsal network for tests: its own process, asked over HTTP; stories count in its journal."""

from __future__ import annotations

import json
import signal
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import Request, urlopen

from tests.processes import Process, networks

ACCOUNT = "AC" + "0" * 32
TOKEN = "rehearsal-token"
SENDER = "+441632960100"


@dataclass
class Network:
    """A network that runs: `api` is its address, `phones` its page, `path` its journal."""

    process: Process
    api: str
    phones: str
    path: Path
    hooks_url: str
    account_sid: str = ACCOUNT
    auth_token: str = TOKEN
    counted: int = 0

    @classmethod
    def start(
        cls,
        hooks_url: str,
        journal: Path,
        *,
        senders: str = SENDER,
        port: int = 0,
        hooks_public_url: str | None = None,
        extra: tuple[str, ...] = (),
    ) -> Network:
        """Start a network that posts to `hooks_url` and keeps its journal in the file `journal`."""
        words = [
            *("--json", "--port", str(port), "--journal", str(journal)),
            *("--account-sid", ACCOUNT, "--auth-token", TOKEN),
            *("--senders", senders, "--hooks-url", hooks_url),
            *(("--hooks-public-url", hooks_public_url) if hooks_public_url else ()),
            *extra,
        ]
        process = networks().starts({}, *words)
        line = process.first_line()
        assert line.startswith("{"), f"the network did not start: exit code {process.wait()}: {line}"
        ready = json.loads(line)
        return cls(process, ready["api"], ready["phones"], journal, hooks_url)

    def stop(self) -> None:
        """Tell it to stop, and wait until it has."""
        self._ends_by(signal.SIGTERM)

    def kill(self) -> None:
        """End it as a power cut of its process would: without a chance to tidy up."""
        self._ends_by(signal.SIGKILL)

    def count_from_here(self) -> None:
        """Leave what the journal holds by now out of every later count."""
        self.counted = int(self.clock()["journal"])

    def journal(self, *, after: int = 0, kind: str = "", number: str = "") -> list[dict[str, Any]]:
        """The journal's entries since counting began, oldest first."""
        asked = (
            f"after={max(after, self.counted)}"
            + (f"&kind={kind}" if kind else "")
            + (f"&number={quote(number)}" if number else "")
        )
        return [json.loads(line) for line in self._ask("GET", f"/rehearsal/journal?{asked}").splitlines()]

    def texts_to(self, number: str = "") -> list[dict[str, Any]]:
        """What that phone (or every phone) really received, in order."""
        return self.journal(kind="delivered", number=number)

    def accepted(self, number: str = "") -> list[dict[str, Any]]:
        """What the network took from callassist for that phone (or every phone), in order."""
        return self.journal(kind="accepted", number=number)

    def callbacks(self, sid: str = "") -> list[tuple[str, str]]:
        """Status and result of each callback tried, about one text or all."""
        return [(c["status"], c["result"]) for c in self.journal(kind="callback") if sid in ("", c["sid"])]

    def reply(self, number: str, body: str) -> str:
        """Let that phone write to our sender and return the sid; callassist was told once `idle` says so."""
        return str(self._told(f"/rehearsal/phones/{quote(number)}/text", {"body": body})["sid"])

    def phone(self, number: str) -> dict[str, Any]:
        """What is on that phone: note, on, stopped, thread."""
        found: dict[str, Any] = json.loads(self._ask("GET", f"/rehearsal/phones/{quote(number)}"))
        return found

    def make_known(self, number: str, note: str = "") -> None:
        """Make a phone known before anything came to it."""
        self._told("/rehearsal/phones", {"number": number, "note": note})

    def switch(self, number: str, *, on: bool) -> None:
        """Switch that phone on or off."""
        self._told(f"/rehearsal/phones/{quote(number)}/switch", {"on": on})

    def behave(self, number: str, answers: str = "person", **more: Any) -> None:
        """Say what that phone does when it rings: person, machine, nobody, busy, unreachable, by hand."""
        self._told(f"/rehearsal/phones/{quote(number)}/behaviour", {"answers": answers, **more})

    def hand(self, number: str, act: str, **more: str) -> dict[str, Any]:
        """Let a hand do something on that phone: answer, reject, hang-up, ring; press keys=, speak words=."""
        return self._told(f"/rehearsal/phones/{quote(number)}/call/{act}", more)

    def hand_when_ringing(self, number: str, act: str) -> None:
        """The same as soon as that phone rings; and until callassist has said what comes next."""
        assert self.idle()
        self.hand(number, act)
        assert self.idle()

    def clock_of(self, moment: str) -> datetime:
        """A moment as the journal writes it."""
        return datetime.fromisoformat(moment)

    def calls(self, number: str = "") -> list[dict[str, Any]]:
        """Every call of that phone (or of all), oldest first, with what was heard on it."""
        found = json.loads(self._ask("GET", f"/rehearsal/calls?number={quote(number)}"))
        return list(found["calls"])

    def heard(self, number: str) -> list[str]:
        """What was heard on that phone in its latest call, in order."""
        return [one["body"] for one in self.calls(number)[-1]["sounds"] if not one["mine"]]

    def talks(self, number: str = "") -> list[dict[str, Any]]:
        """Who could hear whom, from when to when: {"a", "b", "from", "until"}."""
        return list(json.loads(self._ask("GET", f"/rehearsal/talks?number={quote(number)}"))["talks"])

    def seconds_pass(self, seconds: float) -> None:
        """Let the trial's time pass, stopping at each thing that falls due on the way until it is done."""
        until = datetime.fromisoformat(self.clock()["now"]) + timedelta(seconds=seconds)
        assert self.idle()
        while (due := self.clock()["next_held"]) is not None and datetime.fromisoformat(due) <= until:
            self.tell(max(datetime.fromisoformat(due), datetime.fromisoformat(self.clock()["now"])))
            assert self.idle()
        self.tell(max(until, datetime.fromisoformat(self.clock()["now"])))
        assert self.idle()

    def faults(self, *faults: dict[str, Any]) -> None:
        """Lay faults, for example {"kind": "silent_after", "count": 3}."""
        self._told("/rehearsal/faults", {"faults": list(faults)})

    def no_faults(self) -> None:
        """Take all faults away."""
        self._ask("DELETE", "/rehearsal/faults")

    def clock(self) -> dict[str, Any]:
        """The trial's time as the network has it: now, moving, next_due."""
        found: dict[str, Any] = json.loads(self._ask("GET", "/rehearsal/clock"))
        return found

    def tell(self, now: datetime, *, moving: bool = False, next_due: str | None = None) -> None:
        """Tell the trial's time, as callassist does."""
        self._told("/rehearsal/clock", {"now": now.isoformat(), "moving": moving, "next_due": next_due})

    def idle(self, seconds: float = 10) -> bool:
        """Wait at most so long until every callback due was tried; whether that came about."""
        return bool(json.loads(self._ask("GET", f"/rehearsal/idle?wait={seconds}"))["idle"])

    def _told(self, path: str, word: dict[str, Any]) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self._ask("POST", path, word))
        return answer

    def _ask(self, method: str, path: str, word: dict[str, Any] | None = None) -> str:
        body = None if word is None else json.dumps(word).encode()
        headers = {"Content-Type": "application/json"} if body else {}
        with urlopen(Request(self.api + path, body, headers, method=method), timeout=70) as answer:
            return str(answer.read().decode())

    def _ends_by(self, which: int) -> None:
        if self.process.poll() is None:
            self.process.signal(which)
        assert self.process.wait() is not None
