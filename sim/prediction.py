"""A published measurement against what the model says of the same machine and load."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sim.cost_report import Boundary
from sim.estimate import Estimate

#: What a row was used for. ``sets``: a number of the model was taken from it;
#: ``related``: same chip and publication as such a row; ``tests``: the model has not seen it.
RowRole = Literal["sets", "related", "tests"]
Quantity = Literal["power", "energy", "time", "duration"]

#: What a row is about: a chip, the same spiking network on a GPU or CPU, or an ANN instead.
Group = Literal["chips", "spiking", "ann"]

#: Published figures are rounded: ranges that miss each other by less than this factor meet.
ROUNDING: Final = 1.01

UNITS: Final[dict[Quantity, str]] = {"power": "W", "energy": "J", "time": "", "duration": "s"}


@dataclass(frozen=True)
class Prediction:
    """One measured number beside the model's.

    Parameters
    ----------
    row : str
        Key of the row in its file.
    what : str
        What was measured, in a few words.
    device, title : str
        Profile that predicts it, and its name for people.
    family : str
        ``digital``, ``gpu`` and so on; decides the colour.
    quantity : {"power", "energy", "time", "duration"}
        Watts, joules, device time over biological time, or seconds.
    measured, predicted : Estimate
    role : RowRole
    boundary : {"chip", "board", "wall"}
        Of the measurement.
    checked : bool
        False when the measured number was recalled and not seen in its source.
    note : str
    group : Group
    """

    row: str
    what: str
    device: str
    title: str
    family: str
    quantity: Quantity
    measured: Estimate
    predicted: Estimate
    role: RowRole
    boundary: Boundary
    source: str
    checked: bool = True
    note: str = ""
    group: Group = "chips"

    @property
    def unit(self) -> str:
        return UNITS[self.quantity]

    @property
    def ratio(self) -> float:
        """Nominal prediction over nominal measurement."""
        return self.predicted.nominal / self.measured.nominal

    @property
    def error(self) -> float:
        """Signed relative error of the nominal prediction."""
        return self.ratio - 1

    @property
    def ranges_meet(self) -> bool:
        """True when the range of the prediction and that of the measurement overlap."""
        # A lower bound reaches up to anything above it.
        below = self.predicted.high * ROUNDING < self.measured.low and not self.predicted.at_least
        return not below and self.predicted.low <= self.measured.high * ROUNDING

    @property
    def within_two(self) -> bool:
        """True when the nominal prediction is within a factor of two."""
        return 0.5 <= self.ratio <= 2.0

    @property
    def counts(self) -> bool:
        """True when agreement would be evidence: the model has not seen this checked number."""
        return self.role == "tests" and self.checked


@dataclass(frozen=True)
class NotPredicted:
    """A published number that the model cannot be held against, and why."""

    what: str
    title: str
    value: str
    source: str
    reason: str
