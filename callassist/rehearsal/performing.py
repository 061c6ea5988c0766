"""Carries out what callassist instructs for a call: says, plays, asks for keys, dials, joins, ends."""

from __future__ import annotations

from functools import partial
from urllib.parse import urljoin

from callassist.rehearsal import asking, calling, notices, numbers, rooms, sounds
from callassist.rehearsal.behaviour import Answers
from callassist.rehearsal.hands import Hands
from callassist.rehearsal.instructions import (
    Dial,
    Gather,
    Hangup,
    Listen,
    Pause,
    Play,
    Redirect,
    Reject,
    Say,
    Words,
    seconds,
    spoken,
)
from callassist.rehearsal.journal import Kind
from callassist.rehearsal.legs import Leg, LegWish, State
from callassist.rehearsal.stage import Part

_HEARD_BY_PERSON, _HEARD_BY_MACHINE, _LONGEST_MESSAGE, _MOST_SENT_ON = 2.0, 4.0, 120.0, 20


def attend(hands: Hands) -> None:
    """Let legs and conferences call on this for what comes next."""
    hands.stage.carry_on = partial(carry_on, hands)
    hands.stage.play = partial(play, hands)


def carry_on(hands: Hands, sid: str) -> None:
    """Let a leg begin, or go on after what it was joined to is over; else nothing waits for this."""
    with hands.lock:
        leg, part = hands.known.calls.legs[sid], hands.stage.part(sid)
        if leg.over or _in(hands, leg):
            return
        if not part.begun:
            part.begun = True
            _begin(hands, leg, part)
        elif part.dial is not None:
            _after_dial(hands, leg, part)


def play(hands: Hands, sid: str, address: str) -> None:
    """Let a leg that waits or is on hold hear what an address says."""
    part = hands.stage.part(sid, aside=True)
    part.anew((), address)
    asking.ask(hands, sid, address, aside=True, then=partial(_perform, hands, sid, aside=True))


def redirect(hands: Hands, leg: Leg, *, url: str = "", twiml: str = "") -> None:
    """Take a leg out of whatever it does, and let it follow other instructions."""
    with hands.lock:
        hands.stage.part(leg.sid).anew((), url)
        rooms.leave(hands, leg, rooms.SENT_ELSEWHERE, State.IN_PROGRESS)
        for child in [one for one in hands.known.calls.legs.values() if one.parent == leg.sid]:
            calling.end(hands, child.sid, None, "the call that it belonged to was sent elsewhere")
        _instruct(hands, leg, url=url, twiml=twiml)


def press(hands: Hands, sid: str, keys: str) -> bool:
    """Press keys on a phone during a call; False if no call is answered there."""
    with hands.lock:
        leg, part = hands.known.calls.legs[sid], hands.stage.part(sid)
        if leg.status is not State.IN_PROGRESS:
            return False
        hands.note(Kind.PRESSED, sid=sid, number=leg.phone, body=keys, by="phone")
        for key in keys:
            if part.gather is not None:
                _pressed(hands, leg, part, key)
        return True


def _in(hands: Hands, leg: Leg) -> bool:
    room = hands.known.calls.rooms.get(leg.room)
    seat = room.seats.get(leg.sid) if room else None
    return seat is not None and seat.joined is not None


def _begin(hands: Hands, leg: Leg, part: Part) -> None:
    """What follows an answer: the phone's own doings, then the conference, the other leg or instructions."""
    if not leg.inbound:
        _phone_does(hands, leg)
    if leg.wish.digits:
        hands.note(Kind.PRESSED, sid=leg.sid, number=leg.phone, body=leg.wish.digits, by="callassist")
    if leg.parent:
        _bridge(hands, leg, hands.known.calls.legs[leg.parent])
    elif leg.wish.seat is not None:
        part.dial = Dial(seat=leg.wish.seat)
        _join(hands, leg, part, leg.room)
    elif leg.wish.machine and not leg.wish.machine_async:
        hands.later(leg.sid, partial(_recognised, hands, leg), seconds=_recognising(hands, leg))
    else:
        if leg.wish.machine:
            hands.later(leg.sid, partial(_recognised, hands, leg), seconds=_recognising(hands, leg))
        _instruct(hands, leg, url=leg.wish.url, twiml=leg.wish.twiml)
    if leg.by_machine and not leg.over:
        sounds.speak(hands, leg, sounds.GREETING, how="machine")


