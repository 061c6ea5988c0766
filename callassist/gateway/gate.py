"""The gate through which the network's notices come in, with the tokens that prove them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from callassist.gateway import hooks
from callassist.gateway.rehearsal_clock import RehearsalNetworkClock
from callassist.messages.inbound import InboundText, ReceiptNotice


@dataclass(frozen=True, slots=True)
class TwilioGate:
    """Twilio's language and the tokens that prove it; `clock` only for a rehearsal network."""

    tokens: tuple[str, ...]
    clock: RehearsalNetworkClock | None = None

    def genuine(self, url: str, params: Mapping[str, str], signature: str, settings: str | None) -> bool:
        """Whether one of our tokens signed this request to that public address."""
        return hooks.genuine(signature, settings, url=url, params=params, tokens=self.tokens)

    def read_text(self, params: Mapping[str, str]) -> InboundText:
        """A text from a phone. Raises Refusal when it does not say which or from whom."""
        return hooks.read_text(params)

    def read_receipt(self, params: Mapping[str, str]) -> ReceiptNotice:
        """What became of one of our texts. Raises Refusal when it does not say which or what."""
        return hooks.read_receipt(params)

    def tell_time(self, now: datetime, *, moving: bool, next_due: str | None) -> None:
        """Tell a rehearsal network the time; a live network needs no telling."""
        if self.clock is not None:
            self.clock.tell(now, moving=moving, next_due=next_due)

    def idle(self) -> bool:
        """Whether a rehearsal network has nothing under way; nobody waits for a live one."""
        return self.clock is None or self.clock.idle()
