"""The processor of the run: timed once, assumed power."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.activity import Activity, EngineReport
from sim.baselines import cpu_from_run
from sim.errors import Unpriced
from sim.wiring import Wiring


def run(seconds: float) -> tuple[Activity, Wiring]:
    wiring = Wiring.from_arrays([0, 1], [1, 0], 1e-3, 1e-3, 2, 2)
    activity = Activity.from_spikes([0], [1e-4], 2, 1e-3)
    return replace(activity, engine=EngineReport("brian2_codegen", run_s=seconds)), wiring


def test_time_is_the_measured_loop_and_energy_is_at_assumed_power() -> None:
    report = cpu_from_run(*run(0.2))
    assert report.latency_s is not None
    assert report.energy_j is not None
    assert (report.latency_s.low, report.latency_s.high) == (0.2, 0.2)
    assert report.latency_s.grade == "measured"
    assert report.energy_j.nominal == pytest.approx(0.2 * 28.5)
    assert report.energy_j.low < report.energy_j.nominal < report.energy_j.high
    assert report.energy_j.grade == "assumed"
    assert report.basis == "timed once"
    assert report.made == "timed once, energy assumed"
    assert report.evidence(report.latency_s) == "timed once"
    assert report.evidence(report.energy_j) == "assumed"
    assert report.role == "baseline"
    assert "assumed, 10 W to 111 W" in report.notes[0]
    assert sum(t.energy_j.nominal for t in report.terms if t.energy_j) == report.energy_j.nominal


def test_an_imported_activity_has_no_time() -> None:
    with pytest.raises(Unpriced, match="simulate the network here"):
        cpu_from_run(*run(0.0))
