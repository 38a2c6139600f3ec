"""The fit of what an ANN program asks of a machine, on published inference rates.

Method: the time of a batch is ``call + layers x layer + batch x item + products``,
the last from the roofline with the specifications of the machine. The three
parameters minimise the squared relative error over the rows with role
``calibrates``, none below zero. What remains is the spread: ``time_factor`` runs
from the smallest to the largest ratio of measured to fitted time. Where no row has
more layers (the Jetson), time per layer is that of the reference machine, scaled by the
ratio of the two times at batch 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.baselines.ann_model import ann_time
from sim.baselines.ann_profile import AnnMachine
from sim.baselines.published import InferenceRow, InferenceTable
from sim.errors import SpecError
from sim.estimate import Estimate


@dataclass(frozen=True)
class AnnFit:
    """Fitted parameters of one machine with one program.

    Parameters
    ----------
    call_s, layer_s, item_s : float
        Per batch, layer and inference. [s]
    time_factor : Estimate
        Measured over fitted time, over the rows of the fit; nominal 1.
    awake_fraction : Estimate
        Power while running over rated power, over the same rows.
    """

    call_s: float
    layer_s: float
    item_s: float
    time_factor: Estimate
    awake_fraction: Estimate


def fit_ann(table: InferenceTable, machine: AnnMachine, layer_s: float | None = None) -> AnnFit:
    """Fit a machine on its calibration rows.

    Parameters
    ----------
    layer_s : float, optional
        Time per layer, where the rows cannot tell it from the call. [s]

    Raises
    ------
    SpecError
        If there are fewer than three rows.
    """
    from scipy.optimize import nnls

    rows = [r for r in table.rows if r.device == machine.name and r.role == "calibrates"]
    if len(rows) < 3:
        raise SpecError(f"{machine.name}: {len(rows)} calibration rows; need at least 3")
    measured = np.array([row.batch_time_s for row in rows])
    known = np.array([_products_s(table, machine, row) for row in rows])
    layers = np.array([float(len(table.matrices(row))) for row in rows])
    batch = np.array([float(row.batch) for row in rows])
    columns = [np.ones(len(rows)), batch]
    if layer_s is None:
        columns.append(layers)
    else:
        known = known + layers * layer_s
    design = np.column_stack(columns) / measured[:, None]
    found, _ = nnls(design, (measured - known) / measured)
    ratio = measured / (np.column_stack(columns) @ found + known)
    power = [row.running for row in rows]
    rated = machine.tdp_w.nominal
    return AnnFit(
        float(found[0]),
        float(found[2]) if layer_s is None else layer_s,
        float(found[1]),
        Estimate(min(1.0, float(ratio.min())), 1.0, max(1.0, float(ratio.max())), "derived"),
        Estimate(min(power) / rated, float(np.mean(power)) / rated, max(power) / rated, "derived"),
    )


def borrowed_layer_s(table: InferenceTable, name: str, other: str, layer_s: float) -> float:
    """Return the time per layer of another machine times the ratio of the times at batch 1. [s]"""
    at_one = {r.device: r.batch_time_s for r in table.plain_rows if r.batch == 1}
    return layer_s * at_one[name] / at_one[other]


def _products_s(table: InferenceTable, machine: AnnMachine, row: InferenceRow) -> float:
    return ann_time(machine, table.matrices(row), row.batch).products_s.nominal
