"""What a proof says: one line a promise, with what was tried, how often, the worst case and the seed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    """One line. `tried`: what was tried; `times`: how often; `worst`: the worst that was seen.

    `broken`: each way in which the code was broken on purpose, with whether this proof then failed.
    `left_out`: why it could not be tried here at all, if so. `table`: lines to be read below it.
    """

    name: str
    tried: str
    times: int
    worst: str
    holds: bool
    seed: int | None = None
    broken: tuple[tuple[str, bool], ...] = ()
    left_out: str = ""
    table: str = ""

    @property
    def passes(self) -> bool:
        """Whether the promise held, something was tried, and every broken version was caught."""
        return (
            self.holds and self.times > 0 and all(caught for _, caught in self.broken) and not self.left_out
        )

    def words(self) -> str:
        """The line as it is printed."""
        if self.left_out:
            return f"{self.name:<14} MISSING   {self.left_out}"
        sign = "holds" if self.passes else "FAILS"
        seed = "" if self.seed is None else f"; seed {self.seed}"
        broken = "; ".join(f"{how}: {'yes' if caught else 'NO'}" for how, caught in self.broken)
        fails = f"; fails when broken ({broken})" if broken else ""
        said = f"{self.name:<14} {sign:<9} {self.tried}; {self.times} times; worst: {self.worst}{seed}{fails}"
        return said + "".join(f"\n    {line}" for line in self.table.splitlines())
