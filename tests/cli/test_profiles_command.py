"""``profiles`` and ``validate``, and a user's own profile file on the command line."""

import json

import pytest
from typer.testing import CliRunner

from dashboard.cli import app
from sim.bibliography import cite
from sim.hardware import list_profiles, load_profile, variant_yaml
from sim.hardware.changes import user_record


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))


def said(*arguments):
    result = CliRunner().invoke(app, list(arguments))
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.parametrize("name", list_profiles())
def test_every_number_is_shown_with_its_provenance(name):
    text = said("profiles", name)
    profile = load_profile(name)
    for path, record in profile.records():
        name_of = profile.words_of(path) if path.startswith("validation") else path
        line = next(line for line in text.splitlines() if line.startswith(f"{name_of} "))
        reference = cite(record.source)
        for part in (record.nominal, record.scope, record.grade, reference.short, record.note):
            assert part in line
        assert (reference.url or reference.short) in line
    for path, reason in profile.gaps():
        assert any(line.startswith(path) and reason in line for line in text.splitlines())


def test_a_variant_names_both_files():
    text = said("profiles", "loihi_board")
    assert "hardware/loihi.yaml, hardware/loihi_board.yaml" in text


@pytest.fixture
def mine(tmp_path):
    loihi = load_profile("loihi")
    changes = {"energy.synaptic_op": user_record(loihi.energy.synaptic_op, "236 pJ")}
    path = tmp_path / "mine.yaml"
    path.write_text(variant_yaml("mine", "My Loihi", "loihi", changes), "utf-8")
    return path


def test_an_own_profile_runs_beside_the_shipped_one(mine):
    text = said(
        "run",
        "one_neuron",
        "--hardware",
        str(mine),
        "--hardware",
        "loihi",
        "--quiet",
        "--json",
        "-",
    )
    devices = json.loads(text)["devices"]
    assert {"mine", "loihi"} <= set(devices)
    assert devices["mine"]["title"] == "My Loihi"


def test_a_bad_profile_file_ends_in_one_clear_line(mine):
    mine.write_text(mine.read_text("utf-8").replace("236 pJ", "236 kJ"), "utf-8")
    result = CliRunner().invoke(app, ["profiles", str(mine)])
    assert result.exit_code != 0
    message = str(result.exception)
    assert "energy.synaptic_op" in message
    assert "'236 kJ' is outside what is allowed: 0 to 1 J" in message


def test_two_profiles_of_one_name_are_not_confused(mine, tmp_path):
    twin = tmp_path / "twin.yaml"
    twin.write_text(mine.read_text("utf-8"), "utf-8")
    text = said("run", "one_neuron", "--hardware", str(mine), "--hardware", str(twin), "--quiet")
    assert "another chosen profile is called 'mine' too" in text


def test_a_chip_that_cannot_run_the_network_says_so():
    text = said("run", "one_neuron", "--hardware", "northpole", "--quiet")
    assert "NorthPole runs no spiking networks" in text


def test_validate_tells_evidence_from_the_rest():
    text = said("validate")
    assert "Cannot be predicted" in text
    assert "held out: evidence" in text
    found = json.loads(said("validate", "--json", "-"))
    assert any(row["evidence"] for row in found["predictions"])
    assert not any(row["evidence"] for row in found["predictions"] if row["role"] == "sets")
