"""A new edition of a study, an amendment above all: offered with what it would change, then used."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from callassist.cases.states import DONE, CaseState
from callassist.edition.pack import pack, unpack
from callassist.edition.read import Edition, read
from callassist.errors import Refusal
from callassist.messages.template import words_hash
from callassist.privacy.tokens import new_id
from callassist.store import amending, planning, registry, studies
from callassist.study.blinding import blinded
from callassist.study.protocol import Plan, Protocol
from callassist.study.windows import Window, plan_on, windows
from callassist.work.house import House, Running
from callassist.work.studies import Loaded, load
from callassist.work.verb import Line, keep
from callassist.work.windows import anchors

LARGEST = 20_000_000
MOST_FILES = 200


@dataclass(slots=True)
class WaveChange:
    """What becomes of one interview under the new edition: counts of people, both groups together."""

    wave: str
    title: str
    added: int = 0
    not_planned: int = 0
    stopped: int = 0
    overdue: int = 0
    moved: int = 0
    left_out: int = 0
    kept_done: int = 0

    @property
    def changes(self) -> bool:
        """Whether anything becomes of it at all."""
        return bool(self.added or self.not_planned or self.moved or self.left_out)


@dataclass(frozen=True, slots=True)
class Amended:
    """A plan that amends another: what it changes, by whose approval, from when at each site, to whom."""

    plan: Plan
    new: bool
    sites: tuple[tuple[str, date], ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A new edition held against the one in use."""

    digest: str
    protocol: Protocol
    amended: tuple[Amended, ...]
    waves: tuple[WaveChange, ...]
    participants: int
    words_changed: tuple[str, ...]
    scripts_changed: tuple[str, ...]


