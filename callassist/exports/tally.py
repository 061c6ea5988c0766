"""What the codebook says of each variable: how often it was asked, answered, and why not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from callassist.exports.labels import Variable

Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Counted:
    """How often a variable was asked and answered, in which waves, and how often it lacks an answer, why."""

    asked: int
    answered: int
    waves: tuple[str, ...]
    missing: dict[str, int]


NEVER = Counted(0, 0, (), {})


@dataclass(slots=True)
class Times:
    """How often something was met so far."""

    n: int = 0


@dataclass(slots=True)
class Tally:
    """Counts by script, digest and item, wave and why there is none, while the answers go by."""

    variables: dict[Key, Variable] = field(default_factory=dict)
    seen: dict[tuple[Key, str, str | None], Times] = field(default_factory=lambda: defaultdict(Times))
    left_out: dict[str, Times] = field(default_factory=lambda: defaultdict(Times))
    _of_script: dict[tuple[str, str], dict[str, Variable]] = field(default_factory=dict)

    def know(self, script: str, digest: str, variables: dict[str, Variable]) -> None:
        """Take in the variables of a script."""
        known = self._of_script.setdefault((script, digest), {})
        for item, variable in variables.items():
            known.setdefault(item, variable)
            self.variables.setdefault((script, digest, item), variable)

    def of_script(self, script: str, digest: str) -> Mapping[str, Variable]:
        """The variables of a script by item; none of one that is not known."""
        return self._of_script.get((script, digest), {})

    def counted(self) -> dict[Key, Counted]:
        """All counts, by variable."""
        found: dict[Key, Counted] = {}
        for (key, wave, missing), met in self.seen.items():
            had, times = found.get(key, NEVER), met.n
            found[key] = Counted(
                asked=had.asked + times,
                answered=had.answered + (times if missing is None else 0),
                waves=tuple(sorted({*had.waves, wave})),
                missing=had.missing
                if missing is None
                else {**had.missing, missing: had.missing.get(missing, 0) + times},
            )
        return found
