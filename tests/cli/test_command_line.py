"""The command line as a script calls it: output, exit codes, and errors before anything runs."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from dashboard.cli import main
from dashboard.commands.arguments.how_far import say_how_far

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def data_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


def explorer(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dashboard.cli", *arguments],
        cwd=ROOT, env={**os.environ, "NPU_EXPLORER_DATA": str(data)},
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


class Here:
    """The command in this process: for what ends before anything runs, in a tenth of the time."""

    def __init__(self, data: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
        monkeypatch.setenv("NPU_EXPLORER_DATA", str(data))
        monkeypatch.chdir(ROOT)
        self.patch, self.capsys = monkeypatch, capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        """Return the exit code, what was printed, and the errors."""
        self.patch.setattr(sys, "argv", ["npu-explorer", *arguments])
        with pytest.raises(SystemExit) as end:
            main()
        printed = self.capsys.readouterr()
        return int(end.value.code or 0), printed.out, printed.err


@pytest.fixture
def here(data_folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> Here:
    return Here(data_folder, monkeypatch, capsys)


def test_how_far_it_is_is_said_to_a_terminal_alone(monkeypatch, capsys) -> None:
    say_how_far("preparing 0 %", False)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    say_how_far("preparing 0 %", False)
    say_how_far("done 100 %", True)
    assert capsys.readouterr().err == "\rpreparing 0 %\rdone 100 %\n"


@pytest.fixture(scope="module")
def cuba(data_folder: Path) -> dict:
    done = explorer(
        data_folder, "run", "cuba", "--hardware", "loihi", "--baseline", "rtx_2080_ti",
        "--duration", "200 ms", "--json", "-",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_json_holds_spikes_energies_and_ratios_with_ranges(cuba: dict) -> None:
    assert cuba["network"] == "cuba"
    assert cuba["spikes"] == sum(cuba["spikes_per_population"].values()) > 0
    loihi, gpu = cuba["devices"]["loihi"], cuba["devices"]["rtx_2080_ti"]
    for device in (loihi, gpu):
        total, parts = device["energy_j"], device["components_j"].values()
        assert total["low"] <= total["nominal"] <= total["high"]
        assert sum(p["nominal"] for p in parts) == pytest.approx(total["nominal"], rel=1e-9)
    pair = cuba["comparison"]["pairs"][0]
    expected = gpu["energy_j"]["nominal"] / loihi["energy_j"]["nominal"]
    assert pair["energy_ratio"]["value"]["nominal"] == pytest.approx(expected)
    # An unknown price makes the chip's total a lower bound, so the ratio is an upper one.
    assert loihi["energy_j"]["at_least"] == (pair["energy_ratio"]["bound"] == "at_most")
    assert loihi["energy_j"]["at_least"] == bool(loihi["missing"])


def test_the_second_question_stands_beside_the_first_or_says_why_not(
    data_folder: Path, cuba: dict
) -> None:
    assert "no task" in cuba["instead"]["reason_none"]
    words = ["run", "keyword_spotting", "--hardware", "loihi", "--hardware", "akida", "--ann"]
    words += ["jetson_tx1", "--batch", "64", "--duration", "100 ms"]
    done = explorer(data_folder, *words, "--json", "-")
    instead = json.loads(done.stdout)["instead"]
    assert instead["reason_none"] is None
    assert instead["batch"] == 64
    # 390-256-256-29 and one inference in 10 ms, as the network's file declares.
    assert instead["macs_per_inference"] == 390 * 256 + 256 * 256 + 256 * 29
    assert instead["inferences"] == pytest.approx(10)
    for device in instead["devices"].values():
        if device["energy_j"]:
            of_one = device["energy_per_inference_j"]["nominal"]
            assert of_one * instead["inferences"] == pytest.approx(device["energy_j"]["nominal"])
    pairs = {(p["chip"], p["baseline"]) for p in instead["comparison"]["pairs"]}
    assert any(chip == "loihi" and "jetson_tx1" in other for chip, other in pairs)
    assert {answer["needs_less"] for answer in instead["answers"]} <= {"holds", "fails", "open"}

    said = explorer(data_folder, *words, "--quiet").stdout
    assert "The ANN 390-256-256-29 instead, 64 inferences at once" in said
    assert re.search(r"Akida.*\n  energy  unknown\n +not published \(synaptic_op, ", said)


def test_same_seed_same_spikes_and_another_seed_others(data_folder: Path, cuba: dict) -> None:
    def spikes(seed: str) -> dict:
        done = explorer(
            data_folder, "run", "cuba", "--duration", "200 ms", "--seed", seed, "--json", "-"
        )
        return json.loads(done.stdout)["spikes_per_population"]

    assert spikes("1") == cuba["spikes_per_population"]
    assert spikes("2") != cuba["spikes_per_population"]


def test_a_stored_run_becomes_a_report(data_folder: Path, cuba: dict, tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    done = explorer(
        data_folder, "report", cuba["run"], str(out), "--hardware", "loihi", "--baseline", "h100"
    )
    assert done.returncode == 0, done.stderr
    text = out.read_text("utf-8")
    assert "CUBA" in text
    assert "H100" in text


def test_runs_become_one_report_composed_by_a_file(
    data_folder: Path, cuba: dict, tmp_path: Path
) -> None:
    spec = tmp_path / "report.yaml"
    spec.write_text(
        "title: Twice the same\n"
        "runs: [{name: before}, {name: after}]\n"
        "sections:\n"
        "- heading: Spikes\n"
        "  figures: [{figure: raster, run: after, caption: 'Mine <b>'}, {figure: isi},\n"
        "    {figure: rate_histogram, run: before,"
        " view: {populations: [inh], window: [50 ms, 150 ms]}}]\n"
        "devices: {hardware: [loihi], baselines: [h100]}\n",
        encoding="utf-8",
    )
    page, archive = tmp_path / "report.html", tmp_path / "report.zip"
    ids = [cuba["run"]] * 2
    done = explorer(data_folder, "report", *ids, str(page), str(archive), "--spec", str(spec))
    assert done.returncode == 0, done.stderr
    text = page.read_text("utf-8")
    captions = re.findall("<figcaption><b>Figure (\\d)\\.</b> (\\w+)", text)
    assert captions[0] == ("1", "Mine")
    assert [number for number, _ in captions] == ["1", "2", "3", "4"]
    assert "Mean rates of all 800 neurons over 0.1 s" in text
    assert "50 to 150 ms of 200 ms of biological time" in text
    assert "Mine &lt;b&gt;" in text
    assert text.index("Run before:") < text.index("Run after:")
    with zipfile.ZipFile(archive) as files:
        names = set(files.namelist())
        results = json.loads(files.read("runs/after/results.json"))
    assert {"README.md", "report.yaml", "references.bib", "runs/before/network.yaml"} <= names
    assert results["spikes"] == cuba["spikes"]
    assert set(results["devices"]) == {"loihi", "h100"}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("titel: x", "title"),
        ("sections: [{figures: [rastr]}]", "raster"),
        ("sections: [{figures: [{figure: isi, view: {populations: [ihn]}}]}]", "no 'ihn' (did you mean 'inh'?)"),
        ("sections: [{figures: [{figure: isi, view: {window: [0 ms, 1 s]}}]}]", "not within the run of 200 ms"),
        ("sections: [{figures: [{figure: energy, view: {bin: 2 ms}}]}]", "view.bin: has no meaning"),
        ("runs: [{name: a}, {name: b}]", "1 runs for the 2 of the report: a, b"),
    ],
)  # fmt: skip
def test_a_wrong_composition_is_refused_by_name(
    here: Here, cuba: dict, tmp_path: Path, text: str, named: str
) -> None:
    spec = tmp_path / "report.yaml"
    spec.write_text(text, encoding="utf-8")
    code, _, errors = here("report", cuba["run"], str(tmp_path / "x.html"), "--spec", str(spec))
    assert code == 2
    assert named in errors
    assert not (tmp_path / "x.html").exists()


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (["run", "cubba"], "cuba"),
        (["run", "cuba", "--hardware", "loihy"], "loihi"),
        (
            ["run", "cuba", "--set", "populations.exc.neuron.tau_m=-5 ms"],
            "populations.exc.neuron.tau_m",
        ),
        (["run", "cuba", "--set", "populations.exc.neuron.tau_m=5 mV"], "time"),
        (["run", "cuba", "--set", "populations.exc.neuron.tau=5 ms"], "tau_m"),
        (["run", "cuba", "--set", "populations.exc.size=1000000000"], "populations.exc.size"),
        (["run", "cuba", "--set", "nonsense"], "PATH=VALUE"),
        (["run", "cuba", "--duration", "nan ms"], "duration"),
        (["run", "cuba", "--batch", "0"], "from 1 to 65,536"),
        (["run", "cuba", "--ann", "loihi"], "jetson_tx1"),
        (["report", "0" * 24, "out.html"], "run"),
        (["report", "0" * 24], ".html"),
        (["report", "out.html"], "ids of stored runs"),
        (["report", "0" * 24, "out.html", "--spec", "nowhere.yaml"], "nowhere.yaml"),
        (["run", "cuba", "--report", "out.doc"], "out.doc"),
        (["profiles", "nothing"], "loihi"),
        (["run", "cuba", "--json", "tests"], "is a folder"),
        (["validate", "--json", "nowhere/x.json"], "there is no folder"),
    ],
)
def test_mistakes_end_in_one_clear_message(here: Here, arguments: list, named: str) -> None:
    code, printed, errors = here(*arguments)
    assert code == 2
    assert named in errors
    assert printed == ""


def test_a_mistake_reaches_the_shell_as_one_message(data_folder: Path) -> None:
    done = explorer(data_folder, "run", "cubba")
    assert done.returncode == 2
    assert "cuba" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_listings_name_everything(data_folder: Path) -> None:
    assert "ring_attractor" in explorer(data_folder, "scenarios").stdout
    profiles = explorer(data_folder, "profiles").stdout
    assert "truenorth" in profiles
    assert "rtx_2080_ti" in profiles
    numbers = explorer(data_folder, "profiles", "loihi").stdout
    assert "23.6 pJ" in numbers
    assert "simulated" in numbers
    assert "10.1109/MM.2018.112130359" in numbers
