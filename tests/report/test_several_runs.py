"""Figures and tables of a report that rest on several runs, or on a run and its ideal one."""

from dataclasses import replace

import numpy as np
import pytest
from hand_made_results import make_activity, make_comparison, make_reports, make_wiring

from dashboard.figures import FigureContext
from dashboard.report.catalogue import BESIDE_IDEAL, entries
from dashboard.report.compose import BESIDE, compose, usual
from dashboard.report.material import Material
from dashboard.report.several_runs import SHARED, offered
from dashboard.report.spec import ReportSpec, parse_spec
from sim.activity import Activity
from sim.errors import SpecError
from sim.network import load_network, with_values
from sim.study import Study
from sim.wiring import PopulationSlice


def material(tau_m: str = "20 ms", spikes: int = 600, name: str = "cuba") -> Material:
    network = load_network(name)
    if name == "cuba":
        network = with_values(network, {"populations.exc.neuron.tau_m": tau_m})
    wiring = make_wiring()
    costs = Study({}, tuple(make_reports()), make_comparison())
    context = FigureContext(network.title, network.seed, 0.5, None, "9.9")
    return Material(network, wiring, wiring, make_activity(spikes), costs, context, {})


RUNS = [("slow", material()), ("fast", material("15 ms", 300)), ("third", material("10 ms", 200))]


def drawn(text: str, runs=RUNS):
    content = compose(parse_spec(text), runs)
    return content.pictures(), list(content.left_out)


def test_one_run_offers_none_and_says_how_many_a_figure_takes() -> None:
    assert offered(RUNS[:1]) == {}
    pictures, (said,) = drawn("sections: [{figures: [run_rates]}]", RUNS[:1])
    assert not pictures
    assert said == "figure 'run_rates'; it rests on 2 to 4 runs, and here is one (slow)"


def test_all_are_offered_for_runs_of_the_same_neurons() -> None:
    assert set(offered(RUNS)) == set(SHARED)
    pictures, left_out = drawn(
        "sections: [{figures: [run_rasters, run_rates, run_energy, {figure: run_difference, runs: [slow, fast]}]}]"
    )
    assert left_out == []
    assert len(pictures) == 4
    for picture in pictures:
        assert "tau_m: 20 ms to 15 ms" in picture.words
        assert (
            "slow is network CUBA balanced network, seed 1, 1 s of biological time" in picture.words
        )
        assert picture.words.endswith("NPU Explorer 9.9.")


def test_the_runs_that_are_named_are_drawn_in_their_order_with_every_spike() -> None:
    (picture,), _ = drawn("sections: [{figures: [{figure: run_rasters, runs: [fast, slow]}]}]")
    titles = [a.text for a in picture.figure.layout.annotations if a.name == "title"]
    assert titles == ["fast", "slow"]
    count = {axis: sum(len(t.x) for t in picture.figure.data if (t.yaxis or "y") == axis)
             for axis in ("y", "y2")}  # fmt: skip
    assert count == {"y": 300, "y2": 600}
    assert "slow differs from fast by populations.exc.neuron.tau_m: 15 ms to 20 ms" in picture.words


def test_a_difference_is_one_of_two_runs_of_the_same_neurons() -> None:
    _, (said,) = drawn("sections: [{figures: [run_difference]}]")
    assert "it rests on two runs, and here are 3 (slow, fast, third)" in said
    assert "runs: [NAME, NAME]" in said
    other = Activity.from_spikes([0], [0.1], 5, 0.5, 1e-4, (PopulationSlice("all", 0, 5),))
    runs = [RUNS[0], ("small", replace(material(), activity=other))]
    assert "run_difference" not in offered(runs)
    _, (said,) = drawn("sections: [{figures: [run_difference]}]", runs)
    assert "the populations of slow and small differ" in said


def test_energy_needs_a_device() -> None:
    bare = [(n, replace(m, study=replace(m.study, reports=()))) for n, m in RUNS]
    _, (said,) = drawn("sections: [{figures: [run_energy]}]", bare)
    assert "no device" in said


