"""What a run is said to take, against what it takes, for every network of the gallery.

At half, the same and twice the size (of the column, of its scale). A run teaches the
rates, as in the dashboard; then comes the estimate, then the run that it is held against.
Time is that of the simulation alone, on one thread. Memory is the estimate;
`tests/engine/memory_of_runs.py` holds it against the pages of real runs. As a program:
``python tests/benchmarks/bench_estimates.py [NAME ...]``.
"""

from __future__ import annotations

import math
import statistics
import sys
from dataclasses import dataclass

from sim.engine import RunLimits, estimate_cost, simulate
from sim.network import list_networks, load_network, realise, with_values
from sim.network.rules import Explicit
from sim.network.spec import Network, Population

FACTORS = (0.5, 1.0, 2.0)
LONGEST_S = 0.5
WITHIN = 1.3

#: How many threads a run gets depends on who else is at work; how long one takes, less so.
LIMITS = RunLimits(threads=1)

#: Runs that teach, and runs of which the middle one counts, taking turns: a machine that is
#: slower for a while is so for both.
RUNS = 4


@dataclass(frozen=True)
class Row:
    name: str
    neurons: int
    synapses: float
    estimate_s: float
    actual_s: float
    memory_bytes: float

    @property
    def ratio(self) -> float:
        return self.estimate_s / self.actual_s

    def line(self) -> str:
        return (
            f"{self.name:28}{self.neurons:>9,}{self.synapses:>13,.0f}"
            f"{self.estimate_s * 1e3:>13.1f}{self.actual_s * 1e3:>12.1f}{self.ratio:>8.2f}"
            f"{self.memory_bytes / 1e6:>12.0f}"
        )


HEAD = (
    f"{'network, size':28}{'neurons':>9}{'synapses':>13}{'estimate ms':>13}{'actual ms':>12}"
    f"{'ratio':>8}{'memory MB':>12}"
)


def resized(network: Network, factor: float) -> Network:
    """Return a network of another size, and a short one."""
    values: dict[str, object] = {"duration": f"{min(network.duration, LONGEST_S):g} s"}
    if network.scale is not None:
        values["scale.neurons"] = network.scale.neurons * factor
    elif not any(isinstance(p.rule, Explicit) for p in network.projections):
        for name, population in network.populations.items():
            if not hasattr(population.neuron, "times"):
                values[f"populations.{name}.size"] = max(1, round(population.size * factor))
                values |= _drives_of(name, population, factor)
    return with_values(network, values)


def _drives_of(name: str, population: Population, factor: float) -> dict[str, object]:
    """Return the ends of currents into some of the neurons, moved with the size."""
    return {
        f"populations.{name}.drives.{k}.{end}": int(getattr(drive, end) * factor)
        for k, drive in enumerate(population.drives)
        for end in ("first", "last")
        if getattr(drive, end, None) is not None
    }


def measured(name: str, factor: float) -> Row:
    network = resized(load_network(name), factor)
    wiring = realise(network)
    simulate(network, wiring, limits=LIMITS)  # reads from the disk what later runs do not
    estimates, took = [], []
    for _ in range(RUNS):
        simulate(network, wiring, limits=LIMITS)
        estimates.append(estimate_cost(network, wiring, limits=LIMITS))
        took.append(simulate(network, wiring, limits=LIMITS).engine.run_s)
    estimate = estimates[-1]
    return Row(
        f"{name} x {factor:g}", estimate.n_neurons, estimate.n_synapses,
        statistics.median(e.wall_s for e in estimates), statistics.median(took), estimate.memory_bytes,
    )  # fmt: skip


def table(names: list[str]) -> list[Row]:
    rows = []
    sys.stdout.write(HEAD + "\n")
    for name in names:
        for factor in FACTORS:
            rows.append(measured(name, factor))
            sys.stdout.write(rows[-1].line() + "\n")
            sys.stdout.flush()
    within = sum(abs(math.log(row.ratio)) <= math.log(WITHIN) for row in rows)
    sys.stdout.write(f"{within} of {len(rows)} within a factor of {WITHIN}\n")
    return rows


def test_estimates(capsys) -> None:
    with capsys.disabled():
        rows = table(list_networks())
    within = sum(abs(math.log(row.ratio)) <= math.log(WITHIN) for row in rows)
    assert within >= 0.7 * len(rows)


if __name__ == "__main__":
    table(sys.argv[1:] or list_networks())
