"""The people who work here: who they are, what they are granted, and how they sign in, lock and leave."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from types import SimpleNamespace

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from callassist.clock import Clock, MachineClock
from callassist.errors import Refusal
from callassist.people.languages import language
from callassist.privacy.index import text_index
from callassist.privacy.tokens import new_id, new_token
from callassist.store import sign_ins, staff
from callassist.store.database import Connection, Keep
from callassist.study.blinding import blinded
from callassist.work import kept_apart, pausing
from callassist.work.actor import Actor, Grant, Role
from callassist.work.house import House
from callassist.work.kept_apart import RINGS
from callassist.work.once import keep_once
from callassist.work.verb import Line, keep

__all__ = ["Actor", "Grant", "Role"]

SHORTEST_PASSWORD = 10
FREE_TRIES = 5
LONGEST_WAIT = timedelta(minutes=15)
LONGEST_SESSION = timedelta(hours=14)
MACHINE: Clock = MachineClock()  # sign-ins run on the machine's time: a rehearsed week signs nobody out

_hasher = PasswordHasher()


def hash_with(hasher: PasswordHasher) -> None:
    """Hash new passwords at another cost, as an installation or a test may need."""
    global _hasher
    _hasher = hasher


def add_staff(
    house: House,
    *,
    by: str,
    sign_in: str,
    name: str,
    password: str,
    languages: Iterable[str] = (),
    token: str | None = None,
) -> str:
    """Add somebody who works here, without a grant, and return the id. `token`: of the form, where one is.

    Raises Refusal for a sign-in name that is taken or empty, a password that is too short, or a language
    that we do not know.
    """
    sign_in = sign_in.strip().lower()
    if not sign_in or len(sign_in) > 80:
        raise Refusal("Sign-in name", "it is empty or longer than 80 characters.", "Type a short one.")
    if len(password) < SHORTEST_PASSWORD:
        raise Refusal("Password", f"it has {len(password)} characters.", f"Use at least {SHORTEST_PASSWORD}.")
    now, staff_id = house.now(), new_id()
    row = {
        "id": staff_id,
        "sign_in": sign_in,
        "name": name.strip()[:80] or sign_in,
        "password": _hasher.hash(password),
        "languages": [language(one).tag for one in languages],
        "made_at": now,
    }

    def work(c: Connection) -> str:
        if staff.by_sign_in(c, sign_in) is not None:
            raise Refusal("Sign-in name", f"“{sign_in}” is taken.", "Choose another.")
        staff.add(c, row)
        return staff_id

    return _kept(house, Line(by, "add_staff", now, subject=staff_id), token, work)


def _kept(house: House, line: Line, token: str | None, work: Keep[str]) -> str:
    """A form is kept once however often it is pressed; what no form sends, each time."""
    return keep(house, line, work) if token is None else keep_once(house, line, token, work)


def grant(
    house: House,
    *,
    by: str,
    staff_id: str,
    role: str,
    study_id: str | None = None,
    site: str | None = None,
    strand: str | None = None,
    until: datetime | None = None,
    token: str | None = None,
) -> str:
    """Grant a role in one study or all, one site or all, and return the grant's id.

    Without a strand, who rings families rings those of every strand that betrays no group: a grant for each
    where the study has another, which is granted by its name alone. Raises Refusal for one by which somebody
    who rings families would learn their group, from this grant or from one that she holds or held.
    """
    if role not in set(Role):
        raise Refusal("Role", f"“{role}” is none.", "Roles are " + ", ".join(Role) + ".")
    now, strands = house.now(), _strands(house, role, study_id, strand)
    row = {
        "staff_id": staff_id,
        "study_id": study_id,
        "role": role,
        "site": site,
        "since": now,
        "until": until,
        "by": by,
    }
    rows = [{**row, "id": new_id(), "strand": one} for one in strands]
    studies = house.studies() if study_id is None else (house.study(study_id),)
    grant_id = str(rows[0]["id"])

    def work(c: Connection) -> str:
        if staff.by_id(c, staff_id) is None:
            raise Refusal("Person", "nobody here has that id.", "Add the person first.")
        held = staff.all_grants(c, staff_id)
        kept_apart.refuse(studies, [*held, *(SimpleNamespace(**one) for one in rows)], now)
        for one in rows:
            staff.add_grant(c, one)
        return grant_id

    more = {"role": role, "site": site, "strand": strand, "grant": grant_id}
    return _kept(house, Line(by, "grant", now, study_id, staff_id, more), token, work)


def refuse_together(house: House, roles: Iterable[str], study_id: str) -> None:
    """Raise Refusal where somebody new could not be granted all these roles in a study."""
    rows = [
        SimpleNamespace(role=role, study_id=study_id, strand=one, until=None)
        for role in roles
        for one in _strands(house, role, study_id, None)
    ]
    kept_apart.refuse((house.study(study_id),), rows, house.now())


def _strands(house: House, role: str, study_id: str | None, strand: str | None) -> tuple[str | None, ...]:
    """The strands that a grant is for; None means all of them."""
    if strand is not None or study_id is None or role not in RINGS:
        return (strand,)
    protocol = house.study(study_id).edition.protocol
    telling_nothing = blinded(protocol)
    return (None,) if len(telling_nothing) in (0, len(protocol.strand)) else telling_nothing


def end_grant(house: House, *, by: str, grant_id: str) -> None:
    """End a grant now. Ending it twice changes nothing."""
    now = house.now()
    keep(
        house,
        Line(by, "end_grant", now, subject=grant_id),
        lambda c: staff.end_grant(c, grant_id, now),
    )


def sign_in(house: House, sign_in: str, password: str, *, clock: Clock = MACHINE) -> str:
    """Sign somebody in and return the token of the session.

    Raises Refusal for a wrong name or password, which are never told apart, and after five wrong tries
    until a while has passed that doubles with each further one.
    """
    sign_in, now = sign_in.strip().lower(), clock.now()
    with house.database.read() as c:
        row = staff.by_sign_in(c, sign_in)
    whose = _tried(house, sign_in)
    _wait_is_over(house, whose, now)
    right = _matches(row.password, password) if row else _as_long_as_a_match(password)
    if row is None or not right or row.closed_at is not None:
        house.database.keep(lambda c: sign_ins.add_try(c, _a_try(whose, now, right=False)))
        raise Refusal("Password", "name and password do not belong together.", "Type both again.")
    token = new_token()
    session = {"token_hash": _hashed(token), "staff_id": row.id, "made_at": now, "seen_at": now}

    def work(c: Connection) -> str:
        sign_ins.add_try(c, _a_try(whose, now, right=True))
        sign_ins.open_session(c, session)
        pausing.stand_up(c, row.id, house.now())
        return token

    return keep(house, Line(row.id, "sign_in", house.now(), subject=row.id), work)


def who(house: House, token: str, *, clock: Clock = MACHINE) -> Actor | None:
    """Who holds this token, locked or not; None when it is unknown or has ended."""
    found = _session(house, token, clock.now())
    return found[0] if found else None


def locked(house: House, token: str, *, clock: Clock = MACHINE) -> bool:
    """Whether this token's session is locked."""
    found = _session(house, token, clock.now())
    return found is not None and found[1] is not None


