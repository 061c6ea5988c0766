"""What is wrong or doubtful in the published scales of a study: items, words, keys, norms, alerts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from callassist.edition.asking import Asked
from callassist.edition.packs import Brought
from callassist.edition.references import Found
from callassist.errors import Complaint, Weight
from callassist.instruments.definition import Definition
from callassist.instruments.licensed import Pack
from callassist.questionnaire.items import Item
from callassist.questionnaire.script import Script
from callassist.study.protocol import Protocol
from callassist.study.safety import Alert

UNNAMED = "default"
"""The language of columns that name none; the first of a pack stands for it."""


def check_scales(protocol: Protocol, asked: Asked, scales: Brought, *, live: bool) -> Iterator[Complaint]:
    """Everything about the scales of one script.

    `live`: as a live study is examined, where a stand-in for a licensed text is an error.
    """
    for instrument in dict.fromkeys(item.instrument for item in asked.items if item.instrument):
        items = [item for item in asked.items if item.instrument == instrument]
        found = scales.definition(instrument)
        if found is None:
            what = f"there is no definition of {instrument}, so it is asked and not scored."
            yield _warning(asked.row(items[0]), what, "Mend the name, or add the definition.")
            continue
        yield from _items(asked, found, items)
        yield from _keys(protocol, asked, found, items, live=live)
        yield from _words(asked, found, scales.packs.get(instrument), items, live=live)
        yield from _unwatched(protocol, asked, found, items)


def check_alerts(
    protocol: Protocol, scripts: Sequence[Script], scales: Brought
) -> Iterator[tuple[int, str, str]]:
    """Alerts of study.toml that no answer could ever raise: place in the list, what, cure."""
    asked = {(i.instrument, i.instrument_item) for script in scripts for i in script.items.values()}
    for place, alert in enumerate(protocol.safety.alert):
        if alert.scale:
            found = scales.definition(alert.instrument)
            if found is None or found.scale_named(alert.scale) is None:
                what = f"{alert.instrument} has no scale {alert.scale}, so this alert can never be raised."
                yield place, what, "Mend the names, or take the alert out."
        elif (alert.instrument, alert.item) not in asked:
            what = (
                f"no script asks item {alert.item} of {alert.instrument}, so this alert can never be raised."
            )
            yield place, what, "Mend the names, or take the alert out."
        elif (fault := _threshold(alert, scales)) is not None:
            yield place, fault, "Mend at_least."


def check_instruments(protocol: Protocol, scripts: Sequence[Script], scales: Brought) -> Iterator[Found]:
    """What study.toml says of scales that are not asked, have no such scale or no such missing rule."""
    asked = {item.instrument for script in scripts for item in script.items.values()}
    for place, used in enumerate(protocol.instrument):
        found = scales.definition(used.id)
        if found is None or used.id not in asked:
            yield ("instrument", place, "id"), f"no script asks {used.id}.", "Mend the name, or take it out."
            continue
        for name, rule in used.missing.items():
            scale = found.scale_named(name)
            if scale is None or rule not in scale.missing:
                known = ", ".join(scale.missing) if scale else ", ".join(one.id for one in found.scale)
                what = f"{used.id} has no missing rule {rule} for {name}."
                yield ("instrument", place, "missing", name), what, f"Known are: {known or 'none'}."


def check_packs(scales: Brought, scripts: Sequence[Script]) -> Iterator[Complaint]:
    """Packs that no script takes anything from, and languages that no script is written in."""
    asked = {item.instrument for script in scripts for item in script.items.values()}
    written = {language.tag for script in scripts for language in script.languages}
    for instrument, pack in scales.packs.items():
        name = scales.files[instrument]
        if instrument not in asked:
            yield _warning(name, f"no script asks {instrument}.", "Take the pack out, or mend the script.")
        elif lost := [tag for tag in pack.language if tag not in written and UNNAMED not in written]:
            what = f"no script is written in {', '.join(lost)}, so these words are never shown."
            yield _warning(name, what, "Add the language's columns to the script.")


def _threshold(alert: Alert, scales: Brought) -> str | None:
    found = scales.definition(alert.instrument)
    item = found.item_named(alert.item) if found else None
    if item is None or item.low < alert.at_least <= item.high:
        return None
    return f"item {alert.item} runs from {item.low} to {item.high}: {alert.at_least:g} is no threshold."


def _items(asked: Asked, found: Definition, items: Sequence[Item]) -> Iterator[Complaint]:
    for item in items if found.scored else ():
        if found.item_named(item.instrument_item) is None:
            what = f"{found.id} has no item “{item.instrument_item}”."
            yield _error(asked.row(item), what, "Mend the column instrument_item.")
        elif item.identity or item.kind.startswith("text"):
            what = f"item {item.instrument_item} of {found.id} is sealed as identity, so it is never scored."
            yield _error(
                asked.row(item), what, "A scale's items are codes: choose another type or no identity."
            )
        else:
            yield from _codes(asked, found, item)
    there = {item.instrument_item for item in items}
    lost = [name for name in (found.main.items if found.main else ()) if name not in there]
    if lost:
        what = f"{found.id} lacks {', '.join(lost)}, so its score will often be missing."
        yield _warning(asked.row(items[0]), what, "Ask every item of a scale.")


def _codes(asked: Asked, found: Definition, item: Item) -> Iterator[Complaint]:
    """Choices that the item does not count, and codes of it that nobody could choose."""
    kind, _space, listed = item.kind.partition(" ")
    known = found.item_named(item.instrument_item)
    offered = _choices(asked, listed.split(" ")[0]) if kind == "select_one" else ()
    if known is None or not offered:
        return
    wanted = {str(code) for code in range(known.low, known.high + 1)}
    if strange := [code for code in offered if code not in wanted]:
        span = f"{known.low} to {known.high}"
        what = f"{', '.join(strange)} of list {listed} is no code of {known.id}: {span} are."
        yield _error(asked.row(item), what, "Mend the names of the choices; refusals have keys of their own.")
    elif lost := sorted(wanted - {*offered}, key=int):
        what = f"nobody can choose {', '.join(lost)} of {known.id} from list {listed}."
        yield _warning(asked.row(item), what, "Add the choices.")


def _choices(asked: Asked, listed: str) -> tuple[str, ...]:
    """The names of the choices in a list of the script's own."""
    sheet = asked.script.book.sheets.get("choices")
    rows = sheet.rows if sheet is not None else ()
    heads = ("list_name", "list name")
    return tuple(row.get("name", "") for row in rows if listed in (row.get(head) for head in heads))


