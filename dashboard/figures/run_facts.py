"""What runs beside each other are, and in what they differ, for the captions of their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.figures.context import FigureContext
from sim.network import Network, differences, title_of

#: Fields that a caption names of each run; a table holds them all.
_NAMED = 3


@dataclass(frozen=True)
class RunFacts:
    """One of the runs.

    Parameters
    ----------
    name : str
        What the figure calls it.
    network : Network
    chip : str or None
        Title of the chip whose constraints were simulated.
    """

    name: str
    network: Network
    chip: str | None = None


def context_of_runs(runs: Sequence[RunFacts], version: str | None = None) -> FigureContext:
    """Return the facts of a figure that rests on several runs.

    A run of the same network as the first is told by what it holds differently.
    """
    first, *others = runs
    words = [f"{first.name} is {_whole(first)}"]
    for run in others:
        alike = run.network.name == first.network.name
        words.append(_changed(first, run) if alike else f"{run.name} is {_whole(run)}")
    return FigureContext(version=version, runs=tuple(words))


def _whole(run: RunFacts) -> str:
    network = run.network
    context = FigureContext(network.title, network.seed, network.duration)
    return f"network {title_of(network)}, seed {network.seed}, {context.duration_text()} of biological time{_held(run)}"  # fmt: skip


def _changed(first: RunFacts, run: RunFacts) -> str:
    lines = [str(d) for d in differences(first.network, run.network)]
    more = f" and {len(lines) - _NAMED} more" if len(lines) > _NAMED else ""
    if not lines:
        return f"{run.name} is the same network with the same seed{_held(run) or ', ideal'}"
    # An arrow is no letter of every font that a report is printed in.
    shown = ", ".join(lines[:_NAMED]).replace(" → ", " to ")
    return f"{run.name} differs from {first.name} by {shown}{more}{_held(run)}"


def _held(run: RunFacts) -> str:
    return f", as {run.chip} holds it" if run.chip else ""
