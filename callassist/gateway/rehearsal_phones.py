"""Lets phones of the rehearsal network write, and lays its faults: what families and bad lines would do."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

import requests

from callassist.errors import Fault


class RehearsalPhones:
    """The rehearsal network's own address for what happens at the other end of the line."""

    def __init__(self, api: str, *, seconds: float = 10.0) -> None:
        """`api`: the network's address, as in http://127.0.0.1:8021."""
        self._api = api.rstrip("/")
        self._seconds = seconds
        self._session = requests.Session()
        self._session.trust_env = False

    def write(self, number: str, words: str) -> None:
        """Let a phone (E.164) write to our sender; the text comes in through the porch soon after."""
        self._tell(f"/rehearsal/phones/{quote(number)}/text", {"body": words})

    def make_known(self, number: str, note: str) -> None:
        """Show a phone (E.164) on the page of phones, with a note about the phone."""
        self._tell("/rehearsal/phones", {"number": number, "note": note})

    def lay_fault(self, kind: str, number: str) -> None:
        """Let the next text to a phone go wrong in one of the network's named ways."""
        self._tell("/rehearsal/faults", {"kind": kind, "number": number})

    def _tell(self, path: str, word: Mapping[str, str]) -> None:
        try:
            answer = self._session.post(f"{self._api}{path}", json=dict(word), timeout=self._seconds)
        except requests.RequestException as away:
            raise Fault("the rehearsal network does not answer") from away
        if not answer.ok:
            raise Fault(f"the rehearsal network refused {path.split('/')[2]}: {answer.status_code}")
