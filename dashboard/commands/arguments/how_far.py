"""How far a command is, on a line that changes; a file or a pipe has no such line."""

from __future__ import annotations

import sys

import typer


def say_how_far(text: str, last: bool) -> None:
    """Write over what was last said; nothing where no terminal would show it."""
    if sys.stderr.isatty():
        typer.echo(f"\r{text}", nl=last, err=True)
