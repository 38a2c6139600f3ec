"""One run of SANA-FE (GPL, never imported by the product): how the reference file was made.

``python made_by_sanafe.py`` writes ``sanafe_run.json`` anew; it needs ``sanafe``.
"""

from __future__ import annotations

import json
import time
from importlib.resources import files
from pathlib import Path

import numpy as np

FILE = Path(__file__).with_name("sanafe_run.json")


def run_sanafe(
    n=120, fan_out=10, n_cores=16, n_ticks=40, seed=3, timing="detailed", drive=(0.02, 0.3)
):
    """Run leaky neurons with random bias on SANA-FE's Loihi; return network, spikes and bill.

    ``drive`` bounds the bias, which decides how often neurons fire; ``wall_s`` in the result
    is the time of loading and simulating.
    """
    import sanafe

    rng = np.random.default_rng(seed)
    arch = sanafe.load_arch(files("sanafe.examples") / "loihi.yaml")
    cores = [core for tile in arch.tiles for core in tile.cores]
    units = {
        "soma_hw_name": "loihi_lif",
        "default_synapse_hw_name": "loihi_dense_synapse",
        "dendrite_hw_name": "loihi_dendrites",
    }
    network = sanafe.Network()
    group = network.create_neuron_group("all", n, log_spikes=True)
    neurons = [group[index] for index in range(n)]
    core = np.sort(rng.integers(0, n_cores, n))
    for neuron, bias in zip(neurons, rng.uniform(*drive, n), strict=True):
        model = {"threshold": 1.0, "bias": float(bias), "leak_decay": 0.9, "reset": 0.0}
        neuron.set_attributes(**units, model_attributes=model)
    pre = np.repeat(np.arange(n), fan_out)
    post = np.concatenate([rng.choice(n, fan_out, replace=False) for _ in range(n)])
    for source, target in zip(pre, post, strict=True):
        neurons[source].connect_to_neuron(neurons[target], {"weight": 0.005})
    for index, neuron in enumerate(neurons):
        neuron.map_to_core(cores[core[index]])
    chip = sanafe.SpikingChip(arch)
    start = time.perf_counter()
    chip.load(network)
    found = chip.sim(n_ticks, timing_model=timing, spike_trace=True)
    wall_s = time.perf_counter() - start
    spikes = [(t, s.neuron_offset) for t, row in enumerate(found["spike_trace"]) for s in row]
    return {
        "n_ticks": n_ticks,
        "core": core.tolist(),
        "pre": pre.tolist(),
        "post": post.tolist(),
        "tick": [int(t) for t, _ in spikes],
        "neuron": [int(s) for _, s in spikes],
        "energy_j": {key: float(value) for key, value in found["energy"].items()},
        "time_s": float(found["sim_time"]),
        "wall_s": wall_s,
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(run_sanafe()) + "\n")