def files_of(sent: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files of a study folder, sent one by one or as one ZIP. Raises Refusal."""
    if len(sent) == 1:
        name, content = next(iter(sent.items()))
        if content[:2] == b"PK" and not name.endswith(".xlsx"):
            return _unzipped(name, content)
    if not sent:
        raise Refusal("Files", "none was chosen.", "Choose the files of the study folder.")
    return {name.rpartition("/")[2]: content for name, content in sent.items()}


def _unzipped(name: str, content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = [one for one in archive.infolist() if not one.is_dir()]
            if len(inside) > MOST_FILES or sum(one.file_size for one in inside) > LARGEST:
                raise Refusal(name, "it holds too much for a study folder.", "Send the study's files alone.")
            return {one.filename.rpartition("/")[2]: archive.read(one) for one in inside}
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError):
        raise Refusal(name, "it is no ZIP that can be read.", "Send the files one by one.") from None


def offer(house: House, running: Running, files: Mapping[str, bytes], *, by: str) -> str:
    """Keep a new edition beside the one in use, which stays in use; its digest. Raises Refusal."""
    edition = read(files)
    if edition.protocol.study.slug != running.row.slug:
        raise Refusal(
            "study.toml, study.slug",
            f"it is “{edition.protocol.study.slug}”, this study is “{running.row.slug}”.",
            "Choose the study first, or mend the slug.",
        )
    now = house.now()
    row = {
        "id": new_id(),
        "study_id": running.id,
        "digest": edition.digest,
        "loaded_at": now,
        "files": pack(edition.files),
    }
    line = Line(by, "offer edition", now, running.id, None, {"edition": edition.digest})
    keep(house, line, lambda c: registry.add_edition(c, house.database.dialect, **row))
    return edition.digest


def offered(house: House, running: Running, digest: str) -> Edition:
    """An edition that was kept. Raises Refusal when there is none of that digest."""
    with house.database.read() as c:
        packed = studies.edition_files(c, running.id, digest)
    if packed is None:
        raise Refusal("Edition", "there is none of that digest.", "Send its files again.")
    return read(unpack(packed))


def preview(house: House, running: Running, digest: str) -> Offer:
    """What an edition that was offered would change. Changes nothing."""
    edition, now = offered(house, running, digest), house.now()
    before = running.edition
    waves: dict[str, WaveChange] = {}
    count = 0
    with house.database.read() as c:
        cohorts = studies.cohorts(c, running.id)
        for chunk in amending.people(c, running.id):
            events = planning.events_of(c, chunk)
            cases = planning.cases_by_participant(c, [row.id for row in chunk])
            for row in (one for one in chunk if one.strand in blinded(edition.protocol)):
                count += 1
                dates = anchors(row, events[row.id], cohorts)
                _one(edition.protocol, row, dates, cases.get(row.id, {}), waves, now)
    old = {plan.id for plan in before.protocol.plan}
    return Offer(
        digest=digest,
        protocol=edition.protocol,
        amended=tuple(
            Amended(plan, plan.id not in old, tuple(sorted(plan.amendment.sites.items())))
            for plan in edition.protocol.plan
            if plan.amendment is not None
        ),
        waves=tuple(one for one in waves.values() if one.changes),
        participants=count,
        words_changed=_words_changed(before, edition),
        scripts_changed=tuple(
            name
            for name, script in edition.scripts.items()
            if name not in before.scripts or before.scripts[name].digest != script.digest
        ),
    )


def use(house: House, running: Running, digest: str, *, by: str) -> Loaded:
    """Use an edition that was offered: from now on it is the study's. Twice changes nothing."""
    files = offered(house, running, digest).files
    return load(house, files, by=by, mode="live" if running.row.mode == "live" else "rehearsal")


def _one(
    protocol: Protocol,
    row: Any,
    dates: Mapping[str, date],
    cases: Mapping[str, Any],
    waves: dict[str, WaveChange],
    now: datetime,
) -> None:
    """One participant's interviews as the new edition will have them once it applies at her site."""
    first = protocol.plan_named(row.plan) or protocol.first_plan(row.strand)
    if first is None:
        return
    on = _applies(protocol, row.site, now)
    pinned = plan_on(on, protocol, first, row.site, row.enrolled_on)
    found = windows(pinned.plan, row.role, dates)
    titles = {wave.code: wave.title for wave in pinned.plan.wave}
    for one in found:
        change = waves.setdefault(one.wave, WaveChange(one.wave, titles[one.wave]))
        if one.wave not in cases and row.stopped_at is not None and not _before(one, pinned.since):
            change.stopped += 1
            continue
        _count(change, one, cases.get(one.wave), pinned.since, protocol.study.zone, now)
    for wave in cases.keys() - {one.wave for one in found}:
        waves.setdefault(wave, WaveChange(wave, wave)).left_out += 1


def _applies(protocol: Protocol, site: str, now: datetime) -> date:
    """The day on which every amendment that is known applies at a site; today where there is none."""
    today = now.astimezone(ZoneInfo(protocol.study.zone)).date()
    changes = (plan.amendment for plan in protocol.plan if plan.amendment is not None)
    return max([today, *(change.sites[site] for change in changes if site in change.sites)])


def _count(
    change: WaveChange, one: Window, case: Any | None, since: date | None, zone: str, now: datetime
) -> None:
    if case is None:
        if _before(one, since):
            change.not_planned += 1
        else:
            change.added += 1
            change.overdue += one.closes_at(zone) <= now
        return
    if CaseState(case.state) in DONE:
        change.kept_done += 1
    elif (case.opens_on, case.closes_on) != (one.opens, one.closes):
        change.moved += 1


def _before(one: Window, since: date | None) -> bool:
    """Whether a window had closed when the plan that asks it begins to apply."""
    return since is not None and one.closes < since


def _words_changed(before: Edition, after: Edition) -> tuple[str, ...]:
    """Texts whose words changed, by name and language: each needs its approval anew."""
    found = []
    for name, template in after.messages.template.items():
        old = before.messages.template.get(name)
        for language in template.text:
            same = old is not None and language in old.text
            if old is None or not same or words_hash(old, language) != words_hash(template, language):
                found.append(f"{name} ({language})")
    return tuple(found)
