"""The ideal runs beside runs on a chip, as far as a report shows both."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from dashboard.jobs import Result
from dashboard.project import Project
from dashboard.report.catalogue import BESIDE_IDEAL
from dashboard.report.material import Material
from dashboard.report.several_runs import Runs
from dashboard.report.spec import ReportSpec
from dashboard.widgets.run_status import wanted_result
from sim.activity import Activity


def with_ideal_runs(spec: ReportSpec, project: Project, runs: Runs) -> Runs | None:
    """Return the runs, those on a chip with their ideal run where a figure shows both.

    An ideal run that is not there is simulated; None while one is under way.
    """
    shown = [f for s in spec.sections for f in s.figures if f.figure in BESIDE_IDEAL]
    found: list[tuple[str, Material]] = []
    ready = True
    for name, material in runs:
        if material.on_chip and any(not f.named or name in f.named for f in shown):
            asked = project.model_copy(update={"network": material.network, "on_chip": None})
            ideal = wanted_result(asked, f"ideal_of_{name}")
            if ideal is None:
                ready = False
                continue
            material = replace(material, ideal_activity=partial(_spikes, ideal))
        found.append((name, material))
    return found if ready else None


def _spikes(result: Result) -> Activity:
    return result.activity
