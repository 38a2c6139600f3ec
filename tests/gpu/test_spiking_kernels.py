"""The CUDA kernels, run as C++ on the processor, against the engine and by hand."""

import re

import numpy as np
import pytest
from host_device import HostDevice, kernel_names

from sim.engine import simulate
from sim.engine.plan import make_plan
from sim.errors import NotAvailable
from sim.gpu.check import check_spikes, identical_until_s
from sim.gpu.device import cuda_source
from sim.gpu.layout import CONSTANT, WHOLE, Layout, layout
from sim.gpu.spiking import STEPS_PER_GRAPH, SpikingProgram
from sim.network import load_network, network_from_mapping, realise, with_values

LIF = {
    "model": "lif", "tau_m": "10 ms", "v_rest": "0 mV", "v_reset": "0 mV", "v_threshold": "10 mV",
    "t_ref": "1 ms",
}  # fmt: skip


def net_of(network, wiring=None) -> Layout:
    return layout(make_plan(network, wiring if wiring is not None else realise(network), 0))


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("cuba", {"duration": "60 ms"}),  # current input
        ("coba", {"duration": "60 ms"}),  # conductances, a Poisson source that stops
        ("brunel", {"duration": "40 ms"}),  # delta input, Poisson drive
        ("cortical_column", {"duration": "50 ms", "scale.neurons": 0.02}),  # many delays
        ("keyword_spotting", {"duration": "200 ms"}),  # no leak, what is above threshold stays
    ],
)
def test_spikes_are_those_of_the_engine(device: HostDevice, name: str, changes: dict) -> None:
    """And so those of plain Brian2, see `tests/engine/test_gallery_in_plain_brian2.py`."""
    network = with_values(load_network(name), changes)
    wiring = realise(network)
    reference = simulate(network, wiring)
    net = net_of(network, wiring)
    exact = SpikingProgram(device, net, "double", 1_000_000)
    exact.run(graph=True)
    log = exact.spike_log()
    assert log.n_found == reference.n_spikes > 10
    assert identical_until_s(log, reference) == pytest.approx(network.duration)
    assert (exact.spike_count() == reference.spike_count).all()
    timed = SpikingProgram(device, net)
    timed.run(graph=False)
    check_spikes(log, timed.spike_count(), reference, wiring)


def test_a_run_can_be_repeated_and_graphs_change_nothing(device: HostDevice) -> None:
    network = with_values(load_network("coba"), {"duration": "25 ms"})
    assert network.n_steps % STEPS_PER_GRAPH  # some steps are left over
    program = SpikingProgram(device, net_of(network))
    counts = []
    for graph in (False, True, True):
        program.run(graph)
        counts.append(program.spike_count())
    assert counts[0].sum() > 100
    assert (counts[0] == counts[1]).all()
    assert (counts[0] == counts[2]).all()


def chain(delays_ms: list[float], weight: str) -> Layout:
    """One neuron that fires once at step 21, and a listener per delay."""
    listeners = {f"b{k}": {"size": 1, "neuron": {**LIF, "input": {"kind": "delta"}}} for k in range(len(delays_ms))}  # fmt: skip
    # 1 nA for 0.1 ms into 100 pF over 10 ms: 1 nA x 0.1 ms / 100 pF = 1 mV; 20 nA are 20 mV.
    first = {
        "size": 1, "neuron": {**LIF, "c_m": "100 pF", "input": {"kind": "delta"}},
        "drives": [{"kind": "current", "amplitude": "20 nA", "start": "2.1 ms", "stop": "2.2 ms"}],
    }  # fmt: skip
    return net_of(
        network_from_mapping(
            {
                "schema": 1, "name": "chain", "title": "chain", "duration": "20 ms", "dt": "0.1 ms",
                "populations": {"a": first, **listeners},
                "projections": [
                    {"name": f"p{k}", "source": "a", "target": f"b{k}", "rule": {"kind": "one_to_one"},
                     "weight": weight, "delay": f"{delay} ms"}
                    for k, delay in enumerate(delays_ms)
                ],
            }
        )
    )  # fmt: skip


def test_delays_and_weights_by_hand(device: HostDevice) -> None:
    # A spike in step 21 with a delay of d steps is delivered in step 21 + d, after the state
    # update; the listener integrates it in the next step, decays by exp(-0.01), and fires if 11 mV
    # x 0.99 = 10.9 mV are above 10 mV.
    net = chain([0.1, 1.0, 3.7], "11 mV")
    program = SpikingProgram(device, net, "double", 100)
    program.run(graph=False)
    log = program.spike_log()
    assert list(zip(log.neuron.tolist(), log.step.tolist(), strict=True)) == [
        (0, 21), (1, 21 + 1 + 1), (2, 21 + 10 + 1), (3, 21 + 37 + 1)
    ]  # fmt: skip
    assert net.n_slots == 38
    too_weak = SpikingProgram(device, chain([0.1], "10.05 mV"), "double", 100)
    too_weak.run(graph=False)  # 10.05 mV x 0.99 = 9.95 mV
    assert too_weak.spike_count().tolist() == [1, 0]


def test_rows_join_all_targets_of_a_neuron() -> None:
    net = chain([0.1, 1.0], "11 mV")
    assert net.row.tolist() == [0, 2, 2, 2]
    assert net.synapse_to.tolist() == [1, 2]
    assert net.delay is not None
    assert net.delay.tolist() == [1, 10]
    assert net.same_delay == -1
    assert chain([0.5], "1 mV").same_delay == 5
    # Delta only: one channel; two synapses of 4 + 4 + 2 bytes, 11 slots of 3 floats, and of each
    # neuron 6 floats, one 8-byte row and three ints.
    assert net.device_bytes() == 2 * 10 + 11 * 3 * 4 + 3 * (24 + 8 + 12)


def test_long_rows_are_shared_by_more_threads() -> None:
    assert net_of(load_network("cuba")).threads_per_row == 32  # 80 synapses
    assert net_of(load_network("brunel")).threads_per_row == 128  # 375


def test_the_columns_of_the_tables_are_those_of_the_kernel() -> None:
    source = cuda_source("spiking.cu")
    for columns, last in ((WHOLE, "N_WHOLE"), (CONSTANT, "N_CONSTANT")):
        found = re.search(rf"enum \{{([^}}]*), {last} \}};", re.sub(r"\s+", " ", source))
        assert found is not None
        assert tuple(found[1].lower().replace(" ", "").split(",")) == columns


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("stdp_competition", "weights that change|not lif"),
        ("firing_patterns", "integrate-and-fire"),
    ],
)
def test_what_has_no_kernel_is_refused_by_name(name: str, words: str) -> None:
    with pytest.raises(NotAvailable, match=words):
        net_of(load_network(name))


def test_the_log_keeps_what_fits_and_counts_the_rest(device: HostDevice) -> None:
    network = with_values(load_network("coba"), {"duration": "20 ms"})
    program = SpikingProgram(device, net_of(network), "double", 50)
    program.run(graph=False)
    log = program.spike_log()
    assert len(log.neuron) == 50
    assert log.n_found == program.spike_count().sum() > 50


def test_every_kernel_is_named_once() -> None:
    names = [n for file in ("spiking.cu", "dense.cu") for n in kernel_names(cuda_source(file))]
    assert sorted(names) == [
        "add_bias",
        "advance_neurons",
        "deliver_spikes",
        "do_nothing",
        "restore",
    ]
    assert np.unique(names).size == len(names)
