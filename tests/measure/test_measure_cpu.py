"""Measuring a made-up simulation, and the files it ends up in."""

import dataclasses
import json
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.activity import Activity, EngineReport
from sim.baselines import measure_machine
from sim.baselines.measure import (
    Measurement,
    find_gpu,
    load_measurements,
    measure_cpu,
    require_gpu,
    save_measurement,
)
from sim.baselines.measure_machine import this_machine
from sim.errors import EngineError, NotAvailable, SpecError, StoreError
from sim.network import load_network
from sim.provenance import fingerprint
from sim.wiring import Wiring

CUBA = load_network("cuba")
#: Neuron 0 sends to all three neurons, neuron 1 to one, neuron 2 to none.
WIRING = Wiring.from_arrays([0, 0, 0, 1], [0, 1, 2, 0], 1e-12, 1e-3, 3, 3)


class Machine:
    """A simulation that takes 0.5, 0.2, 0.4, 0.3 s in turn and draws energy into a counter."""

    def __init__(self, counter: Path | None = None, joules: float = 0.0) -> None:
        self.run_s: Iterator[float] = iter([0.5, 0.2, 0.4, 0.3])
        self.counter, self.joules, self.spikes = counter, joules, [0, 0, 1, 2]

    def simulate(self, network: Any, wiring: Wiring) -> Activity:
        if self.counter is not None:
            at = int(self.counter.read_text()) + round(self.joules * 1e6)
            self.counter.write_text(str(at))
        activity = Activity.from_spikes(self.spikes, np.arange(len(self.spikes)) * 1e-3, 3, 2.0)
        report = EngineReport("brian2_codegen", {"brian2": "2.9"}, 7.0, next(self.run_s), 9.0)
        return dataclasses.replace(activity, engine=report)


def measured(tmp_path: Path, **options: Any) -> Measurement:
    return measure_cpu(CUBA, WIRING, Machine().simulate, powercap=tmp_path, **options)


def test_times_are_those_of_the_repeats_without_the_warm_up(tmp_path: Path) -> None:
    m = measured(tmp_path, command="npu-explorer measure")
    assert m.run_s == (0.2, 0.4, 0.3)
    assert (m.latency_s.low, m.latency_s.nominal, m.latency_s.high) == (0.2, 0.3, 0.4)
    # 2 s of biological time in 0.3 s.
    assert m.real_time_factor.nominal == pytest.approx(0.15)
    # Two spikes with three synapses each, one with one, one with none: 7 events.
    assert m.synaptic_events == 7
    assert m.time_per_synaptic_event_s is not None
    assert m.time_per_synaptic_event_s.nominal == pytest.approx(0.3 / 7)
    assert (m.build_s, m.backend, m.spikes, m.command) == (7.0, "brian2_codegen", 4, "npu-explorer measure")  # fmt: skip
    assert m.network_fingerprint == fingerprint(CUBA)
    assert m.versions["brian2"] == "2.9"


def test_without_counters_there_is_no_energy_and_the_reason(tmp_path: Path) -> None:
    m = measured(tmp_path)
    assert (m.energy, m.energy_j, m.energy_above_idle_j) == (None, None, None)
    assert "no RAPL counters" in m.energy_missing
    # The bill takes the assumed power of a package: 10, 28.5, 111 W for 0.2, 0.3, 0.4 s.
    report = m.cost_report()
    assert report.energy_j is not None
    assert report.energy_j.grade == "assumed"
    assert (report.energy_j.low, report.energy_j.high) == (pytest.approx(2.0), pytest.approx(44.4))
    assert report.energy_j.nominal == pytest.approx(8.55)
    assert any("no RAPL counters" in note for note in report.notes)


def rapl(root: Path) -> Path:
    zone = root / "intel-rapl:0"
    zone.mkdir()
    for name, text in (("name", "package-0"), ("energy_uj", "5"), ("max_energy_range_uj", "65532610987")):  # fmt: skip
        (zone / name).write_text(text)
    return zone / "energy_uj"


def test_energy_is_that_of_each_run_and_idle_power_stands_beside_it(tmp_path: Path) -> None:
    machine = Machine(rapl(tmp_path), joules=12.0)
    m = measure_cpu(CUBA, WIRING, machine.simulate, powercap=tmp_path, idle_s=0.01)
    assert m.energy is not None
    assert m.energy.energy_j == pytest.approx((12, 12, 12))
    assert m.energy.idle_power_w == 0  # nothing was drawn while nothing ran
    assert m.energy_above_idle_j == m.energy_j
    assert m.energy_missing == ""
    report = m.cost_report()
    assert report.energy_j is not None
    assert report.energy_j.nominal == pytest.approx(12)
    assert (report.basis, report.role, report.boundary) == ("measured", "baseline", "chip")
    assert report.real_time_factor == m.real_time_factor


def test_idle_energy_is_subtracted_run_by_run(tmp_path: Path) -> None:
    data = measured(tmp_path).model_dump(mode="json", by_alias=True)
    data |= {
        "energy": {"zones": ["package-0"], "idle_power_w": 10, "idle_window_s": 2, "energy_j": [50, 30, 12]},
        "total_s": [2, 1, 4], "energy_missing": "",
    }  # fmt: skip
    above = Measurement.model_validate(data).energy_above_idle_j
    assert above is not None
    assert (above.low, above.nominal, above.high) == (0, 20, 30)  # 50-20, 30-10, and not 12-40


