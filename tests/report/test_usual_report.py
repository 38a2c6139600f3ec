"""A report that nobody composed, as somebody reads it who knows nothing of the program."""

from __future__ import annotations

import re
from dataclasses import replace

from hand_made_results import make_activity, make_instead, make_wiring
from test_several_runs import material

from dashboard.report.compose import compose, usual
from dashboard.report.document import html_report
from dashboard.report.spec import ReportSpec, parse_spec
from sim.baselines import load_baseline, price_workload
from sim.baselines.workload import workload
from sim.instead import instead_study

SPOTTER = replace(material(name="keyword_spotting"), instead=make_instead())
SPIKES = make_activity(600)


def test_the_ann_instead_is_in_it_where_the_network_has_one() -> None:
    (only,) = usual([("keyword_spotting", SPOTTER)])
    assert [f.figure for f in only.figures][-3:] == ["ratio", "instead", "instead_ratio"]
    content = compose(ReportSpec(), [("keyword_spotting", SPOTTER)])
    assert not content.left_out
    assert [" ".join(v) for v in content.verdicts] == [
        study.comparison.summary.sentence for study in (SPOTTER.study, SPOTTER.instead)
    ]
    words = [p.words for p in content.pictures()]
    assert sum(w.startswith("Energy of one inference:") for w in words) == 1
    # The machine the ANN runs on is priced with figures of its own.
    assert {"jouppi2017", "blouw2019"} & {s.key for s in content.sources}


def test_an_ann_beside_nothing_is_left_out() -> None:
    alone = replace(
        SPOTTER, instead=instead_study(SPOTTER.network.instead, (), 0.5, batch=3, devices=())
    )
    assert not alone.instead.comparison.pairs
    assert "instead" not in [f.figure for s in usual([("a", alone)]) for f in s.figures]


def test_among_several_networks_it_is_of_the_one_that_has_it() -> None:
    runs = [("cuba", material()), ("keyword_spotting", SPOTTER)]
    content = compose(ReportSpec(), runs)
    sentence = SPOTTER.instead.comparison.summary.sentence
    lines = [" ".join(v) for v in content.verdicts]
    assert [line for line in lines if sentence in line] == [f"{SPOTTER.network.title}: {sentence}"]
    cuba, spotter = usual(runs)[-2:]
    assert "instead" in [f.figure for f in spotter.figures]
    assert cuba == usual([*runs[:1], ("brunel", material(name="brunel"))])[-2]
    assert not [f for f in cuba.figures if f.figure.startswith("instead")]
    assert len(compose(ReportSpec(), runs[:1]).verdicts) == 1


def test_the_run_at_hand_is_called_this_run() -> None:
    spec = parse_spec("sections: [{figures: [{figure: run_rates, runs: [this_run, slow]}]}]")
    for report in (spec, ReportSpec()):
        for other in (material("15 ms", 300), material(name="brunel")):
            content = compose(report, [("this_run", material()), ("slow", other)])
            assert not content.left_out
            shown = re.sub(r"<style.*?</style>|colours", "", html_report(content, "plotly.js"))
            assert "this_run" not in shown
            headings = [s.heading for s in content.sections]
            assert "This run: CUBA balanced network" in headings
            assert any(h.startswith("Run slow: ") for h in headings)
            titles = [t.title for s in content.sections for t in s.tables]
            assert "Spikes by population (this run)" in titles


def test_neurons_and_sources_are_counted_alike_everywhere() -> None:
    fired = int((SPIKES.spike_neuron < 100).sum())
    content = compose(ReportSpec(), [("this_run", material()), ("slow", material("15 ms"))])
    networks = content.sections[0].tables[0]
    row = dict(zip(networks.columns, networks.rows[0], strict=True))
    assert (row["neurons"], row["their spikes"]) == ("100", str(fired))
    (facts,) = [dict(s.facts) for s in content.sections if s.heading.startswith("This run")]
    assert facts["Neurons and synapses"].startswith("100 and ")
    assert facts["Sources of input"] == f"10, with {600 - fired} spikes"
    assert facts["Spikes of the neurons"] == str(fired)
    (raster,) = compose(
        parse_spec("sections: [{figures: [spikes]}]"), [("a", material())]
    ).pictures()
    assert "100 neurons and 10 sources of input" in raster.words


def test_a_clocked_machine_updates_neurons_and_sources_and_says_so() -> None:
    bill = price_workload(load_baseline("h100"), workload(SPIKES, make_wiring()))
    assert any("updating 100 neurons and 10 sources of input" in note for note in bill.notes)
