"""The lists that a script reads from files of its own folder: towns, schools, streets."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from callassist.edition.asking import Asked
from callassist.edition.toml import text_of
from callassist.errors import Complaint, Weight
from callassist.questionnaire.script import Script

TOLD = frozenset({"enrolment", "children", "prior"})
"""What an interview is told by us, and no file."""
_FILES = ("jr://file/", "jr://file-csv/")


def outside(script: Script, files: Mapping[str, bytes]) -> dict[str, str]:
    """The text of every list that a script reads from the folder, by the name under which it asks for it."""
    return {name: text_of(files[file], name=file) for name, file in _wanted(script).items() if file in files}


def check_outside(asked: Asked, folder: Collection[str]) -> Iterator[Complaint]:
    """Lists that a script reads from files that are not there: their questions would have no answers."""
    for name, file in _wanted(asked.script).items():
        if file not in folder:
            what = f"the list “{name}” stands in “{file}”, and the folder holds no such file."
            yield Complaint(Weight.ERROR, _row(asked, name, file), what, f"Add {file}, or mend its name.")


def _wanted(script: Script) -> dict[str, str]:
    return {
        name: address.rpartition("/")[2]
        for name, address in script.form.external.items()
        if name not in TOLD and address.startswith(_FILES)
    }


def _row(asked: Asked, name: str, file: str) -> str:
    """Where the list is named first."""
    book = asked.script.book
    for index, row in enumerate(book.sheets["survey"].rows):
        kind = row.get("type", "").split()
        if file in kind or (kind[:1] in (["csv-external"], ["xml-external"]) and row.get("name") == name):
            return book.where("survey", index, "type")
    return asked.name
