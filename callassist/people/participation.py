"""What a participant still wants of us: taking part can shrink or change, and is never simply "withdrawn"."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType


class Dimension(StrEnum):
    """Where taking part can change, each by itself (PeRSEVERE principles, UKCRC)."""

    CALLS = "calls"
    TEXTS = "texts"
    SHORTER_ONLY = "shorter_only"
    LINKAGE = "linkage"
    RECORDING = "recording"
    RECONTACT = "recontact"
    RESULTS = "results"
    USE_OF_DATA = "use_of_data"
    PROGRAMME = "programme"


class DecidedBy(StrEnum):
    """Whose decision it was: only her own is a wish of hers."""

    PARTICIPANT = "participant"
    CLINICIAN = "clinician"
    RESEARCHER = "researcher"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Change:
    """One change in one dimension, from a moment on. Her own words are kept sealed, elsewhere."""

    dimension: Dimension
    allowed: bool
    since: datetime
    decided_by: DecidedBy = DecidedBy.PARTICIPANT
    how_told: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a participant stands at a moment: the change in force in each dimension, or none."""

    in_force: Mapping[Dimension, Change]

    def allows(self, dimension: Dimension) -> bool:
        """Whether she allows it; what she said nothing about is allowed, and no interview is only short."""
        change = self.in_force.get(dimension)
        return change.allowed if change else dimension is not Dimension.SHORTER_ONLY

    @property
    def calls(self) -> bool:
        """Whether she may be rung for the study."""
        return self.allows(Dimension.CALLS)

    @property
    def texts(self) -> bool:
        """Whether she may be texted."""
        return self.allows(Dimension.TEXTS)

    @property
    def shorter_only(self) -> bool:
        """Whether only the minimum set is asked."""
        return self.allows(Dimension.SHORTER_ONLY)

    @property
    def followed(self) -> bool:
        """Whether interviews with her still count as due: one of the two denominators."""
        return self.calls

    @property
    def data_usable(self) -> bool:
        """Whether what was collected may be used: yes unless she said so herself."""
        return self.allows(Dimension.USE_OF_DATA)

    def reduced(self) -> tuple[Change, ...]:
        """The changes in force that ask less of her than the protocol, in the order of Dimension."""
        changes = (self.in_force[d] for d in Dimension if d in self.in_force)
        return tuple(c for c in changes if c.allowed is (c.dimension is Dimension.SHORTER_ONLY))


EVERYTHING = Standing(MappingProxyType({}))


def standing(changes: Iterable[Change], at: datetime) -> Standing:
    """Where she stands at a moment: of two changes of one dimension the later, of equals the last told."""
    in_force: dict[Dimension, Change] = {}
    for change in changes:
        known = in_force.get(change.dimension)
        if change.since <= at and (known is None or known.since <= change.since):
            in_force[change.dimension] = change
    return Standing(MappingProxyType(in_force))
