"""What a person does with neurons picked on a map: record, stimulate, silence them.

Each function returns values for `sim.network.with_values`, by path.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sim.errors import SpecError
from sim.network.neurons import Spiking
from sim.network.spec import Network
from sim.network.subset import MOST_RECORDED

#: Indices within their population, by its name.
Chosen = Mapping[str, Sequence[int]]


def recording_of(network: Network, chosen: Chosen) -> dict[str, Any]:
    """Return the values that record the chosen neurons, and no others of their populations.

    Raises
    ------
    SpecError
        If more are chosen in a population than can be recorded.
    """
    _check(network)
    for name, neurons in chosen.items():
        if len(neurons) > MOST_RECORDED:
            raise SpecError(
                f"{name}: {len(neurons):,} neurons chosen, at most {MOST_RECORDED} of a population "
                "can be recorded; choose fewer"
            )
    return {
        f"populations.{name}.record.neurons": sorted(neurons)
        for name, neurons in chosen.items()
        if not network.populations[name].is_source
    }


def stimulus_of(network: Network, chosen: Chosen, amplitude: str) -> dict[str, Any]:
    """Return the values that give the chosen neurons a current, beside their other drives.

    Raises
    ------
    SpecError
        If a population takes no current.
    """
    _check(network)
    values = {}
    for name, neurons in chosen.items():
        population = network.populations[name]
        if not isinstance(population.neuron, Spiking):
            raise SpecError(f"{name}: a spike source takes no stimulus")
        if not population.neuron.takes_current:
            raise SpecError(f"{name}: {population.neuron.no_current}")
        drives = population.model_dump(mode="json", by_alias=True, exclude_none=True)["drives"]
        drive = {"kind": "current", "amplitude": amplitude, "neurons": sorted(neurons)}
        values[f"populations.{name}.drives"] = [*drives, drive]
    return values


def silence_of(network: Network, chosen: Chosen, silent: bool = True) -> dict[str, Any]:
    """Return the values that silence the chosen neurons, or let them live again."""
    _check(network)
    values: dict[str, Any] = {}
    for name, neurons in chosen.items():
        now = set(network.populations[name].silenced or ())
        left = now | set(neurons) if silent else now - set(neurons)
        values[f"populations.{name}.silenced"] = sorted(left) or None
    return values


def _check(network: Network) -> None:
    if network.scale is not None and network.scale.neurons != 1:
        raise SpecError(
            "neurons are picked of the network as it is drawn, which is a smaller version; "
            "set scale.neurons to 1 first"
        )
