"""A report holds what was composed, in that order and in those words, also over several runs."""

import html
import re
from dataclasses import replace

import pytest
from hand_made_results import make_activity, make_comparison, make_reports, make_wiring

from dashboard.figures import FigureContext
from dashboard.report import arrange
from dashboard.report.attachments import attachments, whole
from dashboard.report.citations import bibtex_of
from dashboard.report.compose import compose, sources
from dashboard.report.document import html_report
from dashboard.report.material import Material
from dashboard.report.spec import (
    Devices,
    FigureChoice,
    ReportSpec,
    SectionSpec,
    dump_spec,
    parse_spec,
)
from sim.bibliography import parse_bibtex
from sim.errors import SpecError
from sim.network import load_network, network_from_yaml, with_values
from sim.study import Study, study

YAML = """
title: Two networks
authors: [A. Author, B. Author]
abstract: What was found.
runs:
- name: first
- name: second
sections:
- heading: Spikes
  text: Who fired when.
  figures:
  - {figure: raster, run: second, caption: My own words, note: A note}
  - {figure: isi, run: first}
- heading: Everywhere
  figures: [raster]
tables: [overview, spikes, costs]
"""


def material(name: str = "cuba", seed: int = 7) -> Material:
    wiring, activity = make_wiring(), make_activity()
    network = load_network(name).model_copy(update={"seed": seed})
    made = Study({}, tuple(make_reports()), make_comparison())
    context = FigureContext(network.title, seed, 0.5, None, "9.9")
    return Material(network, wiring, wiring, activity, made, context, {})


def runs():
    return [("first", material("cuba")), ("second", material("brunel", 8))]


def test_figures_stand_in_the_order_and_the_words_of_the_spec():
    content = compose(parse_spec(YAML), runs())
    assert [s.heading for s in content.sections][:3] == ["At a glance", "Spikes", "Everywhere"]
    words = [picture.words for picture in content.pictures()]
    assert words[0] == "My own words"
    assert content.pictures()[0].note == "A note"
    # The figure's own caption names network, seed and version.
    assert "Network CUBA balanced network, seed 7" in words[1]
    assert "NPU Explorer 9.9." in words[1]
    # Without a run a figure is drawn of each in turn.
    assert [("seed 7" in w, "seed 8" in w) for w in words[2:]] == [(True, False), (False, True)]
    assert content.left_out == []
    page = html_report(content)
    places = [page.index(f"<b>Figure {n}.</b>") for n in (1, 2, 3, 4)]
    assert places == sorted(places)
    assert page.index("A. Author, B. Author") < page.index("What was found.") < places[0]


def test_the_tables_chosen_are_there_and_no_others():
    titles = [t.title for s in compose(parse_spec(YAML), runs()).sections for t in s.tables]
    assert titles[0] == "The networks"
    assert {"Spikes by population (first)", "Spikes by population (second)"} <= set(titles)
    assert not [t for t in titles if t.startswith(("Bill", "Chips"))]


def test_side_by_side_every_device_has_its_energy_for_every_run():
    content = compose(parse_spec(YAML), runs())
    networks, energy, _ = content.sections[0].tables
    # 80 and 20 neurons; the source of 10 is not counted, nor are its spikes.
    activity = make_activity()
    fired = activity.n_spikes - activity.spikes_per_population()["input"]
    assert networks.rows[0][2] == "100"
    assert networks.rows[0][5] == f"{fired:,}"
    assert networks.rows[0][6] == f"{fired / 100 / 0.5:.3g} Hz"
    loihi = next(row for row in energy.rows if row[0] == "Loihi")
    assert loihi[1] == loihi[2] == "2 mJ (1 mJ to 6 mJ)"


def test_what_cannot_be_drawn_is_named_with_what_there_is():
    spec = parse_spec("sections: [{figures: [{figure: rastr, run: first}]}]")
    (said,) = compose(spec, runs()).left_out
    assert "'rastr' of first" in said
    assert "raster" in said


def test_nobody_composed_it_and_still_each_run_has_its_figures():
    content = compose(ReportSpec(), runs())
    assert content.title == "Two spiking networks on neuromorphic hardware"
    headings = [s.heading for s in content.sections]
    assert headings.index(runs()[0][1].network.title) < headings.index(runs()[1][1].network.title)
    assert len(content.pictures()) >= 4


def test_without_a_run_there_is_no_report():
    with pytest.raises(SpecError, match="no run"):
        compose(ReportSpec(), [])


