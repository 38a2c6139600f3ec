"""Currents into recorded neurons that follow exactly from what a run keeps.

A backend keeps state variables. Where synapses are conductances, the current through them is
no state but ``g (e - v)``; and the current of a stimulus stands in the network. Both are
made here of what was kept, so they are the same whichever backend ran.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.plan import NeuronsPlan

#: Unit that these currents are shown in.
UNIT = "pA"


def input_currents(
    population: NeuronsPlan, values: Mapping[str, NDArray[np.float32]], n_steps: int
) -> dict[str, NDArray[np.float32]]:
    """Return the currents into the recorded neurons of a population. [A]

    Parameters
    ----------
    values : mapping of str to float array, shape (n_traced, n_steps)
        State variables as recorded, at the start of every step.

    Returns
    -------
    dict of str to float array, shape (n_traced, n_steps)
        ``i_exc`` and ``i_inh`` through conductances, positive into the neuron; ``i_stim`` of the
        current drives during each step, where there are any. A constant ``i_ext`` is in neither.
    """
    found: dict[str, NDArray[np.float32]] = {}
    for sign in ("exc", "inh"):
        if f"g_{sign}" in values and f"e_{sign}" in population.model.parameters:
            reversal = _parameter(population, f"e_{sign}")
            v = values["v"].astype(np.float64)
            if "v_peak" in population.model.parameters:  # cut off there, as in the equations
                v = np.minimum(v, _parameter(population, "v_peak"))
            found[f"i_{sign}"] = (values[f"g_{sign}"] * (reversal - v)).astype(np.float32)
    if population.currents:
        found["i_stim"] = _stimulus(population, n_steps)
    return found


def _parameter(population: NeuronsPlan, name: str) -> Any:
    """Return a parameter, one value or those of the recorded neurons as a column."""
    if name in population.parameters:
        return population.parameters[name]
    return population.initial[name][population.traced][:, None]


def _stimulus(population: NeuronsPlan, n_steps: int) -> NDArray[np.float32]:
    current = np.zeros((len(population.traced), n_steps), np.float32)
    for step in population.currents:
        hit = step.mask(population.size)[population.traced]
        current[hit, step.start : step.stop] += np.float32(step.amplitude)
    return current
