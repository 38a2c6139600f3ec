"""A card and a clock that do exactly what a test says."""

from __future__ import annotations

from collections.abc import Callable

from sim.errors import NotAvailable


class MadeClock:
    """Time passes only in `sleep`."""

    def __init__(self) -> None:
        self.time_s = 100.0
        self.on_sleep: Callable[[float], None] = lambda seconds: None

    def now(self) -> float:
        return self.time_s

    def sleep(self, seconds: float) -> None:
        self.time_s += seconds
        self.on_sleep(seconds)


class MadeCard:
    """Draws ``power_w`` while the clock runs; its counter is brought up to date every so often."""

    def __init__(self, clock: MadeClock, counter: bool = True, every_s: float = 0.0) -> None:
        self.power_w = 20.0
        self._counter, self._every_s = counter, every_s
        self.start_mj, self._exact_j, self._shown_j, self._shown_at_s = 5_000, 0.0, 0.0, clock.now()
        self._clock = clock
        clock.on_sleep = self.draw

    def draw(self, seconds: float) -> None:
        self._exact_j += self.power_w * seconds
        if self._clock.now() - self._shown_at_s >= self._every_s - 1e-9:
            self._shown_j, self._shown_at_s = self._exact_j, self._clock.now()

    def energy_mj(self) -> int:
        if not self._counter:
            raise NotAvailable("energy counter of the card: Not Supported")
        return (self.start_mj + round(self._shown_j * 1000)) % 2**64

    def power_mw(self) -> int:
        return round(self.power_w * 1000)

    def name(self) -> str:
        return "NVIDIA Made 9000"

    def driver(self) -> str:
        return "999.01"

    def free_bytes(self) -> int:
        return 8 << 30

    def total_bytes(self) -> int:
        return 10 << 30

    def clocks_mhz(self) -> dict[str, int | None]:
        return {"sm": 1500 if self.power_w > 50 else 300, "memory": None}

    def power_limit_w(self) -> float | None:
        return 250.0

    def temperature_c(self) -> int | None:
        return 40

    def other_processes(self) -> int | None:
        return 0
