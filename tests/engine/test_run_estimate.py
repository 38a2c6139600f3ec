"""What a run is said to take, against what it takes; and what is said when it is too much."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.engine import RunLimits, check_size, estimate_cost
from sim.engine.expected_rates import expected_rates, remember
from sim.engine.run_load import expected_synapses, kinds_of, run_load
from sim.engine.speed import speed
from sim.errors import TooLarge
from sim.network import load_network, scaled, with_values

HERE = Path(__file__).parent


@pytest.mark.skipif(sys.platform != "linux", reason="proportional memory is Linux's")
@pytest.mark.parametrize(
    ("name", "factors"),
    [("cuba", (2, 4, 6)), ("brunel", (0.5, 1, 2)), ("cortical_column", (0.5, 1, 2))],
)
def test_memory_is_estimated_within_a_factor_of_1_3(name: str, factors: tuple[float, ...]) -> None:
    command = [sys.executable, str(HERE / "memory_of_runs.py"), name, *map(str, factors)]
    # Else glibc keeps freed arrays and a later run takes those, which looks like less memory.
    fixed = os.environ | {"MALLOC_MMAP_THRESHOLD_": "131072"}
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, timeout=300, env=fixed
    )
    for found in map(json.loads, done.stdout.splitlines()):
        # What Python and the allocator hold on to is a few megabytes of any process.
        slack = 3e6
        assert found["estimate"] < 1.3 * found["peak"] + slack, found
        assert found["estimate"] > found["peak"] / 1.3 - slack, found


def test_the_column_is_estimated_at_its_scale() -> None:
    tenth = estimate_cost(load_network("cortical_column"))
    full = estimate_cost(load_network("cortical_column/full"))
    assert (tenth.n_neurons, full.n_neurons) == (7717, 77169)
    assert full.n_synapses == 298_880_968
    assert 60 < full.memory_bytes / tenth.memory_bytes < 100  # synapses are 100 times as many
    assert 4.5e9 < full.memory_bytes < 7e9
    assert tenth.rates_from in ("scale", "last run")


def test_a_refusal_names_the_largest_scale_that_fits() -> None:
    network, limits = load_network("cortical_column/full"), RunLimits(memory_bytes=int(1e9))
    with pytest.raises(TooLarge, match=r"298,880,968 synapses would need about 5\.\d+ GB") as error:
        check_size(network, limits=limits)
    text = str(error.value)
    best = float(text.split("at a scale of ")[1].split()[0])
    assert check_size(with_values(network, {"scale.neurons": 0.95 * best}), limits=limits)
    with pytest.raises(TooLarge):
        check_size(with_values(network, {"scale.neurons": 1.05 * best}), limits=limits)
    named = text.split("has about ")[1].split()[0]
    there = scaled(with_values(network, {"scale.neurons": best})).n_neurons
    assert int(named.replace(",", "")) == pytest.approx(there, rel=0.05)


def test_rates_are_those_of_the_last_run_then_of_the_scale_then_a_guess(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NPU_EXPLORER_CACHE_DIR", str(tmp_path))
    column, cuba = load_network("cortical_column"), load_network("cuba")
    given = expected_rates(column, False)
    assert (given.source, given.hz["L4E"], given.correction) == ("scale", 4.414, 1.0)
    assert expected_rates(cuba, False).source == "guess"
    one = RunLimits(threads=1)
    before = estimate_cost(cuba, limits=one)
    remember(cuba, {"exc": 100.0, "inh": 100.0}, 1.5, False)
    found = expected_rates(with_values(cuba, {"populations.exc.size": 99}), False)
    assert (found.source, found.hz["inh"], found.correction_on(1)) == ("last run", 100.0, 1.5)
    assert estimate_cost(cuba, limits=one).wall_s > before.wall_s
    # A correction of an assumed speed says nothing about a measured one.
    assert expected_rates(cuba, True).correction == 1.0
    (tmp_path / "last_runs.json").write_text("{broken")
    assert expected_rates(cuba, False).source == "guess"


def test_a_generator_fires_at_its_own_rate() -> None:
    chain = load_network("synfire_chain")
    rates = expected_rates(chain, False)
    for name, population in chain.populations.items():
        if population.is_source and hasattr(population.neuron, "rate"):
            assert rates.hz[name] == population.neuron.rate


def test_a_plastic_event_is_dearer_and_counts_at_both_ends(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NPU_EXPLORER_CACHE_DIR", str(tmp_path))
    learning = load_network("stdp_competition")
    frozen = learning.model_copy(
        update={
            "projections": tuple(
                p.model_copy(update={"plasticity": None}) for p in learning.projections
            )
        }
    )
    rates, limits = expected_rates(learning), RunLimits()
    both = [
        run_load(n, kinds_of(n), expected_synapses(n, None), limits, rates)
        for n in (learning, frozen)
    ]
    arrivals = post = 0.0
    for p in learning.projections:
        if p.plasticity is not None:
            n = expected_synapses(learning, None)[p.name] * learning.duration
            arrivals += n * rates.hz[p.source]
            post += n * rates.hz[p.target] if p.plasticity.learns else 0.0
    assert both[1].events - both[0].events == pytest.approx(arrivals)
    assert sum(both[0].plastic_events.values()) == pytest.approx(arrivals + post)
    assert post > 0
    assert both[1].plastic_events == {}
    threads = RunLimits(threads=1)
    extra = (
        estimate_cost(learning, limits=threads).wall_s
        - estimate_cost(frozen, limits=threads).wall_s
    )
    assert extra > 0


def test_rates_of_the_very_network_come_before_those_of_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NPU_EXPLORER_CACHE_DIR", str(tmp_path))
    cuba = load_network("cuba")
    louder = with_values(cuba, {"populations.exc.neuron.tau_m": "30 ms"})
    remember(cuba, {"exc": 5.0, "inh": 6.0}, 1.0, False)
    remember(louder, {"exc": 50.0, "inh": 60.0}, 1.0, False)
    assert expected_rates(cuba).hz["exc"] == 5.0
    assert expected_rates(with_values(cuba, {"duration": "200 ms"})).hz["exc"] == 5.0
    assert expected_rates(louder).hz["exc"] == 50.0
    other = with_values(cuba, {"populations.exc.neuron.tau_m": "25 ms"})
    assert expected_rates(other).hz["exc"] == 50.0  # the last of this name
    assert expected_rates(cuba, learned=False).source == "guess"


def test_no_run_is_refused_for_the_rates_that_others_have_seen(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NPU_EXPLORER_CACHE_DIR", str(tmp_path))
    cuba = load_network("cuba")
    limits = RunLimits(wall_s=4 * estimate_cost(cuba).wall_s)
    remember(cuba, {"exc": 1e6, "inh": 1e6}, 10.0, speed().measured)
    assert estimate_cost(cuba).wall_s > limits.wall_s
    check_size(cuba, limits=limits)
    with pytest.raises(TooLarge, match="would run for about"):
        check_size(cuba, limits=RunLimits(wall_s=1e-3))


def test_a_correction_is_of_a_number_of_threads_and_follows_the_runs_half_way(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NPU_EXPLORER_CACHE_DIR", str(tmp_path))
    cuba, rates = load_network("cuba"), {"exc": 5.0, "inh": 5.0}
    remember(cuba, rates, 1.0, True, threads=2)
    remember(cuba, rates, 1.44, True, threads=2)  # disturbed, perhaps
    found = expected_rates(cuba, True)
    assert (found.correction_on(2), found.correction_on(1)) == (pytest.approx(1.2), 1.0)
    remember(cuba, rates, 0.8, True, threads=1)
    assert expected_rates(cuba, True).correction_on(1) == 0.8
