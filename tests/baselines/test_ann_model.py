"""The ANN on a GPU or CPU: closed forms, batches, and what its explanation says."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.baselines import ann_machine, list_ann_devices, price_inferences
from sim.baselines.ann_model import MAX_BATCH, ann_power, ann_time
from sim.baselines.ann_profile import AnnMachine, AnnProgram
from sim.errors import SpecError
from sim.estimate import Estimate, total

KEYWORD = ((390, 256), (256, 256), (256, 29))


def number(value: str | float) -> dict[str, object]:
    return {"nominal": value, "grade": "measured", "source": "blouw2019", "scope": "structural"}


def made_machine(**changes: object) -> AnnMachine:
    """Return a machine with round numbers."""
    program = AnnProgram.model_validate(
        {
            "name": "p", "title": "p", "summary": "made up", "year": 2020,
            "call_time": number("100 us"), "layer_time": number("10 us"),
            "layer_time_graph": number("2 us"), "item_time": number("1 us"),
            "time_factor": number(1), "gemm_efficiency": number(0.5),
            "bandwidth_efficiency": number(1), "outputs_per_lane": number(4),
            "awake_fraction": number(0.3), "active_fraction": number(0.8),
        }
    )  # fmt: skip
    exact = Estimate.exact
    machine = AnnMachine(
        "made", "Made", "gpu", "board", 2020, program, exact(1e12), 4, exact(1e11), exact(1000.0),
        exact(100.0), exact(10.0), exact(50.0),
    )  # fmt: skip
    return replace(machine, **changes)  # type: ignore[arg-type]


def test_time_of_one_inference_by_hand() -> None:
    # One layer of 1,000 x 1,000: 4 MB of weights and 8 kB of numbers at 100 GB/s, 40.08 us; its
    # 2e6 operations at half of 1e12/s take 4 us, and 4,000 results in work 16 us.
    time = ann_time(made_machine(), [(1000, 1000)], 1, graph=False)
    assert time.launch_s.nominal == pytest.approx(110e-6)
    assert time.items_s.nominal == pytest.approx(1e-6)
    assert time.products_s.nominal == pytest.approx(40.08e-6)
    assert time.limit == "bandwidth"
    assert time.weight_bytes == 4_000_000
    assert time.arithmetic_s == pytest.approx(2e-6)


def test_a_large_batch_is_bound_by_arithmetic_and_a_small_product_by_its_depth() -> None:
    # 1,000 inferences: 2e9 operations at 5e11/s are 4 ms; bytes are 12 MB, 0.12 ms.
    large = ann_time(made_machine(), [(1000, 1000)], 1000)
    assert large.products_s.nominal == pytest.approx(4e-3)
    assert large.limit == "arithmetic"
    # One output of 1,000 inputs: 4,000 results in work of 2,000 operations each, 16 us.
    small = ann_time(made_machine(), [(1000, 1)], 1)
    assert small.products_s.nominal == pytest.approx(16e-6)
    assert small.limit == "too few results"


def test_energy_by_hand() -> None:
    report = price_inferences(made_machine(), [(1000, 1000)], 1, graph=False)
    joules = {t.name: t.energy_j.nominal for t in report.terms if t.energy_j}
    # Idle 10 W; 30 W awake and 80 W at work.
    assert joules == pytest.approx(
        {"idle": 10 * 151.08e-6, "launch": 20 * 110e-6, "items": 20e-6, "products": 70 * 40.08e-6}
    )
    assert (report.role, report.basis, report.boundary) == ("baseline", "modelled", "board")
    assert total(t.energy_j for t in report.terms if t.energy_j) == report.energy_j
    wall = price_inferences(made_machine(), [(1000, 1000)], 1, graph=False, host=True)
    assert wall.energy_j is not None
    assert report.energy_j is not None
    assert wall.energy_j.nominal - report.energy_j.nominal == pytest.approx(50 * 151.08e-6)
    assert wall.boundary == "wall"


def test_a_run_is_its_inferences_in_batches() -> None:
    one = price_inferences(made_machine(), KEYWORD, 8, 8)
    run = price_inferences(made_machine(), KEYWORD, 8, 100)
    assert one.energy_j is not None
    assert run.energy_j is not None
    assert run.energy_j.nominal == pytest.approx(one.energy_j.nominal * 100 / 8)
    assert one.latency_s is not None
    assert one.latency_s.nominal == pytest.approx(
        ann_time(made_machine(), KEYWORD, 8).total_s.nominal
    )


def test_a_graph_saves_what_its_layers_wait_for() -> None:
    direct = ann_time(made_machine(), KEYWORD, 1, graph=False)
    graph = ann_time(made_machine(), KEYWORD, 1)
    assert direct.launch_s.nominal - graph.launch_s.nominal == pytest.approx(3 * 8e-6)


def test_a_device_hungrier_asleep_than_awake_adds_nothing() -> None:
    power = ann_power(made_machine(idle_w=Estimate.exact(40.0)))
    assert power.awake_w.nominal == 0
    assert power.active_w.nominal == 40


@pytest.mark.parametrize("batch", [0, -1, MAX_BATCH + 1])
def test_a_batch_out_of_range_is_refused(batch: int) -> None:
    with pytest.raises(SpecError, match=f"batch is {batch}; it must be from 1 to 65,536"):
        ann_time(made_machine(), KEYWORD, batch)


MACHINES = {name: ann_machine(name) for name in list_ann_devices()}
matrices = st.lists(st.tuples(st.integers(1, 4096), st.integers(1, 4096)), min_size=1, max_size=5)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(MACHINES)), matrices, st.integers(1, MAX_BATCH // 2), st.booleans())
def test_doubling_the_batch_never_costs_more_per_inference(
    name: str, layers: list[tuple[int, int]], batch: int, graph: bool
) -> None:
    small, large = (
        price_inferences(MACHINES[name], layers, size, graph=graph) for size in (batch, 2 * batch)
    )
    for bound in ("low", "nominal", "high"):
        for quantity in ("energy_j", "latency_s"):
            before, after = (getattr(getattr(r, quantity), bound) for r in (small, large))
            assert after <= before * (1 + 1e-9)


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(sorted(MACHINES)), matrices, st.integers(1, 4096), st.integers(2, 8))
def test_a_larger_network_or_batch_never_takes_less_time(
    name: str, layers: list[tuple[int, int]], batch: int, factor: int
) -> None:
    before = ann_time(MACHINES[name], layers, batch).total_s
    wider = [(n_in * factor, n_out * factor) for n_in, n_out in layers]
    for after in (
        ann_time(MACHINES[name], wider, batch).total_s,
        ann_time(MACHINES[name], [*layers, layers[-1]], batch).total_s,
        ann_time(MACHINES[name], layers, batch * factor).total_s,
    ):
        for bound in ("low", "nominal", "high"):
            assert getattr(after, bound) >= getattr(before, bound) * (1 - 1e-12)


def test_the_explanation_has_the_numbers_of_the_case() -> None:
    first, second, third = price_inferences(made_machine(), KEYWORD, 1).notes
    assert first.startswith("This is launch-bound: of 121 µs for one inference, 106 µs (87 %) go")
    assert "launching 3 layers" in first
    assert "691 kB of weights" in first
    assert "per inference are dominated by keeping the device awake" in first
    assert "card or module alone" in second
    assert "without a pause" in third
    large = price_inferences(made_machine(), KEYWORD, 4096).notes[0]
    assert large.startswith("This is bound by handling inputs one by one: of")
    assert "a batch of 4,096" in large
    wide = price_inferences(made_machine(), [(4096, 4096)] * 3, 4096).notes[0]
    assert "This is bound by arithmetic" in wide
    assert "work-dominated" in wide


@pytest.mark.parametrize("name", list_ann_devices())
def test_every_device_explains_itself_at_both_ends(name: str) -> None:
    one = price_inferences(MACHINES[name], KEYWORD, 1).notes[0]
    many = price_inferences(MACHINES[name], KEYWORD, 16_384).notes[0]
    assert "launch-bound" in one
    assert "launch-bound" not in many
