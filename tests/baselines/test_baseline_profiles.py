"""Baseline files: they load, every number has a source, and errors name the field."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from made_baselines import round_gpu_data

from sim.baselines import GpuBaseline, list_baselines, load_baseline, load_host_cpu
from sim.bibliography import cite
from sim.errors import ScenarioNotFound, SpecError


def written(tmp_path: Path, data: dict[str, object]) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(data))
    return path


def test_several_dated_cards_come_with_the_program() -> None:
    names = list_baselines()
    assert set(names) == {
        "jetson_tx1", "v100", "rtx_2080_ti", "a100", "jetson_xavier_nx", "h100", "rtx_4090",
        "jetson_orin", "h200", "cpu_node_epyc", "cpu_one_core",
    }  # fmt: skip
    years = [load_baseline(name).year for name in names]
    assert years == sorted(years)


@pytest.mark.parametrize("name", list_baselines())
def test_every_number_has_a_known_source_and_no_vendor_number_hides_a_guess(name: str) -> None:
    profile = load_baseline(name)
    assert profile.name == name
    for field, record in profile.records().items():
        assert cite(record.source).key == record.source, field
        if "general knowledge" in record.note:
            assert record.grade == "assumed", field


@pytest.mark.parametrize("name", [n for n in list_baselines() if load_baseline(n).kind == "gpu"])
def test_clock_and_multiprocessors_agree_with_the_published_peak(name: str) -> None:
    # Two operations per lane and cycle; Hopper and Ada have twice the FP32 lanes of INT32 ones.
    gpu = load_baseline(name)
    assert isinstance(gpu, GpuBaseline)
    lanes = 128 if name in ("h100", "h200", "rtx_4090", "jetson_orin") else 64
    peak = gpu.multiprocessors.estimate().nominal * lanes * 2 * gpu.clock.estimate().nominal
    assert peak == pytest.approx(gpu.fp32_peak.estimate().nominal, rel=0.02)


def test_a_name_that_is_not_there_lists_what_is() -> None:
    with pytest.raises(ScenarioNotFound, match=r"did you mean 'v100'.*rtx_2080_ti"):
        load_baseline("v10")


def test_a_wrong_unit_names_the_field_and_what_fits(tmp_path: Path) -> None:
    data = round_gpu_data() | {
        "tdp": {"nominal": "100 J", "grade": "measured", "source": "knight2021"}
    }
    with pytest.raises(SpecError, match=r"tdp: '100 J' is a quantity of energy.*'250 W'"):
        load_baseline(written(tmp_path, data))


def test_an_unknown_field_gets_a_suggestion(tmp_path: Path) -> None:
    data = round_gpu_data()
    data["idle_powr"] = data.pop("idle_power")
    with pytest.raises(SpecError) as caught:
        load_baseline(written(tmp_path, data))
    assert "idle_power: missing" in str(caught.value)
    assert "idle_powr: unknown field (did you mean 'idle_power'?)" in str(caught.value)


def test_a_wrong_kind_and_a_negative_power_are_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="kind: 'gpus' is none of"):
        load_baseline(written(tmp_path, round_gpu_data() | {"kind": "gpus"}))
    negative = {"nominal": "-1 W", "grade": "assumed", "source": "knight2021"}
    with pytest.raises(SpecError, match="idle_power: '-1 W' is negative"):
        load_baseline(written(tmp_path, round_gpu_data() | {"idle_power": negative}))


def test_a_file_of_ones_own_may_name_a_simulator_or_hold_one(tmp_path: Path) -> None:
    whole = load_baseline(written(tmp_path, round_gpu_data()))
    named = load_baseline(written(tmp_path, round_gpu_data() | {"simulator": "genn"}))
    assert isinstance(whole, GpuBaseline)
    assert isinstance(named, GpuBaseline)
    assert (whole.simulator.name, named.simulator.name) == ("s", "genn")


def test_the_processor_of_the_run_is_not_a_baseline_to_choose() -> None:
    with pytest.raises(SpecError, match="cpu_from_run"):
        load_baseline("this_cpu")
    with pytest.raises(SpecError, match="expected 'host_cpu'"):
        load_host_cpu("v100")
    assert cite(load_host_cpu().package_power.source)
    assert load_host_cpu().package_power.grade == "assumed"
