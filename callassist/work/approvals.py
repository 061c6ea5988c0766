"""Approving words: who read a text in a language, in what capacity, under which ethics reference."""

from __future__ import annotations

from callassist.errors import Refusal
from callassist.messages.template import words_hash
from callassist.privacy.tokens import new_id
from callassist.store import declarations
from callassist.store.database import Connection
from callassist.voice import sayings
from callassist.voice.recordings import approval_of, read_name
from callassist.work.house import House, Running
from callassist.work.verb import Line, keep


def approve(
    house: House, slug: str, template: str, language: str, *, by: str, capacity: str, reference: str
) -> bool:
    """Approve the words of a text, or a recorded prompt, as they stand now; whether they were not before.

    `capacity`: what gives the person the right to, as in "reads Urdu, parents' panel". `reference`: the
    ethics committee's. A later edit makes a draft of them again. Raises Refusal with place and cure.
    """
    running = house.study(slug)
    template, language, words = _kept_under(running, template, language)
    refuse_unsaid(capacity, reference)
    now = house.now()
    row = {
        "id": new_id(),
        "study_id": running.id,
        "template": template,
        "language": language,
        "words": words,
        "by": by,
        "capacity": capacity.strip(),
        "reference": reference.strip(),
        "at": now,
    }

    def work(c: Connection) -> bool:
        return declarations.add_approval(c, house.database.dialect, row)

    more = {"template": template, "language": language, "words": words[:12]}
    return keep(house, Line(by, "approve words", now, running.id, running.id, more), work)


def _kept_under(running: Running, template: str, language: str) -> tuple[str, str, str]:
    """What an approval is kept under: a text, what is said outside the script, or a recorded prompt."""
    if template == sayings.OUTSIDE:
        return template, language, _outside(language)
    one = read_name(template)
    if one is None or template not in running.edition.files:
        return template, language, _text(running, template, language)
    if language != one.language:
        raise Refusal(
            template, f"is in “{one.language}”, not in “{language}”.", "Name the language it is in."
        )
    return approval_of(one, running.edition.files[template])


def _text(running: Running, template: str, language: str) -> str:
    written = running.edition.messages.template.get(template)
    if written is None or language not in written.text:
        known = ", ".join(sorted(written.text)) if written else ", ".join(running.edition.messages.template)
        raise Refusal(f"messages.toml: {template}", f"has no words in “{language}”.", f"There are: {known}.")
    return words_hash(written, language)


def _outside(language: str) -> str:
    """The mark of all that is said outside the script: small talk, goodbyes, words in distress."""
    if language not in sayings.languages():
        known = ", ".join(sayings.languages())
        raise Refusal(sayings.OUTSIDE, f"has no words in “{language}”.", f"There are: {known}.")
    return sayings.digest(language)


def refuse_unsaid(capacity: str, reference: str) -> None:
    """Raise Refusal for an approval that does not say by what right and under which reference."""
    for field, said in (("capacity", capacity), ("reference", reference)):
        if not said.strip():
            raise Refusal(field, "it is empty.", "Write it: an approval says who, in what capacity, and why.")


def unapproved(running: Running, approved: frozenset[tuple[str, str, str]]) -> dict[str, list[str]]:
    """Text to the languages in which its words are missing or not approved, of those the study texts in."""
    found: dict[str, list[str]] = {}
    for name, template in running.edition.messages.template.items():
        for language in running.edition.protocol.study.text_languages:
            written = language in template.text
            if not written or (name, language, words_hash(template, language)) not in approved:
                found.setdefault(name, []).append(language)
    return found


def unheard(running: Running, approved: frozenset[tuple[str, str, str]]) -> list[str]:
    """The recorded prompts that nobody has approved as they are: a live study plays none of them."""
    files = running.edition.files
    named = [one for one in map(read_name, sorted(files)) if one is not None]
    return [one.name for one in named if approval_of(one, files[one.name]) not in approved]
