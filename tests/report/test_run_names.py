"""Runs of a report: renamed with their figures, and the run at hand not held twice."""

from __future__ import annotations

from dataclasses import replace

from test_several_runs import material

from dashboard.report.compose import BESIDE, compose, usual
from dashboard.report.run_names import renamed, without_twin
from dashboard.report.spec import parse_spec
from sim.claim import Claim
from sim.comparison import compare

ID, OTHER = "a" * 24, "b" * 24
SPEC = parse_spec(f"""
runs: [{{name: this_run}}, {{name: kept, id: {ID}}}, {{name: other, id: {OTHER}}}]
sections:
  - heading: One
    figures:
      - {{figure: raster, run: this_run}}
      - {{figure: spectrum, run: this_run}}
      - {{figure: raster, run: kept}}
  - figures:
      - {{figure: run_rates, runs: [this_run, kept, other]}}
      - isi
""")
MINE, FASTER = material(), material("15 ms", 300)


def figures(spec):
    return [[(f.figure, f.named) for f in s.figures] for s in spec.sections]


def test_a_run_is_renamed_wherever_it_is_named() -> None:
    spec = renamed(SPEC, "kept", "slow")
    assert [(r.name, r.id) for r in spec.runs] == [
        ("this_run", None), ("slow", ID), ("other", OTHER),
    ]  # fmt: skip
    assert figures(spec) == [
        [("raster", ("this_run",)), ("spectrum", ("this_run",)), ("raster", ("slow",))],
        [("run_rates", ("this_run", "slow", "other")), ("isi", ())],
    ]


def test_the_run_at_hand_is_held_once_where_a_stored_run_is_the_same() -> None:
    runs = [("this_run", MINE), ("kept", material()), ("other", FASTER)]
    spec, once = without_twin(SPEC, runs)
    assert [name for name, _ in once] == [r.name for r in spec.runs] == ["kept", "other"]
    assert figures(spec) == [
        [("spectrum", ("kept",)), ("raster", ("kept",))],
        [("run_rates", ("kept", "other")), ("isi", ())],
    ]
    assert compose(spec, once).left_out == []


def test_a_run_at_hand_of_its_own_stays() -> None:
    runs = [("this_run", material(spikes=599)), ("kept", material()), ("other", FASTER)]
    assert without_twin(SPEC, runs) == (SPEC, runs)
    lost = [("kept", material()), ("other", FASTER)]  # the run at hand could not be had
    assert without_twin(SPEC, lost) == (SPEC, lost)


def test_a_verdict_is_said_once_with_the_runs_it_holds_for() -> None:
    runs = [("a", MINE), ("b", material("15 ms")), ("c", material("10 ms"))]
    lead, details = (getattr(MINE.study.comparison.summary, n) for n in ("lead", "details"))
    assert compose(parse_spec(""), runs).verdicts == [(f"All 3 runs: {lead}.", details)]
    milder = compare(MINE.study.reports[:4], Claim(energy=1.5, speed=1.5))
    other = replace(MINE, study=replace(MINE.study, comparison=milder))
    found = compose(parse_spec(""), [*runs[:2], ("c", other)]).verdicts
    assert found == [
        (f"a, b: {lead}.", details), (f"c: {milder.summary.lead}.", milder.summary.details)
    ]  # fmt: skip


def test_figures_of_runs_of_one_network_stand_under_headings_of_their_own() -> None:
    cuba = MINE.network.title
    runs = [("slow", MINE), ("fast", FASTER), ("ring", material(name="ring_attractor"))]
    headings = [s.heading for s in usual(runs)]
    assert headings == [BESIDE, f"{cuba}: slow", f"{cuba}: fast", "Ring attractor"]
    assert [s.heading for s in usual(runs[:1])] == ["Figures"]
