"""Commands for a study's words in other languages: what lacks, out to translators, and back in."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from callassist.cli.terminal import files_of, tell, write_new
from callassist.edition.texts import Words
from callassist.edition.translation import LEDGER, State, known, state
from callassist.errors import Refusal
from callassist.work import translators

Study = Annotated[Path, typer.Argument(help="A study folder, or one script in it.")]
Sheet = Annotated[Path, typer.Argument(help="The translator's workbook, .xlsx.")]
Tongue = Annotated[str, typer.Option("--language", help="The tag of the language, as ur.")]


def out(study: Study, file: Sheet, language: Tongue) -> None:
    """Write a workbook of all texts that lack in a language, each with its source and what it is for."""
    files, only = _read(study)
    if file.suffix != ".xlsx":
        raise Refusal(str(file), "a translator's file is a workbook.", "Name a file that ends in .xlsx.")
    made, count = translators.out(files, language, only=only)
    write_new(file, made)
    tell(f"Wrote {file}: {count} texts to be translated into {language}.")


def take_in(study: Study, file: Sheet) -> None:
    """Put a translator's workbook back into the study's files: all its rows, or none."""
    files, only = _read(study)
    if not file.is_file():
        raise Refusal(str(file), "there is no such file.", "Name the workbook that came back.")
    changed, wrong = translators.take_in(files, file.read_bytes(), file.name, only=only)
    for one in wrong:
        tell(str(one), wrong=True)
    if wrong:
        raise Refusal(file.name, f"{len(wrong)} rows do not fit, so nothing was changed.", "Mend them.")
    folder = study if study.is_dir() else study.parent
    for name, content in changed.items():
        (folder / name).write_bytes(content)
    tell(f"Changed: {', '.join(sorted(changed)) or 'nothing'}.")


def table(
    study: Study,
    as_json: Annotated[bool, typer.Option("--json", help="For machines: JSON on standard output.")] = False,
) -> None:
    """Say exactly which texts lack which language, and which translations are older than their source."""
    files, only = _read(study)
    before = known(files)
    lost = [
        (one, tag, how)
        for one in translators.texts_of(files, only)
        for tag in one.wanted
        if tag != one.first and not one.licensed and (how := state(one, tag, before)) is not State.WRITTEN
    ]
    if as_json:
        listed = [{"where": w.where, "place": w.place, "language": t, "state": s.value} for w, t, s in lost]
        typer.echo(json.dumps({"version": 1, "lacking": listed}, ensure_ascii=False))
        return
    for one, languages in _by_text(lost).items():
        tell(f"{one[0]}: {languages}. {one[1]}")
    counts = ", ".join(
        f"{tag} {sum(t == tag for _, t, _ in lost)}" for tag in dict.fromkeys(t for _, t, _ in lost)
    )
    tell(f"{len(lost)} texts lack a language" + (f": {counts}." if counts else "."))


def mark(study: Study, language: Tongue) -> None:
    """Say that all translations into a language stand for the source as it is now."""
    files, _ = _read(study)
    folder = study if study.is_dir() else study.parent
    (folder / LEDGER).write_bytes(translators.mark(files, language))
    tell(f"Wrote {LEDGER}: from now on an edit of the source makes its translation into {language} outdated.")


def _by_text(lost: Sequence[tuple[Words, str, State]]) -> dict[tuple[str, str], str]:
    """Every text once, with the languages that lack; those that are outdated are marked so."""
    found: dict[tuple[str, str], str] = {}
    for words, tag, how in lost:
        said = tag if how is State.MISSING else f"{tag} (outdated)"
        key = (words.where, words.what)
        found[key] = f"{found[key]}, {said}" if key in found else said
    return found


def _read(study: Path) -> tuple[dict[str, bytes], str]:
    """The files of the folder, and the one script that is meant where a file was named."""
    if study.is_dir():
        return files_of(study), ""
    if not study.is_file():
        raise Refusal(str(study), "there is no such file.", "Name a study folder, or a script in one.")
    return files_of(study.parent), study.name
