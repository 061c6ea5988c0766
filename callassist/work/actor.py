"""Who is at the keyboard, and what she may see and do: roles, grants, and the question `may`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """What somebody can be granted. `UNBLINDED` is the right to see the allocation, and nothing else."""

    INTERVIEWER = "interviewer"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"
    DATA = "data"
    UNBLINDED = "unblinded"
    SITE_TEAM = "site_team"
    INBOX = "inbox"
    SAFEGUARDING = "safeguarding"
    MONITOR = "monitor"
    ADMINISTRATOR = "administrator"


ROLE_WORDS = {
    Role.INTERVIEWER: "interviewer",
    Role.SUPERVISOR: "supervisor",
    Role.MANAGER: "trial manager",
    Role.DATA: "data manager",
    Role.UNBLINDED: "allocation",
    Role.SITE_TEAM: "site team",
    Role.INBOX: "inbox reader",
    Role.SAFEGUARDING: "safeguarding lead",
    Role.MONITOR: "monitor",
    Role.ADMINISTRATOR: "administrator",
}


@dataclass(frozen=True, slots=True)
class Grant:
    """One role in one study, site and strand; None means all of them."""

    role: Role
    study_id: str | None = None
    site: str | None = None
    strand: str | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody signed in, with the grants that hold now. `languages` are the tags she speaks."""

    id: str
    sign_in: str
    name: str
    languages: tuple[str, ...]
    grants: tuple[Grant, ...]
    letter_keys: bool = True

    def may(
        self, role: str, study_id: str | None = None, site: str | None = None, strand: str | None = None
    ) -> bool:
        """Whether she holds a role, asked for a study, site or strand if these are given."""
        return any(
            grant.role == role
            and _covers(grant.study_id, study_id)
            and _covers(grant.site, site)
            and _covers(grant.strand, strand)
            for grant in self.grants
        )

    def may_any(self, roles: Iterable[str], study_id: str | None = None, site: str | None = None) -> bool:
        """Whether she holds one of these roles; with no role named, whether she holds any at all."""
        wanted = tuple(roles)
        return any(self.may(role, study_id, site) for role in wanted) if wanted else bool(self.grants)

    def sites(self, role: str, study_id: str) -> frozenset[str] | None:
        """The sites of a study where she holds a role; None means all of them."""
        held = [g.site for g in self.grants if g.role == role and _covers(g.study_id, study_id)]
        return None if None in held else frozenset(site for site in held if site)

    def sites_any(self, roles: Iterable[str], study_id: str) -> frozenset[str] | None:
        """The sites of a study where she holds any of these roles; None means all of them."""
        held = [self.sites(role, study_id) for role in roles]
        if any(one is None for one in held):
            return None
        return frozenset(site for one in held if one is not None for site in one)

    def speaks(self, tag: str) -> bool:
        """Whether she speaks a language, whatever the country: en for en-GB."""
        return speaks(self.languages, tag)

    def main_role(self) -> Role | None:
        """The role that names her on a page: the first she holds in the order of `Role`."""
        held = {grant.role for grant in self.grants}
        return next((role for role in Role if role in held), None)


def speaks(languages: Iterable[str], tag: str) -> bool:
    """Whether a language is among those that somebody speaks, whatever the country."""
    return any(tag.split("-")[0] == own.split("-")[0] for own in languages)


def _covers(granted: str | None, asked: str | None) -> bool:
    return granted is None or asked is None or granted == asked
