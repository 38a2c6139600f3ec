"""The sweep file: values of an axis, the grid, and what is refused."""

import itertools
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import ScenarioNotFound, SimError, SpecError, TooLarge
from sim.scenario_files import validated
from sim.sweep import Range, SweepSpec, load_sweep, plan


def spec(**fields: Any) -> SweepSpec:
    return validated(SweepSpec, {"network": "cuba", **fields}, "sweep")


def values(**fields: Any) -> tuple[Any, ...]:
    return spec(vary={"a": fields}).axes()["a"]


def test_linear_values_are_those_a_person_would_write() -> None:
    assert values(**{"from": 0, "to": 1, "steps": 11, "unit": "ms"}) == tuple(
        f"{t} ms" for t in ("0", "0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7", "0.8", "0.9", "1")
    )


def test_logarithmic_values_are_exact_powers() -> None:
    assert values(**{"from": 1, "to": 1000, "steps": 4, "scale": "log"}) == (1, 10, 100, 1000)
    assert values(**{"from": "0.01 nS", "to": "100 nS", "steps": 5, "scale": "log"}) == (
        "0.01 nS", "0.1 nS", "1 nS", "10 nS", "100 nS",
    )  # fmt: skip


def test_inhibitory_weights_can_go_on_a_log_scale() -> None:
    assert values(**{"from": "-1 pA", "to": "-4 pA", "steps": 3, "scale": "log"}) == (
        "-1 pA", "-2 pA", "-4 pA",
    )  # fmt: skip


def test_downward_ranges_keep_their_direction() -> None:
    assert values(**{"from": "-60 mV", "to": "-70 mV", "steps": 3}) == (
        "-60 mV", "-65 mV", "-70 mV",
    )  # fmt: skip


def test_whole_numbers_are_rounded_and_come_once() -> None:
    found = values(**{"from": 1, "to": 4, "steps": 7, "whole": True})
    assert found == (1, 2, 3, 4)
    assert all(isinstance(v, int) for v in found)


@given(
    st.floats(1e-9, 1e9), st.floats(1e-9, 1e9), st.integers(2, 40), st.sampled_from(["linear", "log"])
)  # fmt: skip
def test_ranges_include_both_ends_in_order(a: float, b: float, steps: int, scale: str) -> None:
    if abs(a - b) <= 1e-6 * max(a, b):
        return
    numbers = Range.model_validate({"from": a, "to": b, "steps": steps, "scale": scale}).numbers()
    assert (numbers[0], numbers[-1], len(numbers)) == (a, b, steps)
    assert numbers == sorted(numbers, reverse=a > b)
    gaps = [
        (math.log(y / x) / math.log(b / a) if scale == "log" else (y - x) / (b - a))
        for x, y in itertools.pairwise(numbers)
    ]
    assert gaps == pytest.approx([1 / (steps - 1)] * (steps - 1), rel=1e-3, abs=1e-6)


def test_the_grid_is_every_combination_once_seeds_fastest() -> None:
    points = plan(spec(vary={"a": ["1 ms", "2 ms"], "b": [3, 4, 5]}, seeds=[7, 8], duration="1 s"))
    assert [(p.values["a"], p.values["b"], p.seed) for p in points] == [
        (a, b, s) for a in ("1 ms", "2 ms") for b in (3, 4, 5) for s in (7, 8)
    ]
    assert [p.index for p in points] == list(range(12))
    assert points[0].changes(spec(duration="1 s")) == {
        "a": "1 ms", "b": 3, "duration": "1 s", "seed": 7,
    }  # fmt: skip


def test_nothing_to_vary_is_one_point() -> None:
    (point,) = plan(spec())
    assert point.changes(spec()) == {}


def test_a_grid_too_large_shows_its_factors() -> None:
    big = {"from": 1, "to": 2, "steps": 1000}
    with pytest.raises(TooLarge, match=r"2,000,000 points: 1000 \(a\) x 1000 \(b\) x 2 \(seeds\)"):
        plan(spec(vary={"a": big, "b": big}, seeds=[1, 2]))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"netwrk": "x"}, "netwrk"),
        ({"vary": {"a": []}}, "at least 1"),
        ({"vary": {"a": {"from": 1, "to": 2}}}, "steps"),
        ({"vary": {"a": {"from": 1, "to": 2, "steps": 3, "step": 4}}}, "step"),
        ({"vary": {"a": {"from": 0, "to": 2, "steps": 3, "scale": "log"}}}, "log scale"),
        ({"vary": {"a": {"from": -1, "to": 2, "steps": 3, "scale": "log"}}}, "log scale"),
        ({"vary": {"a": {"from": "1 ms", "to": "2 s", "steps": 3}}}, "same unit"),
        ({"vary": {"a": {"from": "1 ms", "to": 2, "steps": 3}}}, "same unit"),
        ({"vary": {"a": {"from": "1 parsec", "to": "2 parsec", "steps": 3}}}, "unknown unit"),
        ({"vary": {"a": {"from": "much", "to": 2, "steps": 3}}}, "not a number"),
        ({"vary": {"a": {"from": float("inf"), "to": 2, "steps": 3}}}, "not a number"),
        ({"vary": {"a": {"from": 1, "to": 1, "steps": 3}}}, "not different"),
        ({"vary": {"a": [float("nan")]}}, "finite"),
        ({"vary": {"a": ["1 ms", "1 ms"]}}, "given twice"),
        ({"vary": {"seed": [1]}, "seeds": 1}, "not both"),
        ({"vary": {"duration": ["1 s"]}, "duration": "2 s"}, "not both"),
        ({"seeds": [1, 1]}, "given twice"),
        ({"seeds": -1}, "greater"),
        ({"hardware": ["loihi", "loihi"]}, "given twice"),
        ({"schema": 2}, "schema"),
    ],
)
def test_what_is_wrong_is_named(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(SpecError, match=words):
        spec(**fields)


def test_a_file_is_read_with_paths_relative_to_it(tmp_path: Path) -> None:
    file = tmp_path / "sweep.yaml"
    file.write_text(
        "schema: 1\nnetwork: mine.yaml\nseeds: 3\nvary:\n"
        "  populations.exc.neuron.tau_m: [10 ms, 20 ms]\n"
        "  projections.i_to_e.weight: {from: -60, to: -120, steps: 3, unit: pA}\n"
        "hardware: [loihi, own/chip.yaml]\nbaselines: [v100]\n"
    )
    loaded = load_sweep(file)
    assert loaded.network == str(tmp_path / "mine.yaml")
    assert loaded.hardware == ("loihi", str(tmp_path / "own/chip.yaml"))
    assert loaded.seeds == (3,)
    assert loaded.axes()["projections.i_to_e.weight"] == ("-60 pA", "-90 pA", "-120 pA")
    assert len(plan(loaded)) == 6


def test_files_that_are_none_are_clear_errors(tmp_path: Path) -> None:
    with pytest.raises(ScenarioNotFound, match="no sweep file"):
        load_sweep(tmp_path / "none.yaml")
    with pytest.raises(ScenarioNotFound, match="no sweep file"):
        load_sweep(tmp_path)
    for content in (b"\xff\xfe", b"- 1", b"", b"a: [", b"x" * 2_000_000):
        (tmp_path / "bad.yaml").write_bytes(content)
        with pytest.raises(SimError, match=r"bad\.yaml"):
            load_sweep(tmp_path / "bad.yaml")