def present(house: House, token: str, *, clock: Clock = MACHINE) -> tuple[Actor, datetime | None] | None:
    """Who holds this token and since when the session is locked, in one reading."""
    return _session(house, token, clock.now())


def lock(house: House, token: str, *, clock: Clock = MACHINE) -> None:
    """Lock a session: its pages show nothing until the password is typed again."""
    found = _session(house, token, clock.now())
    if found is None or found[1] is not None:
        return
    hashed, now, staff_id, still = _hashed(token), clock.now(), found[0].id, house.now()

    def work(c: Connection) -> None:
        sign_ins.lock_session(c, hashed, now)
        pausing.stand_still(c, staff_id, still)

    keep(house, Line(staff_id, "lock", still, subject=staff_id), work)


def unlock(house: House, token: str, password: str, *, clock: Clock = MACHINE) -> None:
    """Open a locked session with its own person's password. Raises Refusal when it is wrong."""
    now = clock.now()
    found = _session(house, token, now)
    if found is None:
        raise Refusal("Password", "this session has ended.", "Sign in again.")
    actor = found[0]
    whose = _tried(house, actor.sign_in)
    _wait_is_over(house, whose, now)
    with house.database.read() as c:
        row = staff.by_id(c, actor.id)
    if row is None or not _matches(row.password, password):
        house.database.keep(lambda c: sign_ins.add_try(c, _a_try(whose, now, right=False)))
        raise Refusal("Password", "it is not the one you signed in with.", "Type it again.")

    def work(c: Connection) -> None:
        sign_ins.add_try(c, _a_try(whose, now, right=True))
        sign_ins.unlock_session(c, _hashed(token), now)
        pausing.stand_up(c, actor.id, house.now())

    keep(house, Line(actor.id, "unlock", house.now(), subject=actor.id), work)


