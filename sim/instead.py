"""The second question: chips against the ANN that a person would run instead.

This joins the rooms like `sim.study`: a network declares its ANN
(`sim.network.instead`), `sim.baselines` prices it at any batch, and the chips are those
of the study of the spiking run. Published measurements of the very task stand
among both sides. Nothing here is compared with a spiking network on a GPU.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sim.baselines import (
    AnnMachine,
    InferenceRow,
    InferenceTable,
    ann_machine,
    inference_table,
    price_inferences,
)
from sim.baselines.published_report import published_report
from sim.claim import Claim
from sim.comparison import Comparison, compare
from sim.cost_report import CostReport
from sim.estimate import Estimate
from sim.network import Network
from sim.network.instead import DenseAnn
from sim.units import format_si
from sim.verdict import Outcome, judge

#: The machines that the published comparison measured, beside a current card.
DEFAULT_DEVICES: Final = ("jetson_tx1", "xeon_e5_2630", "quadro_k4000", "h100")
BATCHES: Final = tuple(2**k for k in range(15))


@dataclass(frozen=True)
class AnnCurve:
    """Energy and time per inference of one machine over the batch.

    Parameters
    ----------
    batches : tuple of int
    energy_j, batch_s : tuple of Estimate
        Per inference, and from request to the last answer of a batch.
    """

    device: str
    title: str
    family: str
    batches: tuple[int, ...]
    energy_j: tuple[Estimate, ...]
    batch_s: tuple[Estimate, ...]


@dataclass(frozen=True)
class Answer:
    """A chip beside the ANN that is hardest on it: who needs less energy for an inference.

    ``outcome`` is ``holds`` when the chip does over the whole of both ranges,
    ``fails`` when the ANN does.
    """

    chip: str
    other: str
    chip_j: Estimate
    other_j: Estimate
    outcome: Outcome

    @property
    def sentence(self) -> str:
        """Say who needs less, with the energies."""
        least = "at least " if self.chip_j.at_least else ""
        sides = (
            f"{self.chip}: {least}{format_si(self.chip_j.nominal, 'J')} for an inference, beside "
            f"{format_si(self.other_j.nominal, 'J')} of {self.other}"
        )
        return f"{sides}: {_WHO[self.outcome]}."


_WHO: Final[dict[Outcome, str]] = {
    "holds": "the chip needs less",
    "fails": "the ANN needs less",
    "open": "open, the ranges overlap or a part of the chip has no price",
}


@dataclass(frozen=True)
class InsteadStudy:
    """Chips beside the ANN at one batch.

    Parameters
    ----------
    ann : DenseAnn
    batch : int
    inferences : float
        Of the run.
    host : bool
        Whether the computer around the device counts.
    comparison : Comparison
        Chips of the study and published ones, against the modelled machines at this
        batch and the published ones that were measured at it.
    curves : tuple of AnnCurve
    table : InferenceTable or None
        Published measurements of the task.
    """

    ann: DenseAnn
    batch: int
    inferences: float
    host: bool
    comparison: Comparison
    curves: tuple[AnnCurve, ...]
    table: InferenceTable | None

    @property
    def published_anns(self) -> tuple[InferenceRow, ...]:
        """Published rows of the ANN, at every batch."""
        if self.table is None:
            return ()
        return tuple(r for r in self.table.plain_rows if r.kind != "neuromorphic")

    def energy_per_inference_j(self, report: CostReport) -> Estimate | None:
        """Return the energy of one inference of a report. [J]"""
        return None if report.energy_j is None else report.energy_j.scaled(1 / self.inferences)

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Return for every chip how it stands beside the ANN that is hardest on it.

        That is the most frugal of those that surely need less, or else of all.
        """
        found = []
        for chip in self.comparison.chips:
            own = self.energy_per_inference_j(chip)
            others = [p.baseline for p in self.comparison.pairs if p.chip == chip.device]
            priced = [(d, e) for d in others if (e := self.energy_per_inference_j(self._report(d)))]
            if own is None or not priced:
                continue
            surely = [item for item in priced if self.needs_less(chip.device, item[0]) == "fails"]
            device, energy = min(surely or priced, key=lambda item: item[1].nominal)
            outcome = self.needs_less(chip.device, device)
            found.append(Answer(chip.title, self._report(device).title, own, energy, outcome))
        return tuple(found)

    def _report(self, device: str) -> CostReport:
        return next(r for r in self.comparison.reports if r.device == device)

    def needs_less(self, chip: str, baseline: str) -> Outcome:
        """Return ``holds`` when the chip needs less energy over the whole range, ``fails`` when more."""
        return judge("energy", 1.0, self.comparison.pair(chip, baseline).energy).outcome


