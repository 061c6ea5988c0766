"""The journal outlives the network: killed and started anew, it knows all and tells what is owed."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.rehearsal.box import ACCOUNT, SENDER, TOKEN, Network
from tests.rehearsal.conftest import client_of
from tests.rehearsal.porch import Porch

MOBILE = "+447700900214"
NOW = datetime(2026, 10, 8, 15, 15, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "network.sqlite"


@pytest.fixture
def killed(path: Path, porch: Porch) -> Iterator[Network]:
    """A network that took texts and was killed before it carried them."""
    network = Network.start(porch.url, path, extra=("--latency-ms", "60000"))
    yield network
    network.kill()


def test_texts_taken_before_a_kill_are_delivered_once_after_it(
    killed: Network, path: Path, porch: Porch
) -> None:
    client = client_of(killed)
    sids = [
        client.messages.create(to=MOBILE, from_=SENDER, body=f"{n}", status_callback=f"{porch.url}/s").sid
        for n in range(20)
    ]
    killed.kill()
    again = Network.start(porch.url, path)
    try:
        assert again.idle()
        assert sorted(text["sid"] for text in again.texts_to(MOBILE)) == sorted(sids)
        assert sorted(porch.statuses()) == ["delivered"] * 20 + ["sent"] * 20
    finally:
        again.kill()


def test_clock_opt_outs_phones_and_threads_are_known_again(killed: Network, path: Path, porch: Porch) -> None:
    killed.tell(NOW, next_due="17:15, one text")
    killed.make_known(MOBILE, "Mobile, reads Urdu")
    killed.reply(MOBILE, "STOP")
    killed.switch(MOBILE, on=False)
    killed.idle()
    killed.kill()
    again = Network.start(porch.url, path)
    try:
        assert timedelta(0) <= datetime.fromisoformat(again.clock()["now"]) - NOW < timedelta(minutes=1)
        assert again.clock()["next_due"] == "17:15, one text"
        phone = again.phone(MOBILE)
        assert (phone["note"], phone["on"], phone["stopped"]) == ("Mobile, reads Urdu", False, [SENDER])
        assert [bubble["body"] for bubble in phone["thread"]] == ["STOP"]
        with pytest.raises(TwilioRestException):
            client_of(again).messages.create(to=MOBILE, from_=SENDER, body="x")
    finally:
        again.kill()


def test_a_receipt_that_was_owed_when_the_network_was_killed_is_told_after_it(
    path: Path, porch: Porch
) -> None:
    network = Network.start(porch.url, path)
    network.faults({"kind": "callback_late", "seconds": 600})
    sid = str(
        client_of(network).messages.create(to=MOBILE, from_=SENDER, body="x", status_callback=porch.url).sid
    )
    while not network.texts_to(MOBILE):
        pass
    network.kill()
    again = Network.start(porch.url, path)
    try:
        assert again.idle()
        assert porch.statuses(sid) == ["sent", "delivered"]
    finally:
        again.kill()


def test_another_program_can_read_what_phones_received_while_the_network_runs(
    network: Network, porch: Porch
) -> None:
    client_of(network).messages.create(to=MOBILE, from_=SENDER, body="Dzień dobry.")
    assert network.idle()
    reader = sqlite3.connect(f"file:{network.path}?mode=ro", uri=True)
    assert reader.execute("SELECT number, sender, body FROM received").fetchall() == [
        (MOBILE, SENDER, "Dzień dobry.")
    ]
    reader.close()


def test_the_journal_is_read_from_any_line_on(network: Network) -> None:
    network.make_known(MOBILE)
    last = network.journal()[-1]["id"]
    network.reply(MOBILE, "YES")
    assert network.idle()
    assert [entry["kind"] for entry in network.journal(after=last)] == ["inbound", "callback"]


def test_a_second_network_on_the_same_journal_is_refused_with_a_sentence(network: Network) -> None:
    command = [
        *(
            sys.executable,
            "-m",
            "callassist.rehearsal",
            "--journal",
            str(network.path),
            "--account-sid",
            ACCOUNT,
        ),
        *("--auth-token", TOKEN, "--senders", SENDER, "--hooks-url", network.hooks_url),
    ]
    second = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert second.returncode == 1
    assert "another rehearsal network keeps this journal. Stop it" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_port_in_use_is_refused_with_a_sentence(network: Network, tmp_path: Path) -> None:
    port = network.api.rsplit(":", 1)[1]
    command = [
        *(
            sys.executable,
            "-m",
            "callassist.rehearsal",
            "--journal",
            str(tmp_path / "o.sqlite"),
            "--port",
            port,
        ),
        *(
            "--account-sid",
            ACCOUNT,
            "--auth-token",
            TOKEN,
            "--senders",
            SENDER,
            "--hooks-url",
            network.hooks_url,
        ),
    ]
    second = subprocess.run(command, capture_output=True, text=True, timeout=20)
    assert (second.returncode, "is in use" in second.stderr) == (1, True)


def test_the_network_leaves_when_the_process_it_was_started_for_has_gone(
    porch: Porch, tmp_path: Path
) -> None:
    other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    network = Network.start(porch.url, tmp_path / "n.sqlite", extra=("--parent-pid", str(other.pid)))
    other.kill()
    other.wait()
    assert network.process.wait(5) == 0
    network.stop()


def test_told_to_stop_it_stops_in_peace(porch: Porch, tmp_path: Path) -> None:
    network = Network.start(porch.url, tmp_path / "n.sqlite")
    network.stop()
    assert network.process.code == 0
