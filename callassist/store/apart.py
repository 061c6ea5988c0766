"""Who is of one household, and of another part of the study, which may tell the group, bears no number."""

from __future__ import annotations

from sqlalchemy import BindParameter, ColumnElement, Label, ScalarSelect, and_, case, select

from callassist.store.people import participant


def number_beside(participant_id: BindParameter[str]) -> Label[str | None]:
    """The study number of a row's participant, None unless she is in the same strand as this one."""
    other = participant.alias()
    strand = select(other.c.strand).where(other.c.id == participant_id).scalar_subquery()
    return case((participant.c.strand == strand, participant.c.number)).label("number")


def lives_in(household_id: BindParameter[str] | ScalarSelect[str]) -> ColumnElement[bool]:
    """Whether a row's participant lives in a household; of those without one nobody lives with another."""
    return and_(participant.c.household_id.is_not(None), participant.c.household_id == household_id)
