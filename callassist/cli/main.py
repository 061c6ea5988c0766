"""All commands in one list, and how a refusal is told at a terminal."""

from __future__ import annotations

import sys

import typer

from callassist.cli import cluster, keeping, running, scoring, script, study, translating
from callassist.cli.terminal import tell
from callassist.errors import Fault, Refusal

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False)
people = typer.Typer(no_args_is_help=True, help="The families of a study.")
user = typer.Typer(no_args_is_help=True, help="The people who work here.")
audit = typer.Typer(no_args_is_help=True, help="The chain over who did what.")
app.add_typer(people, name="people")
app.add_typer(user, name="user")
translate = typer.Typer(no_args_is_help=True, help="The words of a study in other languages.")
app.add_typer(audit, name="audit")
app.add_typer(translate, name="translate")

app.command("run")(running.run)
app.command("work")(running.work)
app.command("web")(cluster.web)
app.command("worker")(cluster.worker)
app.command("move")(cluster.move)
app.command("doctor")(running.doctor)
app.command("check")(study.check)
app.command("load")(study.load)
app.command("walk")(script.walk)
translate.command("out")(translating.out)
translate.command("in")(translating.take_in)
translate.command("table")(translating.table)
translate.command("mark")(translating.mark)
app.command("approve")(study.approve)
app.command("declare")(study.declare)
app.command("go-live")(study.go_live)
people.command("import")(study.import_people)
people.command("template")(study.template)
app.command("export")(keeping.export)
app.command("score")(scoring.score)
app.command("keys")(keeping.keys)
app.command("backup")(keeping.backup)
app.command("restore")(keeping.restore)
user.command("add")(study.add_user)
audit.command("verify")(keeping.verify)


@app.callback()
def callassist() -> None:
    """Follows families up by telephone and text: reminders, scripted interviews, many languages."""


def main() -> None:
    """Run a command; a refusal is one sentence on standard error and exit 1.

    So is a file or folder that this machine does not let us read or write.
    """
    try:
        app()
    except Refusal as refusal:
        tell(str(refusal), wrong=True)
        sys.exit(1)
    except OSError as failed:
        if failed.filename is None:
            raise
        tell(f"{failed.filename}: {failed.strerror}. Name another, or ask for the right to it.", wrong=True)
        sys.exit(1)
    except Fault as fault:
        tell(f"A fault of ours: {fault}. Nothing was half done.", wrong=True)
        sys.exit(2)


if __name__ == "__main__":
    main()
