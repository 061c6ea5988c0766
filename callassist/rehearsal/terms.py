"""What the network was started with: the account, its senders, and where callassist listens."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Landlines(StrEnum):
    """What becomes of a text to a landline: refused, or read aloud to whoever answers."""

    REFUSE = "refuse"
    READ_ALOUD = "read-aloud"


class OptOut(StrEnum):
    """Who keeps the opt-outs: the network by its English keywords, or the account alone."""

    NETWORK = "network"
    ACCOUNT = "account"


@dataclass(frozen=True, slots=True)
class Terms:
    """The account's terms with this network. URLs carry no slash at their end; seconds and pounds.

    `hooks_url` is where callbacks are really posted, `hooks_public_url` what their signatures are made over.
    `signing_key` signs callbacks in the newer way, in the token's place.
    `latency` is from taking a text to sending it on, `answer_after` how long each answer of the API takes.
    """

    account_sid: str
    auth_token: str = field(repr=False)
    senders: tuple[str, ...]
    hooks_url: str
    hooks_public_url: str
    landlines: Landlines = Landlines.REFUSE
    opt_out: OptOut = OptOut.NETWORK
    auto_reply: bool = False
    latency: float = 0.03
    answer_after: float = 0
    price_per_segment: float = 0.04
    signing_key: str = field(default="", repr=False)

    @property
    def answering_sender(self) -> str | None:
        """The first sender that a phone can write back to: a number, never a name."""
        return next((sender for sender in self.senders if sender.startswith("+")), None)

    def reachable(self, url: str) -> str | None:
        """Where a callback address is really to be posted; None for one that lies outside this machine."""
        if url == self.hooks_public_url or url.startswith(self.hooks_public_url + "/"):
            return self.hooks_url + url[len(self.hooks_public_url) :]
        return url if url.startswith(("http://127.0.0.1:", "http://localhost:", "http://[::1]:")) else None
