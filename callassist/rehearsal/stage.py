"""What each leg of a call is just being told to do; forgotten with the network, as its calls are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from callassist.rehearsal.instructions import Dial, Gather, Verb


@dataclass(slots=True)
class Part:
    """The verbs still to be carried out for a leg. `turn` grows with each change, so that old timers lapse.

    `gather`: the keys now waited for, `keys` those pressed so far; `dial`: what it is joined to meanwhile.
    """

    verbs: list[Verb] = field(default_factory=list)
    address: str = ""
    turn: int = 0
    gather: Gather | None = None
    keys: str = ""
    dial: Dial | None = None
    begun: bool = False
    sent_on: int = 0

    def anew(self, verbs: tuple[Verb, ...], address: str) -> int:
        """Begin with other verbs; the turn that this makes it."""
        self.verbs, self.address = list(verbs), address
        self.gather, self.keys, self.dial = None, "", None
        self.turn += 1
        return self.turn


def _nobody(*_: str) -> None:
    """Nobody performs yet."""


@dataclass(slots=True)
class Stage:
    """By leg its part, and aside of it what is played while it waits or is on hold; notices kept back.

    `carry_on` lets a leg do what comes next, `play` lets it hear what an address says while it waits:
    both are given by those who perform instructions, so that conferences and legs need not know them.
    """

    carry_on: Callable[[str], None] = _nobody
    play: Callable[[str, str], None] = _nobody
    parts: dict[str, Part] = field(default_factory=dict)
    asides: dict[str, Part] = field(default_factory=dict)
    kept_back: dict[str, list[tuple[str, dict[str, str], str]]] = field(default_factory=dict)

    def part(self, sid: str, *, aside: bool = False) -> Part:
        """A leg's part, made empty if it had none."""
        return (self.asides if aside else self.parts).setdefault(sid, Part())

    def clear(self, sid: str, *, aside: bool = False) -> None:
        """Stop what is being said to a leg; timers that still run for it lapse."""
        part = (self.asides if aside else self.parts).get(sid)
        if part is not None:
            part.anew((), "")
