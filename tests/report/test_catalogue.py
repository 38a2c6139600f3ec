"""The catalogue holds every figure of a run, and each can be drawn from it."""

from types import SimpleNamespace

import pytest
from hand_made_results import make_activity, make_wiring

from dashboard.figures import FigureContext
from dashboard.report.catalogue import entries
from dashboard.report.material import Material
from sim.network import load_network


@pytest.fixture(scope="module")
def material():
    study = SimpleNamespace(reports=[], chips={}, comparison=SimpleNamespace(pairs=()))
    wiring = make_wiring()
    return Material(
        load_network("cuba"), wiring, wiring, make_activity(), study, FigureContext("cuba", 1), {}
    )


def test_the_figures_of_the_activity_page_are_in_it_and_can_be_drawn(material):
    found = entries(material)
    wanted = {
        "raster", "traces", "rate_histogram", "isi", "fano", "spectrum", "spectrogram_exc",
        "spectrogram_inh", "correlation", "correlation_histogram", "synchrony", "connectivity",
        "connectivity_bins", "weights",
    }  # fmt: skip
    assert wanted <= set(found)
    assert len({entry.label for entry in found.values()}) == len(found)
    for name in wanted:
        figure = found[name].draw(material)
        assert figure.layout.meta["theme"] == "light"
        assert "Network cuba, seed 1" in figure.layout.meta["caption"], name
