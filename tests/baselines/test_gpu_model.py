"""The clocked models against hand-computed numbers, and their monotonicity."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_baselines import made_gpu, record, round_gpu_data

from sim.activity import Activity
from sim.baselines import (
    GpuBaseline,
    Workload,
    baseline,
    load_baseline,
    price_workload,
    published_table,
    workload,
)
from sim.baselines.gpu_model import fits_cache, gpu_time
from sim.cost_report import CostReport
from sim.errors import SpecError
from sim.estimate import total
from sim.wiring import Wiring

LOAD = Workload(1000, 40_000, 0.01, 1e-4, 1250, 50_000, state_bytes_per_neuron=116)
ROUND_GPU = made_gpu()
COUNTS = (
    "n_neurons",
    "n_synapses",
    "synaptic_events",
    "drive_events",
    "duration_s",
    "state_bytes_per_neuron",
)


def terms(report: CostReport) -> dict[str, float]:
    return {t.name: t.energy_j.nominal for t in report.terms if t.energy_j is not None}


def small_run() -> tuple[Activity, Wiring]:
    # 0 -> 1, 2; 1 -> 2; neuron 0 fires in steps 2 and 5, neuron 1 in step 5, neuron 2 in 9.
    wiring = Wiring.from_arrays([0, 0, 1], [1, 2, 2], 1e-3, 1e-3, 3, 3)
    activity = Activity.from_spikes([0, 0, 1, 2], [2e-4, 5e-4, 5e-4, 9e-4], 3, 1e-3)
    return activity, wiring


def test_time_and_energy_by_hand() -> None:
    # 100 steps. Launch: 4 x 1 us. Neuron: 116 B at 100 GB/s = 1.16 ns, above 10 cycles of
    # 10 multiprocessors at 1 GHz = 1 ns. Event: 20 cycles = 2 ns, above 10 B = 0.1 ns.
    report = price_workload(ROUND_GPU, LOAD)
    assert report.latency_s is not None
    assert report.latency_s.nominal == pytest.approx(400e-6 + 116e-6 + 100e-6)
    # Idle 10 W, at work 60 W, so 50 W more; host 40 W.
    expected = {
        "launch": 10 * 400e-6,
        "static_board": 10 * 216e-6,
        "neurons": 50 * 116e-6,
        "synapses": 50 * 100e-6,
        "host": 40 * 616e-6,
    }
    assert terms(report) == pytest.approx(expected)
    assert report.boundary == "wall"
    assert report.role == "baseline"
    assert report.basis == "modelled"


def test_the_explanation_has_the_numbers_of_the_case() -> None:
    first, second = price_workload(ROUND_GPU, LOAD).notes
    assert first.startswith("This run is launch-bound: of 6.16 µs per step, 4 µs (65 %)")
    assert "idle-dominated" in first
    assert "wall socket" in second
    busy = replace(LOAD, synaptic_events=1e8)
    assert "bound by scattered memory access" in price_workload(ROUND_GPU, busy).notes[0]
    wide = replace(LOAD, n_neurons=1_000_000)
    assert "bandwidth-bound" in price_workload(ROUND_GPU, wide).notes[0]


def test_without_the_host_only_the_card_is_counted() -> None:
    card = price_workload(ROUND_GPU, LOAD, boundary="board")
    whole = price_workload(ROUND_GPU, LOAD)
    assert card.energy_j is not None
    assert whole.energy_j is not None
    assert whole.energy_j.nominal - card.energy_j.nominal == pytest.approx(terms(whole)["host"])
    assert card.boundary == "board"
    with pytest.raises(SpecError, match="boundary 'board' is not known"):
        price_workload(load_baseline("cpu_node_epyc"), LOAD, boundary="board")


def test_ranges_come_through() -> None:
    data = round_gpu_data()
    data["host_power"] = record("40 W") | {"low": "20 W", "high": "80 W", "grade": "assumed"}
    wide = price_workload(GpuBaseline.model_validate(data), LOAD).energy_j
    exact = price_workload(ROUND_GPU, LOAD).energy_j
    assert wide is not None
    assert exact is not None
    assert exact.low == exact.high
    assert exact.nominal - wide.low == pytest.approx(20 * 616e-6)
    assert wide.high - exact.nominal == pytest.approx(40 * 616e-6)
    assert wide.grade == "assumed"


@pytest.mark.parametrize("name", ["v100", "h100", "cpu_node_epyc"])
def test_parts_and_ticks_sum_to_the_total(name: str) -> None:
    activity, wiring = small_run()
    report = baseline(name, activity, wiring)
    assert report.energy_j is not None
    assert report.latency_s is not None
    assert total(t.energy_j for t in report.terms if t.energy_j) == report.energy_j
    assert total(report.components().values()).nominal == pytest.approx(report.energy_j.nominal)
    assert report.tick_latency_s is not None
    assert report.tick_energy_j is not None
    assert report.tick_latency_s.shape == (10,)
    assert report.tick_latency_s.sum() == pytest.approx(report.latency_s.nominal)
    assert report.tick_energy_j.sum() == pytest.approx(report.energy_j.nominal)
    for term in report.terms:
        assert term.price is not None
        assert term.energy_j is not None
        assert term.energy_j.nominal == pytest.approx(term.count * term.price.nominal)


def test_events_are_spikes_times_out_degree_in_the_step_of_the_spike() -> None:
    activity, wiring = small_run()
    load = workload(activity, wiring)
    assert (load.synaptic_events, load.spikes, load.n_projections) == (2 * 2 + 1, 4, 1)
    ticks = baseline("v100", activity, wiring).tick_latency_s
    assert ticks is not None
    assert (ticks[5] - ticks[0]) == pytest.approx(1.5 * (ticks[2] - ticks[0]))  # 3 against 2 events
    assert ticks[9] == pytest.approx(ticks[0])  # neuron 2 has no targets


def test_spikes_that_were_not_stored_still_cost() -> None:
    activity, wiring = small_run()
    cut = replace(
        activity, spike_step=activity.spike_step[:1], spike_neuron=activity.spike_neuron[:1]
    )
    assert workload(cut, wiring) == workload(activity, wiring)
    report = baseline("v100", cut, wiring)
    assert report.tick_energy_j is not None
    assert report.energy_j is not None
    assert report.tick_energy_j.sum() == pytest.approx(report.energy_j.nominal)


def test_a_silent_run_still_costs_its_steps() -> None:
    silent = Activity.from_spikes([], [], 3, 1e-3)
    report = baseline(ROUND_GPU, silent, small_run()[1])
    assert report.energy_per_synaptic_op_j is None
    assert report.latency_s is not None
    assert report.latency_s.nominal == pytest.approx(10 * (4e-6 + 3 * 1.16e-9))


def test_plastic_synapses_make_the_price_a_lower_bound() -> None:
    activity, wiring = small_run()
    plastic = replace(wiring, projections=(replace(wiring.projections[0], plastic=True),))
    report = baseline("a100", activity, plastic)
    assert report.energy_j is not None
    assert report.latency_s is not None
    assert report.energy_j.at_least
    assert report.latency_s.at_least
    assert "plastic" in report.missing[0]


def test_another_networks_wiring_is_refused() -> None:
    activity, _ = small_run()
    other = Wiring.from_arrays([0], [1], 1.0, 1e-3, 2, 2)
    with pytest.raises(SpecError, match="3 neurons and wiring 2"):
        baseline("v100", activity, other)
    with pytest.raises(SpecError, match="spikes is -1"):
        replace(LOAD, spikes=-1)
    with pytest.raises(SpecError, match="dt_s is 0"):
        replace(LOAD, dt_s=0.0)


loads = st.builds(
    Workload,
    n_neurons=st.integers(0, 10**6),
    n_synapses=st.integers(0, 10**9),
    duration_s=st.floats(1e-3, 10),
    dt_s=st.just(1e-3),
    spikes=st.floats(0, 1e8),
    synaptic_events=st.floats(0, 1e10),
    drive_events=st.floats(0, 1e10),
    state_bytes_per_neuron=st.floats(0, 1e4),
)
PROFILES = {
    name: load_baseline(name) for name in ("v100", "rtx_4090", "cpu_node_epyc", "cpu_one_core")
}


@settings(deadline=None)
@given(loads, st.sampled_from(COUNTS), st.floats(1, 100), st.sampled_from(sorted(PROFILES)))
def test_more_load_is_never_cheaper_or_faster(
    load: Workload, field: str, factor: float, name: str
) -> None:
    more = replace(load, **{field: type(getattr(load, field))(getattr(load, field) * factor)})
    for bound in ("low", "nominal", "high"):
        for quantity in ("energy_j", "latency_s"):
            before, after = (
                getattr(getattr(price_workload(PROFILES[name], one), quantity), bound)
                for one in (load, more)
            )
            assert after >= before * (1 - 1e-12)


@settings(deadline=None)
@given(loads)
def test_no_part_is_negative_and_totals_are_finite(load: Workload) -> None:
    report = price_workload(PROFILES["v100"], load)
    assert all(t.energy_j is not None and t.energy_j.low >= 0 for t in report.terms)
    assert report.tick_energy_j is not None
    assert np.isfinite(report.tick_energy_j).all()


def test_a_graph_replaces_the_launches_and_the_range_of_single_ones_allows_for_it() -> None:
    data = round_gpu_data()
    data["simulator"]["graph_launch_time"] = record("0.25 us")
    gpu = GpuBaseline.model_validate(data)
    direct, graph = price_workload(gpu, LOAD), price_workload(gpu, LOAD, graph=True)
    assert direct.latency_s is not None
    assert graph.latency_s is not None
    # 100 steps of 4 kernels: 400 us one by one, 100 us in a graph.
    assert direct.latency_s.nominal - graph.latency_s.nominal == pytest.approx(300e-6)
    assert direct.latency_s.low == pytest.approx(graph.latency_s.low)
    assert "launched as one graph, its kernels would wait 1 µs" in direct.notes[0]
    assert "launched one by one, its kernels would wait 4 µs" in graph.notes[0]


def test_what_fits_the_cache_moves_at_its_bandwidth() -> None:
    data = round_gpu_data() | {"cache": record("200 kB")}
    data["simulator"] |= {"cache_speedup": record(4), "cached_cycles": record(1)}
    gpu = GpuBaseline.model_validate(data)
    # 1,000 neurons x 116 B fit beside 8,400 synapses x 10 B, not beside 40,000.
    assert fits_cache(gpu, LOAD) == "neurons"
    assert fits_cache(gpu, replace(LOAD, n_synapses=8_400)) == "everything"
    assert fits_cache(gpu, replace(LOAD, n_neurons=10_000)) == "nothing"
    held, spilled = gpu_time(gpu, LOAD), gpu_time(ROUND_GPU, LOAD)
    # 116 B at 400 GB/s is 0.29 ns, below the 1 ns of 10 cycles.
    assert spilled.per_neuron.seconds.nominal == pytest.approx(1.16e-9)
    assert held.per_neuron.seconds.nominal == pytest.approx(1e-9)
    assert held.per_neuron.limit == "scattered access"


@pytest.mark.parametrize("name", ["v100", "h200", "jetson_tx1", "jetson_orin"])
def test_a_tiny_network_is_launch_bound_and_the_full_column_is_not(name: str) -> None:
    tiny = price_workload(load_baseline(name), replace(LOAD, n_neurons=1, synaptic_events=0))
    column = price_workload(load_baseline(name), published_table().network.workload("poisson"))
    assert "launch-bound" in tiny.notes[0]
    assert "launch-bound" not in column.notes[0]


def test_one_core_pays_for_neurons_and_a_node_for_its_steps() -> None:
    core = price_workload(load_baseline("cpu_one_core"), LOAD)
    node = price_workload(load_baseline("cpu_node_epyc"), LOAD)
    assert "bound by neuron updates" in core.notes[0]
    assert "bound by what every step costs" in node.notes[0]
    assert (core.boundary, node.boundary) == ("chip", "wall")
    assert "processor package" in core.notes[1]
