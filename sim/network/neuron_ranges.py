"""Numbers of neurons as a person writes them: ``0-9, 12``."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sim.errors import SpecError

_RANGE = re.compile(r"(\d{1,9})(?:\s*(?:-|–|to)\s*(\d{1,9}))?")


def read_neurons(text: str, at_most: int) -> list[int]:
    """Return the numbers in a text, in its order; an empty text has none.

    Raises
    ------
    SpecError
        Names the entry that is no number or range, or says that there are too many.
    """
    found: list[int] = []
    for part in text.split(",") if text.strip() else ():
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            raise SpecError(
                f"{part.strip()!r:.60} is no neuron: write numbers from 0 and ranges, such as 0-9, 12"
            )
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise SpecError(f"{part.strip()!r}: the end of a range must not be below its start")
        if len(found) + last - first >= at_most:
            raise SpecError(f"more than {at_most:,} neurons; list fewer")
        found.extend(range(first, last + 1))
    return found


def write_neurons(neurons: Iterable[int]) -> str:
    """Write numbers in their order, those that follow one another as a range."""
    runs: list[list[int]] = []
    for n in neurons:
        if runs and n == runs[-1][1] + 1:
            runs[-1][1] = n
        else:
            runs.append([n, n])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
