"""The links of the mesh over a floorplan."""

import numpy as np
import pytest

from dashboard.figures import fig_floorplan
from dashboard.figures.data import data_frame
from sim.activity import Activity
from sim.hardware import load_profile, placement_from_cores
from sim.hardware.links import link_traffic
from sim.wiring import Wiring

LOIHI = load_profile("loihi")


def drawn(core, **options):
    """Each neuron talks to the next; neuron 0 fires twice, the others once."""
    n = len(core)
    wiring = Wiring.from_arrays(np.arange(n - 1), np.arange(1, n), 1.0, 1e-3, n, n, 1e-3)
    fired = [0, *range(n)]
    activity = Activity.from_spikes(fired, [0.0] * len(fired), n, 0.01, 1e-3)
    placement = placement_from_cores(core, LOIHI, wiring)
    links = link_traffic(activity, wiring, placement, LOIHI)
    return fig_floorplan(placement, links=links, **options), links


def lines(figure):
    return [trace for trace in figure.data if trace.type == "scatter" and trace.mode == "lines"]


def test_a_busier_link_is_wider():
    height = int(LOIHI.structure.mesh_y.estimate().nominal)
    # Tiles (0, 0), (1, 0) and (2, 0): two messages over the first link, one over the second.
    figure, links = drawn([0, 4 * height, 8 * height])
    assert sorted(links.messages) == [1.0, 2.0]
    wide = {round(trace.line.width, 3): trace for trace in lines(figure)}
    assert len(wide) == 2
    first = wide[max(wide)]
    second = wide[min(wide)]
    assert np.nanmax(first.x) == pytest.approx(np.nanmin(second.x))
    assert "3 in all, 2 over the busiest" in figure.layout.meta["caption"]


def test_messages_of_every_link_are_among_the_data():
    height = int(LOIHI.structure.mesh_y.estimate().nominal)
    figure, _ = drawn([0, 4 * height, 8 * height])
    frame = data_frame(figure)
    assert sorted(frame["messages"].dropna()) == [1.0, 2.0]


def test_lines_start_at_the_middle_of_their_tile():
    height = int(LOIHI.structure.mesh_y.estimate().nominal)
    # Four cores of tile (0, 0) and one of tile (1, 0); two by two cores to a tile.
    figure, _ = drawn([0, 1, 2, 3, 4 * height])
    heatmap = figure.data[0]
    cells = {int(core): (x, y) for (y, x), core in np.ndenumerate(heatmap.customdata) if core >= 0}
    middle = np.mean([cells[core] for core in range(4)], axis=0)
    (line,) = lines(figure)
    assert (line.x[0], line.y[0]) == pytest.approx(tuple(middle))


def test_two_floorplans_share_their_scales():
    figure, _ = drawn([0, 1, 2], highest=50.0, busiest_link=9.0)
    assert figure.data[0].zmax == 50.0


def test_one_tile_has_no_links():
    figure, links = drawn([0, 1, 2])
    assert not len(links.messages)
    assert not lines(figure)
    assert "No message leaves its tile." in figure.layout.meta["caption"]
