"""The network's command line: `python -m callassist.rehearsal --senders +441632960100 …`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from callassist.errors import Refusal
from callassist.rehearsal.numbers import read_strictly
from callassist.rehearsal.start import serve
from callassist.rehearsal.terms import Landlines, OptOut, Terms


def main() -> int:
    """Start the network; 1 with a sentence on standard error if something stands in its way."""
    said = _options().parse_args()
    try:
        parent = said.parent_pid
        serve(_terms(said), port=said.port, journal=said.journal, parent=parent, as_json=said.json)
    except Refusal as refusal:
        sys.stderr.write(f"{refusal}\n")
        return 1
    return 0


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m callassist.rehearsal", description=__doc__)
    options.add_argument("--port", type=int, default=0, help="0 for any free one")
    options.add_argument(
        "--journal", type=Path, required=True, help="an SQLite file, made if it is not there"
    )
    options.add_argument("--account-sid", required=True)
    options.add_argument("--auth-token", required=True)
    options.add_argument(
        "--senders", required=True, help="numbers or names that callassist sends from, by commas"
    )
    options.add_argument("--hooks-url", required=True, help="where callassist's porch listens")
    options.add_argument("--hooks-public-url", help="what signatures are computed over; else as --hooks-url")
    options.add_argument("--landlines", type=Landlines, choices=list(Landlines), default=Landlines.REFUSE)
    options.add_argument("--opt-out", type=OptOut, choices=list(OptOut), default=OptOut.NETWORK)
    options.add_argument(
        "--auto-reply", action="store_true", help="the network answers STOP, START, HELP itself"
    )
    options.add_argument("--latency-ms", type=float, default=30, help="from taking a text to sending it on")
    options.add_argument(
        "--answer-ms", type=float, default=0, help="how long sending a text takes to be answered"
    )
    options.add_argument("--price", type=float, default=0.04, help="pounds a segment")
    options.add_argument("--signing-key", default="", help="sign callbacks with this key, by HMAC-SHA256")
    options.add_argument("--parent-pid", type=int, help="leave when this process has gone")
    options.add_argument("--json", action="store_true", help="say where it listens as one line of JSON")
    return options


def _terms(said: argparse.Namespace) -> Terms:
    """The terms as the options say. Raises Refusal for an address that is none."""
    hooks = said.hooks_url.rstrip("/")
    if not hooks.startswith(("http://127.0.0.1", "http://localhost", "http://[::1]")):
        raise Refusal(
            "--hooks-url", f"{hooks} is not on this machine.", "The network posts to this machine only."
        )
    senders = [sender.strip() for sender in said.senders.split(",") if sender.strip()]
    return Terms(
        account_sid=said.account_sid,
        auth_token=said.auth_token,
        senders=tuple(read_strictly(sender) or sender for sender in senders),
        hooks_url=hooks,
        hooks_public_url=(said.hooks_public_url or hooks).rstrip("/"),
        landlines=said.landlines,
        opt_out=said.opt_out,
        auto_reply=said.auto_reply,
        latency=said.latency_ms / 1000,
        answer_after=said.answer_ms / 1000,
        price_per_segment=said.price,
        signing_key=said.signing_key,
    )


if __name__ == "__main__":
    sys.exit(main())
