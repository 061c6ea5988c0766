"""How well interviewers were blinded: what they guessed in each arm, with the index of Bang and others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True)
class Blinding:
    """One arm in one wave. `index`: 1 all right, 0 as by chance, -1 all wrong, to three places."""

    wave: str
    arm: str
    guesses: int
    right: int
    wrong: int
    cannot_tell: int
    index: float


def blinding_by_arm(guesses: Iterable[tuple[str, str, str]]) -> tuple[Blinding, ...]:
    """Counts by wave and arm from (wave, arm, guess).

    The index is right minus wrong, over all who were asked (Bang, Ni and Davis, Control Clin Trials
    2004;25:143), for two arms. With more, wrong is any other arm, and 0 is not what chance gives.
    """
    counted: dict[tuple[str, str], Counter[str]] = {}
    for wave, arm, guess in guesses:
        what = "cannot_tell" if guess == CANNOT_TELL else "right" if guess == arm else "wrong"
        counted.setdefault((wave, arm), Counter())[what] += 1
    found = []
    for (wave, arm), counts in sorted(counted.items()):
        asked, right, wrong = counts.total(), counts["right"], counts["wrong"]
        index = round((right - wrong) / asked, 3)
        found.append(Blinding(wave, arm, asked, right, wrong, counts["cannot_tell"], index))
    return tuple(found)
