"""The made-up people who work on the demonstration: names, passwords, languages, and what each is granted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from callassist.people.numbers import read_number
from callassist.work import call_place, staff
from callassist.work.actor import ROLE_WORDS, Actor, Grant, Role
from callassist.work.house import SYSTEM, House

TOGETHER, EXAMPLE = "together", "example"


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody who works here. `strand`: the only one she interviews in; `also`, `phone`: hers as well."""

    sign_in: str
    name: str
    password: str
    role: Role
    languages: tuple[str, ...] = ("en-GB",)
    also: tuple[Role, ...] = ()
    strand: str | None = None
    studies: tuple[str, ...] = (TOGETHER, EXAMPLE)
    phone: str = ""

    def as_on_page(self) -> tuple[str, str, str]:
        """(role in words, sign-in name, password)."""
        words = ROLE_WORDS[self.role]
        return (f"{words}, conversations" if self.strand == "process" else words, self.sign_in, self.password)


WORKERS = (
    Worker(
        "samina",
        "Samina Yusuf",
        "willow-kettle-moss",
        Role.INTERVIEWER,
        ("en-GB", "ur"),
        strand="trial",
        phone="07700 900140",
    ),
    Worker(
        "farah",
        "Farah Malik",
        "amber-lantern-reed",
        Role.INTERVIEWER,
        ("en-GB", "ur", "phr"),
        strand="trial",
        phone="07700 900141",
    ),
    Worker(
        "tom",
        "Tom Field",
        "copper-bramble-oar",
        Role.INTERVIEWER,
        strand="trial",
        phone="07700 900142",
    ),
    Worker(
        "anna",
        "Anna Zawada",
        "velvet-harbour-elm",
        Role.INTERVIEWER,
        ("en-GB", "pl"),
        strand="trial",
        phone="07700 900143",
    ),
    Worker(
        "nadira",
        "Nadira Chowdhury",
        "saffron-ladder-fern",
        Role.INTERVIEWER,
        ("en-GB", "bn", "syl"),
        strand="trial",
        phone="07700 900144",
    ),
    Worker(
        "grace",
        "Grace Obi",
        "marble-thimble-hay",
        Role.INTERVIEWER,
        strand="process",
        studies=(TOGETHER,),
        phone="07700 900145",
    ),
    Worker("priya", "Priya Nair", "hazel-compass-dune", Role.SUPERVISOR),
    Worker("helen", "Helen Marsh", "cobalt-orchard-wren", Role.MANAGER, also=(Role.INBOX,)),
    Worker("owen", "Owen Hart", "linen-quarry-fox", Role.DATA),
    Worker("ines", "Ines Walker", "birch-satchel-tide", Role.UNBLINDED),
    Worker("leyla", "Leyla Aydin", "clover-anvil-mist", Role.SITE_TEAM, studies=(TOGETHER,)),
    Worker("ruth", "Ruth Adeyemi", "juniper-beacon-loom", Role.SAFEGUARDING),
    Worker("mark", "Mark Ellery", "pebble-sundial-rook", Role.MONITOR),
    Worker("pat", "Pat Quinn", "garnet-windmill-sage", Role.ADMINISTRATOR, studies=()),
)


def handsets() -> tuple[str, ...]:
    """The made-up phones on which interviewers are rung, in E.164."""
    return tuple(read_number(one.phone).e164 for one in WORKERS if one.phone)


def people_here() -> tuple[tuple[str, str, str], ...]:
    """Whom one can sign in as: (role, sign-in name, password), the same every time."""
    return tuple(one.as_on_page() for one in WORKERS)


def add_workers(house: House, studies: Mapping[str, str]) -> Mapping[str, Actor]:
    """Add everybody with her grants; who she is, by sign-in name. `studies`: slug to id."""
    return MappingProxyType({one.sign_in: _add(house, one, studies) for one in WORKERS})


def _add(house: House, one: Worker, studies: Mapping[str, str]) -> Actor:
    staff_id = staff.add_staff(
        house,
        by=SYSTEM,
        sign_in=one.sign_in,
        name=one.name,
        password=one.password,
        languages=one.languages,
    )
    grants = tuple(_grants(one, studies))
    for held in grants:
        staff.grant(
            house, by=SYSTEM, staff_id=staff_id, role=held.role, study_id=held.study_id, strand=held.strand
        )
    actor = Actor(staff_id, one.sign_in, one.name, one.languages, grants)
    if one.phone:
        call_place.set_handset(house, actor, one.phone)
    return actor


def _grants(one: Worker, studies: Mapping[str, str]) -> list[Grant]:
    """An administrator works for no study; strands are those of the study that has more than one."""
    roles = (one.role, *one.also)
    if one.role is Role.ADMINISTRATOR:
        return [Grant(role) for role in roles]
    return [
        Grant(role, studies[slug], None, one.strand if slug == TOGETHER else None)
        for slug in one.studies
        for role in roles
    ]
