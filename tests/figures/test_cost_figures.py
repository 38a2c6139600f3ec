"""Energy, time, ratios, ticks and placement through their data."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hand_made_results import (
    POPULATIONS,
    make_comparison,
    make_placement,
    make_report,
    unpriced,
)

from dashboard.figures import (
    data_frame,
    fig_attribution,
    fig_components,
    fig_energy,
    fig_energy_per_op,
    fig_floorplan,
    fig_latency,
    fig_limits,
    fig_pareto,
    fig_power_trace,
    fig_raster_and_power,
    fig_ratio,
    fig_tick_latency,
)
from dashboard.figures.context import FigureContext
from dashboard.figures.label_places import place_labels
from dashboard.figures.log_axis import label
from dashboard.figures.term_words import explain
from dashboard.figures.theme import colour
from dashboard.figures.tradeoff import pareto_front
from sim.baselines import baseline
from sim.boundary import at_boundary
from sim.claim import Claim
from sim.comparison import compare
from sim.hardware.ledger import LINE_NAMES
from sim.hardware.sections import Power


def of(figure, name):
    return next(t for t in figure.data if t.name == name)


def ends(trace, axis="x"):
    error, middle = trace[f"error_{axis}"], trace[axis]
    return middle[0] - error.arrayminus[0], middle[0] + error.array[0]


def test_energies_and_error_bars_are_those_of_the_reports(reports):
    figure = fig_energy(reports)
    for report in reports[:4]:
        trace = of(figure, report.title)
        assert trace.x[0] == pytest.approx(report.energy_j.nominal)
        assert ends(trace) == pytest.approx((report.energy_j.low, report.energy_j.high))
    assert figure.layout.xaxis.type == "log"
    assert "(J)" in figure.layout.xaxis.title.text


def test_basis_and_weak_evidence_show_in_the_marker(reports):
    figure = fig_energy(reports)
    symbols = {r.device: of(figure, r.title).marker.symbol for r in reports[:4]}
    assert symbols == {
        "loihi": "circle", "npu": "circle-open", "gpu": "diamond", "claimed": "star-open",
    }  # fmt: skip
    hover = of(figure, "Gpu").hovertext[0]
    assert "measured" in hover
    assert "boundary: board" in hover


def test_a_lower_bound_is_marked_and_an_unknown_device_keeps_its_row(reports):
    figure = fig_energy(reports)
    bound = of(figure, "at least")
    assert bound.y[0] == "Npu<br><i>chip</i>"
    assert bound.x[0] == pytest.approx(reports[1].energy_j.high)
    assert "Akida<br><i>chip</i>" in figure.layout.yaxis.categoryarray
    unknown = [n.text for n in figure.layout.annotations if n.name == "unknown"]
    assert unknown == ["not known: synaptic_op: not published"]


def test_latency_shows_real_time(reports):
    figure = fig_latency(reports)
    assert of(figure, "Loihi").x[0] == pytest.approx(0.3)
    line = next(s for s in figure.layout.shapes if s.name == "real time")
    assert line.x0 == line.x1 == pytest.approx(0.5)


def test_stacked_components_add_up_to_the_total(reports):
    figure = fig_components(reports)
    for report in reports[:4]:
        stacked = sum(x for t in figure.data for x, y in zip(t.x, t.y, strict=True) if y.partition("<")[0] == report.title)  # fmt: skip
        assert stacked == pytest.approx(report.energy_j.nominal)


def test_shares_add_up_to_a_hundred(reports):
    figure = fig_components(reports, "share")
    shares = sum(
        x for t in figure.data for x, y in zip(t.x, t.y, strict=True) if y.startswith("Loihi")
    )
    assert shares == pytest.approx(100)


def test_log_components_are_not_stacked_and_carry_ranges(reports):
    reports = [replace(report, boundary="board") for report in reports]
    figure = fig_components(reports, "log")
    assert {t.type for t in figure.data} == {"scatter"}
    frame = data_frame(figure)
    row = frame[(frame["device"] == "Loihi") & (frame["series"] == "synapses")].iloc[0]
    estimate = reports[0].components()["synapses"]
    assert row["energy of the run of the board (J)"] == pytest.approx(estimate.nominal)
    assert row["energy of the run of the board (J) low"] == pytest.approx(estimate.low)
    assert row["high (J)"] == pytest.approx(estimate.high)


def test_pareto_holds_devices_with_both_numbers(reports):
    figure = fig_pareto(reports)
    assert (figure.layout.meta["shown"], figure.layout.meta["total"]) == (4, 5)
    npu = of(figure, "Npu")
    assert (npu.x[0], npu.y[0]) == pytest.approx((0.01, 4e-4))
    assert ends(npu, "y") == pytest.approx((reports[1].energy_j.low, reports[1].energy_j.high))


def test_labels_of_near_points_go_to_different_sides():
    sides = place_labels([(0.0, 0.0), (0.05, 0.02), (5.0, 5.0)])
    assert sides[0] != sides[1]


def test_a_label_gives_way_to_the_bar_of_another_device():
    # Its usual side, above to the right, is where a bar of another device stands.
    points, bar = [(0.0, 0.0), (1.0, 0.0)], ((1.5, -1.0), (1.5, 4.0))
    spans = [(-5.0, -5.0), (5.0, 5.0)]
    assert place_labels(points[:1], spans=spans) == ["top right"]
    assert place_labels(points[:1], spans=spans, bars=[bar])[0].endswith(("left", "center"))


def test_ratios_are_those_of_the_comparison_and_the_claim_is_a_line():
    comparison = make_comparison()
    for quantity, claimed in (("energy", 1e4), ("speed", 100.0)):
        figure = fig_ratio(comparison, quantity)
        line = next(s for s in figure.layout.shapes if s.name == "claim")
        assert line.x0 == claimed
        for pair in comparison.pairs:
            ratio = getattr(pair, quantity).estimate
            trace = next(
                t for t in figure.data if t.error_x.array is not None
                and t.name.lower().startswith(pair.chip)
            )  # fmt: skip
            assert trace.x[0] == pytest.approx(ratio.nominal)
            assert ends(trace) == pytest.approx((ratio.low, ratio.high))


def test_a_claimed_chip_is_no_evidence_in_the_ratio_figure():
    figure = fig_ratio(make_comparison())
    claimed = next(t for t in figure.data if t.name and t.name.startswith("Claimed"))
    assert claimed.marker.symbol == "star-open"
    assert claimed.text[0] == "as claimed, not counted"


def test_what_was_timed_once_is_labelled_and_bounds_stand_with_their_number():
    reports = [
        make_report("loihi", missing=("hop",)),  # at least 2 mJ
        replace(make_report("gpu", 40.0, 0.4, role="baseline"), boundary="wall"),
        make_report("here", 8.0, 0.2, "assumed", basis="timed once", role="baseline"),
    ]
    figure = fig_ratio(compare(reports, Claim(energy=1e4, speed=100.0)))
    text = {t.name: t.text[0] for t in figure.data if t.name}
    assert text["Loihi against Gpu"] == "<b>open</b>, at most 20,000"
    assert text["Loihi against Here"] == "timed once, not counted, at most 4,000"
    assert "1 of 2 pairs count" in figure.layout.meta["caption"]


def test_energy_per_operation_has_devices_claim_and_marks():
    comparison = make_comparison()
    frame = data_frame(fig_energy_per_op(comparison))
    names = frame["series"].tolist()
    assert "implied by the claim over Gpu" in names
    assert all(mark.name in names for mark in comparison.marks)
    loihi = frame[frame["series"] == "Loihi"].iloc[0]
    assert loihi["energy per operation (J)"] == pytest.approx(2e-3 / 1e6)


def test_mean_power_is_energy_over_time():
    report = make_report(n_ticks=5000)
    figure = fig_power_trace(report)
    mean = of(figure, next(t.name for t in figure.data if t.name.startswith("mean")))
    assert mean.y[0] == pytest.approx(report.tick_energy_j.sum() / report.tick_latency_s.sum())
    highest = of(figure, "power, highest").y.max()
    assert highest == pytest.approx((report.tick_energy_j / report.tick_latency_s).max())
    assert figure.layout.meta["total"] == 5000
    assert figure.layout.meta["shown"] < 5000


def test_tick_quantiles_and_deadline():
    report = make_report(n_ticks=300)
    figure = fig_tick_latency(report)
    levels = {t.name.split(" ")[0]: t.y[0] for t in figure.data if len(t.y) == 2}
    assert levels["p50"] == pytest.approx(np.median(report.tick_latency_s))
    assert levels["p95"] == pytest.approx(np.percentile(report.tick_latency_s, 95))
    assert levels["max"] == pytest.approx(report.tick_latency_s.max())
    assert levels["real-time"] == pytest.approx(0.5 / 300)
    assert of(figure, "time per tick").y == pytest.approx(report.tick_latency_s)


@pytest.mark.parametrize("draw", [fig_power_trace, fig_tick_latency])
def test_a_device_without_ticks_gives_a_hint(draw):
    assert any(n.name == "hint" for n in draw(unpriced()).layout.annotations)


def test_the_floor_plan_shows_every_core_once_with_its_neurons():
    placement = make_placement()
    figure = fig_floorplan(placement, populations=POPULATIONS)
    heat = figure.data[0]
    assert np.nansum(heat.z) == 100
    assert sorted(heat.customdata[heat.customdata >= 0].tolist()) == list(range(20))
    text = heat.text[heat.customdata == 17][0]
    assert "inh: 5" in text
    assert "chip 1" in text
    energy = np.arange(20.0)
    coloured = fig_floorplan(placement, energy, "energy (J)").data[0]
    assert coloured.z[coloured.customdata == 13] == pytest.approx([13.0])


def test_binding_limits_are_red_and_said():
    figure = fig_limits(make_placement())
    bars = figure.data[0]
    assert bars.x == pytest.approx([100 * 1312 / 1024, 61.0])
    assert list(bars.marker.color) == [colour("danger"), colour("blue")]
    said = [n.text for n in figure.layout.annotations]
    assert said == ["exceeded: needs<br>1,312 of 1,024 neurons", "61 of 100 kB"]
    assert "1 limit is exceeded" in figure.layout.meta["caption"]


def test_ticks_of_log_axes_have_units():
    assert [label(v, "J") for v in (1e-12, 1e-3, 100.0, 1e-21)] == [
        "1 pJ",
        "1 mJ",
        "100 J",
        "10⁻²¹ J",
    ]
    assert [label(v, "") for v in (1.0, 1e4, 1e6)] == ["1", "10,000", "10⁶"]


def test_no_device_at_all_is_a_hint():
    for figure in (fig_energy([]), fig_latency([]), fig_components([]), fig_pareto([])):
        assert any(n.name == "hint" for n in figure.layout.annotations)


def test_nothing_drawn_is_infinite(reports):
    for figure in (fig_energy(reports), fig_pareto(reports), fig_ratio(make_comparison())):
        numbers = data_frame(figure).select_dtypes("number").to_numpy().ravel()
        assert all(math.isfinite(v) for v in numbers if not np.isnan(v))


def test_the_boundary_stands_on_every_cost_figure(reports):
    alike = [at_boundary(r, "wall") for r in reports]
    for draw in (fig_energy, fig_components, fig_pareto):
        figure = draw(alike)
        titles = (figure.layout.xaxis.title.text or "") + (figure.layout.yaxis.title.text or "")
        assert "at the wall" in titles
        assert "at the wall" in figure.layout.meta["caption"]
    assert not any("wall" in name for name in fig_energy(alike).layout.yaxis.categoryarray)
    mixed = fig_energy(reports)
    assert "each at its own boundary" in mixed.layout.xaxis.title.text
    assert any(name.endswith("<i>board</i>") for name in mixed.layout.yaxis.categoryarray)


def test_value_and_evidence_stand_beside_every_bar(reports):
    for draw in (fig_energy, fig_components):
        found = [a.text for a in draw(reports).layout.annotations if a.name == "grade"]
        assert len(found) == 4  # the fifth has no energy
        assert "90 J<br>measured" in found
        assert "at least 400 µJ<br>assumed" in found


def test_a_label_explains_the_term_and_cites_its_source():
    known = replace(make_report().terms[0].energy_j, sources=("davies2018",))
    term = replace(make_report().terms[0], energy_j=known)
    figure = fig_components([make_report(terms=(term,))])
    (text,) = figure.data[0].hovertext
    assert "the weight is read and added" in text
    assert "Davies et al. 2018" in text


def test_every_term_of_a_bill_is_explained(activity, wiring):
    names = {*LINE_NAMES, *Power.model_fields, "board_power", "wall_power", "package", "claimed"}
    for device in ("h100", "cpu_node_epyc"):
        names |= {term.name for term in baseline(device, activity, wiring).terms}
    assert {name for name in names if not explain(name)} == set()


def test_the_front_holds_what_nobody_beats_in_both():
    at = [(1.0, 5.0), (2.0, 3.0), (3.0, 4.0), (4.0, 1.0)]
    reports = [make_report(f"d{i}", energy_j=e, latency_s=t) for i, (t, e) in enumerate(at)]
    claim = make_report("claim", energy_j=1e-9, latency_s=1e-9, basis="claimed")
    bound = make_report("bound", energy_j=0.5, latency_s=0.5, missing=("hop",))
    front = [r.device for r in pareto_front([*reports, claim, bound])]
    assert front == ["d0", "d1", "d3"]  # d2 is slower than d1 and needs more
    line = next(t for t in fig_pareto(reports).data if "front" in t.name)
    assert list(line.y) == [5.0, 3.0, 1.0]


def test_power_runs_under_the_raster_on_one_axis(activity):
    report = make_report(n_ticks=5000)
    figure = fig_raster_and_power(activity, report)
    power = next(t for t in figure.data if t.name == "power")
    assert power.yaxis == "y2"
    assert {t.xaxis or "x" for t in figure.data} == {"x"}
    mean = next(t for t in figure.data if (t.name or "").startswith("mean"))
    expected = report.tick_energy_j.sum() / report.tick_latency_s.sum()
    assert mean.y[0] == pytest.approx(expected)
    assert "of the chip" in figure.layout.meta["caption"]


def test_power_of_a_stretch_is_of_its_ticks_alone(activity):
    report = make_report(n_ticks=5000)  # of 0.1 ms
    figure = fig_raster_and_power(activity, report, window_s=(0.1, 0.3), between=(3, 5))
    assert list(figure.layout.xaxis.range) == [100, 300]
    power = next(t for t in figure.data if t.name == "power")
    assert min(power.x) >= 100
    assert max(power.x) <= 300
    mean = next(t for t in figure.data if (t.name or "").startswith("mean"))
    assert mean.name.endswith("W here")
    assert list(mean.x) == [100, 300]
    within = slice(1000, 3000)
    expected = report.tick_energy_j[within].sum() / report.tick_latency_s[within].sum()
    assert mean.y[0] == pytest.approx(expected)
    assert "rows 3 to 5" in figure.layout.meta["caption"]
    # A stretch within one tick has that tick's power.
    tick = fig_raster_and_power(activity, report, window_s=(0.10001, 0.10002))
    (line,) = [t for t in tick.data if t.name == "power"]
    assert list(line.y) == [pytest.approx(report.tick_energy_j[1000] / report.tick_latency_s[1000])]


def test_energy_by_population_and_by_core_add_up():
    shares = {"exc": 1.25e-3, "(shared)": 7.5e-4}
    report = make_report(population_energy_j=shares, core_energy_j=np.array([1.5e-3, 5e-4]))
    figure = fig_attribution(report, {"exc": "Excitatory"})
    people, cores = figure.data
    assert list(people.y) == ["Excitatory", "shared"]
    assert list(people.text) == ["62.5%", "37.5%"]
    assert sum(people.x) == pytest.approx(report.energy_j.nominal)
    assert sum(cores.y) == pytest.approx(report.energy_j.nominal)
    assert "2 mJ" in figure.layout.meta["caption"]


def test_a_reason_in_a_row_is_two_lines_of_whole_words_and_all_of_it_is_hover_text():
    reason = (
        "Card & Co is known of the board only (what is published is the power of the whole card)"
    )
    lacking = make_report("card", title="Card", missing=(), energy_j=1.0)
    lacking = replace(lacking, terms=(), energy_j=None, missing=(reason,))
    (note,) = [
        n for n in fig_energy([make_report(), lacking]).layout.annotations if n.name == "unknown"
    ]
    lines = note.text.replace("&amp;", "&").split("<br>")
    assert len(lines) == 2
    assert max(map(len, lines)) <= 44
    said = " ".join(lines).removesuffix(" …").removeprefix("not known: ")
    assert reason.startswith(said + " ")
    assert note.hovertext.replace("&amp;", "&").replace("<br>", " ") == reason


def test_labels_of_a_narrow_axis_are_few_and_every_decade_keeps_a_line():
    reports = [make_report("small", 1e-5), make_report("large", 50.0)]
    axis = fig_energy(reports).layout.xaxis
    assert list(axis.ticktext) == ["1 mJ", "1 J"]
    assert list(axis.minor.tickvals) == pytest.approx([10.0**d for d in range(-5, 3)])


def test_the_words_of_a_long_bar_stand_in_it():
    placement = make_placement()
    neurons, memory = placement.checks
    huge = replace(neurons, name="chips", needed=1331, limit=1, unit="chips")
    notes = fig_limits(replace(placement, checks=(huge, memory))).layout.annotations
    inside = next(n for n in notes if n.y == "chips")
    assert (inside.xanchor, inside.text) == ("right", "exceeded: needs<br>1,331 of 1 chips")
    assert next(n for n in notes if n.y == memory.name).xanchor == "left"


def test_a_floorplan_says_by_title_that_only_a_part_of_the_chip_is_drawn():
    placement = replace(make_placement(), cores_per_chip=128)
    caption = fig_floorplan(placement, context=FigureContext(profile="My chip")).layout.meta[
        "caption"
    ]
    assert "chips of My chip" in caption
    assert "Only the part in use is drawn; a chip has 128 cores." in caption
    full = replace(placement, cores_per_chip=placement.n_cores // placement.n_chips)
    assert "Only the part" not in fig_floorplan(full).layout.meta["caption"]
