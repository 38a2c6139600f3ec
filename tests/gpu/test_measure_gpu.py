"""The whole way of a measurement, on a processor that stands in for a GPU of known power."""

import dataclasses
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from host_device import HostDevice
from made_card import MadeCard, MadeClock
from test_dense_network import ColumnMajorLibrary

from sim.activity import Activity
from sim.baselines.measure import load_measurements, save_measurement
from sim.baselines.measure_gpu_record import GpuMeasurement
from sim.engine import simulate
from sim.errors import EngineError, NotAvailable, TooLarge
from sim.gpu.check import check_spikes, identical_until_s
from sim.gpu.cublas import Cublas
from sim.gpu.measure import measure_points
from sim.gpu.meter import CounterMeter
from sim.gpu.nvml import NvmlCard
from sim.gpu.points import LAUNCHES, IdlePoint, LaunchPoint, SpikingPoint, dense_points
from sim.gpu.rig import Rig
from sim.gpu.session import Times
from sim.gpu.spiking import SpikeLog
from sim.network import load_network, with_values
from sim.wiring import Wiring

TIMES = Times(idle_s=10, settle_s=5, warm_up_s=3, window_s=10, windows=2)
BUSY_W, RUN_S = 100.0, 2.5


class MadeGpu(HostDevice):
    """Every piece of work takes 2.5 s at 100 W by the clock of the test."""

    def __init__(self, folder: Path, clock: MadeClock, card: MadeCard) -> None:
        super().__init__(folder)
        self._clock, self._card, self.done = clock, card, 0

    def seconds(self, work: Callable[[], object]) -> float:
        if self.done == 0:  # the first run is real, the others only take their time
            work()
        self.done += 1
        before_w, self._card.power_w = self._card.power_w, BUSY_W
        self._clock.sleep(RUN_S)
        self._card.power_w = before_w
        return RUN_S


@pytest.fixture
def rig(compiled: Path) -> Rig:
    clock = MadeClock()
    card = MadeCard(clock)
    device = MadeGpu(compiled, clock, card)
    return Rig(
        device=device, card=card, meter=CounterMeter(card, clock, 0.1),
        clock=clock, products=lambda: Cublas(0, 0, 0, library=ColumnMajorLibrary(device)),
        address=lambda array: array.ctypes.data, compute_capability="9.0", times=TIMES,
        versions={"cuda": "12.9"},
    )  # fmt: skip


COBA = with_values(load_network("coba"), {"duration": "50 ms"})


def run(network: Any, wiring: Any) -> Activity:
    return simulate(network, wiring)


def test_a_network_is_measured_with_graphs_and_without(rig: Rig, tmp_path: Path) -> None:
    told: list[str] = []
    found = list(
        measure_points([SpikingPoint(COBA)], rig, run, "npu-explorer measure", told.append)
    )
    assert [m.graph for m in found] == [True, False]
    m = found[0]
    assert m.work.kind == "spiking"
    # A window of 10 s holds four runs of 2.5 s, at 100 W: 250 J each, and 1000 +- 10 J a window.
    assert [w.runs for w in m.windows] == [4, 4]
    assert m.latency_s.nominal == pytest.approx(2.5)
    assert m.real_time_factor is not None
    assert m.real_time_factor.nominal == pytest.approx(2.5 / 0.05)
    assert m.energy_j.nominal == pytest.approx(250)
    # The sensor may be off by 5 %: (1000 - 10) / 4 x 0.95 and (1000 + 10) / 4 x 1.05.
    assert (m.energy_j.low, m.energy_j.high) == (pytest.approx(235.125), pytest.approx(265.125))
    # Idle: 20 W for 10 s, +- 0.1 s x 20 W: 198 to 202 J in 10 s, and 5 %.
    assert m.idle_power_w.nominal == pytest.approx(20)
    assert (m.idle_power_w.low, m.idle_power_w.high) == (pytest.approx(18.81), pytest.approx(21.21))
    assert m.energy_above_idle_j.nominal == pytest.approx(250 - 20 * 2.5)
    assert m.energy_above_idle_j.low == pytest.approx(235.125 - 21.21 * 2.5)
    assert m.energy_per_synaptic_event_j is not None
    assert m.energy_per_synaptic_event_j.nominal == pytest.approx(250 / m.work.synaptic_events)
    assert m.work.check.identical_until_s == pytest.approx(0.05)
    assert m.work.check.reference == "brian2_codegen"
    assert (m.gpu.name, m.gpu.driver, m.gpu.compute_capability) == ("NVIDIA Made 9000", "999.01", "9.0")  # fmt: skip
    assert (m.meter.kind, m.meter.interval_s, m.meter.accuracy) == ("counter", 0.1, 0.05)
    assert m.versions["cuda"] == "12.9"
    report = m.cost_report()
    assert (report.basis, report.role, report.boundary) == ("measured", "baseline", "board")
    assert report.energy_j == m.energy_j
    paths = [save_measurement(one, tmp_path) for one in found]
    assert len(set(paths)) == 2
    own = [one for one in load_measurements(tmp_path) if isinstance(one, GpuMeasurement)]
    assert sorted(own, key=lambda one: one.graph) == sorted(found, key=lambda one: one.graph)


