"""The network as a person writes it: populations, projections, and how long to run."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Field, StringConstraints, model_validator

from sim.errors import SpecError
from sim.network.box import Box, box_field
from sim.network.distribution import (
    DelayValue,
    GaussianOfDistance,
    InitialValue,
    LinearInDistance,
    WeightValue,
    quantities_of,
)
from sim.network.drives import CurrentDrive, Drive, PoissonDrive
from sim.network.geometry import Free, Geometry
from sim.network.instead import Instead
from sim.network.neurons import (
    SOURCES,
    Neuron,
    PoissonSource,
    SpikeList,
    Spiking,
    state_variables,
)
from sim.network.plasticity import Plasticity, ShortTerm
from sim.network.quantity import Spec, Time, slider
from sim.network.rules import (
    DISTANCE_RULES,
    Explicit,
    FixedInDegree,
    FixedOutDegree,
    FixedTotal,
    OneToOne,
    Rule,
    expected_of,
)
from sim.network.scale import Scale
from sim.network.subset import Neurons, Recorded, check_subset
from sim.units import parse_quantity

#: Raised when a file of the old form can no longer be read as it is.
SCHEMA_VERSION: Final = 1

#: A delay is kept as a 16-bit number of time steps.
MOST_DELAY_STEPS: Final = 32_000

#: Names become identifiers in generated code, so they are letters, digits and underscores.
NAME_PATTERN: Final = r"^[A-Za-z][A-Za-z0-9_]{0,31}$"
Name = Annotated[str, StringConstraints(pattern=NAME_PATTERN)]


class RecordPolicy(Spec):
    """What is kept of a population besides its exact spike counts."""

    traces: int = Field(
        default=1, ge=0, le=50, title="Traced neurons",
        description="neurons whose potential is kept over time, evenly spaced in the population",
        json_schema_extra=slider(0, 10, 1),
    )  # fmt: skip
    neurons: Recorded | None = Field(
        default=None,
        description="neurons whose potential is kept over time, instead of evenly spaced ones",
    )

    def traced(self, size: int) -> tuple[int, ...]:
        """Return the traced neurons of a population of this size, in ascending order."""
        if self.neurons is not None:
            return self.neurons
        # The middle of each of n equal parts: evenly spaced, never two the same.
        n = min(self.traces, size)
        return tuple((2 * k + 1) * size // (2 * n) for k in range(n))


class Population(Spec):
    """Neurons of one kind."""

    size: int = Field(
        ge=1, le=1_000_000, title="Number of neurons", description="neurons in the population",
        json_schema_extra=slider(1, 10_000, 1),
    )  # fmt: skip
    label: str = Field(default="", max_length=60, description="name for people")
    neuron: Neuron
    initial: dict[str, InitialValue] = Field(
        default_factory=dict, description="initial values of state variables"
    )
    drives: tuple[Drive, ...] = Field(default=(), max_length=20)
    geometry: Geometry | None = None
    record: RecordPolicy = Field(default_factory=RecordPolicy)
    silenced: Neurons | None = Field(
        default=None,
        description="neurons that take no part: no synapses from or to them, no spikes",
    )
    box: Box | None = box_field()

    @property
    def is_source(self) -> bool:
        """True for generators, which send spikes and receive none."""
        return isinstance(self.neuron, SOURCES)

    @property
    def weight_dimension(self) -> str:
        """Dimension of weights onto this population: voltage, current or conductance."""
        if not isinstance(self.neuron, Spiking):
            raise SpecError("a spike source receives no synapses")
        return self.neuron.weight_dimension

    @model_validator(mode="after")
    def _consistent(self) -> Population:
        for name in ("drives", "initial"):
            if self.is_source and getattr(self, name):
                raise ValueError(f"{name}: a spike source takes none")
        allowed = state_variables(self.neuron)
        for variable, value in self.initial.items():
            if variable not in allowed:
                raise ValueError(
                    f"initial.{variable}: model {self.neuron.model} has {list(allowed)}"
                )
            _check_quantities(f"initial.{variable}", value, allowed[variable])
        for i, drive in enumerate(self.drives):
            self._check_drive(i, drive)
        check_subset("silenced", self.silenced, self.size)
        check_subset("record.neurons", self.record.neurons, self.size)
        if isinstance(self.geometry, Free) and len(self.geometry.points) != self.size:
            raise ValueError(
                f"geometry.points: {len(self.geometry.points)} points for {self.size} neurons"
            )
        if isinstance(self.neuron, SpikeList) and any(n >= self.size for n in self.neuron.neurons):
            raise ValueError(f"neuron.neurons: an index is not below size {self.size}")
        return self

    def _check_drive(self, i: int, drive: PoissonDrive | CurrentDrive) -> None:
        if isinstance(drive, PoissonDrive):
            _check_quantities(f"drives.{i}.weight", drive.weight, self.weight_dimension)
        elif isinstance(self.neuron, Spiking) and not self.neuron.takes_current:
            raise ValueError(f"drives.{i}: {self.neuron.no_current}")
        elif drive.first >= self.size or (drive.last is not None and drive.last >= self.size):
            raise ValueError(f"drives.{i}: first and last must be below size {self.size}")
        else:
            check_subset(f"drives.{i}.neurons", drive.neurons, self.size)


class Projection(Spec):
    """Synapses from one population to another."""

    name: Name
    source: Name
    target: Name
    rule: Rule
    weight: WeightValue = Field(
        title="Weight", description="effect of one spike; negative inhibits"
    )
    delay: DelayValue = Field(
        default="1 ms",
        title="Delay",
        description="time from spike to effect; rounded to time steps",
    )
    plasticity: Plasticity | None = Field(
        default=None, title="Plasticity", description="how the synapses change during a run"
    )


class Variant(Spec):
    """A named change of some values, such as another regime of the same network."""

    title: str = Field(max_length=120)
    set: dict[str, Any] = Field(default_factory=dict, description="path of a value to its new text")


class Network(Spec):
    """A spiking network and how to run it.

    Units are SI in Python (``network.dt`` is a float in seconds) and text with
    a unit in YAML (``dt: 0.1 ms``).
    """

    schema_version: Literal[1] = Field(default=SCHEMA_VERSION, alias="schema")
    name: Name
    title: str = Field(max_length=120)
    summary: str = Field(default="", max_length=2000, description="what it shows")
    paper: str = Field(default="", max_length=60, description="key in references.bib")
    seed: int = Field(
        default=1, ge=0, le=2**31 - 1, title="Seed",
        description="fixes every random choice: same seed, same spikes",
        json_schema_extra=slider(0, 1000, 1),
    )  # fmt: skip
    duration: Time = Field(
        default=1.0, gt=0, le=1000, title="Duration", description="biological time to simulate",
        json_schema_extra=slider(50, 5000, 50),
    )  # fmt: skip
    dt: Time = Field(
        default=1e-4, ge=1e-5, le=5e-3, title="Time step",
        description="of the simulation, and one tick of the chip",
        json_schema_extra=slider(0.05, 1, 0.05),
    )  # fmt: skip
    scale: Scale | None = Field(
        default=None, title="Scale", description="simulate a smaller version of the network"
    )
    instead: Instead | None = Field(
        default=None, description="what a person would run instead: an ANN, or nothing and why"
    )
    populations: dict[Name, Population] = Field(max_length=200)
    projections: tuple[Projection, ...] = Field(default=(), max_length=1000)
    variants: dict[Name, Variant] = Field(default_factory=dict, max_length=50)

    def __eq__(self, other: object) -> bool:
        # The order of populations is that of the neurons' numbers; mappings compare without it.
        return (
            isinstance(other, Network)
            and list(self.populations) == list(other.populations)
            and super().__eq__(other)
        )

    @model_validator(mode="after")
    def _consistent(self) -> Network:
        return self.checked()

    def checked(self) -> Network:
        """Return this network if its parts go together, such as after a copy with changes.

        Raises
        ------
        ValueError
        """
        if self.duration / self.dt > 2e7:
            raise ValueError(
                f"duration / dt is {self.duration / self.dt:.3g} steps, at most 20,000,000; "
                "shorten duration or raise dt"
            )
        if self.duration < self.dt:
            raise ValueError("duration must be at least one time step (dt)")
        for name, population in self.populations.items():
            if isinstance(population.neuron, PoissonSource):
                _check_rate(f"populations.{name}.neuron.rate", population.neuron.rate, self.dt)
        names = [p.name for p in self.projections]
        twice = sorted({n for n in names if names.count(n) > 1})
        if twice:
            raise ValueError(f"projections: the name {twice[0]!r} is used twice")
        for i, projection in enumerate(self.projections):
            self._check_projection(f"projections.{i} ({projection.name})", projection)
        if self.scale is not None:
            self._check_scale(self.scale)
        return self

    def _check_scale(self, scale: Scale) -> None:
        from sim.network.scaled import scaled  # it makes networks

        unknown = sorted(scale.rates.keys() - self.populations.keys())
        if unknown:
            raise ValueError(
                f"scale.rates: no population {unknown[0]!r}; there are {list(self.populations)}"
            )
        try:
            scaled(self)
        except SpecError as error:
            raise ValueError(str(error)) from error

    def _check_projection(self, where: str, p: Projection) -> None:
        for role, name in (("source", p.source), ("target", p.target)):
            if name not in self.populations:
                raise ValueError(
                    f"{where}.{role}: no population {name!r}; there are {list(self.populations)}"
                )
        source, target = self.populations[p.source], self.populations[p.target]
        if target.is_source:
            raise ValueError(
                f"{where}.target: {p.target!r} is a spike source and receives no synapses"
            )
        _check_quantities(f"{where}.weight", p.weight, target.weight_dimension)
        _check_quantities(f"{where}.delay", p.delay, "time")
        if isinstance(p.delay, str):
            self._check_delay(where, parse_quantity(p.delay, "time"))
        spatial = isinstance(p.rule, DISTANCE_RULES) or isinstance(
            p.weight, GaussianOfDistance
        ) or isinstance(p.delay, LinearInDistance)  # fmt: skip
        if spatial and (source.geometry is None or target.geometry is None):
            raise ValueError(
                f"{where}: distance needs a geometry on {p.source!r} and on {p.target!r}"
            )
        self._check_rule(where, p, source, target)
        check_plasticity(where, p.weight, p.plasticity, target.weight_dimension)

    def _check_delay(self, where: str, delay_s: float) -> None:
        longest_s = MOST_DELAY_STEPS * self.dt
        if not 0 <= delay_s <= longest_s:
            raise ValueError(
                f"{where}.delay: {delay_s * 1e3:g} ms is outside 0 to {longest_s * 1e3:g} ms"
            )

    def _check_rule(
        self, where: str, p: Projection, source: Population, target: Population
    ) -> None:
        if isinstance(p.rule, OneToOne) and source.size != target.size:
            raise ValueError(
                f"{where}.rule: one_to_one needs equal sizes, found {source.size} and {target.size}"
            )
        no_self = p.source == p.target and not getattr(p.rule, "autapses", True)
        if isinstance(p.rule, (FixedInDegree, FixedOutDegree)):
            choices = source.size if isinstance(p.rule, FixedInDegree) else target.size
            choices -= no_self
            if p.rule.k > choices and (choices == 0 or not p.rule.multapses):
                raise ValueError(
                    f"{where}.rule.k: {p.rule.k} partners, but only {choices} to choose from "
                    f"(multapses: {str(p.rule.multapses).lower()}, autapses: {str(not no_self).lower()})"
                )
        if isinstance(p.rule, FixedTotal) and p.rule.n > 0 and target.size - no_self == 0:
            raise ValueError(f"{where}.rule.n: one neuron without autapses has no pair to connect")
        if isinstance(p.rule, Explicit):
            for pre, post in p.rule.pairs:
                if not (0 <= pre < source.size and 0 <= post < target.size):
                    raise ValueError(
                        f"{where}.rule.pairs: ({pre}, {post}) is outside the populations"
                    )

    @property
    def n_neurons(self) -> int:
        """Number of neurons that are simulated, spike sources included."""
        scale = self.scale or Scale()
        return sum(scale.size_of(p.size) for p in self.populations.values())

    @property
    def n_steps(self) -> int:
        return round(self.duration / self.dt)

    def expected_synapses(self) -> dict[str, float]:
        """Return the expected number of synapses by projection as written, before any scale.

        Distance rules are bounded from above by all pairs within reach of
        ``p_max``, so a refusal by size errs on the safe side.
        """
        result = {}
        for p in self.projections:
            n_pre, n_post = self.populations[p.source].size, self.populations[p.target].size
            result[p.name] = expected_of(p.rule, n_pre, n_post)
        return result


def check_plasticity(
    where: str, weight: Any, plasticity: Plasticity | None, dimension: str
) -> None:
    """Refuse STDP whose bounds and weights do not go together.

    Raises
    ------
    ValueError
        Names the field.
    """
    if plasticity is None or isinstance(plasticity, ShortTerm):
        return
    try:
        w_max = plasticity.w_max_si(dimension)
    except SpecError as error:
        raise ValueError(f"{where}.plasticity.w_max: {error}") from error
    if w_max <= 0:
        raise ValueError(f"{where}.plasticity.w_max: {plasticity.w_max!r} must be above 0")
    for name, text in quantities_of(weight).items():
        part = f"{where}.weight.{name}" if name else f"{where}.weight"
        value = parse_quantity(text, dimension)
        if value < 0 and name != "low":
            raise ValueError(
                f"{part}: {text!r} inhibits; {plasticity.kind} changes excitatory weights only, "
                "between 0 and w_max: make the weight positive, or take the plasticity off"
            )
        if value > w_max and not name:
            raise ValueError(
                f"{part}: {text!r} is above plasticity.w_max, {plasticity.w_max}; "
                "lower the weight or raise w_max"
            )


def _check_rate(where: str, rate_hz: float, dt_s: float) -> None:
    if rate_hz * dt_s > 1:
        raise ValueError(
            f"{where}: {rate_hz:g} Hz is {rate_hz * dt_s:.3g} spikes per time step of "
            f"{dt_s * 1e3:g} ms, at most 1; lower the rate or dt"
        )


def _check_quantities(where: str, value: Any, dimension: str) -> None:
    for sub_path, text in quantities_of(value).items():
        try:
            parse_quantity(text, dimension)
        except SpecError as error:
            path = f"{where}.{sub_path}" if sub_path else where
            raise ValueError(f"{path}: {error}") from error
