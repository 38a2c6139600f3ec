"""Short-term plasticity against NEST's ``tsodyks2_synapse``: the same formulas, so the same traces."""

from __future__ import annotations

import numpy as np
import pytest
from in_nest_terms import as_current
from nest_runs import Cells, Job, Links, Trains

from sim.engine import simulate
from sim.network import load_network, realise, source_spikes


@pytest.mark.parametrize("variant", ["five_hz", "twenty_hz", "fifty_hz"])
def test_traces_of_the_gallery(in_nest, variant):
    network = load_network(f"short_term_synapses/{variant}")
    steps = source_spikes(network)["axon"][1].astype(int)
    nodes = (
        as_current(network, "pyramidal"), as_current(network, "interneuron"),
        Trains([steps]), Cells("parrot_neuron", 1, {}),
    )  # fmt: skip
    plastic = [
        {"synapse_model": "tsodyks2_synapse", "U": p.plasticity.u, "u": p.plasticity.u, "x": 1.0,
         "tau_rec": p.plasticity.tau_rec * 1e3, "tau_fac": p.plasticity.tau_facil * 1e3}
        for p in network.projections
    ]  # fmt: skip
    # The parrot, which a generator needs before a plastic synapse, repeats a spike one step later.
    links = (
        Links(np.array([2]), np.array([3]), np.array(1.0), np.array(1)),
        Links(np.array([3]), np.array([0]), np.array(250.0), np.array(10), plastic[0]),
        Links(np.array([3]), np.array([1]), np.array(1540.0), np.array(10), plastic[1]),
    )
    traced = dict.fromkeys((0, 1), ("V_m",))
    found = in_nest(Job(0.1, network.n_steps, nodes, links, traced))
    ours = simulate(network, realise(network))
    for k, name in enumerate(("pyramidal", "interneuron")):
        here = ours.traces[name].values["v"][0, 1:].astype(float) * 1e3 + 70
        there = found.traces[k, "V_m"] + 70
        assert there.max() > 0.5
        # Single precision holds -70 mV to 4e-6 mV.
        np.testing.assert_allclose(here, there, rtol=1e-6, atol=8e-6)