def test_idle_that_drifts_widens_what_is_above_it(rig: Rig) -> None:
    card, clock = rig.card, rig.clock
    warming = lambda seconds: setattr(card, "power_w", 30.0) or MadeCard.draw(card, seconds)  # noqa: E731
    found = measure_points([LaunchPoint()], rig, run, tell=lambda line: None)
    device = rig.device
    original = device.seconds

    def seconds(work: Callable[[], object]) -> float:
        took = original(work)
        clock.on_sleep = warming if device.done >= 6 else card.draw
        return took

    device.seconds = seconds
    m = next(iter(found))
    # 20 W before, 30 W after: 25 W +- what each may be off, and launches of 2.5 s / 1000.
    assert m.idle_power_w.nominal == pytest.approx(25)
    assert m.idle_power_w.low == pytest.approx(20 * 0.99 * 0.95)
    assert m.idle_power_w.high == pytest.approx(30 * 1.01 * 1.05)
    assert m.launch_s is not None
    assert m.launch_s.nominal == pytest.approx(2.5 / LAUNCHES)


def test_a_dense_network_and_an_idle_card(rig: Rig) -> None:
    points = [*dense_points((7, 5, 3), (4,)), IdlePoint()]
    dense, no_graph, idle = measure_points(points, rig, run, tell=lambda line: None)
    assert dense.work.kind == "dense"
    assert (dense.graph, no_graph.graph, idle.graph) == (True, False, False)
    assert dense.work.macs == 4 * (35 + 15)
    assert dense.work.largest_error < 1e-5
    assert dense.energy_per_inference_j is not None
    assert dense.energy_per_inference_j.nominal == pytest.approx(250 / 4)
    assert dense.network_fingerprint is None
    assert idle.network == "idle"
    with pytest.raises(ValueError, match="no run"):
        idle.cost_report()


def test_other_spikes_than_the_reference_are_no_measurement(rig: Rig) -> None:
    def other(network: Any, wiring: Any) -> Activity:
        return run(with_values(network, {"seed": 2}), wiring)

    with pytest.raises(EngineError, match="nothing was measured"):
        list(measure_points([SpikingPoint(COBA)], rig, other, tell=lambda line: None))


def test_spikes_are_compared_one_by_one_and_by_population() -> None:
    wiring = Wiring.from_arrays([0], [0], 1e-12, 1e-3, 1, 2)  # populations of 1 and 2 neurons
    times_s = np.arange(200) * 1e-3
    reference = dataclasses.replace(
        Activity.from_spikes(np.arange(200) % 2, times_s, 3, 0.2), populations=wiring.populations
    )
    same = SpikeLog(reference.spike_neuron, reference.spike_step, 200)
    check = check_spikes(same, np.array([100, 95, 0]), reference, wiring)
    assert check.identical_until_s == pytest.approx(0.2)
    # 5 of 100 spikes of "post" are missing; up to 5 x sqrt(100) may.
    assert (check.worst_population, check.worst_deviation) == ("post", pytest.approx(0.05))
    with pytest.raises(EngineError, match=r"'post' had 49 spikes .* 100 in the reference"):
        check_spikes(same, np.array([100, 49, 0]), reference, wiring)
    # The 61st spike, at 60 ms, came from another neuron; the 41st, at 40 ms, is too early.
    late, early = reference.spike_neuron.copy(), reference.spike_neuron.copy()
    late[60], early[40] = 2, 2
    check = check_spikes(
        dataclasses.replace(same, neuron=late), np.array([100, 100, 0]), reference, wiring
    )
    assert check.identical_until_s == pytest.approx(0.06)
    with pytest.raises(EngineError, match="only up to 40 ms"):
        check_spikes(
            dataclasses.replace(same, neuron=early), np.array([100, 100, 0]), reference, wiring
        )
    missing = SpikeLog(same.neuron[:-20], same.step[:-20], 180)
    assert identical_until_s(missing, reference) == pytest.approx(0.18)
    # A log that was full says nothing of what came after it.
    full = SpikeLog(same.neuron[:-20], same.step[:-20], 200)
    assert identical_until_s(full, reference) == pytest.approx(0.179)


