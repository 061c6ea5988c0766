"""What the codebook says of each variable: how often it was asked, answered, and why not."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from callassist.exports.labels import Variable

Key = tuple[str, str, str]


@dataclass(slots=True)
class Tally:
    """Counts by (script, digest, item) while the answers go by."""

    variables: dict[Key, Variable] = field(default_factory=dict)
    waves: dict[Key, set[str]] = field(default_factory=dict)
    asked: Counter[Key] = field(default_factory=Counter)
    answered: Counter[Key] = field(default_factory=Counter)
    missing: dict[Key, Counter[str]] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    def know(self, script: str, digest: str, variables: dict[str, Variable]) -> None:
        """Take in the variables of a script."""
        for item, variable in variables.items():
            self.variables.setdefault((script, digest, item), variable)

    def count(self, key: Key, wave: str, missing: str | None) -> None:
        """Count one answer."""
        self.waves.setdefault(key, set()).add(wave)
        self.asked[key] += 1
        if missing is None:
            self.answered[key] += 1
        else:
            self.missing.setdefault(key, Counter())[missing] += 1
