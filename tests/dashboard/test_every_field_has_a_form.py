"""What a network file can say can be set on the Build page: every field of every kind of part.

A network that holds every class of the spec is walked field by field; each field must have a
widget in the forms of the page, or be made on the canvas.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import pytest
from streamlit.testing.v1 import AppTest

from sim.network import (
    Network,
    add_drive,
    add_population,
    add_projection,
    add_variant,
    change_input,
    change_rule,
    dump_network,
    kinds,
    network_from_mapping,
    scale_down,
    set_geometry,
    set_initial,
    set_instead,
    set_plasticity,
    set_spread,
    set_synapse_value,
    spread_kinds,
    with_values,
)
from sim.network.quantity import Spec

#: Added, taken away, connected and put somewhere on the canvas; or fixed.
CANVAS = re.compile(
    r"schema_version|populations|projections|variants"
    r"|populations\.\w+\.(box|drives(\.\d(\.(kind|box))?)?|record)"
)

#: Widgets of fields that no slider and no line of text stands for.
WIDGETS = (
    (r"(paper|instead\.source|instead\.published|instead|scale)", r"choice:\1"),
    (r"instead\.kind", "choice:instead"),
    (r"scale\.in_degree", "choice:in_degree"),
    (r"variants\.(\w+)", r"variant:\1:name"),
    (r"variants\.(\w+)\.set", r"listing:Values:\1"),
    (r"populations\.(\w+)", r"rename:population:\1"),
    (r"populations\.\w+\.neuron(\.model)?", "choice:model"),
    (r"populations\.\w+\.neuron\.input(\.kind)?", "choice:input"),
    (r"populations\.(\w+)\.neuron\.(times|neurons)", r"listing:Spikes:\1"),
    (r"populations\.(\w+)\.neuron\.(\w+)", r"custom:\1:\2"),
    (r"populations\.(\w+)(\.neuron\.\w+)", r"choice:\1:populations.\1\2"),
    (r"populations\.(\w+)\.(neuron\..*?)(\.kind)?", r"choice:spread_kind:\1:\2"),
    (r"populations\.(\w+)\.initial", r"choice:initial:\1:v"),
    (r"populations\.(\w+)\.initial\.(\w+)(\.kind)?", r"choice:initial:\1:\2"),
    (r"populations\.(\w+)\.geometry(\.kind)?", r"choice:geometry:\1"),
    (r"populations\.(\w+)\.geometry\.points", r"listing:Positions:\1"),
    (r"projections\.(\w+)(\.name)?", r"rename:projection:\1"),
    (r"projections\.(\w+)\.(source|target)", r"choice:\2:\1"),
    (r"projections\.(\w+)\.(rule|weight|delay|plasticity)(\.kind)?", r"choice:\2:\1"),
    (r"projections\.(\w+)\.rule\.pairs", r"listing:Pairs:\1"),
    (r"projections\.(\w+)\.plasticity\.pairing", r"choice:pairing:\1"),
)


@cache
def everything() -> Network:
    """Return a network with a part of every kind, made as on the page."""
    net = network_from_mapping({"name": "all", "title": "all", "populations": {}})
    for model in (*kinds("neuron"), *kinds("source")):
        net = add_population(net, model, 9)
    for kind in kinds("geometry"):
        net = _placed(net, kind)
    for kind in kinds("input", "lif"):
        net = change_input(add_population(net, "lif", 9), _last(net, "lif"), kind)
    for kind in spread_kinds():
        net, name = add_population(net, "lif", 9), _last(net, "lif")
        net = set_spread(set_initial(net, name, "v", kind), name, "neuron.tau_m", kind)
    for kind in kinds("drive", "lif"):
        net = add_drive(net, "lif", kind)
    net = set_geometry(net, "lif", "grid")
    for kind in kinds("rule"):
        net, name = _connected(net)
        net = change_rule(net, name, kind)
    for kind in kinds("plasticity"):
        net, name = _connected(net)
        net = set_plasticity(net, name, kind)
    for field in ("weight", "delay"):
        for kind in kinds("distribution" if field == "weight" else "delay"):
            net, name = _connected(net)
            net = set_synapse_value(net, name, field, kind)
    net = with_values(scale_down(net, {"lif": 5.0}), {"paper": "brunel2000"})
    return set_instead(add_variant(net, "long", "longer", ["duration"]), "dense_ann")


def _last(net: Network, model: str) -> str:
    """Return the name that the next population of a model gets."""
    return next(n for n in add_population(net, model).populations if n not in net.populations)


def _placed(net: Network, kind: str) -> Network:
    return set_geometry(add_population(net, "lif", 9), _last(net, "lif"), kind)


def _connected(net: Network) -> tuple[Network, str]:
    added = add_projection(net, "lif", "lif")
    return added, added.projections[-1].name


def fields(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield the path and value of every field below a value."""
    if path:
        yield path, value
    dot = f"{path}." if path else ""
    if isinstance(value, Spec):
        for name in type(value).model_fields:
            yield from fields(f"{dot}{name}", getattr(value, name))
    elif isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, Spec):
                yield from fields(f"{dot}{name}", part)
    elif isinstance(value, tuple):
        for i, part in enumerate(value):
            if isinstance(part, Spec):
                yield from fields(f"{dot}{getattr(part, 'name', i)}", part)


