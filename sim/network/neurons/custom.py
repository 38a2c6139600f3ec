"""A neuron of equations that a person writes."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, model_validator

from sim.errors import SpecError
from sim.network.custom import CustomModel, read_model
from sim.network.custom.reserved import check_name
from sim.network.distribution import SPREADS, InitialValue, quantities_of
from sim.network.neurons.spiking import Scalar, Spiking, Values
from sim.record import QuantityText
from sim.units import DIMENSIONS, dimension_of, parse_quantity

#: Most variables that ``exact`` solves together: the algebra of four takes minutes.
MOST_EXACT = 3

#: Dimensions that a weight can have.
_WEIGHTS = ("voltage", "current", "conductance", "number")

_LIF = """\
dv/dt = (v_rest - v)/tau_m + (i_syn + i_drive)/c_m : volt (unless refractory)
di_syn/dt = -i_syn/tau_syn : amp
"""
_LIF_PARAMETERS: dict[str, InitialValue] = {
    "tau_m": "20 ms", "c_m": "200 pF", "v_rest": "-60 mV", "v_threshold": "-50 mV",
    "v_reset": "-60 mV", "t_ref": "5 ms", "tau_syn": "5 ms",
}  # fmt: skip


class Custom(Spiking):
    """Equations of your own, in the notation of Brian2, checked before they are used.

    ``equations`` has a line ``dx/dt = ... : unit`` for every variable and ``y = ... :
    unit`` for every subexpression; a variable marked ``(unless refractory)`` holds
    still after a spike. They may read variables, ``parameters``, units such as
    ``mV``, the time ``t``, and ``i_drive``, the current of current drives. The
    default is a leaky integrate-and-fire neuron.
    """

    model: Literal["custom"] = "custom"
    equations: str = Field(
        default=_LIF, title="Equations",
        description="one per line: dv/dt = ... : volt, or a = ... : 1 for a subexpression",
    )  # fmt: skip
    threshold: str = Field(
        default="v > v_threshold", max_length=1000, title="Threshold",
        description="the neuron fires when this is true",
    )  # fmt: skip
    reset: str = Field(
        default="v = v_reset", title="Reset",
        description="what happens at a spike, one statement per line: v = v_reset, or w += b",
    )  # fmt: skip
    refractory: str = Field(
        default="t_ref", max_length=1000, title="Refractory",
        description="a time, or a condition under which the neuron stays silent after a spike",
    )  # fmt: skip
    method: Literal["rk4", "rk2", "euler", "exponential_euler", "exact"] = Field(
        default="rk4", title="Integration", description="how a step in time is made"
    )
    parameters: dict[str, InitialValue] = Field(
        default_factory=lambda: dict(_LIF_PARAMETERS), max_length=60, title="Parameters",
        description="name and value with unit; a distribution gives each neuron its own",
    )  # fmt: skip
    start: dict[str, QuantityText] = Field(
        default={"v": "-60 mV"}, max_length=20, title="Start",
        description="values of variables at the start of a run; 0 where nothing is given",
    )  # fmt: skip
    excitatory: str = Field(
        default="i_syn", max_length=32, title="Excitatory weights go to",
        description="variable that the weight of an arriving spike is added to",
    )  # fmt: skip
    inhibitory: str = Field(
        default="i_syn", max_length=32, title="Inhibitory weights go to",
        description="variable that a negative weight is added to",
    )  # fmt: skip
    inhibitory_weight: Literal["signed", "size"] = Field(
        default="signed", title="Inhibitory weights count",
        description="size: a conductance takes the weight without its sign",
    )  # fmt: skip

    @property
    def checked(self) -> CustomModel:
        """The parsed equations."""
        dimensions = tuple((name, _dimension(value)) for name, value in self.parameters.items())
        return read_model(self.equations, self.threshold, self.reset, self.refractory, dimensions)

    @property
    def takes_current(self) -> bool:
        """Tell whether the equations read ``i_drive``."""
        return "i_drive" in self.checked.reads

    @property
    def no_current(self) -> str:
        """Say how to let a current in."""
        return "the equations do not read i_drive, the current of a drive; add it where it belongs"

    @property
    def weight_dimension(self) -> str:
        """Dimension of the variables that weights are added to."""
        return self.checked.variables[self.excitatory].dimension

    def state_variables(self) -> dict[str, str]:
        """Return the variables of the equations with their dimension."""
        return {d.name: d.dimension for d in self.checked.differentials}

    def at_rest(self, variable: str, values: Values, known: Values) -> Any:
        """Return the value under ``start``, else 0."""
        dimension = self.checked.variables[variable].dimension
        return parse_quantity(self.start.get(variable, "0"), dimension)

    def scalars(self) -> dict[str, Scalar]:
        """Return the parameters with the dimension that their unit has."""
        return {
            name: Scalar(value, _dimension(value), DIMENSIONS[_dimension(value)][1][0])
            for name, value in self.parameters.items()
        }

    @model_validator(mode="after")
    def _checked(self) -> Custom:
        for name, value in self.parameters.items():
            try:
                check_name(name, "parameter")
            except SpecError as error:
                raise ValueError(f"parameters: {error}") from error
            try:
                _check_value(value)
            except SpecError as error:
                raise ValueError(f"parameters.{name}: {error}") from error
        variables = self.checked.variables
        for name, text in self.start.items():
            if name not in variables:
                raise ValueError(
                    f"start: no variable {name[:40]!r}; there are {', '.join(variables)}"
                )
            try:
                parse_quantity(text, variables[name].dimension)
            except SpecError as error:
                raise ValueError(f"start.{name}: {error}") from error
        self._check_receptors()
        if self.method == "exact" and (n := self.checked.most_coupled) > MOST_EXACT:
            raise ValueError(
                f"method: exact solves at most {MOST_EXACT} variables that depend on each other, "
                f"these equations couple {n}; choose rk4"
            )
        return self

    def _check_receptors(self) -> None:
        variables = self.checked.variables
        for field in ("excitatory", "inhibitory"):
            name = getattr(self, field)
            if name not in variables:
                raise ValueError(f"{field}: no variable {name!r}; there are {', '.join(variables)}")
            if variables[name].dimension not in _WEIGHTS:
                raise ValueError(
                    f"{field}: {name} is a {variables[name].dimension}; weights can be a "
                    f"{', '.join(_WEIGHTS)}"
                )
        one, other = variables[self.excitatory], variables[self.inhibitory]
        if one.dimension != other.dimension:
            raise ValueError(
                f"inhibitory: {other.name} is a {other.dimension}, {one.name} a {one.dimension}; "
                "both must be alike"
            )
        self._check_size(one.name == other.name, one.unless_refractory)
        if one.name != other.name and (one.unless_refractory or other.unless_refractory):
            raise ValueError(
                "inhibitory: a variable that is (unless refractory) must take weights of both "
                f"signs; {one.name} and {other.name} are two"
            )

    def _check_size(self, one_variable: bool, held: bool) -> None:
        """Refuse weights without sign onto a variable that is closed after a spike."""
        if one_variable and held and self.inhibitory_weight == "size" and self.checked.refractory:
            raise ValueError(
                f"inhibitory_weight: {self.inhibitory} is (unless refractory) and takes weights of "
                "both signs, so they must be signed; choose signed, or give inhibitory weights "
                "a variable of their own"
            )


def _dimension(value: Any) -> str:
    """Return the dimension of a parameter by the first unit that it states."""
    for text in quantities_of(value).values():
        found = dimension_of(text)
        if found not in (None, "number"):
            return str(found)
    return "number"


def _check_value(value: Any) -> None:
    dimension = _dimension(value)
    for name, text in quantities_of(value).items():
        try:
            parse_quantity(text, dimension)
        except SpecError as error:
            raise SpecError(f"{name}: {error}" if isinstance(value, SPREADS) else str(error)) from error  # fmt: skip
