"""Arguments of the commands that show what there is: networks, chips, runs, checks."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer


def runs(limit: Annotated[int, typer.Option(min=1, help="Newest so many.")] = 20) -> None:
    """List stored runs, newest first."""
    from dashboard.commands.listings import runs_table

    typer.echo(runs_table(limit))


def scenarios() -> None:
    """List the networks that come with the program."""
    from dashboard.commands.listings import networks_table

    typer.echo(networks_table())


def profiles(
    name: Annotated[str | None, typer.Argument(help="Show every number of this profile.")] = None,
) -> None:
    """List chips and baselines, or show one chip's numbers with their sources."""
    from dashboard.commands.listings import profile_table, profiles_table

    typer.echo(profile_table(name) if name else profiles_table())


def validate(
    json_out: Annotated[
        str | None, typer.Option("--json", metavar="FILE", help="Write results; - for the screen.")
    ] = None,
) -> None:
    """Hold the model against published measurements of chips, GPUs and CPUs."""
    from dashboard.commands.run import check_outputs
    from dashboard.commands.validate import validation_json, validation_text

    if json_out is None:
        typer.echo(validation_text())
        return
    check_outputs(json_out, [])
    text = json.dumps(validation_json(), indent=2)
    if json_out == "-":
        typer.echo(text)
    else:
        Path(json_out).write_text(text + "\n", "utf-8")


def doctor() -> None:
    """Check this installation: versions, compiler, browser for exports, folders."""
    from dashboard.commands.doctor import checks

    lines, healthy = checks()
    typer.echo("\n".join(lines))
    sys.exit(0 if healthy else 1)
