"""The cost report of an ANN run instead of a spiking network: a run's inferences in batches."""

from __future__ import annotations

from typing import Literal

from sim.baselines.ann_model import AnnPower, AnnTime, Matrices, ann_power, ann_time
from sim.baselines.ann_profile import AnnMachine
from sim.baselines.bill import power_term
from sim.baselines.explain_ann import explain_ann
from sim.cost_report import CostReport, EnergyTerm
from sim.estimate import Estimate, total


def price_inferences(
    machine: AnnMachine,
    matrices: Matrices,
    batch: int = 1,
    inferences: float = 1.0,
    *,
    duration_s: float = 1.0,
    host: bool = False,
    graph: bool = True,
) -> CostReport:
    """Return what an ANN costs for a number of inferences, batch after batch.

    Parameters
    ----------
    matrices : sequence of (int, int)
        Inputs and outputs of each layer.
    batch : int
        Inferences at once.
    inferences : float
        Of the run; a part of a batch costs its share of one.
    duration_s : float
        Biological time of the spiking run that it replaces.
    host : bool
        Count the computer around a card as well.
    graph : bool
        Launch all kernels at once where the program can.

    Raises
    ------
    SpecError
        If the batch is out of range.
    """
    time, power = ann_time(machine, matrices, batch, graph=graph), ann_power(machine)
    terms = _terms(time, power, inferences / batch, host=host)
    energy_j = total(term.energy_j for term in terms if term.energy_j is not None)
    boundary: Literal["chip", "board", "wall"] = "wall" if host else machine.boundary
    return CostReport(
        device=machine.name,
        title=f"{machine.title}, ANN, batch {batch:,}",
        basis="modelled",
        boundary=boundary,
        duration_s=duration_s,
        terms=terms,
        energy_j=energy_j,
        latency_s=time.total_s.scaled(inferences / batch),
        synaptic_ops=0.0,
        spikes=0.0,
        notes=explain_ann(machine, time, terms, batch, len(matrices), inferences, host=host),
        role="baseline",
    )


def _terms(time: AnnTime, power: AnnPower, batches: float, *, host: bool) -> tuple[EnergyTerm, ...]:
    def seconds(estimate: Estimate) -> Estimate:
        return estimate.scaled(batches)

    terms = [
        power_term("idle", "static", seconds(time.total_s), power.idle_w,
                   "idle power of the device from request to answer"),
        power_term("launch", "launch", seconds(time.launch_s), power.awake_w,
                   "above idle while the program is called and kernels are launched"),
        power_term("items", "other", seconds(time.items_s), power.awake_w,
                   "above idle while inputs and outputs are handled"),
        power_term("products", "synapses", seconds(time.products_s), power.active_w,
                   f"above idle inside kernels, limited by {time.limit}"),
    ]  # fmt: skip
    if host:
        terms.append(
            power_term("host", "host", seconds(time.total_s), power.host_w,
                       "the computer around the device", "wall")
        )  # fmt: skip
    return tuple(terms)
