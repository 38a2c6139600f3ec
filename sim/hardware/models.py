"""Whether a chip computes the neuron models of a network, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from sim.cost_report import CostReport
from sim.hardware.profile import ChipProfile, Profile
from sim.wiring import Wiring


class HasPopulations(Protocol):
    """A network spec: populations by name, each with a neuron that names its model."""

    @property
    def populations(self) -> Mapping[str, Any]: ...


def unsupported_models(
    network: HasPopulations, wiring: Wiring, profile: Profile
) -> tuple[str, ...]:
    """Return a sentence for every neuron model of a network that a chip does not compute.

    Sources of spikes stand outside the chip and need nothing of it. Empty where
    the chip computes everything, or its profile does not say.
    """
    if not isinstance(profile, ChipProfile) or profile.runs is None:
        return ()
    runs = profile.runs
    if runs.neuron_models == "any":
        return ()
    users: dict[str, list[str]] = {}
    for population in wiring.populations:
        if not population.is_source and population.name in network.populations:
            model = str(network.populations[population.name].neuron.model)
            users.setdefault(model, []).append(population.name)
    able = ", ".join(runs.neuron_models) or "no spiking neuron of this program"
    note = f" ({runs.note})" if runs.note else ""
    return tuple(
        f"{profile.title} does not compute the neuron model {model!r} of {', '.join(names)}; it "
        f"computes {able}{note}. Counted as if it did."
        for model, names in users.items()
        if model not in runs.neuron_models
    )


def with_model_notes(
    report: CostReport, network: HasPopulations | None, wiring: Wiring, profile: Profile
) -> CostReport:
    """Return a report that names the neuron models its chip does not compute."""
    found = unsupported_models(network, wiring, profile) if network is not None else ()
    return replace(report, notes=(*found, *report.notes)) if found else report
