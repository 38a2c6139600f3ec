"""Energy of the card over a stretch of time: from its counter, or from samples of its power.

The counter is exact in between, but is brought up to date only every so often, so
either end may be late by one interval. Samples are joined by straight lines.
Neither says how accurate the sensor is: `SENSOR_ACCURACY`.
"""

from __future__ import annotations

import statistics
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, Protocol

from sim.errors import EngineError, NotAvailable
from sim.gpu.nvml import Card

#: "Accurate to within +/- 5 % of current power draw": NVML API Reference Guide, section Device
#: Queries, nvmlDeviceGetPowerUsage, of the Fermi and Kepler cards. Nothing is stated of newer ones.
SENSOR_ACCURACY = 0.05

_COUNTER_RANGE_MJ = 2**64
#: More than any card draws, so that a counter that was set back is told from one that wrapped. [W]
_IMPLAUSIBLE_W = 5000.0
_SAMPLE_EVERY_S = 0.02


class Clock(Protocol):
    """Time that passes."""

    def now(self) -> float:
        """Seconds since some moment."""

    def sleep(self, seconds: float) -> None:
        """Let time pass."""


class WallClock:
    """The time of this machine."""

    def now(self) -> float:
        return time.perf_counter()

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


@dataclass(frozen=True)
class Reading:
    """Energy over a time, and how far the meter's own pace may have it off."""

    wall_s: float
    energy_j: float
    uncertainty_j: float

    @property
    def power_w(self) -> float:
        return self.energy_j / self.wall_s


class Meter(Protocol):
    """Measures one stretch after the other."""

    kind: Literal["counter", "sampling"]
    interval_s: float

    def begin(self) -> None:
        """Start a stretch."""

    def end(self) -> Reading:
        """End the stretch and return it."""


class CounterMeter:
    """The energy counter of the card.

    Parameters
    ----------
    interval_s : float
        How often the card brings the counter up to date. [s]
    """

    kind: Literal["counter", "sampling"] = "counter"

    def __init__(self, card: Card, clock: Clock, interval_s: float) -> None:
        self._card, self._clock, self.interval_s = card, clock, interval_s
        self._began_s, self._began_mj = 0.0, 0

    def begin(self) -> None:
        self._began_mj, self._began_s = self._card.energy_mj(), self._clock.now()

    def end(self) -> Reading:
        """End the stretch.

        Raises
        ------
        EngineError
            If the counter was set back meanwhile.
        """
        advance_mj, now_s = self._card.energy_mj() - self._began_mj, self._clock.now()
        wall_s = now_s - self._began_s
        energy_j = advance_mj % _COUNTER_RANGE_MJ * 1e-3
        if energy_j > _IMPLAUSIBLE_W * wall_s:
            raise EngineError(
                f"the energy counter of the card moved by {advance_mj:,} mJ in {wall_s:.3g} s; "
                "was the driver loaded anew meanwhile? Measure again"
            )
        return Reading(wall_s, energy_j, energy_j / wall_s * self.interval_s)


class SamplingMeter:
    """Samples of the power, taken by a thread of its own.

    Parameters
    ----------
    watch : bool
        Without it nobody samples but who calls `look`.
    """

    kind: Literal["counter", "sampling"] = "sampling"

    def __init__(
        self, card: Card, clock: Clock, interval_s: float = _SAMPLE_EVERY_S, watch: bool = True
    ) -> None:
        self._card, self._clock, self.interval_s, self._watch = card, clock, interval_s, watch
        self._samples: list[tuple[float, float]] = []
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._one_at_a_time = threading.Lock()

    def begin(self) -> None:
        self._samples = []
        self.look()
        if self._watch:
            self._ended.clear()
            self._thread = threading.Thread(target=self._sample, name="npu-power", daemon=True)
            self._thread.start()

    def look(self) -> None:
        """Take one sample."""
        with self._one_at_a_time:
            self._samples.append((self._clock.now(), self._card.power_mw() * 1e-3))

    def end(self) -> Reading:
        """End the stretch; what lies between two samples may be off by their difference."""
        if self._thread is not None:
            self._ended.set()
            self._thread.join()
            self._thread = None
        self.look()
        pairs = list(pairwise(self._samples))
        energy_j = sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in pairs)
        between_j = sum((b[0] - a[0]) * abs(a[1] - b[1]) / 2 for a, b in pairs)
        return Reading(self._samples[-1][0] - self._samples[0][0], energy_j, between_j)

    def _sample(self) -> None:
        while not self._ended.wait(self.interval_s):
            with suppress(NotAvailable):  # the sample at the end will say so
                self.look()


def choose_meter(card: Card, clock: Clock) -> Meter:
    """Return the counter where the card has one that moves, or else samples.

    Raises
    ------
    NotAvailable
        If the card shows neither.
    """
    try:
        interval_s = counter_interval_s(card, clock)
    except NotAvailable:
        interval_s = None
    if interval_s is not None:
        return CounterMeter(card, clock, interval_s)
    card.power_mw()  # so that a card without it is known before anything runs
    return SamplingMeter(card, clock)


def counter_interval_s(card: Card, clock: Clock, for_s: float = 2.0) -> float | None:
    """Return how often the energy counter is brought up to date, None if it stood still. [s]"""
    last, changes = card.energy_mj(), []
    until = clock.now() + for_s
    while clock.now() < until:
        clock.sleep(1e-3)
        now = card.energy_mj()
        if now != last:
            last = now
            changes.append(clock.now())
    if len(changes) < 3:
        return None
    return statistics.median(b - a for a, b in pairwise(changes))