def _keys(
    protocol: Protocol, asked: Asked, found: Definition, items: Sequence[Item], *, live: bool
) -> Iterator[Complaint]:
    """Scales that wait for a licence, and keys that somebody should hold against the form."""
    waiting = [scale for scale in found.scale if scale.waits]
    if waiting:
        needed = " and ".join(sorted({(scale.needs or "").replace("_", " ") for scale in waiting}))
        what = f"{', '.join(s.id for s in waiting)} of {found.id} will have no score without its {needed}."
        yield _warning(asked.row(items[0]), what, "It stands in the pack of whoever holds the licence.")
    doubtful = [scale.id for scale in found.scale if not scale.checked]
    if doubtful and not protocol.instrument_used(found.id).checked:
        weight = Weight.ERROR if live else Weight.WARNING
        what = f"the key of {found.id} ({', '.join(doubtful)}) is general knowledge, and nobody checked it."
        cure = f"Hold it against the form, then say so: instrument id = “{found.id}”, checked = “who, when”."
        yield Complaint(weight, asked.row(items[0]), what, cure)


def _words(
    asked: Asked, found: Definition, pack: Pack | None, items: Sequence[Item], *, live: bool
) -> Iterator[Complaint]:
    """Licensed items without their words: in the first language nobody could ask them at all."""
    if found.text != "licensed":
        return
    heavy = Weight.ERROR if live else Weight.WARNING
    if pack is None or not pack.language:
        what = f"{found.title} is a blank slot: stand-ins are read in rehearsal, and its text is licensed."
        yield Complaint(heavy, asked.row(items[0]), what, "A live study needs its own text pack.")
        return
    for language in asked.script.languages:
        tag = next(iter(pack.language)) if language.tag == UNNAMED else language.tag
        wording = pack.language.get(tag)
        blank = [i.instrument_item for i in items if wording is None or i.instrument_item not in wording.item]
        if not blank:
            continue
        what = f"{found.id} has no words in {language.tag} for {', '.join(dict.fromkeys(blank))}."
        if language.tag == asked.script.default_language:
            yield _error(asked.row(items[0]), what, "They belong into its text pack.")
        else:
            yield _warning(asked.row(items[0]), what, "The interpreter renders them, and they are marked.")


def _unwatched(
    protocol: Protocol, asked: Asked, found: Definition, items: Sequence[Item]
) -> Iterator[Complaint]:
    watched = {alert.item for alert in protocol.safety.alert if alert.instrument == found.id}
    for alert in found.alert:
        if alert.item not in watched and any(item.instrument_item == alert.item for item in items):
            what = f"item {alert.item} of {found.id} can call for help, and study.toml has no alert on it."
            yield _warning(asked.row(items[0]), what, "Add one under safety.alert.")


def _error(at: str, what: str, cure: str) -> Complaint:
    return Complaint(Weight.ERROR, at, what, cure)


def _warning(at: str, what: str, cure: str) -> Complaint:
    return Complaint(Weight.WARNING, at, what, cure)
