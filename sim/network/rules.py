"""Connection rules: which pairs of neurons get a synapse. Data only; see `connect`."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from sim.network.quantity import Length, Spec, slider


class _Rule(Spec):
    autapses: bool = Field(
        default=False, description="may a neuron connect to itself (same population only)"
    )


class OneToOne(Spec):
    """Neuron i to neuron i."""

    kind: Literal["one_to_one"] = "one_to_one"


class AllToAll(_Rule):
    """Every pair."""

    kind: Literal["all_to_all"] = "all_to_all"


class FixedProbability(_Rule):
    """Each pair independently with probability ``p``."""

    kind: Literal["fixed_probability"] = "fixed_probability"
    p: float = Field(
        ge=0, le=1, title="Connection probability",
        description="chance that a given pair is connected", json_schema_extra=slider(0, 1, 0.005),
    )  # fmt: skip


class FixedInDegree(_Rule):
    """Every target gets ``k`` synapses from random sources."""

    kind: Literal["fixed_in_degree"] = "fixed_in_degree"
    k: int = Field(
        ge=0, le=1_000_000, title="In-degree", description="synapses onto each target neuron",
        json_schema_extra=slider(0, 1000, 1),
    )  # fmt: skip
    multapses: bool = Field(default=True, description="may a pair have several synapses")


class FixedOutDegree(_Rule):
    """Every source makes ``k`` synapses onto random targets."""

    kind: Literal["fixed_out_degree"] = "fixed_out_degree"
    k: int = Field(
        ge=0, le=1_000_000, title="Out-degree", description="synapses from each source neuron",
        json_schema_extra=slider(0, 1000, 1),
    )  # fmt: skip
    multapses: bool = Field(default=True, description="may a pair have several synapses")


class FixedTotal(_Rule):
    """``n`` synapses between random pairs."""

    kind: Literal["fixed_total"] = "fixed_total"
    n: int = Field(
        ge=0, le=2_000_000_000, title="Number of synapses",
        description="synapses of the whole projection", json_schema_extra=slider(0, 1_000_000, 100),
    )  # fmt: skip
    multapses: Literal[True] = Field(default=True, description="pairs may repeat under this rule")


class _DistanceRule(_Rule):
    """Probability falls with distance; both populations need a geometry."""

    p_max: float = Field(
        default=1.0, ge=0, le=1, title="Peak probability",
        description="chance of a synapse at distance zero", json_schema_extra=slider(0, 1, 0.01),
    )  # fmt: skip


class GaussianRule(_DistanceRule):
    """Falls with distance as a Gaussian: ``p = p_max exp(-d^2 / (2 sigma^2))``."""

    kind: Literal["gaussian"] = "gaussian"
    sigma: Length = Field(
        gt=0, le=1, title="Width of the connection profile",
        description="standard deviation of the profile", json_schema_extra=slider(5, 1000, 5),
    )  # fmt: skip


class ExponentialRule(_DistanceRule):
    """Falls with distance exponentially: ``p = p_max exp(-d / scale)``."""

    kind: Literal["exponential"] = "exponential"
    scale: Length = Field(
        gt=0, le=1, title="Length scale", description="distance at which p falls to p_max / e",
        json_schema_extra=slider(5, 1000, 5),
    )  # fmt: skip


class DiscRule(_DistanceRule):
    """Within ``radius`` with probability ``p_max``, else none."""

    kind: Literal["disc"] = "disc"
    radius: Length = Field(
        gt=0, le=1, title="Radius", description="reach of the connections",
        json_schema_extra=slider(5, 1000, 5),
    )  # fmt: skip


class RectangleRule(_DistanceRule):
    """Within a rectangle around the source (in x and y) with probability ``p_max``, else none."""

    kind: Literal["rectangle"] = "rectangle"
    width: Length = Field(gt=0, le=2, title="Width", json_schema_extra=slider(5, 2000, 5))
    height: Length = Field(gt=0, le=2, title="Height", json_schema_extra=slider(5, 2000, 5))


class Explicit(Spec):
    """A given list of pairs (source, target)."""

    kind: Literal["explicit"] = "explicit"
    pairs: tuple[tuple[int, int], ...] = Field(default=(), max_length=1_000_000)


DISTANCE_RULES = (GaussianRule, ExponentialRule, DiscRule, RectangleRule)

Rule = Annotated[
    OneToOne
    | AllToAll
    | FixedProbability
    | FixedInDegree
    | FixedOutDegree
    | FixedTotal
    | GaussianRule
    | ExponentialRule
    | DiscRule
    | RectangleRule
    | Explicit,
    Field(discriminator="kind"),
]


def expected_of(rule: Any, n_pre: int, n_post: int) -> float:
    """Return the expected number of synapses of a rule between populations of these sizes."""
    match rule.kind:
        case "one_to_one":
            return float(n_pre)
        case "all_to_all":
            return float(n_pre) * n_post
        case "fixed_probability":
            return float(n_pre) * n_post * float(rule.p)
        case "fixed_in_degree":
            return float(n_post * rule.k)
        case "fixed_out_degree":
            return float(n_pre * rule.k)
        case "fixed_total":
            return float(rule.n)
        case "explicit":
            return float(len(rule.pairs))
        case _:
            return float(n_pre) * n_post * float(rule.p_max)