@pytest.mark.parametrize(
    "words",
    [
        "plain",
        "a: b # c\n- d\n  e",
        "</script><b>x</b> {{y}} $z$ #import \"x\" 'q' \\ & %",
        "'''\n---\n...\n!!python/object:os.system",
        "Ω “quoted” 日本 \t tab",
        " leading and trailing \n\n",
    ],
)
def test_a_composition_survives_its_file(words):
    line = " ".join(words.split())
    spec = ReportSpec(
        title=line, authors=(line,), abstract=words,
        runs=({"name": "a", "id": "0" * 24}, {"name": "b"}),
        sections=({"heading": line, "text": words, "figures": (
            {"figure": "raster", "run": "a", "caption": words, "note": words}, "isi")},),
        tables=("bills", "overview"),
        devices=Devices(hardware=("loihi",), baselines=("h100",), own={"mine": words}),
    )  # fmt: skip
    assert parse_spec(dump_spec(spec)) == spec
    assert parse_spec(dump_spec(ReportSpec())) == ReportSpec()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("titel: x", "titel.*title"),
        ("- a", "expected fields"),
        ("runs: [{name: a}, {name: a}]", "two runs are called 'a'"),
        ("runs: [{name: ../x}]", "runs.*name"),
        ("runs: [{name: a, id: XYZ}]", "id"),
        ("runs: [{name: a}]\nsections: [{figures: [{figure: raster, run: b}]}]", "run 'b'.*among the runs: a"),
        ("tables: [everything]", "tables.*overview"),
        ('title: "a\\x07b"', "title.*not text"),
        (f"title: {'x' * 300}", "title"),
        ("schema: 2", "schema"),
        ("devices: {method: best}", "method"),
        ("devices: {claim: {energy: -1, speed: 1}}", "energy"),
        ("title: &a [*a]", "contains itself|title"),
        ("sections: [{figures: [" + ",".join(["raster"] * 110) + "]}]", "110 figures; at most 100"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_by_field(text, named):
    with pytest.raises(SpecError, match=f"(?s){named}"):
        parse_spec(text, "report.yaml")


@pytest.mark.parametrize(
    ("moved", "position", "order"),
    [
        ((0, 0), 3, [["b"], ["c", "a", "d"]]),  # down into the next section, behind what was there
        ((1, 1), 1, [["d", "a", "b"], ["c"]]),  # up to the top
        ((0, 0), 2, [["b", "a"], ["c", "d"]]),
        ((1, 1), 3, [["a", "b"], ["d", "c"]]),
        ((0, 1), 2, [["a", "b"], ["c", "d"]]),
        ((0, 0), 99, [["b"], ["c", "d", "a"]]),
    ],
)
def test_a_figure_is_put_at_a_position_counted_over_all_sections(moved, position, order):
    spec = ReportSpec(sections=(SectionSpec(figures=("a", "b")), SectionSpec(figures=("c", "d"))))
    done = arrange.place_figure(spec, *moved, position)
    assert [[f.figure for f in s.figures] for s in done.sections] == order
    flat = [name for section in order for name in section]
    name = spec.sections[moved[0]].figures[moved[1]].figure
    assert flat.index(name) == min(position, 4) - 1


def test_figures_and_sections_move_and_stay_whole():
    spec = parse_spec(YAML)

    def order(s):
        return [[f.figure for f in section.figures] for section in s.sections]

    assert order(spec) == [["raster", "isi"], ["raster"]]
    assert order(arrange.move_figure(spec, 0, 0, 1)) == [["isi", "raster"], ["raster"]]
    assert order(arrange.move_figure(spec, 0, 1, 1)) == [["raster"], ["isi", "raster"]]
    assert order(arrange.move_figure(spec, 1, 0, -1)) == [["raster", "isi", "raster"], []]
    assert arrange.move_figure(spec, 0, 0, -1) == spec
    assert order(arrange.move_section(spec, 1, -1)) == [["raster"], ["raster", "isi"]]
    assert order(arrange.drop_figure(spec, 0, 0)) == [["isi"], ["raster"]]
    assert order(arrange.add_figure(spec, 1, "energy", "first"))[1] == ["raster", "energy"]
    assert order(arrange.drop_section(arrange.add_section(spec), 0)) == [["raster"], []]
    moved = arrange.move_figure(spec, 0, 0, 1).sections[0].figures[1]
    assert moved == FigureChoice(
        figure="raster", run="second", caption="My own words", note="A note"
    )
    changed = arrange.set_figure(spec, 0, 1, caption="Other words")
    assert changed.sections[0].figures[1].caption == "Other words"
    assert spec.sections[0].figures[1].caption == ""


def test_every_key_is_used_and_defined_here_and_in_the_bibtex():
    network = load_network("cuba")
    wiring, activity = make_wiring(), make_activity()
    costs = study(wiring, activity, ("loihi", "npu_bottom_up"), ("h100",))
    made = Material(network, wiring, wiring, activity, costs, FigureContext(), {})
    spec = ReportSpec()
    content = compose(spec, [("cuba", made)])
    listed = {source.key for source in content.sources}
    text = re.sub(r"<script.*?</script>", "", html_report(content), flags=re.S)
    body = html.unescape(text[: text.index('id="sources"')])
    used = {key for group in re.findall(r"\[([a-z][\w, -]*\d{4}\w*)\]", body) for key in group.split(", ")}  # fmt: skip
    assert len(listed) > 5
    assert used == listed
    files = attachments(spec, [("cuba", made)], Devices()).files
    assert set(parse_bibtex(files["references.bib"], "references.bib")) == listed
    assert set(sources(spec, [("cuba", made)])) == listed


def test_a_source_of_the_user_has_an_entry_too():
    found = parse_bibtex(bibtex_of(["davies2018", "user", "my lab"]), "x")
    assert set(found) == {"davies2018", "user"}, "a key that BibTeX cannot hold is left out"


def test_the_archive_says_how_to_make_it_again():
    devices = Devices(hardware=("loihi", "mine"), baselines=("h100",), own={"mine": "name: mine\n"})
    found = attachments(ReportSpec(), runs(), devices)
    assert parse_spec(found.files["report.yaml"]) == whole(ReportSpec(), runs(), devices)
    for name in ("first", "second"):
        assert f"runs/{name}/network.yaml" in found.files
        assert f"npu-explorer run runs/{name}/network.yaml" in found.readme
    assert "--hardware loihi --hardware hardware/mine.yaml --baseline h100" in found.readme
    assert "npu-explorer report RUN_1 RUN_2 report.pdf --spec report.yaml" in found.readme


def test_the_network_file_of_the_archive_says_how_it_is_drawn():
    made = material()
    drawn = with_values(made.network, {"populations.inh.box": [300, -40]})
    found = attachments(ReportSpec(), [("cuba", replace(made, network=drawn))], Devices())
    assert network_from_yaml(found.files["runs/cuba/network.yaml"]) == drawn
