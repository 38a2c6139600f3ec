"""The runs of a report by name: given another one, and a run that is in it twice held once."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from typing import Final

import numpy as np

from dashboard.report.arrange import changed
from dashboard.report.material import Material
from dashboard.report.several_runs import Runs
from dashboard.report.spec import FigureChoice, ReportSpec, SectionSpec
from sim.provenance import fingerprint

#: Name of the run at hand in a report; it stays when another network is opened.
AT_HAND: Final = "this_run"


def called(name: str) -> str:
    """Return a run's name as people read it; they know nothing of what stands for the one at hand."""
    return "this run" if name == AT_HAND else name


def free_name(stem: str, taken: Collection[str], before_number: str = "_") -> str:
    """Return a name that no other run has."""
    numbered = (stem if n == 1 else f"{stem}{before_number}{n}" for n in itertools.count(1))
    return next(name for name in numbered if name not in taken)


def renamed(spec: ReportSpec, run: str, name: str) -> ReportSpec:
    """Return the report with another name of a run, in its figures too."""
    runs = tuple(r.model_copy(update={"name": name}) if r.name == run else r for r in spec.runs)
    return changed(spec, runs=runs, sections=_sections(spec, run, name))


def without_twin(spec: ReportSpec, runs: Runs) -> tuple[ReportSpec, Runs]:
    """Return the report and its runs with the run at hand left out where a stored one is the same.

    Its figures are then of the stored run, and those that this one has already are left out.
    """
    by_name = dict(runs)
    at_hand = next((r.name for r in spec.runs if r.id is None and r.name in by_name), None)
    if at_hand is None:
        return spec, runs
    mine = by_name[at_hand]
    twin = next((n for n, m in runs if n != at_hand and _same(mine, m)), None)
    if twin is None:
        return spec, runs
    kept = tuple(r for r in spec.runs if r.name != at_hand)
    once = changed(spec, runs=kept, sections=_sections(spec, at_hand, twin))
    return once, [(name, material) for name, material in runs if name != at_hand]


def _same(one: Material, other: Material) -> bool:
    a, b = one.activity, other.activity
    return (
        fingerprint(one.network, one.on_chip) == fingerprint(other.network, other.on_chip)
        and np.array_equal(a.spike_step, b.spike_step)
        and np.array_equal(a.spike_neuron, b.spike_neuron)
    )


def _sections(spec: ReportSpec, run: str, name: str) -> tuple[SectionSpec, ...]:
    """Return the sections with the figures of one run turned to another, none of them twice."""
    there = {f for s in spec.sections for f in s.figures if run not in f.named}
    sections = []
    for section in spec.sections:
        figures: list[FigureChoice] = []
        for figure in section.figures:
            if run not in figure.named:
                figures.append(figure)
                continue
            turned = changed(
                figure,
                run=name if figure.run == run else figure.run,
                runs=tuple(dict.fromkeys(name if r == run else r for r in figure.runs)),
            )
            if turned not in there:
                figures.append(turned)
        sections.append(section.model_copy(update={"figures": tuple(figures)}))
    return tuple(sections)
