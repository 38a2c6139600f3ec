"""Running a sweep on made-up devices: rows, failures, resuming, stopping."""

import json
import threading
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from sim.activity import Activity
from sim.cost_report import CostReport
from sim.errors import (
    EngineError,
    NotAvailable,
    RunCancelled,
    ScenarioNotFound,
    SpecError,
    StoreError,
)
from sim.estimate import Estimate
from sim.network import Network, load_network, network_from_yaml, realise, with_values
from sim.scenario_files import validated
from sim.sweep import Steps, SweepProgress, SweepSpec, run_sweep, workers
from sim.sweep.ledger import Ledger

TAU = "populations.cell.neuron.tau_m"
CELL = network_from_yaml(
    """
name: cell
title: One cell
populations:
  cell:
    size: 1
    neuron:
      model: lif
      tau_m: 20 ms
      c_m: 200 pF
      v_rest: -49 mV
      v_threshold: -50 mV
      v_reset: -60 mV
      t_ref: 5 ms
      input: {kind: current, tau_exc: 5 ms, tau_inh: 10 ms}
"""
)


def load(name: str) -> Network:
    return CELL if name == "cell" else load_network(name)


class World:
    """Steps without an engine: every neuron fires once per ``tau_m``; energy is 1 nJ per spike."""

    def __init__(self, fail_at_s: float | None = None, wait_s: float = 0.0) -> None:
        self.simulated: list[tuple[float, int]] = []
        self.fail_at_s, self.wait_s = fail_at_s, wait_s
        self.profiles = {"chip": "v1", "gpu": "v1"}
        self.error: Exception = EngineError("the worker's last words")
        self.skip_chip = False

    def steps(self) -> Steps:
        return Steps(load, with_values, realise, self.simulate, self.study, self.digest)

    def digest(self, role: str, name: str) -> str:
        if name not in self.profiles:
            raise ScenarioNotFound(f"no {role} {name!r}")
        return self.profiles[name]

    def simulate(self, network: Any, wiring: Any, *, cancel: Any) -> Activity:
        cell = network.populations["cell"]
        deadline = time.monotonic() + self.wait_s
        while time.monotonic() < deadline:
            if cancel():
                raise RunCancelled("stopped")
            time.sleep(0.005)
        self.simulated.append((cell.neuron.tau_m, network.seed))
        if self.fail_at_s == cell.neuron.tau_m:
            raise self.error
        n = round(network.duration / cell.neuron.tau_m)
        return Activity.from_spikes(
            [0] * n, [i * cell.neuron.tau_m for i in range(n)], wiring.n_neurons,
            network.duration, network.dt, wiring.populations,
        )  # fmt: skip

    def study(self, wiring: Any, activity: Activity, hardware: Any, baselines: Any, *, method: str) -> Any:  # fmt: skip
        joule = 1e-9 * activity.n_spikes
        chip = report(
            "chip", "chip", Estimate(joule / 2, joule, 2 * joule, "assumed", at_least=True)
        )
        gpu = report("gpu", "baseline", Estimate.exact(1000 * joule))
        ratio = SimpleNamespace(
            estimate=Estimate(500, 1000, 2000, "assumed"), bound="at_most", reason="missing terms"
        )
        none = SimpleNamespace(estimate=None, bound="exact", reason="no time is known")
        pair = SimpleNamespace(chip="chip", baseline="gpu", evidence=True, energy=ratio, speed=none)
        placed = SimpleNamespace(report=chip, placement=SimpleNamespace(fits=False, chips_needed=3))
        if self.skip_chip:
            return SimpleNamespace(
                chips={}, reports=(gpu,), comparison=SimpleNamespace(pairs=()),
                skipped={"chip": "too many axons"},
            )  # fmt: skip
        return SimpleNamespace(
            chips={"chip": placed}, reports=(chip, gpu), skipped={},
            comparison=SimpleNamespace(pairs=(pair,)),
        )  # fmt: skip


def report(device: str, role: Any, energy_j: Estimate) -> CostReport:
    return CostReport(
        device, device, "modelled", "chip", 0.1, (), energy_j, None, 0.0, 0.0,
        missing=("hop_x: not published",) if role == "chip" else (), role=role,
    )  # fmt: skip


def spec(taus: Any = ("10 ms", "20 ms", "40 ms"), **fields: Any) -> SweepSpec:
    data = {
        "network": "cell", "duration": "200 ms", "vary": {TAU: list(taus)},
        "hardware": ["chip"], "baselines": ["gpu"], **fields,
    }  # fmt: skip
    return validated(SweepSpec, data, "sweep")


