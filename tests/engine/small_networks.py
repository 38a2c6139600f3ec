"""Small networks for the tests of the engine."""

from typing import Any

from sim.activity import Activity
from sim.engine import simulate
from sim.network import Network, network_from_mapping, realise


def make_network(
    populations: dict[str, Any], projections: list[dict[str, Any]] | None = None, **fields: Any
) -> Network:
    """Return a network; populations of one neuron each unless they say so."""
    fields = {"schema": 1, "name": "test", "title": "Test", "duration": "100 ms", **fields}
    filled = {name: {"size": 1, **population} for name, population in populations.items()}
    return network_from_mapping({**fields, "populations": filled, "projections": projections or []})


def run(network: Network, **options: Any) -> Activity:
    return simulate(network, realise(network), **options)


def one_spike(step: int) -> dict[str, Any]:
    """Return a source that fires once, at a step of 0.1 ms."""
    return {"neuron": {"model": "spike_list", "times": [f"{step * 0.1:g} ms"], "neurons": [0]}}


def synapse(source: str, target: str, weight: str, delay: str = "1 ms") -> dict[str, Any]:
    return {
        "name": f"{source}_to_{target}", "source": source, "target": target,
        "rule": {"kind": "one_to_one"}, "weight": weight, "delay": delay,
    }  # fmt: skip


def balanced(n: int = 400, **fields: Any) -> Network:
    """Return a CUBA-like network with drawn weights and delays and a Poisson drive."""
    lif = {"model": "lif", "v_rest": "-52 mV", "v_threshold": "-50 mV", "t_ref": "2 ms"}
    start = {"v": {"kind": "uniform", "low": "-60 mV", "high": "-50 mV"}}
    drive = {"kind": "poisson", "n_inputs": 100, "rate": "10 Hz", "weight": "40 pA"}
    exc = {"size": n * 4 // 5, "neuron": lif, "initial": start, "drives": [drive]}
    inh = {"size": n // 5, "neuron": lif, "initial": start, "drives": [drive]}
    weights = {"e": {"kind": "normal", "mean": "30 pA", "std": "10 pA"}, "i": "-150 pA"}
    delay = {"kind": "uniform", "low": "0.1 ms", "high": "3 ms"}
    names = {"e": "exc", "i": "inh"}
    projections = [
        {
            "name": f"{a}_to_{b}", "source": names[a], "target": names[b],
            "rule": {"kind": "fixed_probability", "p": 0.1},
            "weight": weights[a], "delay": delay,
        }
        for a in "ei"
        for b in "ei"
    ]  # fmt: skip
    return make_network(
        {"exc": exc, "inh": inh},
        projections,
        **{"name": "balanced", "duration": "200 ms", **fields},
    )