def instead_study(
    ann: DenseAnn,
    chips: Sequence[CostReport],
    duration_s: float,
    *,
    batch: int = 1,
    devices: Sequence[str] = DEFAULT_DEVICES,
    claim: Claim | None = None,
    host: bool = False,
    graph: bool = True,
) -> InsteadStudy:
    """Compare chips with the ANN run instead.

    Parameters
    ----------
    chips : sequence of CostReport
        Priced on the spiking run; a claimed chip is left out, since what is
        claimed is relative to another machine.
    duration_s : float
        Of the spiking run.
    batch : int
        Inferences at once on the other machines.
    devices : sequence of str
        Names of `sim.baselines.list_ann_devices`.
    host : bool
        Count the computer around a device.
    graph : bool
        Launch all kernels at once where the program can.

    Raises
    ------
    ScenarioNotFound, SpecError
    """
    inferences = ann.inferences(duration_s)
    machines = [ann_machine(name) for name in dict.fromkeys(devices)]
    reports = [r for r in chips if r.role == "chip" and r.basis != "claimed"]
    table = inference_table(ann.published) if ann.published else None
    if table is not None:
        reports += [
            published_report(row, table, inferences, duration_s)
            for row in table.plain_rows
            if row.kind == "neuromorphic" or row.batch == batch
        ]
    reports += [
        price_inferences(
            m, ann.matrices, batch, inferences, duration_s=duration_s, host=host, graph=graph
        )
        for m in machines
    ]
    curves = tuple(_curve(machine, ann, host=host, graph=graph) for machine in machines)
    return InsteadStudy(
        ann, batch, inferences, host, compare(reports, claim, "instead"), curves, table
    )


def instead_of(
    network: Network,
    reports: Sequence[CostReport],
    batch: int = 1,
    devices: Sequence[str] = DEFAULT_DEVICES,
    claim: Claim | None = None,
) -> InsteadStudy | None:
    """Return the chips of a run beside the ANN of its network, or None where there is no ANN.

    See `instead_study`; `why_no_ann` says why there is none.

    Raises
    ------
    ScenarioNotFound, SpecError
    """
    if not isinstance(network.instead, DenseAnn):
        return None
    return instead_study(
        network.instead, reports, network.duration, batch=batch, devices=devices, claim=claim
    )


def why_no_ann(network: Network) -> str:
    """Return why a network has no ANN to be run instead; empty when it has one."""
    if network.instead is None:
        return "the network does not say what would be run instead"
    return "" if isinstance(network.instead, DenseAnn) else network.instead.reason


def _curve(machine: AnnMachine, ann: DenseAnn, *, host: bool, graph: bool) -> AnnCurve:
    points = [
        price_inferences(machine, ann.matrices, batch, batch, host=host, graph=graph)
        for batch in BATCHES
    ]
    return AnnCurve(
        machine.name,
        machine.title,
        machine.family,
        BATCHES,
        tuple(
            point.energy_j.scaled(1 / batch)
            for point, batch in zip(points, BATCHES, strict=True)
            if point.energy_j is not None
        ),
        tuple(point.latency_s for point in points if point.latency_s is not None),
    )
