"""Variants of a network: named sets of values, made from the present ones, edited and put in.

A variant says what it changes of the plain network, the one as it is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import yaml

from sim.errors import SpecError
from sim.network.as_data import Data, check_name, data_of, network_of
from sim.network.box import without_boxes
from sim.network.difference import WORDS
from sim.network.explain import did_you_mean
from sim.network.listings import Listing
from sim.network.load import as_yaml, with_values
from sim.network.spec import Network
from sim.strict_yaml import parse_yaml

#: A text longer than this is no longer edited by a person. [characters]
_MOST_TEXT = 100_000

#: Parts that a variant can change and cannot add.
_PARTS = ("populations", "projections")


def changed_values(network: Network, before: Network) -> dict[str, Any]:
    """Return the values of a network that another one holds differently, as a variant sets them.

    A part of another kind, such as a neuron of another model, is one value. Populations and
    projections that only one of the two has are left out: a variant cannot add them. So is
    where boxes are drawn.

    Returns
    -------
    dict of str to value
        Path for `sim.network.with_values` to the value of ``network``.
    """
    old, new = (_named(data_of(without_boxes(n))) for n in (before, network))
    return dict(_changed("", old, new))


def add_variant(
    network: Network, name: str, title: str, paths: Iterable[str], back_to: Network | None = None
) -> Network:
    """Keep the present values of some paths under a name.

    Parameters
    ----------
    back_to : Network, optional
        The network gets the values of this one back where a path of the variant differs from it.

    Raises
    ------
    SpecError
        Names the name that is none or taken, or the path that is none.
    """
    data = data_of(network)
    check_name("variants", name, network.variants)
    values = {path: _value_at(data, path) for path in paths}
    data["variants"][name] = {"title": title.strip() or name, "set": values}
    kept = network_of(data)
    if back_to is None:
        return kept
    before = changed_values(back_to, network)
    return with_values(kept, {path: before[path] for path in values if path in before})


def remove_variant(network: Network, name: str) -> Network:
    """Forget a variant; the values of the network stay as they are."""
    data = data_of(network)
    del data["variants"][_known(network, name)]
    return network_of(data)


def rename_variant(network: Network, variant: str, name: str) -> Network:
    """Give a variant another name, in its place."""
    data = data_of(network)
    _known(network, variant)
    check_name("variants", name, network.variants.keys() - {variant})
    data["variants"] = {(name if n == variant else n): v for n, v in data["variants"].items()}
    return network_of(data)


def use_variant(network: Network, name: str, plain: Network | None = None) -> Network:
    """Put the values of a variant into the network.

    Parameters
    ----------
    plain : Network, optional
        The network without a variant: what only the others set takes its values, so that
        nothing of another variant stays behind.
    """
    values = network.variants[_known(network, name)].set
    others = {path for variant in network.variants.values() for path in variant.set} - set(values)
    return with_values(network, _restored(network, plain, others) | values if plain else values)


def _restored(network: Network, plain: Network, paths: Iterable[str]) -> dict[str, Any]:
    """Return the values of ``plain`` at the paths that both networks have, parts before their values."""
    here, there = data_of(network), data_of(plain)
    found: dict[str, Any] = {}
    for path in sorted(paths, key=lambda path: path.count(".")):
        if _has(there, path) and (_has(here, path) or any(path.startswith(f"{p}.") for p in found)):
            found[path] = _value_at(there, path)
    return found


def _has(data: Data, path: str) -> bool:
    try:
        _value_at(data, path)
    except SpecError:
        return False
    return True


def update_variant(network: Network, name: str) -> Network:
    """Let a variant hold the present values of what it sets."""
    data, values = data_of(network), network.variants[_known(network, name)].set
    return _with_set(network, name, {path: _value_at(data, path) for path in values})


def variant_listing(network: Network, name: str) -> Listing:
    """Return what a variant sets as text, ``path: value`` one below the other."""
    values = network.variants[_known(network, name)].set
    text = "\n".join(_line(path, value) for path, value in values.items())
    summary = f"Sets {len(values):,} {'value' if len(values) == 1 else 'values'} of the network."
    return Listing(
        summary if values else "Sets nothing: the network as it is.",
        text if len(text) <= _MOST_TEXT else None,
        "path of a value, a colon and the value, such as populations.exc.neuron.tau_m: 15 ms",
    )


def _line(path: str, value: Any) -> str:
    """Return one value in a line, and equations in lines of their own."""
    text: str = yaml.safe_dump(
        {path: value}, default_flow_style=True, sort_keys=False, allow_unicode=True, width=10**6
    ).strip()[1:-1]  # without the braces around it
    return as_yaml({path: value}).strip() if "\n" in text else text


def set_variant_text(network: Network, name: str, text: str) -> Network:
    """Let a variant set what a text says, a line ``path: value`` for each.

    Raises
    ------
    SpecError
        Names the path that is none, or the value that is not allowed.
    """
    where = f"variants.{_known(network, name)}.set"
    values = parse_yaml(text, where) if text.strip() else {}
    if not isinstance(values, dict):
        raise SpecError(f"{where}: write one value per line, such as populations.exc.size: 200")
    return _with_set(network, name, {str(path): value for path, value in values.items()})


def _with_set(network: Network, name: str, values: Data) -> Network:
    try:
        with_values(network, values)
    except SpecError as error:
        raise SpecError(f"variants.{name}.set: {error}") from error
    data = data_of(network)
    data["variants"][name]["set"] = values
    return network_of(data)


def _value_at(data: Data, path: str) -> Any:
    part: Any = data
    for key in path.split("."):
        if isinstance(part, list):
            part = {str(i): p for i, p in enumerate(part)} | {
                p["name"]: p for p in part if isinstance(p, dict) and "name" in p
            }
        if not isinstance(part, dict) or key not in part:
            raise SpecError(f"variants: there is no value {path!r:.120} in the network")
        part = part[key]
    return _brief(part)


def _brief(value: Any) -> Any:
    """Leave out what a part does not have, which is what None says in it."""
    if isinstance(value, dict):
        return {k: _brief(v) for k, v in value.items() if v is not None}
    return [_brief(v) for v in value] if isinstance(value, list) else value


def _known(network: Network, name: str) -> str:
    if name not in network.variants:
        known = list(network.variants)
        raise SpecError(
            f"variants.{name}: no such variant{did_you_mean(name, known)}; "
            f"there are {', '.join(known) or 'none'}"
        )
    return name


def _named(data: Data) -> Data:
    return {**data, "projections": {p["name"]: p for p in data["projections"]}}


def _changed(path: str, before: Any, after: Any) -> Iterator[tuple[str, Any]]:
    if before == after or path.rpartition(".")[2] in WORDS:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        before = {k: v for k, v in before.items() if path not in _PARTS or k in after}
        after = {k: v for k, v in after.items() if path not in _PARTS or k in before}
        if before.keys() == after.keys() and all(
            before.get(key) == after.get(key) for key in ("kind", "model")
        ):
            for key, value in after.items():
                yield from _changed(f"{path}.{key}" if path else key, before[key], value)
            return
    elif _alike(before, after):
        for i, value in enumerate(after):
            yield from _changed(f"{path}.{i}", before[i], value)
        return
    yield path, after


def _alike(before: Any, after: Any) -> bool:
    """Tell whether both are lists of as many parts, such as the stimuli of a population."""
    return (
        isinstance(before, list)
        and isinstance(after, list)
        and len(before) == len(after)
        and all(isinstance(part, dict) for part in (*before, *after))
    )
