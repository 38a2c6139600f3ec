"""Time and power of a fully connected ANN on a GPU or CPU, one batch at a time.

Per layer: launch its kernels, read its weights once for the whole batch, multiply.
The product takes the longer of bytes over bandwidth and operations over the peak,
and never less than a machine needs that has too few results in work: at batch 1
weights and launching are paid for one answer, at batch N they are shared. Every
part is constant, linear in the batch, or the larger of the two, so a larger batch
never takes more time or energy per inference.

This is the roofline of Williams, Waterman and Patterson (2009) with a launch
cost in front.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from sim.baselines.ann_profile import AnnMachine
from sim.baselines.gpu_model import above_idle
from sim.errors import SpecError
from sim.estimate import Estimate, total

AnnLimit = Literal["bandwidth", "arithmetic", "too few results"]

#: Inputs and outputs of each layer of weights.
Matrices = Sequence[tuple[int, int]]

MAX_BATCH = 65_536


@dataclass(frozen=True)
class AnnTime:
    """Time of one batch, by cause. [s]

    Parameters
    ----------
    launch_s : Estimate
        Calling the program and launching the kernels of all layers.
    items_s : Estimate
        Handling the inputs and outputs, one by one.
    products_s : Estimate
        The multiplications of all layers.
    limit : AnnLimit
        What bounds the multiplications, by time.
    weight_bytes : int
        Read once per batch.
    arithmetic_s : float
        What the arithmetic alone would take at peak, nominal.
    """

    launch_s: Estimate
    items_s: Estimate
    products_s: Estimate
    limit: AnnLimit
    weight_bytes: int
    arithmetic_s: float

    @property
    def total_s(self) -> Estimate:
        """Time from request to the last answer of the batch. [s]"""
        return total((self.launch_s, self.items_s, self.products_s))


@dataclass(frozen=True)
class AnnPower:
    """Idle power, and what waiting for the program and multiplying add to it. [W]"""

    idle_w: Estimate
    awake_w: Estimate
    active_w: Estimate
    host_w: Estimate


def ann_time(
    machine: AnnMachine, matrices: Matrices, batch: int = 1, *, graph: bool = True
) -> AnnTime:
    """Return the time of one batch.

    Parameters
    ----------
    matrices : sequence of (int, int)
        Inputs and outputs of each layer.
    batch : int
        Inferences at once; 1 to `MAX_BATCH`.
    graph : bool
        Launch all kernels at once where the program can.

    Raises
    ------
    SpecError
        If the batch is out of range.
    """
    if not 1 <= batch <= MAX_BATCH:
        raise SpecError(f"batch is {batch}; it must be from 1 to {MAX_BATCH:,}")
    program = machine.program
    factor = program.time_factor.estimate()
    layer = program.layer_time.estimate()
    if graph and program.layer_time_graph is not None:
        layer = program.layer_time_graph.estimate()
    launch = program.call_time.estimate() + layer.scaled(len(matrices))
    products = [_product(machine, n_in, n_out, batch) for n_in, n_out in matrices]
    by_limit: dict[AnnLimit, float] = {}
    for seconds, limit in products:
        by_limit[limit] = by_limit.get(limit, 0.0) + seconds.nominal
    weights = sum(n_in * n_out for n_in, n_out in matrices)
    return AnnTime(
        launch.times(factor),
        program.item_time.estimate().scaled(batch).times(factor),
        total(seconds for seconds, _ in products),
        max(by_limit, key=lambda limit: by_limit[limit]),
        weights * machine.bytes_per_number,
        2.0 * weights * batch / machine.peak.nominal,
    )


def ann_power(machine: AnnMachine) -> AnnPower:
    """Return the power levels; what working adds to idling is never negative."""
    program = machine.program
    return AnnPower(
        machine.idle_w,
        above_idle(machine.tdp_w.times(program.awake_fraction.estimate()), machine.idle_w),
        above_idle(machine.tdp_w.times(program.active_fraction.estimate()), machine.idle_w),
        machine.host_w,
    )


def _product(machine: AnnMachine, n_in: int, n_out: int, batch: int) -> tuple[Estimate, AnnLimit]:
    """Return the time of ``(batch, n_in) x (n_in, n_out)`` and what bounds it."""
    program = machine.program
    reached = machine.peak.times(program.gemm_efficiency.estimate())
    moved = n_in * n_out + batch * (n_in + n_out)
    in_work = machine.lanes.times(program.outputs_per_lane.estimate())
    bandwidth = machine.bandwidth.times(program.bandwidth_efficiency.estimate())
    arms: dict[AnnLimit, Estimate] = {
        "bandwidth": Estimate.exact(float(moved * machine.bytes_per_number)).over(bandwidth),
        "arithmetic": Estimate.exact(2.0 * n_in * n_out * batch).over(reached),
        "too few results": in_work.scaled(2.0 * n_in).over(reached),
    }
    limit = max(arms, key=lambda arm: arms[arm].nominal)
    slowest = replace(
        arms[limit],
        low=max(arm.low for arm in arms.values()),
        high=max(arm.high for arm in arms.values()),
    )
    return slowest, limit
