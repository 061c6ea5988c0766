"""Names in study.toml that stand twice or lead nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from callassist.edition.places import Path
from callassist.study.protocol import Plan, Protocol

Found = tuple[Path, str, str]
"""A key path, what is wrong there, and the cure."""


def check_references(protocol: Protocol) -> Iterator[Found]:
    """Everything in the protocol that names what is not there, or gives one name to two things."""
    yield from _twice(protocol)
    yield from _places(protocol)
    yield from _plans(protocol)
    yield from _waves_named(protocol)
    yield from _languages(protocol)
    arms = protocol.arms
    if arms is not None and arms.waiting is not None and arms.waiting not in arms.names:
        yield ("arms", "waiting"), *_unknown(arms.waiting, arms.names)


def _twice(protocol: Protocol) -> Iterator[Found]:
    lists: tuple[tuple[str, str, list[str]], ...] = (
        ("site", "code", [one.code for one in protocol.site]),
        ("cohort", "code", [one.code for one in protocol.cohort]),
        ("strand", "code", [one.code for one in protocol.strand]),
        ("plan", "id", [one.id for one in protocol.plan]),
        ("text", "id", [one.id for one in protocol.text]),
    )
    for table, key, names in lists:
        for place in _repeats(names):
            yield (table, place, key), f"“{names[place]}” stands twice.", "Give one of them another name."
    for p, plan in enumerate(protocol.plan):
        names = [wave.code for wave in plan.wave]
        for place in _repeats(names):
            what = f"“{names[place]}” stands twice in this plan."
            yield ("plan", p, "wave", place, "code"), what, "Give one of them another name."
        if [wave.number for wave in plan.wave] != list(range(1, len(plan.wave) + 1)):
            what = "the waves are not numbered 1, 2, 3 and so on."
            yield ("plan", p, "wave", 0, "number"), what, "Interviewers say “2 of 3”: number them in order."


def _repeats(names: list[str]) -> Iterator[int]:
    return (place for place, name in enumerate(names) if name in names[:place])


def _places(protocol: Protocol) -> Iterator[Found]:
    sites = [site.code for site in protocol.site]
    for c, cohort in enumerate(protocol.cohort):
        if cohort.site not in sites:
            yield ("cohort", c, "site"), *_unknown(cohort.site, sites)
        if cohort.ends < cohort.begins:
            what = f"it ends on {cohort.ends} before it begins on {cohort.begins}."
            yield ("cohort", c, "ends"), what, "Mend one of the two days."
    for p, plan in enumerate(protocol.plan):
        for site in plan.amendment.sites if plan.amendment else ():
            if site not in sites:
                yield ("plan", p, "amendment", "sites", site), *_unknown(site, sites)


def _plans(protocol: Protocol) -> Iterator[Found]:
    strands = {strand.code: strand for strand in protocol.strand}
    for p, plan in enumerate(protocol.plan):
        strand = strands.get(plan.strand)
        if strand is None:
            yield ("plan", p, "strand"), *_unknown(plan.strand, strands)
            continue
        for w, wave in enumerate(plan.wave):
            for role in wave.roles:
                if role not in strand.roles:
                    yield ("plan", p, "wave", w, "roles"), *_unknown(role, strand.roles)
        yield from _amendment(protocol, p, plan)
    for s, strand in enumerate(protocol.strand):
        if protocol.first_plan(strand.code) is None:
            yield ("strand", s, "code"), f"“{strand.code}” has no plan of its own.", "Add a plan for it."


def _amendment(protocol: Protocol, p: int, plan: Plan) -> Iterator[Found]:
    if plan.amendment is None:
        return
    others = [one.id for one in protocol.plan if one.strand == plan.strand and one.id != plan.id]
    if plan.amendment.of not in others:
        yield ("plan", p, "amendment", "of"), *_unknown(plan.amendment.of, others)


def _waves_named(protocol: Protocol) -> Iterator[Found]:
    waves = list(dict.fromkeys(wave.code for plan in protocol.plan for wave in plan.wave))
    for t, text in enumerate(protocol.text):
        for wave in text.waves:
            if wave not in waves:
                yield ("text", t, "waves"), *_unknown(wave, waves)
    for v, voucher in enumerate(protocol.voucher):
        if voucher.wave not in waves:
            yield ("voucher", v, "wave"), *_unknown(voucher.wave, waves)


def _languages(protocol: Protocol) -> Iterator[Found]:
    study = protocol.study
    if study.languages[0] not in study.text_languages:
        what = f"the study's first language, {study.languages[0]}, is not among the languages of its texts."
        yield ("study", "text_languages"), what, "Add it: all else falls back to it."


def _unknown(name: str, known: Iterable[str]) -> tuple[str, str]:
    listed = ", ".join(known)
    return f"“{name}” is not there.", f"It may be: {listed}." if listed else "There is none to name."
