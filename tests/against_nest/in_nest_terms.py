"""Our networks in NEST's terms: the same differential equations, and where the two count otherwise.

====================  =================================  ====================================
                      here (and Brian2)                  NEST
====================  =================================  ====================================
time of a spike       start of the step that crosses     end of it, so a stamp is one more
refractory time       counts the step of the spike       begins after it, so it is one less
threshold, `delta`    before input, in the next step     after input, in the same step
units                 SI                                 ms, mV, pA, nS, pF
====================  =================================  ====================================

The third line would make networks of ``delta`` neurons differ a little: here a potential
that an input lifts above threshold leaks for one step before it is looked at.
`as_delta` expresses exactly that in NEST: a threshold that is higher by the leak,
spikes one step sooner, hence delays of one more.
"""

from __future__ import annotations

import math

import numpy as np
from nest_runs import Cells, Links, Outcome
from numpy.typing import NDArray

from sim.activity import Activity
from sim.network import Network, initial_values
from sim.network.neurons import Lif
from sim.wiring import Wiring


def potentials_mv(network: Network, name: str) -> NDArray[np.float64]:
    return initial_values(network)[name]["v"] * 1e3


def membrane(neuron: Lif) -> dict[str, float]:
    """Return the parameters that both kinds of LIF neuron share."""
    return {
        "tau_m": neuron.tau_m * 1e3, "C_m": neuron.c_m * 1e12, "E_L": neuron.v_rest * 1e3,
        "V_th": neuron.v_threshold * 1e3, "V_reset": neuron.v_reset * 1e3,
        "I_e": neuron.i_ext * 1e12,
    }  # fmt: skip


def as_current(network: Network, name: str) -> Cells:
    """Return a population with ``current`` input as ``iaf_psc_exp``."""
    population = network.populations[name]
    neuron = population.neuron
    steps = max(round(neuron.t_ref / network.dt), 1) - 1
    own = {
        "tau_syn_ex": neuron.input.tau_exc * 1e3, "tau_syn_in": neuron.input.tau_inh * 1e3,
        "t_ref": steps * network.dt * 1e3, "V_m": potentials_mv(network, name),
    }  # fmt: skip
    return Cells("iaf_psc_exp", population.size, membrane(neuron) | own)


def as_delta(network: Network, name: str) -> Cells:
    """Return a population with ``delta`` input as ``iaf_psc_delta``; delays must be one longer."""
    population = network.populations[name]
    neuron = population.neuron
    kept = math.exp(-network.dt / neuron.tau_m)
    towards = neuron.v_rest + neuron.i_ext * neuron.tau_m / neuron.c_m
    threshold = (neuron.v_threshold - towards * (1 - kept)) / kept
    own = {
        "V_th": threshold * 1e3, "t_ref": neuron.t_ref * 1e3, "V_m": potentials_mv(network, name),
    }  # fmt: skip
    return Cells("iaf_psc_delta", population.size, membrane(neuron) | own)


def as_links(wiring: Wiring, per_unit: float, longer: int = 0) -> tuple[Links, ...]:
    """Return every projection; ``per_unit`` turns SI into NEST's unit of weight."""
    return tuple(
        Links(
            s.sources() + source.start,
            s.targets + target.start,
            s.weights.astype(float) * per_unit,
            s.delay_steps.astype(int) + longer,
        )
        for s, source, target in wiring.blocks()
    )


def spikes(activity: Activity) -> list[tuple[int, int]]:
    """Return (step, neuron) of every spike."""
    return sorted(zip(activity.spike_step.tolist(), activity.spike_neuron.tolist(), strict=True))


def spikes_in_nest(outcome: Outcome, n_steps: int, stamp_of_step_0: int) -> list[tuple[int, int]]:
    """Return (step, neuron) of every spike, in our steps."""
    step = outcome.stamp - stamp_of_step_0
    kept = step < n_steps
    return sorted(zip(step[kept].tolist(), outcome.node[kept].tolist(), strict=True))
