"""One point measured: idle, warm-up, windows of work, idle again.

::

    settle | idle | warm-up | window 1 | ... | window n | settle | idle

Time is that of the device's own events, over work that lasts long enough for them;
energy is that of the whole window, launches and gaps between runs included, since
the card pays for them.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable
from dataclasses import dataclass

from sim.gpu.device import Device
from sim.gpu.meter import Clock, Meter, Reading

#: Shortest work between two events. [s]
_SHORTEST_S = 0.1


@dataclass(frozen=True)
class Times:
    """How long each part of a measurement lasts. [s]"""

    idle_s: float = 10.0
    settle_s: float = 5.0
    warm_up_s: float = 3.0
    window_s: float = 10.0
    windows: int = 3

    @property
    def total_s(self) -> float:
        """Least time of one point."""
        return 2 * (self.idle_s + self.settle_s) + self.warm_up_s + self.windows * self.window_s


@dataclass(frozen=True)
class Window:
    """Work that was measured: ``runs`` of it in one stretch of the meter."""

    reading: Reading
    runs: int
    run_s: tuple[float, ...]


@dataclass(frozen=True)
class Session:
    """Everything measured at one point.

    ``load`` is what ``look`` gave in the last window, while the card worked.
    """

    idle_before: Reading
    idle_after: Reading
    windows: tuple[Window, ...]
    load: dict[str, int | None]


def measure_session(
    work: Callable[[], object],
    device: Device,
    meter: Meter,
    clock: Clock,
    times: Times,
    look: Callable[[], dict[str, int | None]],
) -> Session:
    """Measure a piece of work.

    Parameters
    ----------
    work : callable
        Queues one run on the device.
    look : callable
        Reads the clocks of the card.
    """
    before = _idle(meter, clock, times)
    repeats = _warm_up(work, device, clock, times)
    windows: list[Window] = []
    load: dict[str, int | None] = {}
    for _ in range(times.windows):
        meter.begin()
        until = clock.now() + times.window_s
        seconds: list[float] = []
        while clock.now() < until:
            seconds.append(device.seconds(lambda: _repeat(work, repeats)) / repeats)
            if not load and clock.now() >= until - times.window_s / 2:
                load = look()
        windows.append(Window(meter.end(), len(seconds) * repeats, tuple(seconds)))
    return Session(before, _idle(meter, clock, times), tuple(windows), load or look())


def _idle(meter: Meter, clock: Clock, times: Times) -> Reading:
    clock.sleep(times.settle_s)
    meter.begin()
    clock.sleep(times.idle_s)
    return meter.end()


def _warm_up(work: Callable[[], object], device: Device, clock: Clock, times: Times) -> int:
    """Work without measuring, and return how many runs go between two events."""
    until = clock.now() + times.warm_up_s
    seconds = [device.seconds(work)]
    while clock.now() < until:
        seconds.append(device.seconds(work))
    return max(1, math.ceil(_SHORTEST_S / max(1e-9, statistics.median(seconds))))


def _repeat(work: Callable[[], object], times: int) -> None:
    for _ in range(times):
        work()
