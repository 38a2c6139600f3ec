"""A preview by NumPy is no measurement of this computer."""

from __future__ import annotations

from dataclasses import replace

from dashboard import jobs
from dashboard.project import Project
from dashboard.results import study_of
from sim.network import load_network
from sim.study import THIS_CPU


def test_a_preview_says_nothing_of_this_cpu() -> None:
    project = Project(network=load_network("one_neuron"), baselines=(THIS_CPU,), hardware=())
    run, job = jobs.request(project, "ann/run", 60.0)
    assert run is not None, job
    assert any(r.basis == "measured" for r in study_of(project, run).reports)
    early = replace(run, key=f"{run.key}/preview", preview=True)
    assert study_of(project, early).reports == ()
