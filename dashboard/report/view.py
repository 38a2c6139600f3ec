"""What of a run a figure of a report shows: populations, a stretch of time, and how it is drawn.

They are the choices of the page Activity. Which figure takes which of them stands in one table
here; a choice that a figure has no use for is refused by name.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dashboard.figures.arrangement import Order
from dashboard.figures.connectivity import QUANTITIES, Quantity
from dashboard.figures.context import in_words
from dashboard.figures.isi import MEASURES, Measure
from dashboard.figures.traces import Variable
from sim.network.quantity import Rate, Time
from sim.units import format_quantity

Aspect = Literal[
    "populations", "window", "rows", "order", "bin", "neurons", "variables", "irregularity", "resolution",
    "segment", "sample", "quantity", "matrix_bins", "projection",
]  # fmt: skip

#: Order of the neurons within a population -> its name for people.
ORDERS: Final[dict[Order, str]] = {
    "index": "index",
    "rate": "rate",
    "x": "position x",
    "y": "position y",
    "z": "position z",
}
#: Bins in which spikes are counted: the usual one, the shortest and the longest. [s]
USUAL_BIN_S: Final = 5e-3
LEAST_BIN_S: Final = 1e-3
MOST_BIN_S: Final = 50e-3
#: What the page offers of these; a composition may have any between the ends. [Hz, s, 1, 1]
RESOLUTIONS_HZ: Final = (0.5, 1.0, 2.0, 5.0, 10.0)
SEGMENTS_S: Final = (50e-3, 100e-3, 200e-3, 500e-3)
SAMPLES: Final = (40, 80, 120, 200)
MATRIX_BINS: Final = (40, 80, 160, 320)
#: The usual ones.
USUAL_RESOLUTION_HZ: Final = 2.0
USUAL_SEGMENT_S: Final = 200e-3
USUAL_SAMPLE: Final = 120
USUAL_MATRIX_BINS: Final = 160

_WHO_AND_WHEN: Final[tuple[Aspect, ...]] = ("populations", "window")
#: Figure -> what can be chosen of it; a name that ends in "_" stands for all that begin with it.
_TAKES: Final[dict[str, tuple[Aspect, ...]]] = {
    "raster": ("populations", "window", "rows", "order", "bin"),
    "spikes": ("populations", "window", "rows", "order"),
    "raster_": ("window", "rows"),  # with the power of a device
    "traces": (*_WHO_AND_WHEN, "neurons", "variables"),
    "isi": (*_WHO_AND_WHEN, "irregularity"),
    "rate_histogram": _WHO_AND_WHEN,
    "fano": _WHO_AND_WHEN,
    "spectrum": (*_WHO_AND_WHEN, "resolution"),
    "correlation": (*_WHO_AND_WHEN, "bin", "sample"),
    "correlation_histogram": (*_WHO_AND_WHEN, "bin", "sample"),
    "synchrony": _WHO_AND_WHEN,
    "on_chip_rasters": _WHO_AND_WHEN,
    "on_chip_rates": _WHO_AND_WHEN,
    "connectivity": ("quantity",),
    "connectivity_bins": ("populations", "matrix_bins"),
    "weights": ("projection",),
    "spectrogram_": ("window", "segment"),
    "course_": ("window",),
}
#: Neurons that words name one by one.
_NAMED: Final = 6


def taken_by(figure: str) -> tuple[Aspect, ...]:
    """Return what can be chosen of a figure, by its name in the catalogue."""
    return _TAKES.get(figure) or _TAKES.get(f"{figure.partition('_')[0]}_", ())


_Name = Annotated[str, Field(min_length=1, max_length=120)]
_Whole = Annotated[int, Field(strict=True)]
_Row = Annotated[int, Field(strict=True, ge=1)]
_Neuron = Annotated[int, Field(strict=True, ge=0)]


class FigureView(BaseModel):
    """What of a run a figure shows; without any of it the whole run in the usual way."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    populations: tuple[_Name, ...] = Field(
        default=(), max_length=1_000, description="names of populations; none: all"
    )
    window: tuple[Time, Time] | None = Field(
        default=None, description="stretch of the run; none: all of it"
    )
    rows: tuple[_Row, _Row] | None = Field(
        default=None,
        description="first and last row of the raster, 1 being on top; none: all of them",
    )
    order: Order = Field(default="index", description="of the neurons within a population")
    bin: Time = Field(
        default=USUAL_BIN_S, ge=LEAST_BIN_S, le=MOST_BIN_S,
        description="in which spikes are counted: of the rate over time, of a correlation",
    )  # fmt: skip
    neurons: dict[_Name, Annotated[tuple[_Neuron, ...], Field(min_length=1, max_length=1_000)]] | None = Field(
        default=None, min_length=1, max_length=1_000,
        description="recorded neurons, by population; none: the first ones of each",
    )  # fmt: skip
    variables: tuple[Variable, ...] = Field(
        default=(), description="what is drawn of recorded neurons; none: all that was recorded"
    )
    irregularity: Measure = Field(default="cv", description="of the intervals between spikes")
    resolution: Rate = Field(
        default=USUAL_RESOLUTION_HZ, ge=RESOLUTIONS_HZ[0], le=RESOLUTIONS_HZ[-1],
        description="of the power spectrum, in frequency",
    )  # fmt: skip
    segment: Time = Field(
        default=USUAL_SEGMENT_S, ge=SEGMENTS_S[0], le=SEGMENTS_S[-1],
        description="window of the spectrogram",
    )  # fmt: skip
    sample: _Whole = Field(
        default=USUAL_SAMPLE, ge=SAMPLES[0], le=SAMPLES[-1],
        description="neurons at most whose correlation is taken",
    )  # fmt: skip
    quantity: Quantity = Field(
        default="in_degree", description="how the synapses between populations are counted"
    )
    matrix_bins: _Whole = Field(
        default=USUAL_MATRIX_BINS, ge=MATRIX_BINS[0], le=MATRIX_BINS[-1],
        description="rows and columns of the connectivity of neurons",
    )  # fmt: skip
    projection: _Name | None = Field(default=None, description="whose weights; none: all together")

    @model_validator(mode="before")
    @classmethod
    def _in_one_order(cls, data: object) -> object:
        """Sort names and neurons: a figure has them in the order of the network anyway."""
        if not isinstance(data, Mapping):
            return data
        found = {
            name: _sorted(name, data[name]) if name in ("populations", "variables") else value
            for name, value in data.items()
        }
        if isinstance(neurons := data.get("neurons"), Mapping):
            if all(isinstance(name, str) for name in neurons):
                neurons = dict(sorted(neurons.items()))
            found["neurons"] = {n: _sorted(f"neurons.{n}", v) for n, v in neurons.items()}
        return found

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

    @model_validator(mode="after")
    def _downwards(self) -> FigureView:
        if self.rows is not None and self.rows[1] < self.rows[0]:
            raise ValueError(
                f"rows: end at {self.rows[1]}, above the first, {self.rows[0]}; they count downwards"
            )
        return self

    @model_validator(mode="after")
    def _of_those_shown(self) -> FigureView:
        for name in self.neurons or ():
            if self.populations and name not in self.populations:
                raise ValueError(
                    f"neurons: {name!r:.60} is not among the populations {', '.join(self.populations)}"
                )
        return self

    @property
    def chosen(self) -> tuple[str, ...]:
        """Names of what differs from the whole run in the usual way."""
        fields = type(self).model_fields
        return tuple(n for n, field in fields.items() if getattr(self, n) != field.default)

    @property
    def whole(self) -> FigureView:
        """The same of the whole run: all populations and rows, from its start to its end."""
        return self.model_copy(update={"populations": (), "window": None, "rows": None})

    def words(self) -> str:
        """Return the choices in plain words, such as ``inh · 200 to 400 ms · by rate``."""
        return self._words(*self.chosen)

    def _words(self, *names: str) -> str:
        parts = {
            "populations": ", ".join(self.populations),
            "window": in_words(self.window) if self.window else "",
            "rows": "rows {:,} to {:,}".format(*self.rows or (0, 0)),
            "order": f"by {ORDERS[self.order]}",
            "bin": f"bins of {format_quantity(self.bin, 'ms')}",
            "neurons": _listed(self.neurons or {}),
            "variables": ", ".join(self.variables),
            "irregularity": MEASURES[self.irregularity][0],
            "resolution": f"resolution {format_quantity(self.resolution, 'Hz')}",
            "segment": f"windows of {format_quantity(self.segment, 'ms')}",
            "sample": f"{self.sample} neurons at most",
            "quantity": QUANTITIES[self.quantity][1],
            "matrix_bins": f"{self.matrix_bins} bins of neurons",
            "projection": f"projection {self.projection}",
        }
        return " · ".join(parts[name] for name in names if name in self.chosen)

    def zoom(self) -> str:
        """Return what a zoom changes of it, such as ``200 to 400 ms · rows 3 to 9``."""
        return self._words("window", "rows")


def _sorted(field: str, values: object) -> object:
    """Return names or numbers in order; anything else as it is, for its field to refuse."""
    if not isinstance(values, (list, tuple)) or {type(v) for v in values} not in ({int}, {str}):
        return values
    ordered = sorted(values)
    for value, following in pairwise(ordered):
        if value == following:
            raise ValueError(f"{field}: {value!r:.60} is named twice")
    return ordered


def _listed(neurons: Mapping[str, Sequence[int]]) -> str:
    """Return neurons by name, or how many they are."""
    names = [f"{population} {n}" for population, those in neurons.items() for n in those]
    return ", ".join(names) if len(names) <= _NAMED else f"{len(names)} neurons"


#: The whole run in the usual way.
WHOLE: Final = FigureView()