def test_a_silent_network_has_no_time_per_event(tmp_path: Path) -> None:
    machine = Machine()
    machine.spikes = []
    m = measure_cpu(CUBA, WIRING, machine.simulate, powercap=tmp_path)
    assert m.time_per_synaptic_event_s is None
    assert m.summary()["time_per_synaptic_event_s"] is None


def test_runs_that_differ_are_no_measurement(tmp_path: Path) -> None:
    machine = Machine()

    def drifting(network: Any, wiring: Wiring) -> Activity:
        machine.spikes = [*machine.spikes, 1]
        return machine.simulate(network, wiring)

    with pytest.raises(EngineError, match="same work every time"):
        measure_cpu(CUBA, WIRING, drifting, powercap=tmp_path)


def test_a_backend_without_a_clock_is_no_measurement(tmp_path: Path) -> None:
    machine = Machine()
    machine.run_s = iter([0.0] * 4)
    with pytest.raises(EngineError, match="how long"):
        measure_cpu(CUBA, WIRING, machine.simulate, powercap=tmp_path)


def test_progress_counts_the_warm_up(tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    measured(tmp_path, repeats=2, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]


class TestFiles:
    def test_a_measurement_comes_back(self, tmp_path: Path) -> None:
        m = measured(tmp_path)
        path = save_measurement(m, tmp_path / "mine")
        assert save_measurement(m, tmp_path / "mine") != path  # nothing is overwritten
        own = [x for x in load_measurements(tmp_path / "mine") if x.network == "cuba"]
        assert own[-2:] == [m, m]
        assert json.loads(path.read_text())["schema"] == 1

    def test_what_ships_is_valid(self, tmp_path: Path) -> None:
        assert all(
            m.kind in ("measurement", "gpu_measurement") for m in load_measurements(tmp_path)
        )

    def test_the_users_folder_follows_the_environment(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))
        assert save_measurement(measured(tmp_path)).parent == tmp_path / "measurements"

    @pytest.mark.parametrize("content", ["", "{}", "[1]", '{"kind": "measurement", "x": 1}', "\x00", "9" * 2_000_000])  # fmt: skip
    def test_a_damaged_file_is_named_and_stops_no_other(self, tmp_path: Path, content: str) -> None:
        save_measurement(measured(tmp_path), tmp_path)
        (tmp_path / "bad.json").write_text(content)
        with pytest.raises(SpecError, match=r"bad\.json"):
            load_measurements(tmp_path)
        told: list[str] = []
        assert any(m.network == "cuba" for m in load_measurements(tmp_path, told.append))
        assert len(told) == 1

    def test_contradictions_in_a_file_are_refused(self, tmp_path: Path) -> None:
        data = measured(tmp_path).model_dump(mode="json", by_alias=True)
        reading = {"zones": ["p"], "idle_power_w": 1, "idle_window_s": 1, "energy_j": [1]}
        for change, words in (
            ({"run_s": [1.0]}, "length"),
            ({"energy_missing": ""}, "reason"),
            ({"energy": reading, "energy_missing": ""}, "length"),
            ({"run_s": [0.0, 1.0, 1.0]}, "greater"),
        ):
            with pytest.raises(ValueError, match=words):
                Measurement.model_validate(data | change)

    def test_a_folder_that_cannot_be_written_is_a_clear_error(self, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("")
        with pytest.raises(StoreError, match="another folder"):
            save_measurement(measured(tmp_path), tmp_path / "file")


class TestMachine:
    def test_the_processor_is_named_from_cpuinfo(self, tmp_path: Path) -> None:
        (tmp_path / "cpuinfo").write_text("processor\t: 0\nmodel name\t: Some  CPU @ 2 GHz\n")
        assert this_machine(tmp_path / "cpuinfo").cpu == "Some CPU @ 2 GHz"
        assert this_machine(tmp_path / "none").cpu

    def test_this_machine_has_cores_and_memory(self) -> None:
        machine = this_machine()
        assert machine.threads is not None
        assert machine.threads >= 1
        assert machine.memory_bytes is not None
        assert machine.memory_bytes > 1e8

    def test_without_a_driver_the_gpu_is_refused_with_what_to_do(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(measure_machine, "_NVML", ("libno-such-thing.so.1",))
        assert find_gpu() is None
        with pytest.raises(NotAvailable, match=r"no NVIDIA driver found.*--cpu"):
            require_gpu()

    def test_with_a_driver_the_gpu_is_named(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        program = tmp_path / "nvidia-smi"
        program.write_text('#!/bin/sh\necho "NVIDIA Test 9000, 999.01"\necho "Second, 999.01"\n')
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(tmp_path))
        assert require_gpu() == "NVIDIA Test 9000 (driver 999.01)"

    def test_a_driver_that_fails_is_no_driver(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        program = tmp_path / "nvidia-smi"
        program.write_text("#!/bin/sh\necho 'NVIDIA-SMI has failed'\nexit 9\n")
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(tmp_path))
        monkeypatch.setattr(measure_machine, "_NVML", ())
        assert find_gpu() is None
