"""Where everything is: read from the environment, once, by cli, wsgi and assembly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from callassist.errors import Refusal

TWILIO = "https://api.twilio.com"
REHEARSAL = "network.json"


@dataclass(frozen=True, slots=True, repr=False)
class Settings:
    """The settings of one installation. Addresses without a final slash.

    `network`: the address of the text network; anything but Twilio's own is a rehearsal network.
    `porch`: where the network reaches us; `web`: where people do, and pages answer to no other name.
    `segments_a_second`: how fast a sender may go; None, in a rehearsal, for as fast as it takes them.
    `signing_key`: what the network signs its callbacks with in the newer way, if it does.
    """

    data: Path
    database: str
    keys: Path
    porch: str
    web: str
    network: str
    account: str
    token: str
    old_token: str | None
    idle_minutes: int
    segments_a_second: float | None = None
    signing_key: str | None = None

    @property
    def rehearsal(self) -> bool:
        """Whether no real phone can ring."""
        return self.network != TWILIO

    def __repr__(self) -> str:
        return f"Settings(data={self.data})"


def read(environment: Mapping[str, str]) -> Settings:
    """The settings from CALLASSIST_… variables. Raises Refusal naming the variable and the cure."""
    data = Path(environment.get("CALLASSIST_DATA", "var")).absolute()
    environment = {**_remembered(data), **environment}
    web = _address("CALLASSIST_WEB", environment.get("CALLASSIST_WEB", "http://127.0.0.1:8000"))
    network = _address("CALLASSIST_NETWORK", environment.get("CALLASSIST_NETWORK", TWILIO))
    return Settings(
        data=data,
        database=environment.get("CALLASSIST_DATABASE") or f"sqlite:///{data / 'callassist.sqlite'}",
        keys=Path(environment.get("CALLASSIST_KEYS", str(data / "keys" / "keys.json"))).absolute(),
        porch=_address("CALLASSIST_PORCH", environment.get("CALLASSIST_PORCH", f"{web}/hooks")),
        web=web,
        network=network,
        account=environment.get("TWILIO_ACCOUNT_SID", ""),
        token=environment.get("TWILIO_AUTH_TOKEN", ""),
        old_token=environment.get("TWILIO_OLD_AUTH_TOKEN") or None,
        signing_key=environment.get("TWILIO_SIGNING_KEY") or None,
        idle_minutes=_minutes(environment.get("CALLASSIST_IDLE_MINUTES", "15")),
        segments_a_second=_pace(
            environment.get("CALLASSIST_SEGMENTS_A_SECOND", "1" if network == TWILIO else "")
        ),
    )


def _remembered(data: Path) -> dict[str, str]:
    """What a rehearsal left in its folder: commands find its network without being told where it is."""
    kept = data / REHEARSAL
    if not kept.is_file():
        return {}
    try:
        network = json.loads(kept.read_text())
        return {
            "CALLASSIST_NETWORK": str(network["api"]),
            "CALLASSIST_PORCH": str(network["hooks"]),
            "TWILIO_ACCOUNT_SID": str(network["account"]),
            "TWILIO_AUTH_TOKEN": str(network["token"]),
        }
    except (ValueError, KeyError, TypeError):
        raise Refusal(str(kept), "it cannot be read.", "Delete it, then start callassist again.") from None


def _address(name: str, text: str) -> str:
    try:
        parts = urlsplit(text)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole:
        raise Refusal(name, f"“{text}” is no whole address.", "Write it like https://callassist.example.org.")
    return text.rstrip("/")


def _minutes(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 240:
        raise Refusal("CALLASSIST_IDLE_MINUTES", f"“{text}” is no number of minutes.", "Write 1 to 240.")
    return int(text)


def _pace(text: str) -> float | None:
    """Segments a second: one from an ordinary number, as long as nobody has agreed on more."""
    if not text:
        return None
    try:
        asked = float(text)
    except ValueError:
        asked = 0
    if not 0 < asked <= 1000:
        raise Refusal("CALLASSIST_SEGMENTS_A_SECOND", f"“{text}” is no pace.", "Write 1, or more.")
    return asked