def sign_out(house: House, token: str, *, clock: Clock = MACHINE) -> None:
    """End a session. Ending it twice changes nothing."""
    found = _session(house, token, clock.now())
    if found is None:
        return
    hashed, now, staff_id, still = _hashed(token), clock.now(), found[0].id, house.now()

    def work(c: Connection) -> None:
        sign_ins.end_session(c, hashed, now)
        pausing.stand_still(c, staff_id, still)

    keep(house, Line(staff_id, "sign_out", still, subject=staff_id), work)


def choose_keys(house: House, actor: Actor, *, letters: bool) -> None:
    """Switch single-letter keys on or off for one person (WCAG 2.1.4)."""
    keep(
        house,
        Line(actor.id, "choose_keys", house.now(), subject=actor.id),
        lambda c: staff.set_keys(c, actor.id, {"letters": letters}),
    )


def _session(house: House, token: str, now: datetime) -> tuple[Actor, datetime | None] | None:
    trial_now = house.now()
    with house.database.read() as c:
        found = sign_ins.session_of(c, _hashed(token), trial_now)
    if found is None or now - found.made_at > LONGEST_SESSION:
        return None
    held = tuple(Grant(Role(g.role), g.study_id, g.site, g.strand) for g in found.grants)
    letters = (found.keys or {}).get("letters", True) is not False
    actor = Actor(found.staff_id, found.sign_in, found.name, tuple(found.languages or ()), held, letters)
    return actor, found.locked_at


def _hashed(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _tried(house: House, sign_in: str) -> str:
    """What is kept of a name that was typed: a digest, since people type passwords in the wrong field."""
    return text_index(house.keys, "", "sign-in", sign_in).hex()


def _a_try(whose: str, now: datetime, *, right: bool) -> dict[str, object]:
    return {"id": new_id(), "sign_in": whose, "at": now, "right": right}


def _as_long_as_a_match(password: str) -> bool:
    """Take the time that a known name would have taken, so that nobody learns which names exist."""
    _hasher.hash(password)
    return False


def _matches(hashed: str, password: str) -> bool:
    try:
        return _hasher.verify(hashed, password)
    except VerificationError:
        return False


def _wait_is_over(house: House, whose: str, now: datetime) -> None:
    with house.database.read() as c:
        tried = sign_ins.tries(c, whose, now - LONGEST_WAIT * 2)
    wrong = 0
    for one in tried:
        if one.right:
            break
        wrong += 1
    if wrong < FREE_TRIES:
        return
    wait = min(timedelta(seconds=15 * 2 ** (wrong - FREE_TRIES)), LONGEST_WAIT)
    until = tried[0].at + wait
    if until > now:
        seconds = int((until - now).total_seconds()) + 1
        raise Refusal("Password", f"{wrong} tries were wrong.", f"Wait {seconds} seconds, then try again.")