def test_a_figure_of_one_run_can_be_drawn_of_several_in_turn() -> None:
    pictures, _ = drawn("sections: [{figures: [{figure: isi, runs: [third, slow]}]}]")
    assert len(pictures) == 2


def test_a_run_that_is_not_there_is_named() -> None:
    _, said = drawn("sections: [{figures: [{figure: run_rates, runs: [slow, gone]}, {figure: isi, run: gone}]}]")  # fmt: skip
    assert said[0] == "figure 'run_rates'; there is no run 'gone'"
    assert said[1] == "figure 'isi' of gone; there is no run 'gone'"


@pytest.mark.parametrize(
    ("figure", "named"),
    [
        ("{figure: run_rates, run: a, runs: [a, b]}", "both 'run' and 'runs'"),
        ("{figure: run_rates, runs: [a, a]}", "the run 'a' twice"),
        ("{figure: run_rates, runs: [a, c]}", "run 'c'.*among the runs: a, b"),
        ("{figure: run_rates, runs: [a, b, c, d, e]}", "runs.*4"),
    ],
)
def test_a_wrong_choice_of_runs_is_refused_by_name(figure: str, named: str) -> None:
    with pytest.raises(SpecError, match=f"(?s){named}"):
        parse_spec(f"runs: [{{name: a}}, {{name: b}}]\nsections: [{{figures: [{figure}]}}]")


def test_nobody_composed_it_and_a_few_runs_stand_beside_each_other_first() -> None:
    first, *rest = usual(RUNS)
    assert first.heading == BESIDE
    assert [f.figure for f in first.figures] == ["run_rasters", "run_rates", "run_energy"]
    assert len(rest) == len(RUNS)
    assert [s.heading for s in usual(RUNS[:1])] == ["Figures"]


def test_what_differs_is_a_table_with_the_values_of_every_run() -> None:
    held = replace(RUNS[0][1], on_chip="loihi")
    runs = [*RUNS[:2], ("held", held), ("other", material(name="brunel"))]
    glance = compose(ReportSpec(), runs).sections[0]
    (table,) = [t for t in glance.tables if t.title.startswith("What differs")]
    assert table.columns == ("field", "slow", "fast", "held")
    assert table.rows == (
        ("populations.exc.neuron.tau_m", "20 ms", "15 ms", "20 ms"),
        ("simulated as held by", "ideal", "ideal", "Intel Loihi"),
    )
    same = compose(ReportSpec(), [RUNS[0], ("again", RUNS[0][1])]).sections[0].tables[-1]
    assert same.rows == ()
    assert same.note == "slow, again are of the same network, seed and chip."
    left = parse_spec("tables: [overview]")
    assert not [t for t in compose(left, runs).sections[0].tables if "differs" in t.title]


def test_a_run_on_a_chip_stands_beside_its_ideal_run() -> None:
    asked = []

    def ideal() -> Activity:
        asked.append(1)
        return make_activity(400)

    held = replace(material(), on_chip="loihi", ideal_activity=ideal)
    assert not set(BESIDE_IDEAL) & set(entries(material()))
    assert set(BESIDE_IDEAL) <= set(entries(held))
    assert not asked, "an ideal run is made when its figure is"
    rasters, rates = (entries(held)[name].draw(held) for name in BESIDE_IDEAL)
    dots = {side: sum(len(t.x) for t in rasters.data if (t.xaxis or "x") == side) for side in ("x", "x2")}  # fmt: skip
    assert dots == {"x": 400, "x2": 600}
    assert "as Intel Loihi holds it" in rasters.layout.meta["caption"]
    # 80 excitatory neurons in half a second: the mean difference is that of their counts.
    counts = [a.spikes_per_population()["exc"] for a in (make_activity(400), make_activity(600))]
    gap = np.diff(counts)[0] / 80 / 0.5
    assert any(f"exc (mean {gap:+.3g} Hz)" == t.name for t in rates.data)
