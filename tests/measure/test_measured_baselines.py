"""Measurements join the comparison of the very network they are of."""

from pathlib import Path
from typing import Any

import pytest

from sim.activity import Activity
from sim.baselines import measured, measured_family
from sim.baselines.measure import save_measurement
from sim.baselines.measure_files import parse_measurement
from sim.baselines.measure_gpu_record import GpuMeasurement
from sim.network import load_network, with_values
from sim.provenance import fingerprint
from sim.study import study
from sim.wiring import Wiring

CUBA = load_network("cuba")

STRETCH = {"wall_s": 10.0, "energy_j": 200.0, "uncertainty_j": 0.0}


def record(**changes: Any) -> dict[str, Any]:
    """A made-up card, so that no number here can pass for a measurement."""
    window = {"wall_s": 10.0, "energy_j": 1000.0, "uncertainty_j": 0.0, "runs": 5,
              "run_low_s": 1.9, "run_median_s": 2.0, "run_high_s": 2.1}  # fmt: skip
    return {
        "kind": "gpu_measurement", "schema": 1, "date": "2026-01-02", "device": "gpu",
        "machine": {"cpu": "Made CPU"}, "graph": True, "precision": "float32",
        "gpu": {"name": "Made 9000", "driver": "1", "compute_capability": "9.0", "multiprocessors": 1,
                "memory_bytes": 1, "clocks_idle_mhz": {"sm": 1}, "clocks_load_mhz": {"sm": None}},
        "work": {"kind": "spiking", "network": "cuba", "network_fingerprint": fingerprint(CUBA),
                 "seed": 1, "n_neurons": 4000, "n_synapses": 320000, "duration_s": 1.0, "dt_s": 1e-4,
                 "spikes": 100, "synaptic_events": 8000, "device_bytes": 1,
                 "check": {"reference": "made", "identical_until_s": 1, "spikes_reference": 100,
                           "spikes_measured": 100, "worst_population": "exc", "worst_deviation": 0}},
        "meter": {"kind": "counter", "interval_s": 0.1, "accuracy": 0.0},
        "idle_before": STRETCH, "idle_after": STRETCH, "windows": [window], "versions": {},
    } | changes  # fmt: skip


def save(**changes: Any) -> None:
    save_measurement(GpuMeasurement.model_validate(record(**changes)))


@pytest.fixture(autouse=True)
def own_folder(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))
    return tmp_path / "measurements"


def test_the_newest_of_each_way_belongs_to_its_network_only() -> None:
    save()
    save(date="2026-01-03", idle_before=STRETCH | {"energy_j": 100.0})
    save(graph=False)
    found = measured(fingerprint(CUBA))
    assert [r.title for r in found.reports] == [
        "Made 9000 (measured, no graph)", "Made 9000 (measured, graph)",
    ] or [r.title for r in found.reports] == [
        "Made 9000 (measured, graph)", "Made 9000 (measured, no graph)",
    ]  # fmt: skip
    newest = next(r for r in found.reports if r.title.endswith("(measured, graph)"))
    assert "2026-01-03" in newest.notes[0]
    # 1000 J in five runs; idle 10 and 20 W, so 15 W for the 2 s of a run: 200 - 30 J.
    assert newest.energy_j is not None
    assert newest.energy_j.nominal == 200
    assert "170 J" in newest.notes[0]
    assert {measured_family(r.device) for r in found.reports} == {"gpu"}
    assert measured_family("rtx_2080_ti") is None
    assert measured(fingerprint(with_values(CUBA, {"seed": 2}))).reports == ()


def test_it_stands_in_the_study_and_a_damaged_file_is_named(own_folder: Path) -> None:
    save()
    (own_folder / "bad.json").write_text("{}")
    wiring = Wiring.from_arrays([0, 1], [1, 0], 1e-12, 1e-3, 2, 2)
    activity = Activity.from_spikes([0, 1], [0.1, 0.2], 2, 1.0)
    result = study(wiring, activity, ["loihi"], ["v100"], measured=measured(fingerprint(CUBA)))
    titles = [r.title for r in result.reports if r.basis == "measured"]
    assert titles == ["Made 9000 (measured, graph)"]
    assert any("Made 9000" in pair.baseline for pair in result.comparison.pairs)
    assert "bad.json" in result.skipped["measurement 1"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"windows": []}, "windows"),
        ({"meter": {"kind": "counter", "interval_s": 0.1, "accuracy": 1.0}}, "accuracy"),
        ({"work": {"kind": "spiking"}}, "network"),
        ({"work": {"kind": "guess"}}, "work"),
        ({"graph": "perhaps"}, "graph"),
        ({"extra": 1}, "extra"),
    ],
)
def test_contradictions_in_a_file_are_refused(changes: dict[str, Any], words: str) -> None:
    import json

    with pytest.raises(ValueError, match=words):
        parse_measurement(json.dumps(record(**changes)), "made.json")
