"""What a fingerprint sees and what it does not."""

import subprocess
import sys

import pytest

from sim import provenance
from sim.network import dump_network, load_network, network_from_yaml, with_values
from sim.provenance import fingerprint, versions

CUBA = load_network("cuba")


def test_writing_a_network_and_reading_it_changes_nothing() -> None:
    assert fingerprint(network_from_yaml(dump_network(CUBA))) == fingerprint(CUBA)


def test_the_way_a_quantity_is_written_changes_nothing() -> None:
    same = with_values(CUBA, {"populations.exc.neuron.tau_m": "0.02 s"})
    assert fingerprint(same) == fingerprint(CUBA)


@pytest.mark.parametrize("path", ["title", "summary", "paper", "populations.exc.label"])
def test_words_change_nothing(path: str) -> None:
    assert fingerprint(with_values(CUBA, {path: "other"})) == fingerprint(CUBA)


@pytest.mark.parametrize(
    ("path", "value"),
    [("seed", 2), ("dt", "0.2 ms"), ("populations.inh.neuron.tau_m", "21 ms"),
     ("projections.e_to_e.weight", "16.3 pA"), ("populations.exc.size", 3201)],
)  # fmt: skip
def test_every_number_counts(path: str, value: object) -> None:
    assert fingerprint(with_values(CUBA, {path: value})) != fingerprint(CUBA)


def test_the_order_of_populations_counts() -> None:
    """It is the order of the neuron index."""
    turned = CUBA.model_copy(update={"populations": dict(reversed(CUBA.populations.items()))})
    assert fingerprint(turned) != fingerprint(CUBA)


def test_a_given_seed_stands_for_the_network_with_that_seed() -> None:
    assert fingerprint(CUBA, seed=9) == fingerprint(with_values(CUBA, {"seed": 9}))


def test_hardware_choices_and_model_version_count(monkeypatch: pytest.MonkeyPatch) -> None:
    known = {fingerprint(CUBA), fingerprint(CUBA, "loihi"), fingerprint(CUBA, held="loihi")}
    assert len(known) == 3
    assert fingerprint(CUBA, held=None) == fingerprint(CUBA)
    assert fingerprint(CUBA, a=1, b=2) == fingerprint(CUBA, b=2, a=1)
    monkeypatch.setattr(provenance, "MODEL_VERSION", provenance.MODEL_VERSION + 1)
    assert fingerprint(CUBA) not in known


def test_versions_are_known_without_importing_brian2() -> None:
    code = "import sys, sim.provenance as p; v = p.versions(); sys.exit('brian2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
    assert set(versions()) == {"python", "model", "npu-explorer", "numpy", "brian2"}
