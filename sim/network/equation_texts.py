"""A custom neuron as the texts of a form, and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args, get_origin

import yaml

from sim.errors import SpecError
from sim.network.custom import METHODS
from sim.network.distribution import SPREADS
from sim.network.load import with_values
from sim.network.neurons import Custom
from sim.network.spec import Network
from sim.strict_yaml import parse_yaml

_TEXTS = ("equations", "threshold", "reset", "refractory")
_TABLES = ("parameters", "start")
_NAMES = ("excitatory", "inhibitory")


@dataclass(frozen=True)
class Text:
    """One box of a form."""

    label: str
    help: str
    value: str


@dataclass(frozen=True)
class Choice:
    """A field with a few words to choose from, each with a line about it."""

    label: str
    value: str
    options: dict[str, str]


def neuron_texts(network: Network, population: str) -> dict[str, Text]:
    """Return the texts of a custom neuron by field; tables as lines ``name: value``."""
    neuron = _custom(network, population)
    found = {}
    for field in (*_TEXTS, *_TABLES, *_NAMES):
        info, value = Custom.model_fields[field], getattr(neuron, field)
        text = _table(value) if field in _TABLES else value
        found[field] = Text(info.title or field, info.description or "", text)
    return found


def _table(values: Mapping[str, Any]) -> str:
    lines = []
    for name, value in values.items():
        if isinstance(value, SPREADS):
            mapping = value.model_dump(mode="json", exclude_none=True)
            value = yaml.safe_dump(mapping, default_flow_style=True, width=1000).strip()
        lines.append(f"{name}: {value}")
    return "\n".join(lines)


def network_with_equations(network: Network, population: str, texts: Mapping[str, str]) -> Network:
    """Return the network with a custom neuron of these texts, checked as a whole.

    Raises
    ------
    SpecError
        Names the field.
    """
    _custom(network, population)
    base = f"populations.{population}.neuron."
    values: dict[str, Any] = {}
    for field, text in texts.items():
        values[base + field] = _read_table(text, base + field) if field in _TABLES else text
    return with_values(network, values)


def _read_table(text: str, where: str) -> dict[str, Any]:
    data = parse_yaml(text, where) if text.strip() else {}
    if not isinstance(data, dict):
        raise SpecError(f"{where}: write one parameter per line, such as tau_m: 20 ms")
    return {str(name): value for name, value in data.items()}


def _custom(network: Network, population: str) -> Custom:
    neuron = network.populations[population].neuron
    if not isinstance(neuron, Custom):
        raise SpecError(f"populations.{population}: {neuron.model} has no equations of its own")
    return neuron


def neuron_choices(network: Network, population: str) -> dict[str, Choice]:
    """Return the fields of a neuron that take one of a few words, by path."""
    neuron = network.populations[population].neuron
    found = {}
    for field, info in type(neuron).model_fields.items():
        options = get_args(info.annotation) if get_origin(info.annotation) is Literal else ()
        if len(options) > 1:
            value = str(getattr(neuron, field))
            path = f"populations.{population}.neuron.{field}"
            about = METHODS if field == "method" else dict.fromkeys(options, info.description or "")
            found[path] = Choice(info.title or field, value, {o: about[o] for o in options})
    return found
