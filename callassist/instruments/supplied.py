"""A definition with what a licensed site supplied: the key of a keyless slot, the values of health states."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from callassist.errors import Refusal
from callassist.instruments.definition import Definition, Item, Scale
from callassist.instruments.licensed import Key, Pack, ValueSet


def supply(definition: Definition, pack: Pack, *, name: str) -> Definition:
    """The definition with the key and value set of a pack, its version saying so.

    `name` is the pack's file. Raises Refusal where the pack does not fit, and never with a word of it.
    """
    wrong = next(_misfits(definition, pack), None)
    if wrong is not None:
        path, what = wrong
        raise Refusal(f"{name}, {path}", what, "Compare with the definition's ids and codes.")
    if pack.key is not None:
        definition = _keyed(definition, pack.key)
    if pack.value_set is not None:
        definition = _valued(definition, pack.value_set)
    return definition


def _misfits(definition: Definition, pack: Pack) -> Iterator[tuple[str, str]]:
    """Key path and what is wrong: of words, of the key, of the value set."""
    for tag, words in pack.language.items():
        for item in (*words.item, *words.codes):
            if definition.item_named(item) is None:
                yield f"language.{tag}.item.{item}", f"{definition.id} has no item {item}."
        for item in words.item:
            yield from _codes_misfit(definition, tag, item, words.said_for(item))
    if pack.key is not None:
        yield from _key_misfits(definition, pack.key)
    if pack.value_set is not None:
        yield from _values_misfit(definition, pack.value_set)


def _codes_misfit(
    definition: Definition, tag: str, item_id: str, said: dict[str, str]
) -> Iterator[tuple[str, str]]:
    item = definition.item_named(item_id)
    if item is None or not said:
        return
    wanted = {str(code) for code in range(item.low, item.high + 1)}
    if set(said) != wanted:
        what = f"item {item_id} has the codes {item.low} to {item.high}, and each needs its words."
        yield f"language.{tag}.code", what


def _key_misfits(definition: Definition, key: Key) -> Iterator[tuple[str, str]]:
    slots = [scale.id for scale in definition.scale if scale.needs == "key"]
    for scale, items in key.scale.items():
        if scale not in slots:
            yield f"key.scale.{scale}", f"{definition.id} has no keyless scale {scale}."
        lost = [item for item in items if definition.item_named(item) is None]
        if lost or not items:
            yield f"key.scale.{scale}", f"it names no item of {definition.id}: {', '.join(lost) or 'empty'}."
    for item_id in (*key.reverse, *key.recode):
        item = definition.item_named(item_id)
        if item is None:
            yield "key.reverse", f"{definition.id} has no item {item_id}."
        elif item_id in key.recode and len(key.recode[item_id]) != item.high - item.low + 1:
            yield f"key.recode.{item_id}", f"it needs a number for each code from {item.low} to {item.high}."


def _values_misfit(definition: Definition, values: ValueSet) -> Iterator[tuple[str, str]]:
    scale = definition.scale_named(values.scale)
    if scale is None or scale.needs != "value_set":
        yield "value_set.scale", f"{definition.id} has no scale {values.scale} that takes a value set."
        return
    items = [definition.item_named(item) for item in values.items or scale.items]
    if not items or None in items:
        yield "value_set.items", f"it must name items of {definition.id}."
        return
    yield from _states_misfit([item for item in items if item is not None], values)


def _states_misfit(items: list[Item], values: ValueSet) -> Iterator[tuple[str, str]]:
    ranges = {item.id: range(item.low, item.high + 1) for item in items}
    if values.table:
        states = {"".join(map(str, codes)) for codes in product(*ranges.values())}
        if states != set(values.table):
            yield "value_set.table", f"it must hold {len(states)} profiles, each once."
    elif {name: len(taken) for name, taken in values.levels.items()} != {
        name: len(codes) for name, codes in ranges.items()
    }:
        yield "value_set.levels", "each item needs a number for each of its codes."


def _keyed(definition: Definition, key: Key) -> Definition:
    def scale_of(scale: Scale) -> Scale:
        return scale.model_copy(update={"items": key.scale[scale.id]}) if scale.id in key.scale else scale

    def item_of(item: Item) -> Item:
        update = {"reverse": item.id in key.reverse or item.reverse, "recode": key.recode.get(item.id)}
        return item.model_copy(update=update)

    return definition.model_copy(
        update={
            "version": f"{definition.version}, key {key.version}",
            "item": tuple(item_of(item) for item in definition.item),
            "scale": tuple(scale_of(scale) for scale in definition.scale),
        }
    )


def _valued(definition: Definition, values: ValueSet) -> Definition:
    def scale_of(scale: Scale) -> Scale:
        if scale.id != values.scale:
            return scale
        items = values.items or scale.items
        return scale.model_copy(update={"items": items, "values": values, "decimals": values.decimals})

    return definition.model_copy(update={"scale": tuple(scale_of(scale) for scale in definition.scale)})
