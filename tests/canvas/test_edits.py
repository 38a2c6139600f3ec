"""What the canvas does to a network, and what it refuses."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from dashboard.canvas.drawing import graph_of, palette
from dashboard.canvas.edits import Drawing, Edit, carry_out
from dashboard.canvas.parts import boxes_of, parts_of
from dashboard.canvas.places import placed, with_places
from sim.errors import SpecError
from sim.network import (
    add_drive,
    changed_values,
    differences,
    kinds,
    list_networks,
    load_network,
    load_template,
    realise,
    title_of,
)
from sim.provenance import fingerprint, wiring_fingerprint

CUBA = Drawing(load_network("cuba"))
EMPTY = Drawing(load_template("empty"))


def after(drawing: Drawing, *edits: dict) -> Drawing:
    for edit in edits:
        drawing = carry_out(TypeAdapter(Edit).validate_python(edit), drawing)
    return drawing


def boxes(drawing: Drawing) -> dict[str, tuple[float, float] | None]:
    """Return what the network file says about the place of each box."""
    found = {}
    for name, population in drawing.network.populations.items():
        found[f"population:{name}"] = population.box
        found |= {f"drive:{name}:{i}": drive.box for i, drive in enumerate(population.drives)}
    return found


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
    assert boxes(drawing) == {
        "population:lif": (10, 20), "drive:lif:0": None, "population:adex": (300, 20)
    }  # fmt: skip
    assert realise(drawing.network).n_synapses == 100 * 100 + 100 * 99


@pytest.mark.parametrize("model", [*kinds("neuron"), *kinds("source")])
def test_everything_in_the_palette_can_be_added(model: str) -> None:
    drawing = after(EMPTY, {"do": "add", "what": "population", "model": model})
    assert list(drawing.network.populations) == [model]
    offered = {item["model"] for group in palette() for item in group["items"]}
    assert model in offered


def test_boxes_asked_for_at_one_place_do_not_cover_each_other() -> None:
    """A double click asks twice, before the browser knows of the first box."""
    add = {"do": "add", "what": "population", "model": "lif", "x": 100, "y": 50}
    drawing = after(EMPTY, add, add, add)
    assert boxes(drawing)["population:lif"] == (100, 50)
    places = list(boxes(drawing).values())
    assert len(set(places)) == 3
    heights = [y for _, y in places]
    assert heights == [50, 50 + 132, 50 + 264]  # a box is 66 high, with room for a stimulus below


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
    assert boxes(fewer)["drive:exc:0"] == (5, 6)  # the current kept its place under its new number
    alone = after(driven, {"do": "remove", "ids": ["drive:exc:1", "projection:i_to_e", "population:exc"]})  # fmt: skip
    assert parts_of(alone.network) == ["population:inh", "projection:i_to_i"]
    assert placed(alone.network) == {"population:inh": placed(CUBA.network)["population:inh"]}
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
    put = after(drawing, {"do": "move", "places": {"drive:exc:0": [5, 6]}},
                {"do": "connect", "source": "drive:exc:0", "target": "population:inh"})  # fmt: skip
    assert boxes(put)["drive:inh:1"] is None  # not on top of the one it is a copy of


def test_a_name_moves_with_its_place() -> None:
    drawing = after(
        CUBA,
        {"do": "add", "what": "drive", "model": "poisson", "onto": "population:exc"},
        {"do": "move", "places": {"population:exc": [1, 2], "drive:exc:0": [3, 4]}},
        {"do": "rename", "id": "population:exc", "name": "pyramidal"},
        {"do": "rename", "id": "projection:e_to_i", "name": "out"},
    )
    put = {"population:pyramidal": (1, 2), "drive:pyramidal:0": (3, 4), "population:inh": (236, 0)}
    assert boxes(drawing) == put
    assert "projection:out" in parts_of(drawing.network)
    assert set(boxes(after(drawing, {"do": "tidy"})).values()) == {None}


def test_copies_lie_beside_what_they_were_made_of() -> None:
    drawing = after(
        CUBA,
        {"do": "add", "what": "drive", "model": "poisson", "onto": "population:exc"},
        {"do": "add", "what": "drive", "model": "current", "onto": "population:exc"},
        {"do": "move", "places": {"population:exc": [10, 20], "drive:exc:1": [300, 400]}},
        {"do": "duplicate", "ids": ["population:exc"]},
    )
    at = placed(drawing.network)
    moved = {
        box: (x + 36, y + 72) for box, (x, y) in at.items() if ":exc" in box and "_2" not in box
    }
    assert {box.replace(":exc", ":exc_2"): place for box, place in moved.items()} == {
        box: place for box, place in at.items() if ":exc_2" in box
    }
    # A stimulus that nobody put anywhere follows its population; the other one stays.
    x, y = at["drive:exc_2:0"]
    on = placed(after(drawing, {"do": "move", "places": {"population:exc_2": [0, 0]}}).network)
    assert on["drive:exc_2:0"] == (x - at["population:exc_2"][0], y - at["population:exc_2"][1])
    assert on["drive:exc_2:1"] == at["drive:exc_2:1"]


def test_what_is_there_stays_when_something_comes_or_goes() -> None:
    before = placed(CUBA.network)
    edits = (
        {"do": "add", "what": "population", "model": "lif"},
        {"do": "add", "what": "drive", "model": "poisson", "onto": "population:inh"},
        {"do": "connect", "source": "population:inh", "target": "population:inh"},
        {"do": "remove", "ids": ["projection:e_to_i", "projection:e_to_e"]},
        {"do": "duplicate", "ids": ["population:inh"]},
    )
    for edit in edits:
        now = placed(after(CUBA, edit).network)
        assert {box: now[box] for box in before} == before


def test_a_box_that_was_moved_is_the_same_run_under_the_same_name() -> None:
    moved = after(
        CUBA,
        {"do": "add", "what": "drive", "model": "poisson", "onto": "population:exc"},
        {"do": "move", "places": {"population:inh": [7, 8], "drive:exc:0": [-5.6, 9]}},
    ).network
    plain = add_drive(CUBA.network, "exc", "poisson")
    assert moved != plain
    assert fingerprint(moved) == fingerprint(plain)
    assert wiring_fingerprint(moved) == wiring_fingerprint(plain)
    assert differences(plain, moved) == ()
    assert changed_values(moved, plain) == {}
    put = with_places(CUBA.network, {"population:exc": (1, 2)})
    assert title_of(put) == CUBA.network.title  # not changed


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
    at = placed(network)
    assert set(at) == set(boxes_of(network))
    places = sorted(at.items())
    for i, (a, (x, y)) in enumerate(places):
        for b, (u, v) in places[i + 1 :]:
            apart = abs(x - u) >= 156 or abs(y - v) >= 36
            assert apart, (a, b)


def test_the_drawing_says_sign_plasticity_and_which_of_several() -> None:
    network = after(CUBA, {"do": "duplicate", "ids": ["projection:e_to_i"]}).network
    arrows = {a["id"]: a for a in graph_of(network, "light")["edges"]}
    assert arrows["projection:e_to_i"]["sign"] == "excitatory"
    assert arrows["projection:i_to_e"]["sign"] == "inhibitory"
    assert (arrows["projection:e_to_i"]["nth"], arrows["projection:e_to_i_2"]["nth"]) == (0, 1)
    plastic = graph_of(load_network("stdp_competition"), "dark")["edges"]
    assert [a["mark"] for a in plastic if a["sign"] != "stimulus"] == ["STDP", ""]
