"""A report that shows how far the model can be trusted: figures, tables, sources."""

from hand_made_results import make_activity, make_wiring

from dashboard.figures import FigureContext
from dashboard.report.attachments import attachments
from dashboard.report.catalogue import DEFAULT, TRUST, entries
from dashboard.report.compose import compose, sources
from dashboard.report.document import html_report
from dashboard.report.material import Material
from dashboard.report.spec import Devices, ReportSpec, SectionSpec
from sim.comparison import compare
from sim.network import load_network
from sim.study import Study
from sim.validation import validation


def material() -> Material:
    wiring = make_wiring()
    nothing = Study({}, (), compare([]))
    return Material(
        load_network("one_neuron"), wiring, wiring, make_activity(), nothing, FigureContext(), {}
    )


def test_the_figures_need_no_device():
    assert set(TRUST) <= set(entries(material()))


def of(names) -> ReportSpec:
    return ReportSpec(sections=(SectionSpec(figures=tuple(names)),))


def test_with_a_figure_go_the_tables_and_the_sources():
    runs = [("a", material()), ("b", material())]
    content = compose(of(TRUST), runs)
    found = validation()
    tables = {table.title: table for section in content.sections for table in section.tables}
    predicted = next(t for title, t in tables.items() if "can be trusted" in title)
    assert len(predicted.rows) == len(found.predictions)
    assert predicted.note == found.summary
    assert len(content.pictures()) == len(TRUST), "they are of no run, so drawn once"
    for key in ("akopyan2015", "frenkel2019", "senk2026"):
        assert key in sources(of(TRUST), runs)
        assert f"{{{key}," in attachments(of(TRUST), runs, Devices()).files["references.bib"]
    assert "TrueNorth" in html_report(content)


def test_without_it_neither():
    runs = [("a", material())]
    content = compose(of(DEFAULT), runs)
    tables = [table.title for section in content.sections for table in section.tables]
    assert not [title for title in tables if "can be trusted" in title]
    assert "akopyan2015" not in sources(of(DEFAULT), runs)
