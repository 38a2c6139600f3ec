"""Fields of a network that no slider turns: words, optional times, points, lists of neurons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from sim.errors import SpecError
from sim.network.distribution import SPREADS, Uniform
from sim.network.neuron_ranges import read_neurons, write_neurons
from sim.network.neurons import SpikeList
from sim.network.spec import Network
from sim.network.subset import MOST_LISTED


@dataclass(frozen=True)
class PlainField:
    """One field as a person reads and writes it.

    Parameters
    ----------
    path : str
        For `sim.network.with_values`.
    label, help : str
        For people.
    text : str
        What it holds now; empty where nothing is given.
    lines : int
        How many the text usually has.
    read : callable
        From text to the value that `sim.network.with_values` takes; raises SpecError.
    """

    path: str
    label: str
    help: str
    text: str
    lines: int
    read: Callable[[str], Any]


def plain_fields(network: Network, base: str) -> list[PlainField]:
    """Return the fields of one part of a network that are no slider.

    Parameters
    ----------
    base : str
        Path of the part with a dot at its end, such as ``populations.exc.geometry.``;
        empty for the network itself.

    Raises
    ------
    SpecError
        If there is no such part.
    """
    part = _part(network, base)
    if not isinstance(part, BaseModel) or isinstance(part, (SpikeList, Uniform)):
        return []
    data = part.model_dump(mode="json")
    return [
        PlainField(
            f"{base}{name}", label, _help(about, type(part).model_fields[name].description),
            write(data[name]), 4 if name == "summary" else 1, _stripped(read),
        )
        for name, (label, about, write, read) in _FIELDS.items()
        if name in data and (name not in ("low", "high") or isinstance(part, SPREADS))
    ]  # fmt: skip


def _part(network: Network, base: str) -> Any:
    part: Any = network
    for key in base.split(".")[:-1]:
        if isinstance(part, tuple):
            named = {getattr(p, "name", str(i)): p for i, p in enumerate(part)}
            part = named.get(key)
        else:
            part = part.get(key) if isinstance(part, dict) else getattr(part, key, None)
    if part is None:
        raise SpecError(f"{base.rstrip('.')}: there is no such part of the network")
    return part


def _help(*sentences: str | None) -> str:
    said = [s.strip().rstrip(".") for s in sentences if s]
    return " ".join(f"{s[:1].upper()}{s[1:]}." for s in said)


def _stripped(read: Callable[[str], Any]) -> Callable[[str], Any]:
    return lambda text: read(text.strip())


def _as_is(text: str) -> str:
    return text


def _or_none(text: str) -> str | None:
    return text or None


def _written(value: Any) -> str:
    return "" if value is None else str(value)


def _point(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]


def _neurons(text: str) -> list[int] | None:
    return read_neurons(text, MOST_LISTED) if text else None


def _ranges(neurons: list[int] | None) -> str:
    return write_neurons(neurons or ())


_LIST = "Such as 0-9, 12; empty: none listed"

#: Field -> label, how it is written, its value as text, and text as its value.
_FIELDS: dict[str, tuple[str, str, Callable[[Any], str], Callable[[str], Any]]] = {
    "title": ("Title", "", _written, _as_is),
    "summary": ("Summary", "", _written, _as_is),
    "label": ("Label", "", _written, _as_is),
    "low": ("Lowest", "With its unit; empty: no bound", _written, _or_none),
    "high": ("Highest", "With its unit; empty: no bound", _written, _or_none),
    "stop": ("Stop", "With its unit, such as 200 ms; empty: to the end of the run", _written, _or_none),
    "first": ("First neuron", "", _written, lambda text: text or 0),
    "last": ("Last neuron", "Empty: up to the last", _written, _or_none),
    "neurons": ("These neurons", _LIST, _ranges, _neurons),
    "silenced": ("Silenced neurons", _LIST, _ranges, _neurons),
    "origin": ("Centre (x, y, z)", "With units, such as 0 um, 0 um, 1 mm", ", ".join, _point),
    "extent": ("Extent (x, y, z)", "With units, such as 1 mm, 1 mm, 0 um", ", ".join, _point),
}  # fmt: skip