def _phone_does(hands: Hands, leg: Leg) -> None:
    """Set going what the phone's behaviour says follows an answer, and the call's own limit."""
    behaviour = hands.known.phone(leg.phone).behaviour
    until = behaviour.drops_after
    if behaviour.answers is not Answers.BY_HAND:
        for keys, at in behaviour.presses:
            hands.later(leg.sid, partial(press, hands, leg.sid, keys), seconds=at)
    if leg.by_machine:
        beep = partial(_beep, hands, leg)
        hands.later(leg.sid, beep, seconds=behaviour.greeting)
        until = _LONGEST_MESSAGE if until is None else until
    if until is not None and (leg.by_machine or behaviour.answers is not Answers.BY_HAND):
        hands.later(leg.sid, partial(calling.end, hands, leg.sid, None, "hung up"), seconds=until)
    limit = partial(calling.end, hands, leg.sid, None, "the call's time limit was reached")
    hands.later(leg.sid, limit, seconds=leg.wish.limit)


def _beep(hands: Hands, leg: Leg) -> None:
    if not leg.over:
        sounds.speak(hands, leg, sounds.BEEP, how="machine")


def _recognising(hands: Hands, leg: Leg) -> float:
    if not leg.by_machine:
        return _HEARD_BY_PERSON
    to_the_beep = leg.wish.machine == "DetectMessageEnd"
    return hands.known.phone(leg.phone).behaviour.greeting if to_the_beep else _HEARD_BY_MACHINE


def _recognised(hands: Hands, leg: Leg) -> None:
    """Say who took the call: a person or a machine; then go on, if this was waited for."""
    with hands.lock:
        if leg.over:
            return
        by = "human"
        if leg.by_machine:
            by = "machine_end_beep" if leg.wish.machine == "DetectMessageEnd" else "machine_start"
        hands.note(Kind.ANSWERED_BY, sid=leg.sid, number=leg.phone, by=by)
        if leg.wish.machine_async:
            notices.machine(hands, leg, _recognising(hands, leg))
        else:
            _instruct(hands, leg, url=leg.wish.url, twiml=leg.wish.twiml)


def _instruct(hands: Hands, leg: Leg, *, url: str = "", twiml: str = "", **more: str) -> None:
    """Follow instructions that were given with the call, or ask for them at their address."""
    sid = leg.sid
    then = partial(_perform, hands, sid, aside=False)
    if twiml:
        asking.given(hands, sid, twiml, then=then)
    else:
        asking.ask(hands, sid, url, aside=False, then=then, **more)


def _perform(hands: Hands, sid: str, turn: int, *, aside: bool) -> None:
    """Begin with instructions that have come; a call that came in is answered by them, or rejected."""
    leg, part = hands.known.calls.legs[sid], hands.stage.part(sid, aside=aside)
    if leg.inbound and leg.status is State.RINGING:
        if part.verbs and isinstance(part.verbs[0], Reject):
            busy = part.verbs[0].busy
            calling.end(hands, sid, State.BUSY if busy else State.NO_ANSWER, "callassist rejected it")
            return
        calling.moved(hands, leg, State.IN_PROGRESS, by="callassist")
    _step(hands, leg, part, turn, aside=aside)


def _next(hands: Hands, sid: str, turn: int, aside: bool) -> None:
    with hands.lock:
        _step(hands, hands.known.calls.legs[sid], hands.stage.part(sid, aside=aside), turn, aside=aside)


def _step(hands: Hands, leg: Leg, part: Part, turn: int, *, aside: bool = False) -> None:
    """Carry out the next verb, if this turn is still the part's; at the end of all verbs hang up."""
    if part.turn != turn or leg.over:
        return
    if not part.verbs:
        if not aside:
            calling.end(hands, leg.sid, None, "the instructions ended")
        return
    verb = part.verbs.pop(0)
    match verb:
        case Say() | Play() | Pause():
            part.sent_on = 0
            _sound(hands, leg, part, verb, aside=aside)
        case Redirect():
            _send_on(hands, leg, part, verb, aside=aside)
        case _ if aside:
            asking.failed(hands, leg, 12200, f"<{type(verb).__name__}> is not heard while waiting")
        case Gather():
            part.gather, part.keys = verb, ""
            part.verbs = [*verb.inside, Listen(verb.timeout), *part.verbs]
            _step(hands, leg, part, turn)
        case Listen():
            hands.later(leg.sid, partial(_heard_no_more, hands, leg, turn), seconds=verb.seconds)
        case Dial():
            part.dial = verb
            _dial(hands, leg, part, verb)
        case Hangup():
            calling.end(hands, leg.sid, None, "callassist hung up")
        case Reject():
            calling.end(hands, leg.sid, None, "callassist rejected it")


def _sound(hands: Hands, leg: Leg, part: Part, verb: Words, *, aside: bool) -> None:
    """Let the phone hear it, and go on when it has been heard."""
    then = partial(_next, hands, leg.sid, part.turn, aside)
    if isinstance(verb, Play):
        address = urljoin(part.address, verb.url)
        asking.recording(
            hands, leg, part, address, then=partial(hands.later, leg.sid, then, seconds=seconds(verb))
        )
        return
    if isinstance(verb, Say):
        if not spoken(verb):
            asking.warn(hands, leg, 13511, f"no voice of the network speaks {verb.language}")
            _step(hands, leg, part, part.turn, aside=aside)
            return
        sounds.hear(hands, leg, "say", verb.text, lang=verb.language)
    hands.later(leg.sid, then, seconds=seconds(verb))