def test_what_the_card_cannot_hold_is_refused_before_anything_runs(rig: Rig) -> None:
    rig.card.free_bytes = lambda: 300 << 20

    def never(network: Any, wiring: Any) -> Activity:
        raise AssertionError("nothing may run")

    column = with_values(load_network("cortical_column"), {"scale.neurons": 1.0})
    # 298.9 million synapses of 14 bytes and 77,169 neurons of 100: 3.9 GiB; 44 MiB are left.
    with pytest.raises(TooLarge, match=r"3\.9 GiB .*0\.0 GiB are free"):
        list(measure_points([SpikingPoint(column)], rig, never, tell=lambda line: None))


class NVMLError(Exception):
    """As in pynvml, where the class of an error names its code."""


class NVMLError_NotSupported(NVMLError):  # noqa: N801
    pass


class NVMLError_NoPermission(NVMLError):  # noqa: N801
    pass


class TestNvml:
    def library(self, **functions: Any) -> Any:
        known = {
            "NVMLError": NVMLError, "nvmlInit": lambda: None, "NVML_CLOCK_SM": 1, "NVML_CLOCK_MEM": 2,
            "nvmlDeviceGetHandleByPciBusId": lambda bus: f"handle of {bus}",
        }  # fmt: skip
        return SimpleNamespace(**known | functions)

    def test_numbers_are_those_of_the_card_that_cuda_uses(self) -> None:
        library = self.library(
            nvmlDeviceGetTotalEnergyConsumption=lambda handle: 7 if handle == "handle of 0000:01:00.0" else 0,
            nvmlDeviceGetName=lambda handle: b"NVIDIA Test",
            nvmlDeviceGetClockInfo=lambda handle, kind: {1: 1410, 2: 1593}[kind],
        )  # fmt: skip
        card = NvmlCard("0000:01:00.0", library)
        assert (card.energy_mj(), card.name()) == (7, "NVIDIA Test")
        assert card.clocks_mhz() == {"sm": 1410, "memory": 1593}

    def test_what_a_card_does_not_show_is_said_with_the_remedy(self) -> None:
        def refuse(handle: Any) -> int:
            raise NVMLError_NotSupported("Not Supported")

        card = NvmlCard("x", self.library(nvmlDeviceGetPowerUsage=refuse))
        with pytest.raises(NotAvailable, match=r"power of the card: Not Supported .*MIG"):
            card.power_mw()

    def test_missing_permission_is_said_with_the_remedy(self) -> None:
        def refuse(bus: str) -> Any:
            raise NVMLError_NoPermission("Insufficient Permissions")

        with pytest.raises(
            NotAvailable, match=r"Insufficient Permissions \(run the measurement as"
        ):
            NvmlCard("x", self.library(nvmlDeviceGetHandleByPciBusId=refuse))


def test_without_the_extra_the_command_to_install_it_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import sys

    from sim.gpu.cupy_device import CupyDevice

    for missing in ("cupy", "pynvml"):
        monkeypatch.setitem(sys.modules, missing, None)
    for act in (CupyDevice, lambda: NvmlCard("x")):
        with pytest.raises(NotAvailable, match=r"pip install 'npu-explorer\[gpu\]'"):
            act()


def test_a_larger_cuba_keeps_its_inputs() -> None:
    from sim.gpu.points import spiking_point

    network = spiking_point("cuba", neurons=40_000).network
    assert network.n_neurons == 40_000
    # 80 synapses per neuron, as in the benchmark: p = 0.02 of 4,000, 0.002 of 40,000.
    assert np.allclose([p.rule.p for p in network.projections], 0.002)
    assert spiking_point("brunel", neurons=750).network.projections[0].rule.k == 300
    with pytest.raises(Exception, match="all_to_all"):
        spiking_point("keyword_spotting", neurons=5000)
