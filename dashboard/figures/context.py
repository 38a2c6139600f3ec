"""Where a figure comes from, as one sentence for its caption."""

from __future__ import annotations

from dataclasses import dataclass

from sim.units import format_si

#: Populations that a caption names one by one.
_NAMED = 6


def in_words(window_s: tuple[float, float]) -> str:
    """Return a stretch of time, such as ``200 to 400 ms``."""
    first, last = (f"{s * 1e3:,.5g}" for s in window_s)
    return f"{first} to {last} ms"


@dataclass(frozen=True)
class FigureContext:
    """The facts that make a figure reproducible; all optional.

    Parameters
    ----------
    network : str or None
        Name of the network.
    seed : int or None
    duration : float or None
        Biological time. [s]
    profile : str or None
        Name of the chip, where the figure depends on one.
    version : str or None
        Version of the program.
    window : (float, float) or None
        Stretch of the run that the figure rests on. [s]
    populations : tuple of str
        Those of the network that the figure shows; none: all of them.
    runs : tuple of str
        What each of several runs beside each other is, in a few words.
    """

    network: str | None = None
    seed: int | None = None
    duration: float | None = None
    profile: str | None = None
    version: str | None = None
    window: tuple[float, float] | None = None
    populations: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()

    def duration_text(self) -> str:
        """Return the duration, in plain seconds from one second on."""
        seconds = self.duration or 0.0
        return f"{seconds:,g} s" if seconds >= 1 else format_si(seconds, "s")

    def _who(self) -> str:
        """Return the populations shown, by name where they are few."""
        n = len(self.populations)
        if n > _NAMED:
            return f"{n} of its populations"
        names = " and ".join(", ".join(self.populations).rsplit(", ", 1))
        return f"population{'s' if n > 1 else ''} {names}" if n else ""

    def sentence(self) -> str:
        """Return ``Network cuba, seed 7, 1 s of biological time, ...``; empty when nothing is known."""
        stretch = f"{in_words(self.window)} of " if self.window else ""
        parts = [
            f"network {self.network}" if self.network else "",
            self._who(),
            f"seed {self.seed}" if self.seed is not None else "",
            f"{stretch}{self.duration_text()} of biological time" if self.duration else "",
            f"hardware {self.profile}" if self.profile else "",
            f"NPU Explorer {self.version}" if self.version else "",
        ]
        text = ", ".join(part for part in parts if part)
        runs = f"Runs: {'; '.join(self.runs)}. " if self.runs else ""
        return (runs + (text[:1].upper() + text[1:] + "." if text else "")).rstrip()