def _send_on(hands: Hands, leg: Leg, part: Part, verb: Redirect, *, aside: bool) -> None:
    part.sent_on += 1
    if part.sent_on > _MOST_SENT_ON:
        asking.failed(hands, leg, 11215, "sent on and on without a word between")
        if not aside:
            calling.end(hands, leg.sid, None, "the instructions went round in a circle")
        return
    address = urljoin(part.address, verb.url)
    then = partial(_perform, hands, leg.sid, aside=aside)
    asking.ask(hands, leg.sid, address, aside=aside, then=then)


def _pressed(hands: Hands, leg: Leg, part: Part, key: str) -> None:
    """One key while keys are gathered: it breaks off what is said, and may complete what is wanted."""
    gather = part.gather
    if gather is None:
        return
    if key == gather.finish:
        _gathered(hands, leg, part)
        return
    part.keys += key
    if gather.count is not None and len(part.keys) >= gather.count:
        _gathered(hands, leg, part)
        return
    listen = next((n for n, verb in enumerate(part.verbs) if isinstance(verb, Listen)), None)
    part.verbs = part.verbs if listen is None else part.verbs[listen + 1 :]
    part.turn += 1
    hands.later(leg.sid, partial(_heard_no_more, hands, leg, part.turn), seconds=gather.timeout)


def _heard_no_more(hands: Hands, leg: Leg, turn: int) -> None:
    with hands.lock:
        part = hands.stage.part(leg.sid)
        if part.turn == turn and not leg.over:
            _gathered(hands, leg, part)


def _gathered(hands: Hands, leg: Leg, part: Part) -> None:
    """Bring callassist the keys; without any go on after the Gather, unless it wants to know that too."""
    gather, keys = part.gather, part.keys
    part.gather, part.keys = None, ""
    part.turn += 1
    listen = next((n for n, verb in enumerate(part.verbs) if isinstance(verb, Listen)), None)
    part.verbs = part.verbs if listen is None else part.verbs[listen + 1 :]
    if gather is None or not (keys or gather.empty_too):
        _step(hands, leg, part, part.turn)
        return
    address = urljoin(part.address, gather.action or "")
    _instruct(hands, leg, url=address, Digits=keys)


def _dial(hands: Hands, leg: Leg, part: Part, verb: Dial) -> None:
    if verb.seat is not None:
        _join(hands, leg, part, "")
        return
    number = numbers.read_strictly(verb.number)
    if number is None:
        asking.warn(hands, leg, 13224, "the number to dial is none")
        _after_dial(hands, leg, part)
        return
    wish = LegWish(number, verb.caller or leg.line, timeout=verb.timeout)
    calling.take(hands, calling.place(hands, wish, parent=leg.sid).sid)


def _join(hands: Hands, leg: Leg, part: Part, room_sid: str) -> None:
    """Let a leg into its conference; where it is not let in, it goes on as if it had left it."""
    wish = part.dial.seat if part.dial else None
    if wish is None:
        return
    absolute = urljoin(part.address, wish.wait_url) if wish.wait_url else wish.wait_url
    room = hands.known.calls.rooms.get(room_sid) or rooms.opened(hands, wish.name)
    if not rooms.join(hands, leg, room, wish.waiting_at(absolute)):
        asking.warn(
            hands, leg, 16025, "not let into the conference: it is over or full, or the label is taken"
        )
        _after_dial(hands, leg, part)
        return
    calling.struck(hands, leg, "joined")


def _bridge(hands: Hands, leg: Leg, parent: Leg) -> None:
    """Join a leg that a Dial rang with the one that dialled."""
    room = rooms.opened(hands, "")
    for one in (parent, leg):
        rooms.join(hands, one, room, rooms.PLAIN)
    hands.stage.part(leg.sid).dial = Dial()


def _after_dial(hands: Hands, leg: Leg, part: Part) -> None:
    """Go on once what a leg was joined to is over: as its Dial says, or with the next verb."""
    dial, part.dial = part.dial, None
    part.turn += 1
    if leg.parent or dial is None or dial.action is None:
        _step(hands, leg, part, part.turn)
        return
    children = [one for one in hands.known.calls.legs.values() if one.parent == leg.sid]
    more = {"DialCallStatus": "completed"}
    if not dial.seat:
        status = children[-1].status if children else State.FAILED
        more = {"DialCallStatus": status.value} | ({"DialCallSid": children[-1].sid} if children else {})
    _instruct(hands, leg, url=urljoin(part.address, dial.action), **more)
