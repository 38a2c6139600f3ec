"""Fields of a network that no slider turns: words, optional times, points, lists of neurons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from sim.errors import SpecError
from sim.network.distribution import SPREADS, Uniform
from sim.network.drives import CurrentDrive
from sim.network.neuron_ranges import read_neurons, write_neurons
from sim.network.spec import Network, RecordPolicy
from sim.network.subset import MOST_LISTED
from sim.units import unit_of


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
    if not isinstance(part, BaseModel) or isinstance(part, Uniform):
        return []
    data = part.model_dump(mode="json")
    return [
        PlainField(
            f"{base}{name}", label, _help(about, type(part).model_fields[name].description),
            write(data[name]), 4 if name in _LONG else 1, _stripped(read),
        )
        for name, (label, about, write, read) in _FIELDS.items()
        if name in data and isinstance(part, _OWNERS.get(name, BaseModel))
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


def _lined(rates: dict[str, str]) -> str:
    return "\n".join(f"{name}: {rate}" for name, rate in rates.items())


def _neurons(text: str) -> list[int] | None:
    return read_neurons(text, MOST_LISTED) if text else None


def _ranges(neurons: list[int] | None) -> str:
    return write_neurons(neurons or ())


def _layers(text: str) -> list[str]:
    return [part.strip() for part in text.split(",")]


def _rates(text: str) -> dict[str, str]:
    """Read a line for each population; a bare number is in Hz."""
    rates: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        name, colon, rate = (part.strip() for part in line.partition(":"))
        if not (name or colon):
            continue
        if not (name and rate):
            raise SpecError(
                f"line {number}: {line.strip()!r:.60} is no population with its rate, such as exc: 5 Hz"
            )
        if name in rates:
            raise SpecError(f"line {number}: {name!r:.40} has a line already")
        rates[name] = rate if unit_of(rate) else f"{rate} Hz"
    return rates


_LIST = "Such as 0-9, 12; empty: none listed"

#: Field -> label, how it is written, its value as text, and text as its value.
_FIELDS: dict[str, tuple[str, str, Callable[[Any], str], Callable[[str], Any]]] = {
    "name": ("Name", "Letters, digits and underscores, a letter first; files are named so", _written, _as_is),
    "title": ("Title", "In a few words, at most 120 characters", _written, _as_is),
    "summary": ("Summary", "", _written, _as_is),
    "label": ("Label", "", _written, _as_is),
    "low": ("Lowest", "With its unit; empty: no bound", _written, _or_none),
    "high": ("Highest", "With its unit; empty: no bound", _written, _or_none),
    "stop": ("Stop", "With its unit, such as 200 ms; empty: to the end of the run", _written, _or_none),
    "first": ("First neuron", "", _written, lambda text: text or 0),
    "last": ("Last neuron", "Empty: up to the last", _written, _or_none),
    "neurons": ("These neurons", _LIST, _ranges, _neurons),
    "silenced": ("Silenced neurons", _LIST, _ranges, _neurons),
    "layers": ("Layers", "With commas, such as 390, 256, 29", lambda sizes: ", ".join(map(str, sizes)), _layers),
    "time_per_inference": ("Time per inference", "With its unit, such as 10 ms", _written, _as_is),
    "note": ("Note", "What a reader should know of it", _written, _as_is),
    "reason": ("Reason", "At least 10 characters", _written, _as_is),
    "rates": ("Mean rates of the full network", "A line for each population, such as exc: 5 Hz", _lined, _rates),
    "origin": ("Centre (x, y, z)", "With units, such as 0 um, 0 um, 1 mm", ", ".join, _point),
    "extent": ("Extent (x, y, z)", "With units, such as 1 mm, 1 mm, 0 um", ", ".join, _point),
}  # fmt: skip

#: Usually more than one line.
_LONG = ("summary", "note", "reason", "rates")

#: Fields of these names elsewhere are none of these.
_OWNERS: dict[str, type[BaseModel] | tuple[type[BaseModel], ...]] = {
    "name": Network, "low": SPREADS, "high": SPREADS, "neurons": (CurrentDrive, RecordPolicy),
}  # fmt: skip