def test_every_point_becomes_a_row_with_its_numbers(tmp_path: Path) -> None:
    result = run_sweep(spec(), tmp_path, steps=World().steps(), workers=2)
    assert [row.spikes["cell"] for row in result.rows] == [20, 10, 5]
    assert [row.rate_hz["cell"] for row in result.rows] == pytest.approx([100, 50, 25])
    first = result.rows[0]
    assert first.values == {TAU: "10 ms"}
    chip, gpu = first.devices
    assert chip.energy_j is not None
    assert chip.energy_j.nominal == pytest.approx(20e-9)
    assert (chip.energy_j.at_least, chip.fits, chip.chips_needed) == (True, False, 3)
    assert (gpu.latency_s, gpu.fits) == (None, None)
    assert (first.ratios[0].energy_bound, first.ratios[0].speed) == ("at_most", None)
    assert (result.n_points, result.n_reused, result.cancelled, result.failed) == (3, 0, False, ())


def test_the_table_and_the_csv_say_the_same_and_never_zero_for_unknown(tmp_path: Path) -> None:
    result = run_sweep(spec(), tmp_path, steps=World().steps())
    table = result.table()
    assert list(table[f"{TAU} [ms]"]) == [10, 20, 40]
    assert list(table["chip.energy_j.high"]) == pytest.approx([40e-9, 20e-9, 10e-9])
    assert table["chip.energy_j.at_least"].all()
    assert list(table["chip/gpu.energy_ratio.bound"]) == ["at_most"] * 3
    assert table["chip/gpu.speed_ratio.nominal"].isna().all()
    assert table["gpu.latency_s.nominal"].isna().all()
    read = pd.read_csv(tmp_path / "points.csv")
    assert list(read.columns) == list(table.columns)
    assert list(read["rate_hz.cell"]) == pytest.approx(list(table["rate_hz.cell"]))


def test_the_processor_as_a_baseline_is_measured_alone() -> None:
    assert workers.default_workers(spec(baselines=["this_cpu"])) == 1
    assert 1 <= workers.default_workers(spec()) <= 4


def test_points_are_run_in_the_order_of_the_plan(tmp_path: Path) -> None:
    world = World()
    run_sweep(spec(seeds=list(range(12))), tmp_path, steps=world.steps(), workers=1)
    assert world.simulated == [(t, s) for t in (0.01, 0.02, 0.04) for s in range(12)]


def test_a_second_call_runs_nothing_and_gives_the_same(tmp_path: Path) -> None:
    first = run_sweep(spec(), tmp_path, steps=World().steps())
    world = World()
    second = run_sweep(spec(), tmp_path, steps=world.steps())
    assert world.simulated == []
    assert (second.rows, second.n_reused) == (first.rows, 3)


def test_only_new_points_are_run_when_the_grid_grows(tmp_path: Path) -> None:
    run_sweep(spec(["10 ms", "40 ms"]), tmp_path, steps=World().steps())
    world = World()
    result = run_sweep(spec(["10 ms", "20 ms", "40 ms"]), tmp_path, steps=world.steps())
    assert world.simulated == [(0.02, 1)]
    assert [row.index for row in result.rows] == [0, 1, 2]
    assert [row.spikes["cell"] for row in result.rows] == [20, 10, 5]
    assert len((tmp_path / "points.jsonl").read_text().splitlines()) == 3


@pytest.mark.parametrize(
    "changed",
    [{"duration": "100 ms"}, {"seeds": [2]}, {"placement": "by_population"}, {"baselines": []}],
)
def test_whatever_changes_the_result_runs_the_points_anew(tmp_path: Path, changed: Any) -> None:
    run_sweep(spec(), tmp_path, steps=World().steps())
    world = World()
    assert run_sweep(spec(**changed), tmp_path, steps=world.steps()).n_reused == 0
    assert len(world.simulated) == 3


def test_an_edited_profile_runs_the_points_anew(tmp_path: Path) -> None:
    run_sweep(spec(), tmp_path, steps=World().steps())
    world = World()
    world.profiles["chip"] = "v2"
    assert run_sweep(spec(), tmp_path, steps=world.steps()).n_reused == 0


@pytest.mark.parametrize("error", [EngineError("last words"), MemoryError("no room"), ZeroDivisionError("bug")])  # fmt: skip
def test_a_failing_point_is_recorded_and_the_sweep_goes_on(tmp_path: Path, error: Exception) -> None:  # fmt: skip
    world = World(fail_at_s=0.02)
    world.error = error
    result = run_sweep(spec(), tmp_path, steps=world.steps())
    assert [row.ok for row in result.rows] == [True, False, True]
    (failed,) = result.failed
    assert str(error) in failed.error
    assert (failed.n_neurons, failed.spikes, failed.devices) == (1, {}, ())
    assert pd.isna(result.table().loc[1, "n_spikes"])
    # What failed is tried again; what is done is not.
    again = World()
    assert run_sweep(spec(), tmp_path, steps=again.steps()).failed == ()
    assert again.simulated == [(0.02, 1)]


def test_a_value_that_is_not_possible_fails_its_point_only(tmp_path: Path) -> None:
    result = run_sweep(spec(["10 ms", "-1 ms"]), tmp_path, steps=World().steps())
    assert [row.ok for row in result.rows] == [True, False]
    assert "tau_m" in result.rows[1].error


