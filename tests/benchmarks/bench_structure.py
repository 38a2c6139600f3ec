"""Ten changes of structure, each from CUBA: from the change to the `Activity`, against a rebuilt script.

Both sides have just run CUBA itself and keep what that left: we a cache of compiled models,
which holds no other model; Brian2 its project folder, whose unchanged files are not
compiled again.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

import pytest
import yaml
from contest import Contest, hold
from plain_brian2 import ADEX, CONDUCTANCE, Plain, structure

from sim.engine import simulate
from sim.network import dump_network, load_network, network_from_mapping, realise, with_values
from sim.network.spec import Network

CELLS = ("exc", "inh")
LINKS = ("e_to_e", "e_to_i", "i_to_e", "i_to_i")


def put(**changes: object) -> Callable[[Network], Network]:
    """Return a change of values; ``__`` stands for a dot."""
    return lambda network: with_values(
        network, {path.replace("__", "."): value for path, value in changes.items()}
    )


def everywhere(field: str, value: object) -> Callable[[Network], Network]:
    return put(**{f"projections__{name}__{field}": value for name in LINKS})


def with_more(network: Network, populations: dict[str, object], link: dict[str, object]) -> Network:
    """Return the network with more populations and a projection of one in fifty pairs."""
    data = yaml.safe_load(dump_network(network))
    data["populations"] |= populations
    rule = {"kind": "fixed_probability", "p": 0.02}
    data["projections"].append({"target": "exc", "weight": "16.2 pA", "rule": rule, **link})
    return network_from_mapping(data)


def noisy(network: Network) -> Network:
    source = {"size": 400, "neuron": {"model": "poisson", "rate": "20 Hz"}}
    return with_more(
        network, {"noise": source}, {"name": "noise_to_e", "source": "noise", "delay": "0.1 ms"}
    )


def doubled(network: Network) -> Network:
    return with_more(network, {}, {"name": "e_to_e_late", "source": "exc", "delay": "5 ms"})


def adaptive(network: Network) -> Network:
    current = {"kind": "current", "tau_exc": "5 ms", "tau_inh": "10 ms"}
    start = {"v": {"kind": "uniform", "low": "-70.6 mV", "high": "-60 mV"}}
    return with_values(network, {
        "populations.exc.neuron": {"model": "adex", "input": current},
        "populations.exc.initial": start,
    })  # fmt: skip


def by_conductance(network: Network) -> Network:
    kind = {"kind": "conductance", "tau_exc": "5 ms", "tau_inh": "10 ms"}
    changes: dict[str, object] = {f"populations.{p}.neuron.input": kind for p in CELLS}
    changes |= {f"projections.e_to_{p}.weight": "6 nS" for p in "ei"}
    changes |= {f"projections.i_to_{p}.weight": "-67 nS" for p in "ei"}
    return with_values(network, changes)


DELAY = {"kind": "uniform", "low": "0.1 ms", "high": "3 ms"}

EDITS: dict[str, tuple[Callable[[Network], Network], Plain]] = {
    "one population smaller": (put(populations__exc__size=3000), Plain(n_exc=3000)),
    "both half as large again": (
        put(populations__exc__size=4800, populations__inh__size=1200),
        Plain(n_exc=4800, n_inh=1200),
    ),
    "another probability": (everywhere("rule__p", 0.03), Plain(p=0.03)),
    "rule: fixed in-degree": (
        everywhere("rule", {"kind": "fixed_in_degree", "k": 40}), Plain(k_in=80),
    ),
    "rule: fixed number in total": (
        everywhere("rule", {"kind": "fixed_total", "n": 80_000}), Plain(n_total=320_000),
    ),
    "drawn delays": (everywhere("delay", DELAY), Plain(delay_ms="0.1*ms + rand()*2.9*ms")),
    "a new projection": (doubled, Plain(second_delay_ms=5.0)),
    "a new population of generators": (noisy, Plain(poisson=400)),
    "another neuron model": (adaptive, Plain(exc=ADEX)),
    "another kind of synapse": (by_conductance, Plain(exc=CONDUCTANCE, inh=CONDUCTANCE)),
}  # fmt: skip


def plainly(plain: Plain, folder: str) -> dict[str, float]:
    """Build and run in a fresh process, since Brian2 forgets no object; its start is not counted."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        return process.submit(structure, plain, folder).result()


@pytest.fixture(scope="module")
def cold_cache(tmp_path_factory) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NPU_EXPLORER_CACHE_DIR", str(tmp_path_factory.mktemp("cache")))
        yield


def test_ten_edits(benchmark, cold_cache, tmp_path_factory):
    folder = str(tmp_path_factory.mktemp("standalone"))
    ours, theirs = "NPU Explorer: realise and simulate", "Brian2 standalone: build and run"
    contest = Contest("CUBA, 1 s, structure changed", ours)
    base = load_network("cuba")
    plainly(Plain(), folder)
    simulate(base, realise(base))
    edits, rows = list(EDITS.items()), []

    def rebuilt(turn: int) -> dict[str, float]:
        return {theirs: plainly(edits[turn][1][1], folder)["all"]}

    def edited(turn: int) -> dict[str, float]:
        title, (edit, _) = edits[turn]
        started = time.perf_counter()
        network = edit(base)
        activity = simulate(network, realise(network))
        took, build_s = time.perf_counter() - started, activity.engine.build_s
        compiled = f", {build_s:.1f} s of it compiling" if build_s else ""
        rows.append(f"{title} {took:.2f} s{compiled} ({contest.seconds[theirs][turn]:.1f} s)")
        return {ours: took}

    hold(benchmark, contest, edited, [(rebuilt, len(edits))], len(edits))
    contest.remark = "One by one, Brian2 in brackets: " + "; ".join(rows) + "."
