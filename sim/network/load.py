"""Networks from YAML and back, with errors that name the field."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from sim.errors import ScenarioNotFound, SpecError
from sim.network.explain import did_you_mean, explain, shown
from sim.network.spec import SCHEMA_VERSION, Network
from sim.scenario_files import read_scenario, scenario_names
from sim.strict_yaml import MAX_CHARACTERS, parse_yaml


def list_networks() -> list[str]:
    """Return the names of the networks that come with the program, simplest first."""
    order = [
        "one_neuron",
        "cuba",
        "coba",
        "brunel",
        "ring_attractor",
        "synfire_chain",
        "short_term_synapses",
        "stdp_competition",
        "keyword_spotting",
        "cortical_column",
    ]
    folder = resources.files("scenarios") / "networks"
    names = [f.name.removesuffix(".yaml") for f in folder.iterdir() if f.name.endswith(".yaml")]
    return sorted(names, key=lambda n: (order.index(n) if n in order else len(order), n))


def load_network(name_or_path: str | Path) -> Network:
    """Load a network by name, by name and variant (``brunel/ai``), or from a YAML file.

    Raises
    ------
    ScenarioNotFound
        If there is neither such a name nor such a file.
    SpecError
        If the file is not a valid network; names the field.
    """
    text = str(name_or_path)
    path = Path(text)
    if path.suffix in (".yaml", ".yml") and "\0" not in text and path.is_file():
        return network_from_yaml(_text_of(path), path.name)
    name, _, variant = text.partition("/")
    if name in list_networks():
        source = (resources.files("scenarios") / "networks" / f"{name}.yaml").read_text("utf-8")
        network = network_from_yaml(source, name)
        return _variant(network, variant) if variant else network
    known = list_networks()
    raise ScenarioNotFound(
        f"no network {text!r}{did_you_mean(name, known)}; there are {', '.join(known)}, "
        "or give the path of a .yaml file"
    )


def list_templates() -> list[str]:
    """Return the names of the beginnings for a network of one's own, the emptiest first."""
    order = ["empty", "one_neuron_with_input", "ei_pair", "feed_forward_chain"]
    return sorted(
        scenario_names("templates"), key=lambda n: (order.index(n) if n in order else len(order), n)
    )


def load_template(name: str) -> Network:
    """Load a beginning by name.

    Raises
    ------
    ScenarioNotFound
    """
    return network_from_mapping(read_scenario(name, "templates", "template"), name)


def _text_of(path: Path) -> str:
    if path.stat().st_size > MAX_CHARACTERS:
        raise SpecError(f"{path}: larger than 5 MB; a network file is text of a few kilobytes")
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"{path}: cannot be read as UTF-8 text: {error}") from error


def _variant(network: Network, variant: str) -> Network:
    if variant not in network.variants:
        known = ", ".join(network.variants) or "none"
        raise ScenarioNotFound(
            f"network {network.name!r} has no variant {variant!r}"
            f"{did_you_mean(variant, list(network.variants))}; there are {known}"
        )
    chosen = network.variants[variant]
    title = f"{network.title}: {chosen.title}"[:120]
    try:
        return with_values(network, {**chosen.set, "title": title})
    except SpecError as error:
        raise SpecError(f"variant {variant!r} of {error}") from error


@lru_cache(maxsize=64)  # networks are frozen, and the gallery shows the same ones at every turn
def network_from_yaml(text: str, where: str = "network") -> Network:
    """Parse and validate a network from YAML text.

    Raises
    ------
    SpecError
    """
    data = parse_yaml(text, where)
    if not isinstance(data, dict):
        raise SpecError(
            f"{where}: expected a mapping of fields such as 'populations', found {data!r:.60}"
        )
    return network_from_mapping(data, where)


def network_from_mapping(data: Mapping[str, Any], where: str = "network") -> Network:
    """Validate a network from plain data.

    Raises
    ------
    SpecError
        Names each wrong field, its value and what is allowed.
    """
    version = data.get("schema", 1)
    if isinstance(version, int) and version > SCHEMA_VERSION:
        raise SpecError(
            f"{where}: schema: {shown(version)} was written by a newer version of this program; "
            f"this one reads up to {SCHEMA_VERSION}"
        )
    try:
        return Network.model_validate(dict(data))
    except ValidationError as error:
        raise SpecError(explain(error, data, where, Network)) from error


def dump_network(network: Network) -> str:
    """Write a network as YAML; loading it gives an equal network."""
    data = network.model_dump(mode="json", by_alias=True, exclude_none=True)
    variants = data.pop("variants", {})  # an empty list there is a change, not a default
    tidy = _tidy(data) | ({"variants": variants} if variants else {})
    tidy.setdefault("populations", {})  # that there are none yet is said, too
    return as_yaml(tidy)


def as_yaml(data: Any) -> str:
    """Return plain data as text in the form of a network file."""
    text: str = yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)
    return text


class _Dumper(yaml.SafeDumper):
    """Writes text of several lines, such as equations, line by line, and pairs of numbers in one."""


def _written(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _listed(dumper: yaml.SafeDumper, items: list[Any]) -> yaml.SequenceNode:
    pair = len(items) == 2 and all(isinstance(item, int | float) for item in items)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=pair or None)


_Dumper.add_representer(str, _written)
_Dumper.add_representer(list, _listed)


def _tidy(value: Any) -> Any:
    """Drop empty texts and containers, which are defaults (not those of a custom neuron)."""
    if isinstance(value, dict) and value.get("model") == "custom":
        return value
    if isinstance(value, dict):
        return {k: _tidy(v) for k, v in value.items() if v not in ("", [], {})}
    return [_tidy(v) for v in value] if isinstance(value, list) else value


def with_values(network: Network, changes: Mapping[str, Any]) -> Network:
    """Return the network with some values replaced, validated as a whole.

    Parameters
    ----------
    changes : mapping of str to value
        Dotted path to new value: ``{"populations.exc.neuron.tau_m": "15 ms",
        "projections.e_to_i.weight": "20 pA"}``. A projection is addressed by
        its name or its number.

    Raises
    ------
    SpecError
        If a path does not exist or a value is not valid.
    """
    data = network.model_dump(mode="json", by_alias=True)
    for path, value in changes.items():
        _put(data, path, value)
    return network_from_mapping(data, network.name)


def _put(data: Any, path: str, value: Any) -> None:
    *parents, last = path.split(".")
    here = data
    for i, key in enumerate(parents):
        here = here[_existing_key(here, key, ".".join(parents[: i + 1]))]
    # An initial value may be new; the model then checks that it has such a variable.
    new = parents[-1:] == ["initial"] and isinstance(here, dict)
    key = last if new else _existing_key(here, last, path)
    here[key] = copy.deepcopy(value)  # a later path may reach into it


def _existing_key(here: Any, key: str, path: str) -> Any:
    if isinstance(here, (list, tuple)):
        names = [item.get("name") if isinstance(item, dict) else None for item in here]
        if key in names:
            return names.index(key)
        if key.isdigit() and int(key) < len(here):
            return int(key)
        known = [str(n if n is not None else i) for i, n in enumerate(names)]
    elif isinstance(here, dict):
        if key in here:
            return key
        known = [str(k) for k in here]
    else:
        known = []
        path += f": {'it is not set' if here is None else f'{shown(here)} has no parts'}"
        raise SpecError(f"no field {path}")
    raise SpecError(
        f"no field {path!r}{did_you_mean(key, known)}; there are {', '.join(known) or 'none'}"
    )
