"""Modelled, published and measured side by side, and the error of the model."""

from __future__ import annotations

import pytest

from sim.baselines import list_baselines, published_table, validate_baselines
from sim.baselines.measure_record import Machine, Measurement
from sim.baselines.side_by_side import recognised, side_by_side


def measurement(network: str) -> Measurement:
    return Measurement(
        date="2026-11-28", machine=Machine(cpu="Some CPU"), network=network,
        network_fingerprint="0" * 24, seed=1, n_neurons=4000, n_synapses=320_000, duration_s=2.0,
        dt_s=1e-4, spikes=4e4, synaptic_events=3.2e6, backend="brian2_codegen", run_s=(0.2, 0.3, 0.25),
        total_s=(1.0, 1.0, 1.0), build_s=0.0, energy=None, energy_missing="no counter", versions={},
    )  # fmt: skip


def test_the_column_has_every_published_row_with_the_error_of_the_model() -> None:
    rows = side_by_side("cortical_column", ())
    table = published_table()
    published = [r for r in rows if r.basis == "published"]
    assert [r.system for r in published] == [r.system for r in table.rows]
    errors = {e.row: e for e in validate_baselines() if e.quantity == "real-time factor"}
    for row, data in zip(published, table.rows, strict=True):
        assert (row.time_error is None) == (data.device is None)
        if row.time_error is not None:
            assert row.time_error == pytest.approx(1 / errors[data.id].ratio - 1)
            assert row.held_out == (data.role == "tests")
    # RTX 4090 with GeNN: 0.2719 of real time, 74 nJ per event.
    best = next(r for r in published if r.system == "RTX 4090" and "GeNN" in r.program)
    assert best.energy_per_event_j is not None
    assert best.energy_per_event_j.nominal == pytest.approx(74e-9)


def test_machines_that_nobody_ran_stand_there_with_the_model_alone() -> None:
    rows = side_by_side("cortical_column", ())
    alone = {r.system for r in rows if r.basis == "modelled"}
    assert "NVIDIA H200 SXM" in alone
    assert "NVIDIA GeForce RTX 4090" not in alone
    assert all(r.real_time_factor is None for r in rows if r.basis == "modelled")


def test_a_measurement_of_a_network_is_picked_up() -> None:
    rows = side_by_side("cuba", (measurement("cuba"), measurement("brunel")))
    (mine,) = [r for r in rows if r.basis == "measured"]
    assert mine.system == "Some CPU"
    assert mine.real_time_factor is not None
    assert mine.real_time_factor.nominal == pytest.approx(0.125)  # 0.25 s for 2 s
    # No counter, so 28.5 W are assumed for 0.25 s and 3.2e6 events.
    assert mine.energy_per_event_j is not None
    assert mine.energy_per_event_j.grade == "assumed"
    assert mine.energy_per_event_j.nominal == pytest.approx(28.5 * 0.25 / 3.2e6)
    assert "no counter" in mine.note
    # Beside it, every baseline on the counts of that run.
    assert len(rows) == 1 + len(list_baselines())


def test_a_network_that_nobody_measured_has_no_rows() -> None:
    assert side_by_side("synfire_chain", ()) == ()


@pytest.mark.parametrize(
    ("reported", "name"),
    [
        ("NVIDIA H100 80GB HBM3", "h100"),
        ("NVIDIA H200", "h200"),
        ("Tesla V100-PCIE-16GB", "v100"),
        ("NVIDIA A100-SXM4-40GB", "a100"),
        ("NVIDIA GeForce RTX 4090", "rtx_4090"),
        ("NVIDIA GeForce RTX 3060", None),
    ],
)
def test_a_card_is_recognised_by_the_name_its_driver_gives(reported: str, name: str | None) -> None:
    assert recognised(reported) == name


def test_a_measured_card_stands_beside_its_model() -> None:
    from sim.baselines.measure_gpu_record import GpuMeasurement

    stretch = {"wall_s": 10.0, "energy_j": 1000.0, "uncertainty_j": 1.0}
    made = GpuMeasurement.model_validate(
        {
            "date": "2026-11-28", "machine": {"cpu": "Some CPU"}, "graph": True,
            "gpu": {
                "name": "NVIDIA H100 80GB HBM3", "driver": "550", "compute_capability": "9.0",
                "multiprocessors": 132, "memory_bytes": 85_000_000_000,
                "clocks_idle_mhz": {}, "clocks_load_mhz": {},
            },
            "work": {
                "kind": "spiking", "network": "cuba", "network_fingerprint": "0" * 24, "seed": 1,
                "n_neurons": 4000, "n_synapses": 320_000, "duration_s": 1.0, "dt_s": 1e-4,
                "spikes": 2e4, "synaptic_events": 1.6e6, "device_bytes": 10,
                "check": {
                    "reference": "brian2", "identical_until_s": 1.0, "spikes_reference": 2e4,
                    "spikes_measured": 2e4, "worst_population": "exc", "worst_deviation": 0.0,
                },
            },
            "meter": {"kind": "counter", "interval_s": 0.1, "accuracy": 0.05},
            "idle_before": stretch, "idle_after": stretch,
            "windows": [
                stretch
                | {"runs": 100, "run_low_s": 0.09, "run_median_s": 0.1, "run_high_s": 0.11}
            ],
            "versions": {},
        }
    )  # fmt: skip
    (mine,) = [r for r in side_by_side("cuba", (made,)) if r.basis == "measured"]
    assert (mine.system, mine.family, mine.boundary) == ("NVIDIA H100 80GB HBM3", "gpu", "board")
    assert mine.real_time_factor is not None
    assert mine.real_time_factor.nominal == pytest.approx(0.1)
    # 10 J for 1.6e6 events.
    assert mine.energy_per_event_j is not None
    assert mine.energy_per_event_j.nominal == pytest.approx(10 / 1.6e6)
    assert mine.modelled_factor is not None
    assert mine.time_error == pytest.approx(mine.modelled_factor.nominal / 0.1 - 1)
