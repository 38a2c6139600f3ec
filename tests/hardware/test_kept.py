"""Results that are kept with a wiring stay within a number and a total of bytes."""

from __future__ import annotations

import pytest

from sim.hardware import kept as module
from sim.hardware.kept import kept
from sim.network import load_network, realise


def test_all_wirings_share_one_budget_and_the_oldest_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_entries", {})
    monkeypatch.setattr(module, "MAX_TOTAL_BYTES", 100)
    network = load_network("one_neuron")
    one, two = realise(network), realise(network)
    made: list[str] = []

    def ask(wiring: object, key: str) -> str:
        def make() -> str:
            made.append(key)
            return key

        return kept(wiring, key, make, lambda found: 40)  # type: ignore[arg-type]

    assert [ask(one, "a"), ask(two, "b"), ask(one, "a")] == ["a", "b", "a"]
    assert made == ["a", "b"]
    ask(two, "c")  # 120 bytes: b was not used for the longest time
    ask(one, "a")
    assert made == ["a", "b", "c"]
    ask(two, "b")
    assert made == ["a", "b", "c", "b"]
