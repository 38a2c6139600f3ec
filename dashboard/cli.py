"""The command ``npu-explorer``: the dashboard, runs, profiles and checks from a shell."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from dashboard.commands.arguments.looking import doctor, profiles, runs, scenarios, validate
from dashboard.commands.arguments.measuring import MEASURE_HELP, measure, sweep
from dashboard.commands.arguments.simulating import report, run, verify
from sim.errors import SimError

app = typer.Typer(
    help="Simulate spiking networks and price them on neuromorphic chips beside GPUs.",
    no_args_is_help=False,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def main() -> None:
    """Run the command line; a user's mistake ends in one clear line and exit code 2."""
    try:
        app()
    except SimError as error:
        typer.echo(f"npu-explorer: {error}", err=True)
        sys.exit(2)


def _paragraphs(text: str) -> str:
    """Join the lines of each paragraph, which a terminal breaks by its own width."""
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


@app.callback(invoke_without_command=True)
def default(
    context: typer.Context,
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the dashboard.")] = 8501,
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Simulations at a time; one per processor if not set.")
    ] = None,
) -> None:
    """Open the dashboard when no command is given."""
    if context.invoked_subcommand is None:
        from dashboard.serve import serve

        sys.exit(serve(port, browser, workers))


for _command in (run, report, verify, runs, scenarios, profiles, validate, sweep):
    app.command()(_command)
app.command(help=_paragraphs(MEASURE_HELP))(measure)
app.command()(doctor)


if __name__ == "__main__":
    main()
