"""The gate through which the network's notices come in, with the tokens that prove them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from callassist.gateway import hooks
from callassist.gateway.instructions import document
from callassist.gateway.rehearsal_clock import RehearsalNetworkClock
from callassist.messages.inbound import InboundText, ReceiptNotice
from callassist.voice.instructions import Step
from callassist.voice.notices import InboundCall, LegNotice, RoomNotice


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

    def read_leg(self, params: Mapping[str, str]) -> LegNotice:
        """What became of one of our legs. Raises Refusal when it does not say which or what."""
        return hooks.read_leg(params)

    def read_room(self, params: Mapping[str, str]) -> RoomNotice:
        """What happened in a conference. Raises Refusal when it does not say where or what."""
        return hooks.read_room(params)

    def read_call(self, params: Mapping[str, str]) -> InboundCall:
        """A phone that rings our line. Raises Refusal when it does not say which call."""
        return hooks.read_call(params)

    def document(self, steps: Sequence[Step]) -> str:
        """Steps in the network's own language."""
        return document(steps)

    def tell_time(self, now: datetime, *, moving: bool, next_due: str | None) -> None:
        """Tell a rehearsal network the time; a live network needs no telling."""
        if self.clock is not None:
            self.clock.tell(now, moving=moving, next_due=next_due)

    def idle(self) -> bool:
        """Whether a rehearsal network has nothing under way; nobody waits for a live one."""
        return self.clock is None or self.clock.idle()
