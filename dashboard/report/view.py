"""What of a run a figure of a report shows: populations, a stretch of time, an order, bins.

They are the choices of the page Activity. Which figure takes which of them stands in one table
here; a choice that a figure has no use for is refused by name.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dashboard.figures.arrangement import Order
from sim.network.quantity import Time
from sim.units import format_quantity

Aspect = Literal["populations", "window", "order", "bin"]

#: Order of the neurons within a population -> its name for people.
ORDERS: Final[dict[Order, str]] = {
    "index": "index",
    "rate": "rate",
    "x": "position x",
    "y": "position y",
    "z": "position z",
}
#: Bins of the rate: the usual one, the shortest and the longest. [s]
USUAL_BIN_S: Final = 5e-3
LEAST_BIN_S: Final = 1e-3
MOST_BIN_S: Final = 50e-3

_WHO_AND_WHEN: Final[tuple[Aspect, ...]] = ("populations", "window")
#: Figure -> what can be chosen of it; a name that ends in "_" stands for all that begin with it.
_TAKES: Final[dict[str, tuple[Aspect, ...]]] = {
    "raster": ("populations", "window", "order", "bin"),
    "spikes": ("populations", "window", "order"),
    "traces": _WHO_AND_WHEN,
    "isi": _WHO_AND_WHEN,
    "rate_histogram": _WHO_AND_WHEN,
    "fano": _WHO_AND_WHEN,
    "spectrum": _WHO_AND_WHEN,
    "correlation": _WHO_AND_WHEN,
    "correlation_histogram": _WHO_AND_WHEN,
    "synchrony": _WHO_AND_WHEN,
    "on_chip_rasters": _WHO_AND_WHEN,
    "on_chip_rates": _WHO_AND_WHEN,
    "connectivity_bins": ("populations",),
    "spectrogram_": ("window",),
    "course_": ("window",),
}


def taken_by(figure: str) -> tuple[Aspect, ...]:
    """Return what can be chosen of a figure, by its name in the catalogue."""
    return _TAKES.get(figure) or _TAKES.get(f"{figure.partition('_')[0]}_", ())


class FigureView(BaseModel):
    """What of a run a figure shows; without any of it the whole run in the usual way."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    populations: tuple[Annotated[str, Field(min_length=1, max_length=120)], ...] = Field(
        default=(), max_length=1_000, description="names of populations; none: all"
    )
    window: tuple[Time, Time] | None = Field(
        default=None, description="stretch of the run; none: all of it"
    )
    order: Order = Field(default="index", description="of the neurons within a population")
    bin: Time = Field(
        default=USUAL_BIN_S, ge=LEAST_BIN_S, le=MOST_BIN_S, description="of the rate over time"
    )

    @model_validator(mode="before")
    @classmethod
    def _in_one_order(cls, data: object) -> object:
        """Sort the populations: a figure has them in the order of the network anyway."""
        names = data.get("populations") if isinstance(data, dict) else None
        if isinstance(names, (list, tuple)) and all(isinstance(n, str) for n in names):
            names = sorted(names)
            for name, following in pairwise(names):
                if name == following:
                    raise ValueError(f"populations: {name!r:.60} is named twice")
            return {**data, "populations": names}  # type: ignore[dict-item]
        return data

    @model_validator(mode="after")
    def _forwards(self) -> FigureView:
        if self.window is None:
            return self
        first, last = (format_quantity(s, "ms") for s in self.window)
        if self.window[0] < 0:
            raise ValueError(f"window: starts at {first}; a run starts at 0 ms")
        if self.window[1] <= self.window[0]:
            raise ValueError(f"window: ends at {last}, and must end after it starts at {first}")
        return self

    @property
    def chosen(self) -> tuple[str, ...]:
        """Names of what differs from the whole run in the usual way."""
        fields = type(self).model_fields
        return tuple(n for n, field in fields.items() if getattr(self, n) != field.default)

    def words(self) -> str:
        """Return the choices in plain words, such as ``inh · 200 to 400 ms · by rate``."""
        ends = [] if self.window is None else [f"{s * 1e3:,.5g}" for s in self.window]
        parts = {
            "populations": ", ".join(self.populations),
            "window": f"{' to '.join(ends)} ms",
            "order": f"by {ORDERS[self.order]}",
            "bin": f"bins of {format_quantity(self.bin, 'ms')}",
        }
        return " · ".join(parts[name] for name in self.chosen)


#: The whole run in the usual way.
WHOLE: Final = FigureView()
