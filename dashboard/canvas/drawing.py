"""A network as the boxes and arrows that the canvas shows, and what can be added to it."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

from dashboard.canvas.parts import drive_id, population_id, projection_id
from dashboard.canvas.places import placed
from dashboard.figures.network_graph import SIGNS
from dashboard.figures.theme import Theme, colour, series_colour
from sim.network import Network, Population, Projection, inhibits, kinds
from sim.units import format_si

#: Names for people; what is not here is shown by its kind.
MODEL_LABELS = {
    "lif": "LIF",
    "eif": "Exponential IF",
    "adex": "AdEx",
    "izhikevich": "Izhikevich",
    "hodgkin_huxley": "Hodgkin–Huxley",
    "integrate_and_fire": "IF without leak",
    "custom": "Own equations",
    "poisson": "Poisson",
    "regular": "Regular",
    "pulse_packet": "Pulse packet",
    "spike_list": "Spike list",
}
_DRIVE_LABELS = {"poisson": "Poisson input", "current": "Current"}
_PLASTICITY_LABELS = {
    "short_term": "short-term",
    "stdp_pair": "STDP",
    "stdp_triplet": "triplet STDP",
}


def label_of(kind: str) -> str:
    """Return the name of a neuron model for people."""
    return MODEL_LABELS.get(kind, kind.replace("_", " "))


def drive_label(kind: str) -> str:
    """Return the name of a kind of external input for people."""
    return _DRIVE_LABELS.get(kind, kind.replace("_", " ").capitalize())


def graph_of(network: Network, theme: Theme) -> dict[str, Any]:
    """Return the boxes with their places, and the arrows, as the canvas reads them."""
    at = placed(network)
    boxes: list[dict[str, Any]] = []
    for i, (name, population) in enumerate(network.populations.items()):
        tint = series_colour(i, theme)
        boxes.append({**_box(name, population), "colour": tint})
        boxes += [
            {**_drive(name, j, drive), "colour": tint} for j, drive in enumerate(population.drives)
        ]
    for box in boxes:
        box["x"], box["y"] = at[box["id"]]
    return {"nodes": boxes, "edges": _arrows(network, boxes, theme)}


def palette() -> list[dict[str, Any]]:
    """Return what can be put on the canvas, in groups."""
    groups = (
        ("Neurons", "population", kinds("neuron"), MODEL_LABELS),
        ("Spike sources", "population", kinds("source"), MODEL_LABELS),
        ("Stimuli", "drive", kinds("drive"), _DRIVE_LABELS),
    )
    return [
        {
            "title": title,
            "what": what,
            "items": [
                {"model": kind, "label": labels.get(kind, kind.replace("_", " ")), "help": about}
                for kind, about in found.items()
            ],
        }
        for title, what, found, labels in groups
    ]


def _box(name: str, population: Population) -> dict[str, Any]:
    about = f"{population.size:,} × {label_of(population.neuron.model)}"
    called = f"{population.label} ({name})" if population.label else name
    return {
        "id": population_id(name),
        "kind": "source" if population.is_source else "neurons",
        "title": name,
        "about": about,
        "help": f"{called}: {about}",
    }


def _drive(name: str, index: int, drive: Any) -> dict[str, Any]:
    if drive.kind == "poisson":
        about = f"{drive.n_inputs:,} × {format_si(drive.rate, 'Hz')}"
    else:
        about = format_si(drive.amplitude, "A")
    title = drive_label(drive.kind)
    return {
        "id": drive_id(name, index),
        "kind": "stimulus",
        "title": title,
        "about": about,
        "help": f"{title} of {name}: {about}",
    }


def _arrows(network: Network, boxes: list[dict[str, Any]], theme: Theme) -> list[dict[str, Any]]:
    seen: Counter[tuple[str, str]] = Counter()
    expected = network.expected_synapses()
    arrows = []
    for p in network.projections:
        nth = seen[p.source, p.target]
        seen[p.source, p.target] += 1
        arrows.append(_arrow(p, nth, expected[p.name], theme))
    for box in boxes:
        if box["kind"] == "stimulus":
            arrows.append(
                {
                    "id": f"to:{box['id']}", "source": box["id"], "nth": 0, "sign": "stimulus",
                    "target": population_id(box["id"].split(":")[1]), "colour": box["colour"],
                    "width": 1.5, "title": box["title"], "mark": "", "help": box["help"],
                }
            )  # fmt: skip
    return arrows


def _arrow(p: Projection, nth: int, synapses: float, theme: Theme) -> dict[str, Any]:
    sign = "inhibitory" if inhibits(p) else "excitatory"
    plastic = p.plasticity.kind if p.plasticity else ""
    mark = _PLASTICITY_LABELS.get(plastic, plastic.replace("_", " "))
    return {
        "id": projection_id(p.name),
        "source": population_id(p.source),
        "target": population_id(p.target),
        "nth": nth,
        "sign": sign,
        "colour": colour(SIGNS[sign][0], theme),
        "width": round(1.2 + 0.45 * math.log10(max(1.0, synapses)), 2),
        "title": p.name,
        "mark": mark,
        "help": f"{p.name}: {p.source} to {p.target}, {sign}, about {synapses:,.0f} synapses"
        + (f", plastic ({mark})" if mark else ""),
    }
