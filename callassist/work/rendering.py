"""Which questions had no words in the language that was spoken, so that somebody rendered them at sight."""

from __future__ import annotations

from callassist.questionnaire.events import Happening
from callassist.questionnaire.session import Session
from callassist.store import answers, sittings
from callassist.store.database import Connection
from callassist.store.interviews import Held


def rendered(c: Connection, held: Held, session: Session) -> dict[str, str]:
    """Path of an answered question to the language it was rendered into: where its words were blank in it.

    A language that the script does not have at all is the sitting's; else it is the one on the page.
    """
    spoken = {one.id: str(one.language) for one in sittings.of_interview(c, held.id)}
    written = {language.tag for language in session.script.languages}
    found: dict[str, str] = {}
    shown = session.script.default_language
    for event in answers.after(c, held.id, 0):
        if event.kind in (Happening.STARTED, Happening.LANGUAGE):
            shown = event.value or shown
        elif event.kind == Happening.ANSWER:
            tag = shown if spoken.get(event.sitting_id) in written else spoken.get(event.sitting_id, shown)
            found.pop(event.path, None)
            if _blank(session, event.path, tag):
                found[event.path] = tag
    return found


def _blank(session: Session, path: str, tag: str) -> bool:
    """Whether a question has words, and none in this language."""
    plain = "/".join(part.partition("[")[0] for part in path.split("/"))
    definition = session.form.by_path.get(plain)
    control = definition.control if definition is not None else None
    return control is not None and not control.label.empty and not control.label.has(tag)
