"""What published scales must come to, worked out the plainest way from the rules as papers state them.

It knows nothing of callassist: item numbers and codes in, a number or None out. Sources: see each rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

Codes = Mapping[str, int]
Rule = Callable[[Codes], Fraction | None]

LOWER = (700, 951, 1125, 1240, 1333, 1408, 1475, 1532, 1584, 1636, 1688, 1743, 1798, 1859)
UPPER = (1925, 1998, 2073, 2154, 2235, 2321, 2411, 2503, 2602, 2703, 2813, 2931, 3070, 3255, 3500)
METRIC = LOWER + UPPER  # hundredths, of the sums 7 to 35


def rounded(value: Fraction, places: int = 0) -> Fraction:
    """A half goes up, as on paper."""
    scaled = value * 10**places
    whole = scaled.numerator // scaled.denominator
    return Fraction(whole + (scaled - whole >= Fraction(1, 2)), 10**places)


def known(codes: Codes, letter: str, items: Iterable[int], turned: Iterable[int], ends: int) -> list[int]:
    """The answers that are there, those of turned items taken from the sum of both ends."""
    return [
        ends - codes[f"{letter}{n}"] if n in set(turned) else codes[f"{letter}{n}"]
        for n in items
        if f"{letter}{n}" in codes
    ]


def total(
    letter: str, items: Iterable[int], *, turned: Iterable[int] = (), ends: int = 0, gaps: int = 0
) -> Rule:
    """A sum; so many may lack and are stood in for by the mean of the others, rounded a half up."""
    wanted = list(items)

    def rule(codes: Codes) -> Fraction | None:
        there = known(codes, letter, wanted, turned, ends)
        if not there or len(wanted) - len(there) > gaps:
            return None
        return rounded(Fraction(sum(there) * len(wanted), len(there)))

    return rule


def mean(
    letter: str, items: Iterable[int], *, turned: Iterable[int], ends: int, gaps: int = 0, times: int = 1
) -> Rule:
    """A mean to two places, times ten for CORE."""
    wanted = list(items)

    def rule(codes: Codes) -> Fraction | None:
        there = known(codes, letter, wanted, turned, ends)
        if not there or len(wanted) - len(there) > gaps:
            return None
        return rounded(Fraction(sum(there) * times, len(there)), 2)

    return rule


def metric(codes: Codes) -> Fraction | None:
    """The short form of WEMWBS: seven items, all of them, by its table."""
    there = known(codes, "w", (1, 2, 3, 6, 7, 9, 11), (), 0)
    return Fraction(METRIC[sum(there) - 7], 100) if len(there) == 7 else None


SDQ_TURNED = (7, 11, 14, 21, 25)
SDQ = {
    "emotional": (3, 8, 13, 16, 24),
    "conduct": (5, 7, 12, 18, 22),
    "hyperactivity": (2, 10, 15, 21, 25),
    "peer": (6, 11, 14, 19, 23),
    "prosocial": (1, 4, 9, 17, 20),
}


def sdq(name: str) -> Rule:
    """Three of five must be there."""
    return total("s", SDQ[name], turned=SDQ_TURNED, ends=2, gaps=2)


def sdq_sum(*names: str) -> Rule:
    """Scales added up; without one there is none."""

    def rule(codes: Codes) -> Fraction | None:
        parts = [sdq(name)(codes) for name in names]
        there = [part for part in parts if part is not None]
        return sum(there, Fraction(0)) if len(there) == len(parts) else None

    return rule


def impact(codes: Codes) -> Fraction | None:
    """No difficulties: nothing. Else the third answer counts one, the fourth two; none of five may lack."""
    if codes.get("difficulties") == 0:
        return Fraction(0)
    places = [f"impact_{one}" for one in ("distress", "home", "friends", "classroom", "leisure")]
    if any(place not in codes for place in places):
        return None
    return Fraction(sum(max(codes[place] - 1, 0) for place in places))


def profile(codes: Codes) -> Fraction | None:
    """Five levels in a row, nine for one that lacks; nothing if all lack."""
    places = ("mobility", "self_care", "usual_activities", "pain", "anxiety")
    if not any(place in codes for place in places):
        return None
    return Fraction("".join(str(codes.get(place, 9)) for place in places))


CORE_TURNED = (3, 4, 7, 12, 19, 21, 31, 32)
WELL, RISK = (4, 14, 17, 31), (6, 9, 16, 22, 24, 34)
PROBLEMS = (2, 5, 8, 11, 13, 15, 18, 20, 23, 27, 28, 30)
FUNCTIONING = (1, 3, 7, 10, 12, 19, 21, 25, 26, 29, 32, 33)
LEFT = (2, 3, 6, 9, 10, 13, 14, 17, 19, 20, 23, 26, 27, 30)
SATISFACTION = (2, 3, 4, 5, 8, 9, 12, 14, 16)


def core(items: Iterable[int], gaps: int) -> Rule:
    return mean("c", items, turned=CORE_TURNED, ends=4, gaps=gaps, times=10)


def arnold(items: Iterable[int]) -> Rule:
    return mean("ps", items, turned=LEFT, ends=8)


def psoc(items: Iterable[int], turned: Iterable[int]) -> Rule:
    return total("p", items, turned=turned, ends=7)


def both_ways(count: int) -> dict[str, dict[str, Rule]]:
    """Competence on a form of so many items, anchored either way."""
    everything = range(1, count + 1)
    efficacy = [n for n in everything if n not in SATISFACTION]
    return {
        f"psoc_{count}_{way}": {
            "total": psoc(everything, turned),
            "satisfaction": psoc(SATISFACTION, turned),
            "efficacy": psoc(efficacy, turned),
        }
        for way, turned in (("agree_high", list(SATISFACTION)), ("agree_low", efficacy))
    }


def maaps(*items: int) -> Rule:
    return total("m", items, turned=(1, 4, 9, 16), ends=6)


PARENT_SDQ: dict[str, Rule] = {
    **{name: sdq(name) for name in SDQ},
    "total": sdq_sum("emotional", "conduct", "hyperactivity", "peer"),
    "externalising": sdq_sum("conduct", "hyperactivity"),
    "internalising": sdq_sum("emotional", "peer"),
    "impact": impact,
}
RULES: dict[str, dict[str, Rule]] = {
    "phq9": {"total": total("p", range(1, 10), gaps=2)},
    "gad7": {"total": total("g", range(1, 8))},
    "wemwbs": {"total": total("w", range(1, 15)), "short": metric},
    "qmi": {"total": total("q", range(1, 7))},
    "core_10": {"total": total("c", range(1, 11), turned=(2, 3), ends=4, gaps=1)},
    "core_om": {
        "total": core(range(1, 35), 3),
        "non_risk": core(sorted({*range(1, 35)} - {*RISK}), 3),
        "wellbeing": core(WELL, 0),
        "problems": core(PROBLEMS, 1),
        "functioning": core(FUNCTIONING, 1),
        "risk": core(RISK, 0),
    },
    "sdq_parent": PARENT_SDQ,
    "sdq_parent_2_4": PARENT_SDQ,
    "sdq_parent_4_17": PARENT_SDQ,
    "eq5d5l": {"profile": profile, "utility": lambda _codes: None},
    "bcap": {name: lambda _codes: None for name in ("risk", "lie", "random")},
    "reqol_20": {"total": lambda _codes: None},
    "reqol_10": {"total": total("r", range(1, 11), turned=(1, 3, 6, 9), ends=4)},
    "parenting_scale": {
        "total": arnold(range(1, 31)),
        "laxness": arnold((7, 8, 12, 15, 16, 19, 20, 21, 24, 26, 30)),
        "overreactivity": arnold((3, 6, 9, 10, 14, 17, 18, 22, 25, 28)),
        "verbosity": arnold((2, 4, 7, 9, 11, 23, 29)),
    },
    **both_ways(16),
    **both_ways(17),
    "maaps": {
        "total": maaps(*range(1, 17)),
        "efficacy": maaps(3, 11, 12, 15),
        "agency": maaps(1, 4, 9, 16),
        "sufficiency": maaps(2, 5, 7, 13),
        "management": maaps(6, 8, 10, 14),
    },
    "apq_9": {
        "positive": total("a", (1, 6, 7)),
        "inconsistent": total("a", (2, 4, 9)),
        "supervision": total("a", (3, 5, 8)),
    },
    "apq_42": {
        "involvement": total("a", (1, 4, 7, 9, 11, 14, 15, 20, 23, 26)),
        "positive": total("a", (2, 5, 13, 16, 18, 27)),
        "monitoring": total("a", (6, 10, 17, 19, 21, 24, 28, 29, 30, 32)),
        "inconsistent": total("a", (3, 8, 12, 22, 25, 31)),
        "corporal": total("a", (33, 35, 38)),
    },
}
