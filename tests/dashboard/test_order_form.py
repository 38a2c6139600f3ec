"""The order of populations and projections is changed by a position, and undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from edited_network import app_of, network_of
from streamlit.testing.v1 import AppTest

from sim.network import list_networks, load_network


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))


def form(name: str) -> AppTest:
    script = """
from dashboard.widgets.order_form import order_form
st.button("undo", key="undo", on_click=state.undo)
order_form(state.project().network)
"""
    app = app_of(name, script)
    assert not app.exception
    return app


def test_a_population_is_moved_step_by_step_and_undone() -> None:
    app = form("coba")
    app.selectbox(key="order:population").set_value("kick").run()
    place = app.number_input(key="order:population:kick")
    assert (place.value, place.min, place.max) == (3, 1, 3)
    place.set_value(2).run()
    assert list(network_of(app).populations) == ["exc", "kick", "inh"]
    app.number_input(key="order:population:kick").set_value(1).run()
    assert list(network_of(app).populations) == ["kick", "exc", "inh"]
    assert app.selectbox(key="order:population").options == ["kick", "exc", "inh"]
    app.button(key="undo").click().run()
    assert list(network_of(app).populations) == ["exc", "kick", "inh"]
    assert app.number_input(key="order:population:kick").value == 2
    # Another one at once to the place that the box showed for the first.
    app.selectbox(key="order:population").set_value("inh").run()
    app.number_input(key="order:population:inh").set_value(2).run()
    assert list(network_of(app).populations) == ["exc", "inh", "kick"]


def test_one_of_many_projections_is_moved_on_one_line() -> None:
    app = form("cortical_column")
    names = [p.name for p in load_network("cortical_column").projections]
    assert len(names) > 50
    assert len(app.number_input) == 2
    app.selectbox(key="order:projection").set_value(names[-1]).run()
    app.number_input(key=f"order:projection:{names[-1]}").set_value(5).run()
    assert [p.name for p in network_of(app).projections] == [*names[:4], names[-1], *names[4:-1]]
    assert list(network_of(app).populations) == list(load_network("cortical_column").populations)


@pytest.mark.parametrize("name", list_networks())
def test_it_is_there_where_there_are_several(name: str) -> None:
    network = load_network(name)
    several = [
        what
        for what, count in (("population", len(network.populations)), ("projection", len(network.projections)))
        if count > 1
    ]  # fmt: skip
    app = form(name)
    assert [str(box.key) for box in app.selectbox] == [f"order:{what}" for what in several]
    assert all(w.help for w in (*app.selectbox, *app.number_input))
