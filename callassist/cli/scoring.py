"""The command that works scores out again."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Annotated

import typer

from callassist.cli.terminal import tell, the_house
from callassist.work.rescoring import Rescored, rescore


def score(
    study: Annotated[str, typer.Option("--study", help="The study's slug.")] = "together",
    as_json: Annotated[bool, typer.Option("--json", help="For machines: JSON on standard output.")] = False,
) -> None:
    """Work every score out again from the stored answers, and tell what differs from what was kept."""
    count = Rescored()
    with the_house(writes=False) as house:
        differences = list(rescore(house, house.study(study), count))
    if as_json:
        listed = [asdict(one) for one in differences]
        typer.echo(json.dumps({"version": 1, **asdict(count), "differences": listed}))
    else:
        for one in differences:
            tell(one.words())
        tell(f"{count.scores} scores of {count.interviews} interviews: {len(differences)} differ.")
        if count.older:
            tell(f"{count.older} are equal though their rules have another version now.")
    if differences:
        raise typer.Exit(1)
