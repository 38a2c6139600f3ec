"""A report that shows how far the model can be trusted: figures, tables, sources."""

from hand_made_results import make_activity, make_wiring

from dashboard.figures import FigureContext
from dashboard.report.catalogue import DEFAULT, TRUST, Material, entries
from dashboard.report.compose import attachments, compose, sources
from dashboard.report.document import html_report
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


def test_with_a_figure_go_the_tables_and_the_sources():
    content = compose(material(), TRUST)
    found = validation()
    tables = {table.title: table for table in content.tables}
    predicted = next(t for title, t in tables.items() if "can be trusted" in title)
    assert len(predicted.rows) == len(found.predictions)
    assert predicted.note == found.summary
    assert len(content.figures) == 2
    for key in ("akopyan2015", "frenkel2019", "senk2026"):
        assert key in sources(material(), TRUST)
        assert f"{{{key}," in attachments(material(), TRUST).bibtex
    assert "TrueNorth" in html_report(content)


def test_without_it_neither():
    content = compose(material(), DEFAULT)
    assert not [t for t in content.tables if "can be trusted" in t.title]
    assert "akopyan2015" not in sources(material(), DEFAULT)
