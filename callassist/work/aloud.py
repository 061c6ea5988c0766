"""What may be read aloud to a parent: how the words of each question stand in her language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from weakref import WeakKeyDictionary

from callassist.edition.packs import brought, named
from callassist.edition.standing import Standing, standing
from callassist.edition.texts import Words, of_script
from callassist.edition.translation import known
from callassist.store import studies
from callassist.store.database import Connection, Database
from callassist.store.interviews import Held
from callassist.work.house import House

MOST = 64
LOWEST_FIRST = (Standing.NONE, Standing.OUTDATED, Standing.DRAFT, Standing.REVIEWED, Standing.APPROVED)

_Key = tuple[str, str, str, str]
_WORKED_OUT: WeakKeyDictionary[Database, dict[_Key, tuple[int, dict[str, Standing]]]] = WeakKeyDictionary()


def standing_of(
    c: Connection, house: House, held: Held, tag: str, asked: Iterable[tuple[str, str]]
) -> Standing:
    """The lowest standing of what is read aloud on one page in a language.

    `asked`: the path of each question without row numbers, and its kind as the script writes it. Worked out
    once for each script and language, and again when somebody has approved something since.
    """
    stands = by_place(c, house, held, tag)
    found = [stands[key] for path, kind in asked for key in (path, kind.partition(" ")[2]) if key in stands]
    return min(found, key=LOWEST_FIRST.index, default=Standing.APPROVED)


def by_place(c: Connection, house: House, held: Held, tag: str) -> Mapping[str, Standing]:
    """The same for a whole script: the lowest standing by path of a question, and by name of a list."""
    kept = _WORKED_OUT.setdefault(house.database, {})
    key = (held.study_id, held.edition, held.script, tag)
    before = kept.get(key)
    if before is not None and before[0] == held.approvals:
        return before[1]
    if len(kept) >= MOST:
        kept.clear()
    kept[key] = held.approvals, _work_out(c, house, held, tag)
    return kept[key][1]


def _work_out(c: Connection, house: House, held: Held, tag: str) -> dict[str, Standing]:
    """The lowest standing by path of a question, and by name of a list of answers."""
    edition = house.shelf.get(held.study_id, held.edition)
    before, approved = known(edition.files), studies.approved_in_scripts(c, held.study_id)
    script, languages = edition.scripts[held.script], edition.protocol.study.languages
    found: dict[str, Standing] = {}
    for one in of_script(held.script, script, languages, brought(named(edition.files))):
        place = _place(one)
        if place:
            lowest = (found.get(place, Standing.APPROVED), standing(one, tag, before, approved))
            found[place] = min(lowest, key=LOWEST_FIRST.index)
    return found


def _place(one: Words) -> str:
    """What a text is read out with: its question's path or its list; "" for what is not always read out."""
    sheet, _, rest = one.place.partition(":")
    where, _, column = rest.partition(":")
    return where if sheet == "choices" or column == "label" else ""
