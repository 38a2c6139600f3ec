"""A run as the figures of a report are made from it, or a part of it that is looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

from dashboard.devices import titles
from dashboard.figures import Arrangement, FigureContext, arranged, orders_for
from dashboard.report.view import WHOLE, FigureView
from sim.activity import Activity
from sim.analysis import excerpt
from sim.baselines.side_by_side import SideRow, side_by_side
from sim.errors import SpecError
from sim.instead import InsteadStudy
from sim.network import Network
from sim.network.explain import did_you_mean
from sim.study import Study
from sim.wiring import Wiring


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
        names = [p.name for p in self.activity.populations]
        for name in view.populations:
            if name not in names:
                hint = did_you_mean(name, names)
                raise SpecError(f"populations: there is no {name!r}{hint}; there are {', '.join(names)}")  # fmt: skip
        end_s = self.activity.duration_s
        if view.window is not None and view.window[1] > end_s + self.activity.dt_s / 2:
            ends = " to ".join(f"{s * 1e3:,.6g} ms" for s in view.window)
            raise SpecError(f"window: {ends} is not within the run of {end_s * 1e3:,.6g} ms")
        orders = orders_for(self.wiring.positions)
        if view.order not in orders:
            raise SpecError(
                f"order: its neurons do not lie apart along {view.order}; there are {', '.join(orders)}"
            )
        return replace(self, view=view, context=replace(self.context, window=view.window))

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
        return chip.profile.title if chip else titles().get(self.on_chip, self.on_chip)
