"""An uncertain number: low, nominal, high, and how good the evidence is.

Sums and products propagate the bounds by interval arithmetic (the lowest of
everything against the highest of everything), which is the widest honest
range: nothing is assumed about how errors of different terms correlate.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from sim.units import format_si

Grade = Literal["measured", "simulated", "derived", "vendor", "assumed"]

#: Best evidence first; a total is only as good as its worst term.
GRADES: Final[tuple[Grade, ...]] = ("measured", "simulated", "derived", "vendor", "assumed")


def worst_grade(grades: Iterable[Grade]) -> Grade:
    """Return the weakest of several grades (``measured`` when there is none)."""
    return max(grades, key=GRADES.index, default="measured")


@dataclass(frozen=True)
class Estimate:
    """A quantity in SI units with its range and evidence.

    Parameters
    ----------
    low, nominal, high : float
        ``low <= nominal <= high``, all finite, same unit.
    grade : Grade
        Weakest evidence among everything that went in.
    sources : tuple of str
        Keys of the bibliography.
    at_least : bool
        True when a term is missing, so that the value is a lower bound.
    """

    low: float
    nominal: float
    high: float
    grade: Grade = "measured"
    sources: tuple[str, ...] = ()
    at_least: bool = False

    def __post_init__(self) -> None:
        if not all(math.isfinite(v) for v in (self.low, self.nominal, self.high)):
            raise ValueError(f"estimate is not finite: {self.low}, {self.nominal}, {self.high}")
        if not self.low <= self.nominal <= self.high:
            raise ValueError(
                f"need low <= nominal <= high: {self.low}, {self.nominal}, {self.high}"
            )

    @classmethod
    def exact(cls, value: float, grade: Grade = "measured") -> Estimate:
        """Return a number without spread, such as a count."""
        return cls(value, value, value, grade)

    def span(self, unit: str) -> str:
        """Return its range, ``6.48 mJ to 19 mJ``; of a lower bound, that it is of the known part."""
        of = "known part: " if self.at_least else ""
        return f"{of}{format_si(self.low, unit)} to {format_si(self.high, unit)}"

    def __add__(self, other: Estimate) -> Estimate:
        return Estimate(
            self.low + other.low,
            self.nominal + other.nominal,
            self.high + other.high,
            worst_grade((self.grade, other.grade)),
            _joined(self.sources, other.sources),
            self.at_least or other.at_least,
        )

    def scaled(self, factor: float) -> Estimate:
        """Return this times an exact, non-negative factor."""
        if factor < 0:
            raise ValueError(f"cannot scale an estimate by {factor}: it would turn the range round")
        return replace(
            self, low=self.low * factor, nominal=self.nominal * factor, high=self.high * factor
        )

    def times(self, other: Estimate) -> Estimate:
        """Return the product of two non-negative estimates."""
        if self.low < 0 or other.low < 0:
            raise ValueError("only non-negative estimates can be multiplied")
        return Estimate(
            self.low * other.low,
            self.nominal * other.nominal,
            self.high * other.high,
            worst_grade((self.grade, other.grade)),
            _joined(self.sources, other.sources),
            self.at_least or other.at_least,
        )

    def over(self, other: Estimate) -> Estimate:
        """Return the ratio of two positive estimates: widest range the two allow.

        A lower bound in the numerator stays a lower bound; one in the
        denominator makes the ratio an upper bound, which this type cannot
        say, so it is an error: see `sim.compare` for such verdicts.
        """
        if other.low <= 0:
            raise ValueError("cannot divide by an estimate that reaches zero")
        if other.at_least:
            raise ValueError("the denominator is only a lower bound")
        return Estimate(
            self.low / other.high,
            self.nominal / other.nominal,
            self.high / other.low,
            worst_grade((self.grade, other.grade)),
            _joined(self.sources, other.sources),
            self.at_least,
        )

    def as_at_least(self) -> Estimate:
        """Return the same numbers marked as a lower bound."""
        return replace(self, at_least=True)


def _joined(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[str, ...]:
    return a + tuple(key for key in b if key not in a)


def total(estimates: Iterable[Estimate]) -> Estimate:
    """Return the sum of estimates; zero, exactly, when there is none."""
    result = Estimate.exact(0.0)
    for estimate in estimates:
        result = result + estimate
    return result
