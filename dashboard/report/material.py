"""A run as the figures of a report are made from it, or a part of it that is looked at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dashboard.devices import titles
from dashboard.figures import Arrangement, FigureContext, arranged, orders_for
from dashboard.figures.traces import quantity_of
from dashboard.report.view import WHOLE, FigureView
from sim.activity import Activity
from sim.analysis import excerpt
from sim.baselines.side_by_side import SideRow, side_by_side
from sim.comparison import compare
from sim.errors import SpecError
from sim.instead import InsteadStudy
from sim.network import Network
from sim.network.explain import did_you_mean
from sim.network.neurons import IntegrateAndFire, Lif
from sim.study import Study
from sim.wiring import Wiring

#: Of a run whose price no figure asks for.
UNPRICED = Study({}, (), compare(()))
#: Recorded neurons that an error names.
_NAMED = 12


@dataclass(frozen=True)
class Material:
    """What figures of a report are made from.

    Parameters
    ----------
    network : Network
    ideal, wiring : Wiring
        As asked for, and as simulated; the same unless a chip's constraints applied.
    activity : Activity
    study : Study
    context : FigureContext
    families : mapping of str to str
        Device to family, for colours.
    on_chip : str or None
        Profile whose constraints were simulated.
    instead : InsteadStudy or None
        Chips beside the ANN run instead, where the network has one.
    ideal_activity : callable or None
        Of a run on a chip: returns the spikes of the same network without its constraints.
    held_by : str or None
        Title of that chip, for one that ``study`` has not priced.
    view : FigureView
        What of the run is looked at; set by `looked_at`, which checks it.
    """

    network: Network
    ideal: Wiring
    wiring: Wiring
    activity: Activity
    study: Study
    context: FigureContext
    families: dict[str, str]
    on_chip: str | None = None
    instead: InsteadStudy | None = None
    ideal_activity: Callable[[], Activity] | None = None
    held_by: str | None = None
    view: FigureView = WHOLE

    def looked_at(self, view: FigureView) -> Material:
        """Return the same run, of which figures show a part.

        Raises
        ------
        SpecError
            If the run has not what is to be shown; names the choice, its value and what there is.
        """
        if view == WHOLE:
            return self
        self._has_rows(view)
        self._has_recorded(view)
        if view.projection is not None:
            _among([s.name for s in self.wiring.projections], view.projection, "projection")
        end_s = self.activity.duration_s
        if view.window is not None and view.window[1] > end_s + self.activity.dt_s / 2:
            ends = " to ".join(f"{s * 1e3:,.6g} ms" for s in view.window)
            raise SpecError(f"window: {ends} is not within the run of {end_s * 1e3:,.6g} ms")
        orders = orders_for(self.wiring.positions)
        if view.order not in orders:
            raise SpecError(
                f"order: its neurons do not lie apart along {view.order}; there are {', '.join(orders)}"
            )
        facts = replace(self.context, window=view.window, populations=view.populations)
        return replace(self, view=view, context=facts)

    def _has_rows(self, view: FigureView) -> None:
        """Refuse populations and rows of a raster that the run has not."""
        sizes = {p.name: p.size for p in self.activity.populations}
        for name in view.populations:
            _among(list(sizes), name, "populations")
        n = sum(sizes[name] for name in view.populations or sizes)
        if view.rows is not None and view.rows[1] > n:
            first, last = view.rows
            raise SpecError(f"rows: {first:,} to {last:,} are not among the {n:,} rows")

    def _has_recorded(self, view: FigureView) -> None:
        """Refuse neurons and variables that were not recorded."""
        traces = self.activity.traces
        for population, neurons in (view.neurons or {}).items():
            _among([p.name for p in self.activity.populations], population, "neurons")
            there = [int(n) for n in traces[population].neurons] if population in traces else []
            for neuron in neurons:
                if neuron not in there:
                    named = ", ".join(map(str, there[:_NAMED]))
                    more = f" and {len(there) - _NAMED} more" if len(there) > _NAMED else ""
                    which = f"those are {named}{more}" if there else "none were"
                    raise SpecError(f"neurons: {population} {neuron} was not recorded; {which}")
        kinds = {quantity_of(u) for t in traces.values() for u in t.units.values()}
        for variable in view.variables:
            if variable not in kinds:
                raise SpecError(f"variables: no {variable} was recorded; there are {', '.join(sorted(kinds)) or 'none'}")  # fmt: skip

    @property
    def populations(self) -> tuple[str, ...] | None:
        """Those looked at; None is all."""
        return self.view.populations or None

    def shows(self, population: str) -> bool:
        """Tell whether a population is looked at."""
        return not self.view.populations or population in self.view.populations

    def cut(self, activity: Activity) -> Activity:
        """Return the stretch looked at of a run of the same length."""
        return activity if self.view.window is None else excerpt(activity, *self.view.window)

    @cached_property
    def part(self) -> Activity:
        """The stretch of the run that is looked at."""
        return self.cut(self.activity)

    def rows(self) -> Arrangement:
        """Return the neurons in the order of a raster."""
        return arranged(self.activity, self.view.order, self.populations, self.wiring.positions)

    @cached_property
    def published(self) -> tuple[SideRow, ...]:
        """Published and measured runs of the network on other machines, beside the model."""
        return side_by_side(self.network.name)

    @property
    def chip_title(self) -> str | None:
        """Title of the chip whose constraints were simulated, a user's own included."""
        if self.on_chip is None:
            return None
        chip = self.study.chips.get(self.on_chip)
        if chip is not None:
            return chip.profile.title
        return self.held_by or titles().get(self.on_chip, self.on_chip)


def _among(names: Sequence[str], name: str, field: str) -> None:
    """Refuse a name that a run has not."""
    if name not in names:
        hint = did_you_mean(name, names)
        raise SpecError(f"{field}: there is no {name!r}{hint}; there are {', '.join(names)}")


def thresholds_v(network: Network) -> dict[str, float]:
    """Return the threshold of populations that have one, the same for all their neurons. [V]"""
    found = {}
    for name, population in network.populations.items():
        neuron = population.neuron
        if isinstance(neuron, (Lif, IntegrateAndFire)) and isinstance(neuron.v_threshold, float):
            found[name] = neuron.v_threshold
    return found
