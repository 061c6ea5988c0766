"""Who takes part in another part of the study is given no number beside somebody: it may tell the group."""

from __future__ import annotations

from sqlalchemy import BindParameter, Label, case, select

from callassist.store.people import participant


def number_beside(participant_id: BindParameter[str]) -> Label[str | None]:
    """The study number of a row's participant, None unless she is in the same strand as this one."""
    other = participant.alias()
    strand = select(other.c.strand).where(other.c.id == participant_id).scalar_subquery()
    return case((participant.c.strand == strand, participant.c.number)).label("number")
