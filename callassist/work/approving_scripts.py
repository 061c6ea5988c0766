"""Approving the words of a script in a language, and how every text of a study stands."""

from __future__ import annotations

from callassist.edition.standing import Approved, Standing, approval_of, standing
from callassist.edition.texts import Words, of_edition
from callassist.edition.translation import known
from callassist.errors import Refusal
from callassist.privacy.tokens import new_id
from callassist.store import declarations, studies
from callassist.store.database import Connection
from callassist.work.approvals import refuse_unsaid
from callassist.work.house import House, Running
from callassist.work.verb import Line, keep


def approve_script(
    house: House, slug: str, file: str, language: str, *, by: str, capacity: str, reference: str
) -> int:
    """Approve all words that a script has in a language as they stand; how many were not approved before.

    What has no words, or older ones than its source, stays as it is. A later edit of a text makes a draft of
    that text again and of no other. Raises Refusal with place and cure.
    """
    running = house.study(slug)
    refuse_unsaid(capacity, reference)
    before = known(running.edition.files)
    texts = [one for one in of_edition(running.edition) if one.file == file]
    ready = [
        one for one in texts if standing(one, language, before, ()) in (Standing.DRAFT, Standing.REVIEWED)
    ]
    if not ready:
        written = ", ".join(dict.fromkeys(tag for one in texts for tag in one.by_language)) or "none"
        raise Refusal(f"{file}: {language}", "it has no words to approve.", f"It has words in: {written}.")
    now = house.now()
    rows = [
        {
            "id": new_id(),
            "study_id": running.id,
            "template": file,
            "language": language,
            "words": approval_of(one, language)[2],
            "by": by,
            "capacity": capacity.strip(),
            "reference": reference.strip(),
            "at": now,
        }
        for one in ready
    ]

    def work(c: Connection) -> int:
        return sum(declarations.add_approval(c, house.database.dialect, row) for row in rows)

    more = {"script": file, "language": language, "texts": len(rows)}
    return keep(house, Line(by, "approve script", now, running.id, running.id, more), work)


def standings(house: House, running: Running) -> list[tuple[Words, dict[str, Standing]]]:
    """Every text of a study, and how it stands in each language that is wanted."""
    before, approved = known(running.edition.files), _approved(house, running)
    return [
        (one, {tag: standing(one, tag, before, approved) for tag in dict.fromkeys([one.first, *one.wanted])})
        for one in of_edition(running.edition)
    ]


def _approved(house: House, running: Running) -> Approved:
    with house.database.read() as c:
        return studies.approved_words(c, running.id) | studies.approved_in_scripts(c, running.id)
