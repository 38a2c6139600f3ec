"""A run on a user's chip: the chip stays with the run when its file is edited or deleted."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dashboard.commands.kept_chip import chip_data, wirings_of_run
from dashboard.commands.run import Request, run_network, stored_outcome
from sim.hardware import list_profiles, load_profile, variant_yaml
from sim.hardware.changes import edited_yaml, user_record
from sim.hardware.profile_files import profile_from_data
from sim.store import load_run


def weights(outcome) -> list[np.ndarray]:
    return [synapses.weights for synapses in outcome.wiring.projections]


def same(a: list[np.ndarray], b: list[np.ndarray]) -> bool:
    return all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))


def with_bits(text: str, bits: str) -> str:
    record = {**user_record(None, bits), "scope": "structural"}
    return edited_yaml(text, "weights.bits", record, "mine")


def test_the_chip_of_a_run_stays_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))
    file = tmp_path / "my_chip.yaml"
    text = with_bits(variant_yaml("mine", "Mine", "loihi", {}), "8")
    file.write_text(text, encoding="utf-8")
    spread = {"kind": "uniform", "low": "0 mV", "high": "0.5 mV"}
    values = {"projections.e_to_e.weight": spread}
    ran = run_network(
        Request("brunel", on_chip=str(file), values=values, duration="5 ms", backend="numpy"), None
    )
    unchanged = stored_outcome(ran.run_id, (), ())
    assert unchanged.notice is None
    assert same(weights(unchanged), weights(ran))

    file.write_text(with_bits(text, "2"), encoding="utf-8")
    edited = stored_outcome(ran.run_id, (), ())
    assert edited.notice is not None
    assert "has changed since" in edited.notice
    assert same(weights(edited), weights(ran))
    other = run_network(
        Request("brunel", on_chip=str(file), values=values, duration="1 ms", backend="numpy"), None
    )
    assert not same(weights(other), weights(ran)), "the edit matters"

    file.unlink()
    gone = stored_outcome(ran.run_id, (), ())
    assert gone.notice is not None
    assert "is gone" in gone.notice
    assert same(weights(gone), weights(ran))


def test_the_placement_of_a_run_stays_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))
    ran = run_network(
        Request(
            "ring_attractor", on_chip="loihi", method="spatial", duration="1 ms", backend="numpy"
        ),
        None,
    )
    again = stored_outcome(ran.run_id, ("loihi", "truenorth"), (), method="by_population")
    assert again.study.chips["loihi"].placement.method == "spatial"
    assert again.study.chips["truenorth"].placement.method == "by_population"
    assert same(weights(again), weights(ran))
    page = wirings_of_run(load_run(ran.run_id))
    assert same([s.weights for s in page.wiring.projections], weights(ran))


@pytest.mark.parametrize("name", list_profiles())
def test_every_profile_comes_back_from_its_data(name: str) -> None:
    profile = load_profile(name)
    assert profile_from_data(chip_data(profile), "kept") == profile
