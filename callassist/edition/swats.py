"""What is wrong with a study within the trial: no ethics reference, no such text, arms that do not differ."""

from __future__ import annotations

from collections.abc import Iterator

from callassist.edition.references import Found
from callassist.study.protocol import Protocol, Text, When
from callassist.study.swat import Swat, Variant


def check_swats(protocol: Protocol) -> Iterator[Found]:
    """Everything in [[swat]] that cannot be as meant: these are errors."""
    waves = [wave.code for plan in protocol.plan for wave in plan.wave]
    ids = [one.id for one in protocol.swat]
    rules = [one.rule for one in protocol.swat]
    for n, swat in enumerate(protocol.swat):
        at: tuple[int | str, ...] = ("swat", n)
        if not swat.ethics.strip():
            what = f"“{swat.id}” has no ethics reference of its own, so nobody is drawn."
            yield (*at, "ethics"), what, "Write it under ethics, or take the study within the trial out."
        if swat.id in ids[:n]:
            yield (*at, "id"), f"“{swat.id}” stands twice.", "Give one of them another name."
        if swat.rule in rules[:n]:
            what = f"“{swat.rule}” is under two studies at once."
            yield (*at, "rule"), what, "Try one thing after the other, or join them into more arms."
        for wave in swat.waves:
            if wave not in waves:
                yield (
                    (*at, "waves"),
                    f"“{wave}” is no wave.",
                    f"It may be: {', '.join(dict.fromkeys(waves))}.",
                )
        text = protocol.text_named(swat.rule)
        if text is None:
            known = ", ".join(one.id for one in protocol.text)
            yield (*at, "rule"), f"“{swat.rule}” is no text.", f"It may be: {known}."
            continue
        yield from _arms(swat, text, at)


def _arms(swat: Swat, text: Text, at: tuple[int | str, ...]) -> Iterator[Found]:
    seen: dict[tuple[object, ...], str] = {}
    for a, arm in enumerate(swat.arm):
        same = seen.setdefault(_what_goes(arm, text), arm.code)
        if same != arm.code:
            what = f"“{arm.code}” gets the very same text as “{same}”, at the same time."
            yield (*at, "arm", a), what, "Say what differs: template, days, at, hours_before or sender_name."
        before = text.when is When.BEFORE_APPOINTMENT
        if arm.hours_before is not None and not before:
            what = f"“{text.id}” does not hang on an appointment that is to come."
            yield (*at, "arm", a, "hours_before"), what, "Take days and at, or another text."
        if (arm.days is not None or arm.at is not None) and text.when is not When.WAVE_OPENS:
            what = f"“{text.id}” does not hang on a window that opens."
            yield (*at, "arm", a), what, "Take hours_before, or another text."


def _what_goes(arm: Variant, text: Text) -> tuple[object, ...]:
    return (
        arm.template or text.template,
        text.days if arm.days is None else arm.days,
        arm.at or text.at,
        arm.hours_before or text.hours_before,
        arm.sender_name or "",
    )


def templates_tried(protocol: Protocol) -> frozenset[str]:
    """The texts of messages.toml that only a study within the trial sends."""
    return frozenset(arm.template for swat in protocol.swat for arm in swat.arm if arm.template)


def varied(protocol: Protocol) -> Iterator[tuple[tuple[int | str, ...], Text]]:
    """Every rule as an arm would have it, with where the arm stands: its timing is checked as any other's."""
    for n, swat in enumerate(protocol.swat):
        text = protocol.text_named(swat.rule)
        for a, arm in enumerate(swat.arm if text is not None else ()):
            timing = {"days": arm.days, "at": arm.at, "hours_before": arm.hours_before}
            changed = {name: value for name, value in timing.items() if value is not None}
            assert text is not None
            yield ("swat", n, "arm", a), text.model_copy(update=changed)
