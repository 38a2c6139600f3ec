"""What is given one by one as lines of text: spikes, pairs of neurons, positions.

A line begins with the number of a neuron and a colon, and lists what belongs to it::

    0: 10, 20.5, 31        spikes in ms
    0: 1-5, 9              targets
    0: 100, 0, 250         position in um
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sim.errors import SpecError
from sim.network.as_data import data_of, data_with, network_of, projection_in
from sim.network.geometry import Free
from sim.network.neuron_ranges import read_neurons, write_neurons
from sim.network.neurons import SpikeList
from sim.network.pairs import MOST_IN_TEXT, projection_of
from sim.network.rules import Explicit
from sim.network.spec import Network
from sim.units import format_quantity, parse_quantity, unit_of

#: The spec's own limit of pairs in one rule.
_MOST_PAIRS = 1_000_000


@dataclass(frozen=True)
class Listing:
    """A list of entries for people.

    Parameters
    ----------
    summary : str
        How many, and from where to where.
    text : str or None
        All of them, a line for each neuron; None where there are too many for a form.
    line : str
        What a line is.
    """

    summary: str
    text: str | None
    line: str


def spike_listing(network: Network, population: str) -> Listing:
    """Return the spikes of a spike list, by neuron."""
    neuron = network.populations[population].neuron
    assert isinstance(neuron, SpikeList)  # noqa: S101  asked only of those
    spikes = sorted(zip(neuron.neurons, neuron.times, strict=True))
    by_neuron: dict[int, list[float]] = {}
    for n, time_s in spikes:
        by_neuron.setdefault(n, []).append(time_s)
    lines = (f"{n}: {', '.join(_number(t, 'ms') for t in ts)}" for n, ts in by_neuron.items())
    summary = "No spikes yet."
    if spikes:
        first, last = (_number(edge, "ms") for edge in (min(neuron.times), max(neuron.times)))
        summary = f"{_count(len(spikes), 'spike')} of {_count(len(by_neuron), 'neuron')}, {first} to {last} ms."
    return _listing(len(spikes), summary, lines, "number of a neuron: its spike times in ms, such as 0: 10, 20.5")  # fmt: skip


def set_spikes(network: Network, population: str, text: str) -> Network:
    """Give a spike list the spikes of a text, in the order of their times.

    Raises
    ------
    SpecError
        Names the line and the entry.
    """
    data = data_with(network, population)
    size = network.populations[population].size
    spikes: list[tuple[float, int]] = []
    for where, n, words in _lines(text, size):
        for word in _words(words):
            time_s = _quantity(where, word, "time", "ms")
            if time_s < 0:
                raise SpecError(f"{where}: {word!r} is before the start of the run")
            spikes.append((time_s, n))
    spikes.sort()
    part = data["populations"][population]["neuron"]
    part["times"] = [format_quantity(time_s, "ms") for time_s, _ in spikes]
    part["neurons"] = [n for _, n in spikes]
    return network_of(data)


def pair_listing(network: Network, projection: str) -> Listing:
    """Return the pairs of an explicit rule, by source."""
    rule = projection_of(network, projection).rule
    assert isinstance(rule, Explicit)  # noqa: S101  asked only of those
    by_source: dict[int, list[int]] = {}
    for source, target in rule.pairs:
        by_source.setdefault(source, []).append(target)
    lines = (f"{n}: {write_neurons(by_source[n])}" for n in sorted(by_source))
    targets = len({target for _, target in rule.pairs})
    summary = "No pairs yet."
    if rule.pairs:
        summary = (
            f"{_count(len(rule.pairs), 'pair')}, from {_count(len(by_source), 'source')} "
            f"onto {_count(targets, 'target')}."
        )
    return _listing(len(rule.pairs), summary, lines, "number of a source: its targets, such as 0: 1-5, 9")  # fmt: skip


def set_pairs(network: Network, projection: str, text: str) -> Network:
    """Give an explicit rule the pairs of a text.

    Raises
    ------
    SpecError
        Names the line and the entry.
    """
    data = data_of(network)
    part = projection_in(data, projection)
    source, target = (network.populations[part[end]] for end in ("source", "target"))
    pairs: list[list[int]] = []
    for where, n, words in _lines(text, source.size):
        try:
            targets = read_neurons(words, _MOST_PAIRS - len(pairs))
        except SpecError as error:
            raise SpecError(f"{where}: {error}") from error
        for other in targets:
            _check_index(f"{where}: target", other, target.size)
            pairs.append([n, other])
    part["rule"] = {"kind": "explicit", "pairs": pairs}
    return network_of(data)


def point_listing(network: Network, population: str) -> Listing:
    """Return the points of a free geometry, by neuron."""
    geometry = network.populations[population].geometry
    assert isinstance(geometry, Free)  # noqa: S101  asked only of those
    lines = (
        f"{n}: {', '.join(_number(x, 'um') for x in point)}"
        for n, point in enumerate(geometry.points)
    )
    spans = ", ".join(
        f"{axis} {_number(min(along), 'um')} to {_number(max(along), 'um')}"
        for axis, along in zip("xyz", zip(*geometry.points, strict=True), strict=True)
    )
    summary = f"{_count(len(geometry.points), 'position')}: {spans} um."
    return _listing(3 * len(geometry.points), summary, lines, "number of a neuron: its x, y and z in um, such as 0: 100, 0, 250")  # fmt: skip


def set_points(network: Network, population: str, text: str) -> Network:
    """Give a free geometry the points of a text, one for each neuron.

    Raises
    ------
    SpecError
        Names the line and the entry, or the neuron that has no line.
    """
    data = data_with(network, population)
    size = network.populations[population].size
    points: dict[int, list[str]] = {}
    for where, n, words in _lines(text, size):
        if n in points:
            raise SpecError(f"{where}: neuron {n} has a line already")
        point = [_quantity(where, word, "length", "um") for word in _words(words)]
        if len(point) != 3:
            raise SpecError(f"{where}: needs x, y and z, found {len(point)} numbers")
        points[n] = [format_quantity(x, "um") for x in point]
    missing = next((n for n in range(size) if n not in points), None)
    if missing is not None:
        raise SpecError(f"neuron {missing} has no line; there must be one for each of {size:,}")
    data["populations"][population]["geometry"]["points"] = [points[n] for n in range(size)]
    return network_of(data)


def _listing(count: int, summary: str, lines: Iterator[str], line: str) -> Listing:
    return Listing(summary, "\n".join(lines) if count <= MOST_IN_TEXT else None, line)


def _lines(text: str, size: int) -> Iterator[tuple[str, int, str]]:
    """Yield where a line stands, its neuron, and what it lists."""
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        where = f"line {number}"
        head, colon, words = line.partition(":")
        if not colon or not (head.strip().isascii() and head.strip().isdigit()):
            raise SpecError(
                f"{where}: {line.strip()!r:.60} does not begin with the number of a neuron and a colon"
            )
        index = int(head.strip()[:12])
        _check_index(f"{where}: neuron", index, size)
        yield where, index, words


def _check_index(what: str, index: int, size: int) -> None:
    if index >= size:
        raise SpecError(f"{what} {index} is outside 0 to {size - 1}")


def _words(words: str) -> list[str]:
    return [word.strip() for word in words.split(",")] if words.strip() else []


def _quantity(where: str, word: str, dimension: str, unit: str) -> float:
    """Return a number in SI units; a bare one is in ``unit``."""
    try:
        return parse_quantity(word if unit_of(word) else f"{word} {unit}", dimension)
    except SpecError as error:
        raise SpecError(
            f"{where}: {word!r:.60} is no {dimension}: write a number of {unit}, or one with its unit"
        ) from error


def _number(value: float, unit: str) -> str:
    return format_quantity(float(f"{value:.12g}"), unit).split()[0]


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"
