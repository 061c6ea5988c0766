"""Tells the rehearsal network what time it is in the trial, and asks whether it has nothing under way."""

from __future__ import annotations

import logging
from datetime import datetime

import requests

_log = logging.getLogger(__name__)


class RehearsalNetworkClock:
    """The rehearsal network's clock at its own address. A network that is away stops nothing here."""

    def __init__(self, api: str, *, seconds: float = 2.0) -> None:
        """`api`: the network's address, as in http://127.0.0.1:8021."""
        self.api = api.rstrip("/")
        self._seconds = seconds
        self._session = requests.Session()
        self._session.trust_env = False

    def tell(self, now: datetime, *, moving: bool = False, next_due: str | None = None) -> bool:
        """Say what time it is, whether it is being moved on, and what is due next; False if unheard."""
        said: dict[str, str | bool | None] = {
            "now": now.isoformat(),
            "moving": moving,
            "next_due": next_due,
        }
        try:
            answer = self._session.post(f"{self.api}/rehearsal/clock", json=said, timeout=self._seconds)
        except requests.RequestException:
            _log.warning("rehearsal_clock_unheard")
            return False
        if not answer.ok:
            _log.warning("rehearsal_clock_refused", extra={"status": answer.status_code})
        return answer.ok

    def idle(self) -> bool:
        """Whether the network says that it has no notice left to give; False when it does not answer."""
        try:
            answer = self._session.get(f"{self.api}/rehearsal/idle", timeout=self._seconds)
            return bool(answer.ok and answer.json().get("idle"))
        except (requests.RequestException, ValueError, AttributeError):
            _log.warning("rehearsal_idle_unheard")
            return False

    def close(self) -> None:
        """Let the connection go."""
        self._session.close()
