"""What this computer took is what the run at hand took, and no other; a preview took nothing."""

from __future__ import annotations

from dataclasses import replace

from dashboard import jobs
from dashboard.pricing import study_in_background
from dashboard.project import Project
from dashboard.results import study_of
from sim.network import load_network
from sim.study import THIS_CPU


def test_a_preview_says_nothing_of_this_cpu() -> None:
    project = Project(network=load_network("one_neuron"), baselines=(THIS_CPU,), hardware=())
    run, job = jobs.request(project, "ann/run", 60.0)
    assert run is not None, job
    assert any(r.basis == "timed once" for r in study_of(project, run).reports)
    early = replace(run, key=f"{run.key}/preview", preview=True)
    assert study_of(project, early).reports == ()


def test_a_run_made_again_is_priced_by_its_own_time() -> None:
    project = Project(network=load_network("one_neuron"), baselines=(THIS_CPU,), hardware=())
    run, job = jobs.request(project, "ann/run", 60.0)
    assert run is not None, job
    before = run.activity.engine
    again = replace(
        run, activity=replace(run.activity, engine=replace(before, run_s=2 * before.run_s))
    )
    for made in (run, again):
        (report,) = study_of(project, made).reports
        assert report.latency_s is not None
        assert report.latency_s.nominal == made.activity.engine.run_s
        (report,) = study_in_background(project, made).result(60).reports
        assert report.latency_s is not None
        assert report.latency_s.nominal == made.activity.engine.run_s