def specs_in(annotation: Any) -> Iterator[type[Spec]]:
    """Yield every class that a network may hold."""
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        yield annotation
        for info in annotation.model_fields.values():
            yield from specs_in(info.annotation)
    else:
        for part in get_args(annotation):
            yield from specs_in(part)


def has_a_form(path: str, keys: set[str]) -> bool:
    """Tell whether a field is set by a widget of the page."""
    usual = {f"{w}:{path}{end}" for w in ("build", "network", "run") for end in ("", ":text")}
    others = {
        match.expand(widget)
        for pattern, widget in WIDGETS
        if (match := re.fullmatch(pattern, path)) is not None
    }
    return bool(keys & (usual | others))


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return the keys of all widgets of all forms of the network."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NPU_EXPLORER_DATA", str(tmp_path_factory.mktemp("data")))
        # The curves of a neuron are no fields, and are simulated.
        patch.setattr("dashboard.widgets.population_form.neuron_glance", lambda *_: None)
        return _keys_of(everything()) | _keys_of(set_instead(everything(), "none"), ["network"])


def _keys_of(network: Network, parts: list[str] | None = None) -> set[str]:
    script = f"""
from dashboard import state
from dashboard.project import Project
from dashboard.widgets import selection_panel as panel
from dashboard.canvas import editor
from sim.network import network_from_yaml
from sim.projects import new_project_id
import streamlit as st
if "project" not in st.session_state:
    st.session_state["project_id"] = new_project_id()
    st.session_state["project"] = Project(network=network_from_yaml({dump_network(network)!r}), origin="x")
part = st.session_state["part"]
if part == "network":
    panel.network_form(state.project().network)
elif part == "run":
    panel._run_form(state.project().network)
else:
    editor.select(part)
    panel._selection(state.project().network)
"""
    app = AppTest.from_string(script, default_timeout=60)
    found: set[str] = set()
    for part in parts or ["network", "run", *_parts(network)]:
        app.session_state["part"] = part
        app.run()
        assert not app.exception, part
        found |= {str(w.key) for kind in _KINDS for w in app.get(kind)}
    return found


_KINDS = ("text_input", "text_area", "selectbox", "multiselect", "slider", "checkbox", "button", "number_input")  # fmt: skip


def _parts(network: Network) -> list[str]:
    from dashboard.canvas.parts import parts_of

    return list(parts_of(network))


def test_the_walk_meets_every_class_of_the_spec() -> None:
    networks = (everything(), set_instead(everything(), "none"))
    met = {type(value) for network in networks for _, value in fields("", network)}
    known = set(specs_in(Network)) - {Network}
    assert len(known) > 50
    assert {c.__name__ for c in known - met} == set()


def test_every_field_of_a_network_has_a_form(keys: set[str]) -> None:
    network = everything()
    found = [path for path, _ in fields("", network)]
    found += [f"instead.{name}" for name in ("kind", "reason")]
    assert len(found) > 500
    without = [p for p in found if not CANVAS.fullmatch(p) and not has_a_form(p, keys)]
    sources = [name for name, p in network.populations.items() if p.is_source]
    # Generators have no state that could start somewhere.
    assert without == [f"populations.{name}.initial" for name in sources]


def test_a_field_without_a_form_would_be_found(keys: set[str]) -> None:
    assert not has_a_form("colour", keys)
    assert not has_a_form("scale.seed", keys)
    assert not has_a_form("populations.lif.neuron.colour", keys)
    assert not has_a_form("projections.lif_to_lif.colour", keys)
