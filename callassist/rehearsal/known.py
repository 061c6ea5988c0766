"""What the network knows at this moment, rebuilt from its journal: every text and every phone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from callassist.rehearsal import behaviour
from callassist.rehearsal.behaviour import Behaviour
from callassist.rehearsal.journal import Entry, Kind
from callassist.rehearsal.legs import Legs
from callassist.rehearsal.numbers import Line, line
from callassist.rehearsal.trial_clock import Told

TERMINAL = frozenset({"delivered", "undelivered", "failed", "received"})
_SEEN_ON_PHONES = frozenset(
    {Kind.DELIVERED, Kind.INBOUND, Kind.STOPPED, Kind.RESUMED, Kind.PHONE, Kind.SWITCHED}
    | {Kind.PLACED, Kind.LEG, Kind.HEARD, Kind.SPOKE, Kind.PRESSED, Kind.CONNECTED, Kind.PARTED}
    | {Kind.HOLD, Kind.MUTE, Kind.BEHAVIOUR}
)


@dataclass(slots=True)
class Text:
    """One text as the API shows it. Times are the trial's; `owed` are the receipts not yet posted."""

    sid: str
    inbound: bool
    to: str
    sender: str
    body: str
    segments: int
    created: datetime
    position: int
    callback: str = ""
    validity: int = 36000
    keyword: str = ""
    status: str = "queued"
    error_code: int | None = None
    sent: datetime | None = None
    updated: datetime | None = None
    owed: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Bubble:
    """One text on a phone's screen: when by the trial's clock, written here or come here, its words."""

    at: datetime
    mine: bool
    body: str
    sid: str


@dataclass(slots=True)
class Phone:
    """One phone: what is on its screen, whether it is switched on, what it does when it is rung."""

    number: str
    note: str = ""
    on: bool = True
    thread: list[Bubble] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    stopped: set[str] = field(default_factory=set)
    waiting: list[str] = field(default_factory=list)
    heard: int = 0
    behaviour: Behaviour = field(default_factory=Behaviour)

    @property
    def about(self) -> str:
        """Words about the phone, never of a person."""
        kind = line(self.number)
        new = not self.thread and kind is not Line.LANDLINE
        return self.note or (f"{kind.value}, new" if new else kind.value)


class Known:
    """Texts by sid, phones by number, calls; changed only by entries of the journal, live or replayed."""

    def __init__(self) -> None:
        self.texts: dict[str, Text] = {}
        self.phones: dict[str, Phone] = {}
        self.calls = Legs()
        self.told: Told | None = None
        self.heard = 0

    def phone(self, number: str) -> Phone:
        """The phone with this number, made known if it was not."""
        return self.phones.setdefault(number, Phone(number))

    def texts_with(self, number: str | None) -> list[Text]:
        """The texts to and from a phone; all texts for a number that is no phone's, or for none."""
        phone = self.phones.get(number or "")
        if phone is None:
            return list(self.texts.values())
        return [self.texts[sid] for sid in phone.texts if sid in self.texts]

    def take(self, entry: Entry) -> None:
        """Change what is known by one entry; one that only reports (fault, refusal, step) changes nothing."""
        if entry.kind in _SEEN_ON_PHONES:
            self.heard = entry.id
        match entry.kind:
            case Kind.ACCEPTED | Kind.INBOUND:
                self._new_text(entry)
            case Kind.SENT | Kind.DELIVERED | Kind.UNDELIVERED:
                self._moved(entry)
            case Kind.CALLBACK:
                self._posted(entry)
            case Kind.REDACTED:
                self.texts[entry.sid].body = ""
            case Kind.DELETED:
                self.texts.pop(entry.sid, None)
            case Kind.CLOCK:
                self.told = Told(entry.trial, entry.machine, False, entry.facts.get("next_due"))
            case Kind.STOPPED | Kind.RESUMED | Kind.PHONE | Kind.SWITCHED | Kind.BEHAVIOUR:
                self._phone_changed(entry)
            case _:
                self.calls.take(entry)
                if entry.kind is Kind.PLACED:
                    self.phone(entry.number).heard = entry.id

    def _new_text(self, entry: Entry) -> None:
        facts, inbound = entry.facts, entry.kind is Kind.INBOUND
        text = Text(
            entry.sid,
            inbound,
            facts["to"],
            facts["from"],
            facts["body"],
            facts["segments"],
            entry.trial,
            entry.id,
            callback=facts.get("callback", ""),
            validity=facts.get("validity", 36000),
        )
        self.texts[entry.sid] = text
        phone = self.phone(entry.number)
        phone.texts.append(entry.sid)
        if inbound:
            text.status, text.sent, text.owed = "received", entry.trial, ["received"]
            text.keyword = facts["opt_out"]
            phone.thread.append(Bubble(entry.trial, True, text.body, entry.sid))
            phone.heard = entry.id

    def _moved(self, entry: Entry) -> None:
        if entry.kind is Kind.DELIVERED:
            phone = self.phone(entry.number)
            phone.thread.append(Bubble(entry.trial, False, entry.facts["body"], entry.sid))
            phone.heard = entry.id
        text = self.texts.get(entry.sid)
        if text is None:
            return
        text.status, text.updated = entry.facts["status"], entry.trial
        text.error_code = entry.facts.get("code")
        if entry.kind is Kind.SENT:
            text.sent = entry.trial
        if text.callback:
            text.owed.append(text.status)

    def _posted(self, entry: Entry) -> None:
        text, status = self.texts.get(entry.sid), entry.facts.get("status")
        if text is not None and entry.facts.get("last") and status in text.owed:
            text.owed.remove(status)

    def _phone_changed(self, entry: Entry) -> None:
        phone = self.phone(entry.number)
        match entry.kind:
            case Kind.STOPPED:
                phone.stopped.add(entry.facts["sender"])
            case Kind.RESUMED:
                phone.stopped.discard(entry.facts["sender"])
            case Kind.PHONE:
                phone.note = entry.facts["note"]
            case Kind.BEHAVIOUR:
                phone.behaviour = behaviour.read(entry.facts)
            case _:
                phone.on = entry.facts["on"]
