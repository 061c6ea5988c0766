"""Puts the house together from the settings: the one place where the parts are joined."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shlex import quote

from callassist.clock import Clock, MachineClock, RehearsalClock
from callassist.errors import Fault, Refusal
from callassist.gateway.calls import TwilioCalls
from callassist.gateway.gate import TwilioGate
from callassist.gateway.rehearsal_clock import RehearsalNetworkClock
from callassist.gateway.rehearsal_phones import RehearsalPhones
from callassist.gateway.texts import TwilioTexts
from callassist.privacy.keys import Keyring
from callassist.privacy.sealing import Sealer, place
from callassist.settings import Settings
from callassist.store import clock_row, key_check, migrate
from callassist.store.database import Database
from callassist.work.house import House, Shelf
from callassist.work.rehearse import Rehearsal
from callassist.work.send import Sender


def build(
    settings: Settings,
    *,
    wake: Callable[[str], None] | None = None,
    away: Callable[[str], None] | None = None,
) -> House:
    """The house of these settings, its database brought up to date. Raises Refusal with place and cure.

    `away`: is told why the database cannot be reached, which is then waited for; without it that is refused.
    """
    settings.data.mkdir(parents=True, exist_ok=True)
    keys = load_keys(settings)
    database = Database(settings.database)
    if away is not None:
        database.wait(away)
    else:
        database.must_answer()
    migrate.up(database)
    house = House(
        database=database,
        clock=_clock(settings, database),
        keys=keys,
        sealer=Sealer(keys),
        shelf=Shelf(database),
        network=_network(settings),
        voice=_voice(settings),
        gate=_gate(settings),
        public_url=settings.porch,
        witnesses=HeadFile(settings.data / "audit-head.json"),
        segments_a_second=settings.segments_a_second,
    )
    _check_keys(house, settings)
    return replace(house, wake=wake) if wake is not None else house


def _check_keys(house: House, settings: Settings) -> None:
    """The keys must open what the database holds: with others, everything new would be sealed apart."""
    with house.database.read() as c:
        one = key_check.one_phone(c)
    try:
        if one is not None:
            house.sealer.open(one.wrapped_key, one.number, place("phone", one.id))
    except Fault:
        house.database.close()
        raise Refusal(
            settings.keys.name,
            "these keys do not open this database.",
            "Put back the key file that belongs to it, from where its copy is kept.",
        ) from None


def load_keys(settings: Settings) -> Keyring:
    """The key file; a rehearsal makes one at its first start, a live installation never does."""
    if not settings.keys.exists():
        _check_first_start(settings)
        settings.keys.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(settings.keys, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(Keyring.fresh())
    return Keyring.parse(settings.keys.read_text(errors="replace"), name=str(settings.keys.name))


def _check_first_start(settings: Settings) -> None:
    if not settings.rehearsal:
        raise Refusal(
            "CALLASSIST_KEYS",
            "there is no key file.",
            f"Make it with this command, and keep a copy apart: callassist keys {quote(str(settings.keys))}",
        )
    if settings.database.startswith("sqlite") and Path(settings.database.removeprefix("sqlite:///")).exists():
        raise Refusal(
            str(settings.keys.name),
            "the key file of this database is missing.",
            "Put back the key file that belongs to it, from where its copy is kept.",
        )


def _clock(settings: Settings, database: Database) -> Clock:
    if settings.rehearsal:
        return MovableClock(database)
    with database.read() as c:
        if clock_row.read(c) is not None:
            raise Refusal(
                "database", "it holds a rehearsal clock.", "A live study needs a database of its own."
            )
    return MachineClock()


class MovableClock(RehearsalClock):
    """The rehearsal clock, whose row is read at most twice a second."""

    def __init__(self, database: Database) -> None:
        super().__init__(self._offset)
        self._database = database
        self._known = timedelta()
        self._until = datetime.min.replace(tzinfo=UTC)

    def _offset(self) -> timedelta:
        now = datetime.now(UTC)
        if now >= self._until:
            with self._database.read() as c:
                self._known = clock_row.read(c) or timedelta()
            self._until = now + timedelta(milliseconds=500)
        return self._known

    def set(self, at: datetime) -> None:
        """Put the trial's time to a moment."""
        offset = at - datetime.now(UTC)
        self._database.keep(lambda c: clock_row.write(c, self._database.dialect, offset))
        self._known, self._until = offset, datetime.now(UTC)


def _network(settings: Settings) -> TwilioTexts | None:
    if not settings.account or not settings.token:
        return None
    return TwilioTexts(settings.account, settings.token, base=settings.network)


def _voice(settings: Settings) -> TwilioCalls | None:
    if not settings.account or not settings.token:
        return None
    return TwilioCalls(settings.account, settings.token, base=settings.network)


def _gate(settings: Settings) -> TwilioGate:
    known = (settings.token, settings.old_token, settings.signing_key)
    tokens = tuple(token for token in known if token)
    clock = RehearsalNetworkClock(settings.network) if settings.rehearsal else None
    return TwilioGate(tokens, clock)


def rehearsal(house: House, sender: Sender) -> Rehearsal | None:
    """What moves the clock, or None where no clock can be moved."""
    if not isinstance(house.clock, MovableClock):
        return None
    gate = house.gate
    clock = gate.clock if isinstance(gate, TwilioGate) else None
    phones = RehearsalPhones(clock.api) if clock is not None else None
    return Rehearsal(house, sender, house.clock.set, phones=phones)


class HeadFile:
    """Keeps the newest head of the audit chain in a file beside the data, outside the database."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def tell(self, number: int, head: str) -> None:
        """Keep a head, replacing the file whole."""
        new = self._path.with_suffix(".new")
        new.write_text(json.dumps({"number": number, "head": head}))
        new.replace(self._path)

    def told(self) -> tuple[int, str] | None:
        """The newest head, or None when there is none yet."""
        if not self._path.exists():
            return None
        kept = json.loads(self._path.read_text())
        return int(kept["number"]), str(kept["head"])
