"""What differs between two networks, field by field, in the words of their files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from sim.network.box import without_boxes
from sim.network.load import dump_network
from sim.network.spec import Network

#: Fields that change neither synapses nor spikes: words about a network.
WORDS = frozenset({"schema", "name", "title", "summary", "paper", "variants", "label", "instead"})


@dataclass(frozen=True)
class Difference:
    """One field that two networks hold differently.

    Parameters
    ----------
    path : str
        Dotted, a projection by its name: ``populations.exc.neuron.tau_m``.
    before, after : str or None
        As the files say it; None where a network has no such field.
    """

    path: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.path}: added, {self.after}"
        if self.after is None:
            return f"{self.path}: removed, was {self.before}"
        return f"{self.path}: {self.before} → {self.after}"


def differences(before: Network, after: Network) -> tuple[Difference, ...]:
    """Return what differs between two networks; a part that is new or gone is one line.

    Titles, labels, variants and where boxes are drawn do not count: they change no spike.
    """
    names = ([list(n.populations), [p.name for p in n.projections]] for n in (before, after))
    orders = zip(("populations", "projections"), *names, strict=True)
    moved = (found for what, old, new in orders for found in _moved(what, old, new))
    return (*_walk("", _plain(before), _plain(after)), *moved)


def fields_that_differ(networks: Mapping[str, Network]) -> dict[str, dict[str, str]]:
    """Return what networks hold differently from the first of them, field by field.

    Returns
    -------
    dict of str to dict of str to str
        Path of a field, then the value of every network by its name; a dash where it has none.
    """
    base = next(iter(networks.values()))
    found: dict[str, dict[str, str]] = {}
    for name, network in networks.items():
        for d in differences(base, network):
            # Until a network is found to differ it has what the first one has.
            row = found.setdefault(d.path, dict.fromkeys(networks, d.before or "–"))
            row[name] = d.after or "–"
    return found


def _plain(network: Network) -> Any:
    # What is written to a file carries units, and leaves out what is empty.
    return _named(yaml.safe_load(dump_network(without_boxes(network))))


def _named(value: Any) -> Any:
    """Turn lists of parts into mappings, so that a part that is taken out shifts no other."""
    if isinstance(value, dict):
        return {k: _named(v) for k, v in value.items() if k not in WORDS}
    if isinstance(value, list) and value and all(isinstance(v, dict) for v in value):
        return {str(v.get("name", i)): _named({**v, "name": ""}) for i, v in enumerate(value)}
    return value


def _walk(path: str, before: Any, after: Any) -> Iterator[Difference]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            inner = f"{path}.{key}" if path else str(key)
            yield from _walk(inner, before.get(key), after.get(key))
        return
    yield Difference(path, _text(before), _text(after))


def _moved(what: str, before: list[str], after: list[str]) -> Iterator[Difference]:
    """Yield the stretch in which the parts that both networks have stand in another order."""
    old, new = [n for n in before if n in after], [n for n in after if n in before]
    apart = [i for i, (one, other) in enumerate(zip(old, new, strict=True)) if one != other]
    if apart:
        stretch = slice(apart[0], apart[-1] + 1)
        yield Difference(f"{what} (order)", _text(old[stretch]), _text(new[stretch]))


def _text(value: Any) -> str | None:
    """Return a value in a few words."""
    if value is None:
        return None
    if isinstance(value, dict):
        if "source" in value:
            return f"from {value['source']} to {value['target']}"
        kind = value.get("kind") or value.get("model") or value.get("neuron", {}).get("model")
        return f"{value['size']} of {kind}" if "size" in value else str(kind or "set")
    if isinstance(value, list):
        shown = ", ".join(str(v) for v in value[:4])
        return f"[{shown}]" if len(value) <= 4 else f"[{shown}, … {len(value):,} in all]"
    return str(value)
