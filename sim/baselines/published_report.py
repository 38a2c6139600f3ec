"""Published inference rates and powers as cost reports, to stand beside modelled ones."""

from __future__ import annotations

from sim.baselines.bill import power_term
from sim.baselines.published import InferenceRow, InferenceTable
from sim.cost_report import CostReport
from sim.estimate import Estimate


def published_report(
    row: InferenceRow, table: InferenceTable, inferences: float, duration_s: float
) -> CostReport:
    """Return what a published machine would take for the inferences of a run.

    A neuromorphic machine ran the spiking network, any other the ANN.
    """
    seconds = Estimate.exact(inferences / row.inferences_per_s)
    chip = row.kind == "neuromorphic"
    idle, above = _watts(row.idle, table.source), _watts(row.running - row.idle, table.source)
    terms = (
        power_term("idle", "static", seconds, idle, "power measured at rest"),
        power_term("running", "other", seconds, above, "what running added to it"),
    )
    what = "spiking, published" if chip else f"ANN, batch {row.batch:,}, published"
    return CostReport(
        device=f"published_{row.id}",
        title=f"{row.system}, {what}",
        basis="published",
        boundary=row.boundary,
        duration_s=duration_s,
        terms=terms,
        energy_j=_watts(row.running, table.source).times(seconds),
        latency_s=seconds,
        synaptic_ops=0.0,
        spikes=0.0,
        notes=(row.note,) if row.note else (),
        role="chip" if chip else "baseline",
    )


def _watts(value: float, source: str) -> Estimate:
    return Estimate(value, value, value, "measured", (source,))
