"""``npu-explorer measure`` as a person types it, on a machine without a GPU."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dashboard.commands import measure as command
from dashboard.commands.measure import Request, measure_here
from sim.activity import Activity, EngineReport
from sim.errors import NotAvailable, SimError
from sim.wiring import Wiring


@pytest.fixture(autouse=True)
def no_gpu(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Also where there is one."""
    from sim.baselines import measure_machine

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(measure_machine, "_NVML", ())


def told(request: Request, plan: bool = False) -> str:
    lines: list[object] = []
    measure_here(request, plan, lines.append)
    return "\n".join(map(str, lines))


def test_help_names_every_step_and_the_extra() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dashboard.cli", "measure", "--help"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    words = " ".join(done.stdout.split())
    for said in ("--gpu", "--plan", "--all", "--scale", "--dense", "checked against Brian2", "RAPL", "10 s"):  # fmt: skip
        assert said in words


def test_without_a_driver_the_gpu_is_refused_with_what_to_do() -> None:
    with pytest.raises(NotAvailable, match=r"no NVIDIA driver found.*--cpu"):
        told(Request(gpu=True))


def test_the_plan_of_everything_runs_nothing() -> None:
    text = told(Request(everything=True, gpu=True), plan=True)
    for point in (
        "cuba, 4,000 neurons", "cuba, 40,000 neurons", "cuba, 400,000 neurons", "brunel, 7,500",
        "cortical_column, 77,169 neurons", "dense 390-256-256-29, batch 64, float32",
        "launch of an empty kernel", "idle",
    ):  # fmt: skip
        assert point in text
    # Two settles of 5 s and idles of 10 s, 3 s of warm-up, three windows of 10 s: 63 s; with graphs
    # and without for 16 points, and once for idle: 33 x 63 s = 34.65 min.
    assert "at least 35 min on the GPU" in text
    assert "no NVIDIA driver answers" in text


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (Request(dense="390"), "two or more widths"),
        (Request(dense="390-0"), "two or more widths"),
        (Request(dense="390-x"), "no network '390-x'"),
        (Request(dense="cuba"), "names no dense network"),
        (Request(networks=("cubba",)), "no network 'cubba'"),
        (Request(scale=0.5), "scale"),
        (Request(networks=("ring_attractor",), neurons=100), "fixed probability or in-degree"),
        (Request(neurons=10), r"rule\.p"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_runs(request_: Request, words: str) -> None:
    with pytest.raises(SimError, match=words):
        told(request_, plan=True)


def test_the_processor_is_measured_and_the_file_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def simulate(network: Any, wiring: Wiring) -> Activity:
        activity = Activity.from_spikes([0], [0.1], 1, network.duration)
        return replace(activity, engine=EngineReport("made", {}, 0.0, 0.5, 0.6))

    monkeypatch.setattr(command, "simulate", simulate)
    text = told(Request(networks=("one_neuron",), out=tmp_path))
    assert "no NVIDIA driver answers, so the processor only" in text
    (file,) = tmp_path.glob("*.json")
    record = json.loads(file.read_text())
    assert (record["kind"], record["network"], len(record["run_s"])) == ("measurement", "one_neuron", 3)  # fmt: skip
    assert str(file) in text
    assert "1 s (1 s to 1 s)" in text  # half a second, for half a second of biological time
