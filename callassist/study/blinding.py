"""Which parts of a study may be shown to somebody who must not learn who is in which arm."""

from __future__ import annotations

from callassist.study.protocol import Protocol


def blinded(protocol: Protocol) -> tuple[str, ...]:
    """The strands whose families and figures betray no arm: all of them where there are no arms."""
    return tuple(s.code for s in protocol.strand if s.blinded or protocol.arms is None)
