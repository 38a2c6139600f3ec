"""The fast path held against plain Brian2 on request."""

import dataclasses

import pytest
from small_networks import balanced

import sim
from sim.activity import Activity
from sim.engine import Verification, verification, verify
from sim.errors import SpecError
from sim.network import realise


def test_cuba_is_identical_to_plain_brian2():
    network = sim.load_network("cuba")
    found = verify(network, realise(network), duration_s=0.05)
    assert found.identical
    assert found.n_spikes == found.n_spikes_reference > 500
    assert found.first_difference_s is None
    assert (found.backend, found.duration_s) == ("numpy", 0.05)
    assert found.text.startswith(f"Identical: all {found.n_spikes:,} spikes of 50 ms")


def compared(monkeypatch, ours, reference) -> Verification:
    """Verify where the two runs gave these (time_s, neuron) pairs."""
    network = balanced()
    answers = {
        backend: Activity.from_spikes([n for _, n in pairs], [t for t, _ in pairs], 400, 0.1)
        for backend, pairs in (("brian2_codegen", ours), ("numpy", reference))
    }
    monkeypatch.setattr(verification, "simulate", lambda *_, backend: answers[backend])
    return verify(network, realise(network))


def test_the_first_difference_is_named(monkeypatch):
    same = [(0.01, 3), (0.02, 5)]
    found = compared(monkeypatch, [*same, (0.03, 7), (0.05, 1)], [*same, (0.04, 7), (0.05, 1)])
    assert not found.identical
    assert found.first_difference_s == pytest.approx(0.03)
    assert "Not identical" in found.text
    assert "30 ms of 100 ms" in found.text
    missing = compared(monkeypatch, same, same[:1])
    assert missing.first_difference_s == pytest.approx(0.02)
    assert (missing.n_spikes, missing.n_spikes_reference) == (2, 1)


def test_silence_proves_nothing_and_says_so(monkeypatch):
    assert "No spike in 100 ms" in compared(monkeypatch, [], []).text


def test_counts_decide_beyond_the_stored_spikes(monkeypatch):
    whole = Activity.from_spikes([1, 2], [0.01, 0.02], 400, 0.1)
    more = dataclasses.replace(whole, spike_count=whole.spike_count + 1)
    answers = {"brian2_codegen": whole, "numpy": more}
    monkeypatch.setattr(verification, "simulate", lambda *_, backend: answers[backend])
    found = verify(balanced(), realise(balanced()))
    assert not found.identical
    assert found.first_difference_s == pytest.approx(0.02)


@pytest.mark.parametrize("duration_s", [0.0, 1e-5, 0.3])
def test_a_duration_outside_the_network_is_refused(duration_s):
    with pytest.raises(SpecError, match="between one time step"):
        verify(balanced(), realise(balanced()), duration_s=duration_s)
