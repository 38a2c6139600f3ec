"""A made-up card with round numbers, and reports made by hand."""

from __future__ import annotations

from typing import Any

from sim.baselines import GpuBaseline
from sim.cost_report import CostReport, EnergyTerm
from sim.estimate import Estimate, total


def record(value: str | float, scope: str = "structural") -> dict[str, Any]:
    return {"nominal": value, "grade": "measured", "source": "knight2021", "scope": scope}


def round_gpu_data() -> dict[str, Any]:
    return {
        "name": "round", "title": "Round numbers", "kind": "gpu", "summary": "made up", "year": 2020,
        "multiprocessors": record(10), "clock": record("1 GHz"),
        "memory_bandwidth": record("100 GB/s"), "fp32_peak": record("1 TFLOP/s"),
        "tdp": record("100 W"), "idle_power": record("10 W"), "host_power": record("40 W"),
        "simulator": {
            "name": "s", "title": "s", "summary": "made up", "year": 2020,
            "kernels_per_step": record(4), "launch_time": record("1 us"),
            "cycles_per_neuron": record(10), "cycles_per_event": record(20),
            "event_traffic": record("10 B"), "flop_per_neuron": record(10),
            "flop_per_event": record(1), "bandwidth_efficiency": record(1),
            "active_fraction": record(0.6), "software_factor": record(1),
        },
    }  # fmt: skip


def made_gpu() -> GpuBaseline:
    return GpuBaseline.model_validate(round_gpu_data())


def made_report(
    device: str,
    parts: dict[str, Estimate | float | None],
    latency: Estimate | float | None = 1.0,
    **changes: Any,
) -> CostReport:
    """Return a report whose terms are the given components; None is a term without a price."""
    known = {k: _estimate(v) for k, v in parts.items() if v is not None}
    terms = tuple(
        EnergyTerm(k, k, 1.0, "events", known.get(k), known.get(k))  # type: ignore[arg-type]
        for k in parts
    )
    energy = total(known.values()) if known else None
    if energy is not None and len(known) < len(parts):
        energy = energy.as_at_least()
    values: dict[str, Any] = {
        "device": device, "title": device.title(), "basis": "modelled", "boundary": "chip",
        "duration_s": 1.0, "terms": terms, "energy_j": energy,
        "latency_s": None if latency is None else _estimate(latency),
        "synaptic_ops": 1e6, "spikes": 1e3,
    }  # fmt: skip
    return CostReport(**(values | changes))


def _estimate(value: Estimate | float) -> Estimate:
    return value if isinstance(value, Estimate) else Estimate.exact(value)
