"""Loads a study folder: a new study, or a new edition of one, with its sites and courses as rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from callassist.edition.check import check
from callassist.edition.pack import pack
from callassist.edition.read import Edition, read
from callassist.errors import Refusal, refuse_on_errors
from callassist.privacy.tokens import new_id
from callassist.store import looking, registry, studies
from callassist.store.database import Connection
from callassist.work.house import House
from callassist.work.verb import Line, keep


@dataclass(frozen=True, slots=True)
class Loaded:
    """What loading a folder did."""

    study_id: str
    slug: str
    digest: str
    new_study: bool
    new_edition: bool
    held: bool


def load(
    house: House, files: Mapping[str, bytes], *, by: str, mode: Literal["rehearsal", "live"] = "rehearsal"
) -> Loaded:
    """Load a folder's files. The same files again change nothing. Raises Refusal with place and cure.

    A study that has gone live takes no edition with stand-ins for licensed words.
    """
    edition = read(files)
    slug, now = edition.protocol.study.slug, house.now()
    with house.database.read() as c:
        known = next((row for row in studies.studies(c) if row.slug == slug), None)
    if known is not None and known.mode != mode:
        stays = f"“{slug}” was born {known.mode}, which it stays."
        raise Refusal("study.toml, study.slug", stays, "Give this one another slug.")
    if known is not None and known.edition == edition.digest:
        return Loaded(known.id, slug, edition.digest, False, False, False)
    if known is not None and known.live_at is not None:
        refuse_on_errors(check(edition, live=True))
    study_id = known.id if known is not None else new_id()
    line = Line(by, "load edition", now, study_id, study_id, {"edition": edition.digest})

    def work(c: Connection) -> Loaded:
        if known is None:
            registry.add_study(
                c, id=study_id, slug=slug, mode=mode, edition=edition.digest, born_at=now, wrapped_key=b""
            )
        registry.add_edition(
            c,
            house.database.dialect,
            id=new_id(),
            study_id=study_id,
            digest=edition.digest,
            loaded_at=now,
            files=pack(edition.files),
        )
        registry.use_edition(c, study_id, edition.digest)
        _places(c, house, study_id, edition)
        if known is not None:
            looking.look_at_everybody(c, study_id, now, hold=True)
        return Loaded(study_id, slug, edition.digest, known is None, True, known is not None)

    loaded = keep(house, line, work)
    house.wake("plan")
    return loaded


def _places(c: Connection, house: House, study_id: str, edition: Edition) -> None:
    """Sites and courses as planned; a course that is there already keeps the dates in use."""
    for site in edition.protocol.site:
        place = {"id": new_id(), "study_id": study_id, "code": site.code, "name": site.name}
        registry.add_site(c, house.database.dialect, place)
    for cohort in edition.protocol.cohort:
        row: dict[str, Any] = {
            "id": new_id(),
            "study_id": study_id,
            "code": cohort.code,
            "site": cohort.site,
            "name": cohort.name,
            "begins": cohort.begins,
            "ends": cohort.ends,
            "planned_ends": cohort.ends,
            "waiting_list_begins": cohort.waiting_list_begins,
        }
        registry.add_cohort(c, house.database.dialect, row)
