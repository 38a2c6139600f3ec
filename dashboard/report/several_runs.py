"""Figures of a report that rest on several runs beside each other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from dashboard.figures import (
    Figure,
    RunFacts,
    context_of_runs,
    fig_rate_difference,
    fig_run_energy,
    fig_run_rasters,
    fig_run_rates,
)
from dashboard.figures.context import FigureContext
from dashboard.report.material import Material
from dashboard.report.spec import MOST_RUNS

#: The runs of a figure by their short names; the first is what others are held against.
Runs = Sequence[tuple[str, Material]]


@dataclass(frozen=True)
class SharedEntry:
    """One figure of several runs: its label, how it is drawn, how many runs it takes.

    ``refuses`` says why runs of the right number do not fit, or None.
    """

    label: str
    draw: Callable[[Runs], Figure]
    most: int = MOST_RUNS
    refuses: Callable[[Runs], str | None] = lambda _: None

    def problem(self, runs: Runs) -> str | None:
        """Say why the figure cannot be drawn of these runs; None when it can."""
        if not 2 <= len(runs) <= self.most:
            wanted = "two runs" if self.most == 2 else f"2 to {self.most} runs"
            names = f" ({', '.join(name for name, _ in runs)})" if runs else ""
            choose = "; choose them with 'runs: [NAME, NAME]'" if len(runs) > self.most else ""
            are = "is one" if len(runs) == 1 else f"are {len(runs)}"
            return f"it rests on {wanted}, and here {are}{names}{choose}"
        return self.refuses(runs)


def _context(runs: Runs) -> FigureContext:
    facts = [RunFacts(name, m.network, m.chip_title) for name, m in runs]
    return context_of_runs(facts, runs[0][1].context.version)


def _rasters(runs: Runs) -> Figure:
    return fig_run_rasters([(n, m.activity) for n, m in runs], context=_context(runs))


def _rates(runs: Runs) -> Figure:
    return fig_run_rates([(n, m.activity) for n, m in runs], context=_context(runs))


def _difference(runs: Runs) -> Figure:
    (a, first), (b, second) = runs
    return fig_rate_difference(first.activity, second.activity, (a, b), context=_context(runs))


def _energy(runs: Runs) -> Figure:
    return fig_run_energy([(n, m.study.reports) for n, m in runs], context=_context(runs))


def _of_other_neurons(runs: Runs) -> str | None:
    (a, first), (b, second) = runs
    if first.activity.populations == second.activity.populations:
        return None
    return f"the populations of {a} and {b} differ, so their neurons cannot be held against each other"  # fmt: skip


def _without_price(runs: Runs) -> str | None:
    return None if any(m.study.reports for _, m in runs) else "no device is chosen to price the runs on"  # fmt: skip


SHARED: Final = {
    "run_rasters": SharedEntry("Spikes of several runs", _rasters),
    "run_rates": SharedEntry("Rates of several runs", _rates),
    "run_difference": SharedEntry(
        "Rates of neurons, two runs", _difference, 2, _of_other_neurons
    ),
    "run_energy": SharedEntry(
        "Energy of several runs", _energy, refuses=_without_price
    ),
}  # fmt: skip


def offered(runs: Runs) -> dict[str, SharedEntry]:
    """Return the figures that some of these runs allow together, by name."""
    return {
        name: entry
        for name, entry in SHARED.items()
        if any(entry.problem(two) is None for two in combinations(runs, 2))
    }
