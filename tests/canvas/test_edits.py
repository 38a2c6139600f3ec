"""What the canvas does to a network, and what it refuses."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from dashboard.canvas.drawing import graph_of, palette
from dashboard.canvas.edits import Drawing, Edit, carry_out
from dashboard.canvas.parts import boxes_of, parts_of
from dashboard.canvas.places import placed
from sim.errors import SpecError
from sim.network import kinds, list_networks, load_network, load_template, realise

CUBA = Drawing(load_network("cuba"), {})
EMPTY = Drawing(load_template("empty"), {})


def after(drawing: Drawing, *edits: dict) -> Drawing:
    for edit in edits:
        drawing = carry_out(TypeAdapter(Edit).validate_python(edit), drawing)
    return drawing


def test_two_populations_are_built_from_nothing() -> None:
    drawing = after(
        EMPTY,
        {"do": "add", "what": "population", "model": "lif", "x": 10, "y": 20},
        {"do": "add", "what": "population", "model": "adex", "x": 300, "y": 20},
        {"do": "connect", "source": "population:lif", "target": "population:adex"},
        {"do": "connect", "source": "population:adex", "target": "population:adex"},
        {"do": "add", "what": "drive", "model": "poisson", "onto": "population:lif"},
    )
    assert parts_of(drawing.network) == [
        "population:lif", "drive:lif:0", "population:adex",
        "projection:lif_to_adex", "projection:adex_to_adex",
    ]  # fmt: skip
    assert drawing.selected == ("drive:lif:0",)
    assert drawing.places["population:lif"] == (10, 20)
    assert realise(drawing.network).n_synapses == 100 * 100 + 100 * 99


@pytest.mark.parametrize("model", [*kinds("neuron"), *kinds("source")])
def test_everything_in_the_palette_can_be_added(model: str) -> None:
    drawing = after(EMPTY, {"do": "add", "what": "population", "model": model})
    assert list(drawing.network.populations) == [model]
    offered = {item["model"] for group in palette() for item in group["items"]}
    assert model in offered


def test_what_is_removed_takes_along_what_hangs_on_it() -> None:
    driven = after(
        CUBA,
        {"do": "add", "what": "drive", "model": "poisson", "onto": "population:exc"},
        {
            "do": "add",
            "what": "drive",
            "model": "current",
            "onto": "population:exc",
            "x": 5,
            "y": 6,
        },
    )
    fewer = after(driven, {"do": "remove", "ids": ["drive:exc:0"]})
    assert [d.kind for d in fewer.network.populations["exc"].drives] == ["current"]
    assert fewer.places["drive:exc:0"] == (5, 6)  # the current kept its place under its new number
    alone = after(driven, {"do": "remove", "ids": ["drive:exc:1", "projection:i_to_e", "population:exc"]})  # fmt: skip
    assert parts_of(alone.network) == ["population:inh", "projection:i_to_i"]
    assert set(alone.places) == {"population:inh"}
    assert after(alone, {"do": "remove", "ids": ["population:inh"]}).network.populations == {}


def test_copies_of_populations_are_connected_as_these_are() -> None:
    both = ["population:exc", "population:inh"]
    drawing = after(CUBA, {"do": "duplicate", "ids": both})
    ends = {(p.source, p.target) for p in drawing.network.projections}
    new = {("exc_2", "exc_2"), ("exc_2", "inh_2"), ("inh_2", "exc_2"), ("inh_2", "inh_2")}
    assert new <= ends
    assert len(drawing.network.projections) == 8
    lone = after(CUBA, {"do": "duplicate", "ids": ["population:exc"]}).network
    ends = [(p.source, p.target) for p in lone.projections if "exc_2" in (p.source, p.target)]
    assert ends == [("exc_2", "exc_2")]
    twice = after(CUBA, {"do": "duplicate", "ids": ["projection:e_to_i"]}).network
    assert [(p.name, p.source, p.target) for p in twice.projections][-1] == (
        "e_to_i_2",
        "exc",
        "inh",
    )


def test_a_stimulus_drawn_to_another_population_is_copied_there() -> None:
    drawing = after(
        CUBA,
        {"do": "add", "what": "drive", "model": "poisson", "onto": "population:exc"},
        {"do": "connect", "source": "drive:exc:0", "target": "population:inh"},
    )
    populations = drawing.network.populations
    assert populations["inh"].drives == populations["exc"].drives


def test_a_name_moves_with_its_place() -> None:
    drawing = after(
        CUBA,
        {"do": "add", "what": "drive", "model": "poisson", "onto": "population:exc"},
        {"do": "move", "places": {"population:exc": [1, 2], "drive:exc:0": [3, 4]}},
        {"do": "rename", "id": "population:exc", "name": "pyramidal"},
        {"do": "rename", "id": "projection:e_to_i", "name": "out"},
    )
    assert drawing.places["population:pyramidal"] == (1, 2)
    assert drawing.places["drive:pyramidal:0"] == (3, 4)
    assert "projection:out" in parts_of(drawing.network)
    assert after(drawing, {"do": "tidy"}).places == {}


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        ({"do": "add", "what": "population", "model": "brain"}, "no kind 'brain'"),
        ({"do": "add", "what": "population", "model": "<img src=x>"}, "no kind '<img src=x>'"),
        ({"do": "add", "what": "drive", "model": "poisson"}, "select one first"),
        ({"do": "add", "what": "drive", "model": "laser", "onto": "population:exc"}, "no kind 'laser'"),
        ({"do": "add", "what": "drive", "model": "current", "onto": "population:nobody"}, "no such"),
        ({"do": "connect", "source": "population:exc", "target": "population:x"}, "no such popul"),
        ({"do": "connect", "source": "drive:exc:7", "target": "population:exc"}, "there are 0"),
        ({"do": "remove", "ids": ["population:x"]}, "nothing to remove"),
        ({"do": "duplicate", "ids": ["projection:x"]}, "nothing to duplicate"),
        ({"do": "rename", "id": "population:exc", "name": "inh"}, "already a population"),
        ({"do": "rename", "id": "projection:e_to_i", "name": "e_to_e"}, "already a projection"),
        ({"do": "rename", "id": "population:exc", "name": "<b>exc</b>"}, "is no name"),
        ({"do": "rename", "id": "population:exc", "name": "x" * 33}, "is no name"),
        ({"do": "rename", "id": "drive:exc:0", "name": "x"}, "no name of its own"),
    ],
)  # fmt: skip
def test_the_network_refuses_and_says_why(edit: dict, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        after(CUBA, edit)


@pytest.mark.parametrize(
    "edit",
    [
        {"do": "explode"},
        {"do": "add", "what": "planet", "model": "lif"},
        {"do": "add", "what": "population", "model": "l" * 41},
        {"do": "add", "what": "population", "model": "lif", "size": 10**12},
        {"do": "add", "what": "population", "model": "lif", "x": float("nan"), "y": 0},
        {"do": "add", "what": "population", "model": "lif", "x": 1e9, "y": 0},
        {"do": "move", "places": {"population:<script>": [0, 0]}},
        {"do": "move", "places": {"population:exc": [0, 0, 0]}},
        {"do": "move", "places": {f"population:p{i}": [0, 0] for i in range(5001)}},
        {"do": "remove", "ids": []},
        {"do": "remove", "ids": ["population:exc"] * 5001},
        {"do": "remove", "ids": ["../../etc/passwd"]},
        {"do": "connect", "source": "projection:e_to_i", "target": "population:exc"},
        {"do": "rename", "id": "population:exc", "name": "x" * 201},
        {"do": "tidy", "and": "more"},
    ],
)
def test_what_is_no_edit_is_no_edit(edit: dict) -> None:
    with pytest.raises(ValidationError):
        after(CUBA, edit)


@pytest.mark.parametrize("name", list_networks())
def test_boxes_arrange_themselves_without_covering_each_other(name: str) -> None:
    network = load_network(name)
    at = placed(network, {})
    assert set(at) == set(boxes_of(network))
    places = sorted(at.items())
    for i, (a, (x, y)) in enumerate(places):
        for b, (u, v) in places[i + 1 :]:
            apart = abs(x - u) >= 156 or abs(y - v) >= 36
            assert apart, (a, b)


def test_the_drawing_says_sign_plasticity_and_which_of_several() -> None:
    network = after(CUBA, {"do": "duplicate", "ids": ["projection:e_to_i"]}).network
    arrows = {a["id"]: a for a in graph_of(network, {}, "light")["edges"]}
    assert arrows["projection:e_to_i"]["sign"] == "excitatory"
    assert arrows["projection:i_to_e"]["sign"] == "inhibitory"
    assert (arrows["projection:e_to_i"]["nth"], arrows["projection:e_to_i_2"]["nth"]) == (0, 1)
    plastic = graph_of(load_network("stdp_competition"), {}, "dark")["edges"]
    assert [a["mark"] for a in plastic if a["sign"] != "stimulus"] == ["STDP", ""]
