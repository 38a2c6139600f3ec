"""Networks from YAML and back, with errors that name the field."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from sim.errors import ScenarioNotFound, SpecError
from sim.network.quantity import Spec
from sim.network.spec import Network
from sim.strict_yaml import parse_yaml


def list_networks() -> list[str]:
    """Return the names of the networks that come with the program, simplest first."""
    order = ["one_neuron", "cuba", "coba", "brunel", "ring_attractor", "synfire_chain"]
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
    name, _, variant = text.partition("/")
    if name in list_networks():
        source = (resources.files("scenarios") / "networks" / f"{name}.yaml").read_text("utf-8")
        network = network_from_yaml(source, name)
        return _variant(network, variant) if variant else network
    path = Path(text)
    if path.suffix in (".yaml", ".yml") and path.is_file():
        if path.stat().st_size > 5_000_000:
            raise SpecError(f"{path}: larger than 5 MB; a network file is text of a few kilobytes")
        return network_from_yaml(path.read_text("utf-8"), path.name)
    known = list_networks()
    raise ScenarioNotFound(
        f"no network {text!r}{_did_you_mean(name, known)}; there are {', '.join(known)}, "
        "or give the path of a .yaml file"
    )


def _variant(network: Network, variant: str) -> Network:
    if variant not in network.variants:
        known = ", ".join(network.variants) or "none"
        raise ScenarioNotFound(
            f"network {network.name!r} has no variant {variant!r}; there are {known}"
        )
    chosen = network.variants[variant]
    return with_values(network, {**chosen.set, "title": f"{network.title}: {chosen.title}"})


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
    try:
        return Network.model_validate(dict(data))
    except ValidationError as error:
        raise SpecError(explain(error, data, where)) from error


def dump_network(network: Network) -> str:
    """Write a network as YAML; loading it gives an equal network."""
    data = network.model_dump(mode="json", by_alias=True, exclude_none=True)
    variants = data.pop("variants", {})  # an empty list there is a change, not a default
    tidy = _tidy(data) | ({"variants": variants} if variants else {})
    text: str = yaml.safe_dump(tidy, sort_keys=False, allow_unicode=True, width=100)
    return text


def _tidy(value: Any) -> Any:
    """Drop empty texts and containers, which are defaults."""
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
    key = _existing_key(here, last, path)
    here[key] = value


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
    raise SpecError(
        f"no field {path!r}{_did_you_mean(key, known)}; there are {', '.join(known) or 'none'}"
    )


def _did_you_mean(word: str, known: list[str]) -> str:
    close = difflib.get_close_matches(word, known, 1, 0.6)
    return f" (did you mean {close[0]!r}?)" if close else ""


def explain(error: ValidationError, data: Any, where: str) -> str:
    """Turn a validation error into lines of ``field: what is wrong``."""
    lines: list[str] = []
    for item in error.errors(include_url=False):
        path = _path(item["loc"], data)
        message = item["msg"].removeprefix("Value error, ")
        if item["type"] == "extra_forbidden":
            message = "unknown key" + _did_you_mean(str(item["loc"][-1]), _field_names())
        elif item["type"] not in ("missing", "value_error"):
            message += f"; found {item['input']!r:.80}"
        line = f"{path}: {message}" if path else message
        if line not in lines:
            lines.append(line)
    shown = lines[:8] + ([f"... and {len(lines) - 8} more"] if len(lines) > 8 else [])
    return f"{where} is not valid:\n" + "\n".join(f"  {line}" for line in shown)


def _path(loc: tuple[str | int, ...], data: Any) -> str:
    """Write a location without the tags that pydantic adds for unions."""
    parts: list[str] = []
    here = data
    for i, key in enumerate(loc):
        try:
            here = here[key]
        except (KeyError, IndexError, TypeError):
            if i != len(loc) - 1:
                continue  # the tag of a union, not a key of the file
        parts.append(str(key))
    return ".".join(parts)


def _field_names(spec: type[Spec] = Spec) -> list[str]:
    """Return the field names of all parts of the spec, for suggestions."""
    names = set(spec.model_fields)
    for part in spec.__subclasses__():
        names.update(_field_names(part))
    return sorted(names)