def test_a_device_that_cannot_price_the_run_says_why(tmp_path: Path) -> None:
    world = World()
    world.skip_chip = True
    result = run_sweep(spec(), tmp_path, steps=world.steps())
    assert result.rows[0].ok
    assert list(result.table()["chip.error"]) == ["too many axons"] * 3


@pytest.mark.parametrize(
    ("fields", "error", "words"),
    [
        ({"network": "cubaa"}, ScenarioNotFound, "cubaa"),
        ({"variant": "none"}, ScenarioNotFound, "no variant"),
        ({"hardware": ["chipp"]}, ScenarioNotFound, "chipp"),
        ({"vary": {"populations.cell.neuron.tau_x": ["1 ms", "2 ms"]}}, SpecError, "tau_x"),
    ],
)
def test_a_slip_stops_the_sweep_before_it_starts(
    tmp_path: Path, fields: Any, error: type[Exception], words: str
) -> None:
    world = World()
    with pytest.raises(error, match=words):
        run_sweep(spec(**fields), tmp_path / "out", steps=world.steps())
    assert world.simulated == []
    assert not (tmp_path / "out").exists()


def test_a_line_cut_short_is_done_again_and_spoils_no_other(tmp_path: Path) -> None:
    run_sweep(spec(), tmp_path, steps=World().steps(), workers=1)
    path = tmp_path / "points.jsonl"
    path.write_bytes(path.read_bytes()[:-40])
    world = World()
    result = run_sweep(spec(), tmp_path, steps=world.steps())
    assert len(world.simulated) == 1
    assert len(result.rows) == 3
    assert json.loads(path.read_bytes().splitlines()[-1])["fingerprint"]


def test_progress_counts_up_and_cancel_keeps_what_is_done(tmp_path: Path) -> None:
    seen: list[SweepProgress] = []
    stop = threading.Event()

    def progress(p: SweepProgress) -> None:
        seen.append(p)
        if p.done == 1:
            stop.set()

    world = World(wait_s=0.02)
    result = run_sweep(spec(), tmp_path, None, progress, stop, steps=world.steps(), workers=1)
    assert result.cancelled
    assert len(result.rows) == 1
    assert [(p.done, p.total) for p in seen] == [(0, 3), (1, 3)]
    assert seen[0].eta_s is None
    assert seen[1].eta_s is not None
    rest = World()
    assert not run_sweep(spec(), tmp_path, cancel=lambda: False, steps=rest.steps()).cancelled
    assert len(rest.simulated) == 2


def test_cancel_stops_simulations_under_way(tmp_path: Path) -> None:
    stop = threading.Event()
    threading.Timer(0.1, stop.set).start()
    started = time.monotonic()
    result = run_sweep(spec(), tmp_path, cancel=stop, steps=World(wait_s=30).steps(), workers=2)
    assert time.monotonic() - started < 5
    assert result.cancelled
    assert result.rows == ()


def test_an_error_in_the_progress_function_stops_the_threads(tmp_path: Path) -> None:
    def broken(p: SweepProgress) -> None:
        if p.done:
            raise RuntimeError("the window is gone")

    world = World(wait_s=0.05)
    with pytest.raises(RuntimeError, match="the window is gone"):
        run_sweep(
            spec(seeds=list(range(20))), tmp_path, None, broken, steps=world.steps(), workers=2
        )
    time.sleep(0.3)  # time for six more, were the threads to go on
    assert len(world.simulated) <= 4


def test_two_sweeps_do_not_write_into_one_folder(tmp_path: Path) -> None:
    with Ledger(tmp_path), pytest.raises(StoreError, match="another sweep"):
        run_sweep(spec(), tmp_path, steps=World().steps())
    assert len(run_sweep(spec(), tmp_path, steps=World().steps()).rows) == 3


def test_the_sweep_and_its_network_are_kept_and_can_be_run_again(tmp_path: Path) -> None:
    run_sweep(spec(), tmp_path, steps=World().steps())
    from sim.sweep import load_sweep

    assert load_sweep(tmp_path / "sweep.yaml") == spec()
    assert load_network(tmp_path / "network.yaml") == CELL


def test_no_scheduler_is_a_clear_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(workers, "CONNECT_S", 1)
    for address in ("tcp://127.0.0.1:1", "nonsense://x"):
        with pytest.raises(NotAvailable, match="no Dask scheduler"):
            run_sweep(spec(), tmp_path, address, steps=World().steps())


def test_without_distributed_the_error_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(NotAvailable, match="pip install"):
        run_sweep(spec(), tmp_path, "tcp://127.0.0.1:1", steps=World().steps())


def test_a_cluster_gives_the_same_rows(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    here = run_sweep(spec(), tmp_path / "here", steps=World(fail_at_s=0.02).steps())
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
    ) as cluster:
        there = run_sweep(
            spec(), tmp_path / "there", cluster.scheduler_address,
            steps=World(fail_at_s=0.02).steps(),
        )  # fmt: skip
    assert [r.model_copy(update={"wall_s": 0}) for r in there.rows] == [
        r.model_copy(update={"wall_s": 0}) for r in here.rows
    ]
