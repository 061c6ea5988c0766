"""The opening of every sitting: is it she, is it safe, can anyone hear; and where each "no" leads.

A script asks these under the names below; one without them simply has no opening. The answers are taken
back at each new sitting and after every interruption, which hides all later questions and loses none.
"""

from __future__ import annotations

from collections.abc import Iterator

from callassist.questionnaire.entries import Missing
from callassist.questionnaire.session import Session, Told

PERSON = ("opening/is_it_she", "opening/she_came")
SAFETY = ("opening/safe", "opening/overheard")
OPENING = PERSON + SAFETY
OVERHEARD = "opening/overheard"
GO_ON = "who_we_are/go_on"
SHORTER = "shorter"
_GOES_ON = ("yes", SHORTER)
_OUT = {
    ("opening/is_it_she", "not_here"): "other_adult",
    ("opening/is_it_she", "wrong_number"): "wrong_person",
    ("opening/she_came", "not_here"): "other_adult",
    ("opening/she_came", "wrong_number"): "wrong_person",
    ("opening/safe", "no"): "not_safe",
    ("opening/overheard", "no"): "not_safe",
    (GO_ON, "later"): "call_back",
    (GO_ON, "not_this_time"): "refused_wave",
    (GO_ON, "no_more"): "refused_all",
}
_NO_ANSWER = {
    "opening/is_it_she": "other_adult",
    "opening/she_came": "other_adult",
    "opening/safe": "not_safe",
    "opening/overheard": "not_safe",
    GO_ON: "not_now",
}


def short(session: Session, path: str) -> str:
    """A path without the script's own name in front: opening/safe."""
    return path.removeprefix(f"/{session.form.root.name}/")


def whole(session: Session, item: str) -> str:
    """The path of an item as `short` writes it."""
    return f"/{session.form.root.name}/{item}"


def way_out(session: Session, path: str) -> str | None:
    """The outcome that the answer standing at a path leads to, or None when the interview goes on."""
    item = short(session, path)
    standing = session.told(path) if item in _NO_ANSWER else None
    if standing is None:
        return None
    if standing.missing is not None:
        return _NO_ANSWER[item]
    return _OUT.get((item, standing.value))


def leads_away(session: Session) -> tuple[str, str] | None:
    """The item of the opening whose standing answer leads out of the interview, and its outcome."""
    for item in (*OPENING, GO_ON):
        standing = _standing(session, item)
        if standing is None or not standing.relevant:
            continue
        outcome = way_out(session, standing.path)
        if outcome is not None:
            return item, outcome
    return None


def to_ask_again(session: Session, *, person: bool) -> Iterator[str]:
    """The paths whose answers are taken back: safety always, the person too at a new sitting."""
    for item in OPENING if person else SAFETY:
        if _answered(session, item):
            yield whole(session, item)
    standing = _standing(session, GO_ON)
    if person and standing is not None and _has(standing) and standing.value not in _GOES_ON:
        yield standing.path


def is_open(session: Session) -> bool:
    """Whether the opening still waits for an answer."""
    standing = (_standing(session, item) for item in OPENING)
    return any(one is not None and one.relevant and not _has(one) for one in standing)


def wants_shorter(session: Session) -> bool:
    """Whether she said that only the most important questions may be asked."""
    standing = _standing(session, GO_ON)
    return standing is not None and standing.value == SHORTER


def asks_all(session: Session) -> bool:
    """Whether all questions are being asked, and it could be the most important ones only."""
    standing = _standing(session, GO_ON)
    return standing is not None and standing.relevant and standing.value == "yes"


def overheard(session: Session) -> str | None:
    """What she said of who can hear: alone, fine, no."""
    standing = _standing(session, OVERHEARD)
    return standing.value or None if standing is not None else None


def _standing(session: Session, item: str) -> Told | None:
    return session.told(whole(session, item))


def _answered(session: Session, item: str) -> bool:
    standing = _standing(session, item)
    return standing is not None and _has(standing)


def _has(standing: Told) -> bool:
    return standing.value != "" or isinstance(standing.missing, Missing)
