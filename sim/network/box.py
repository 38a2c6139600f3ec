"""Where the box of a part lies on the canvas: in the network file, and no part of the physics."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BeforeValidator, Field

if TYPE_CHECKING:
    from sim.network.spec import Network


def _whole(value: Any) -> Any:
    return round(value) if isinstance(value, float) and math.isfinite(value) else value


#: In pixels, of which there are only whole ones.
Coordinate = Annotated[int, Field(ge=-100_000, le=100_000, strict=True), BeforeValidator(_whole)]
Box = tuple[Coordinate, Coordinate]


def box_field() -> Any:
    """Return the field of a part that has a box."""
    return Field(
        default=None,
        description="where its box lies on the canvas (right, down), in pixels; no part of the "
        "physics; none: where there is room",
    )


def without_boxes(network: Network) -> Network:
    """Return the network as nobody has drawn it: what two drawings of one network share."""
    populations = {
        name: population.model_copy(
            update={
                "box": None,
                "drives": tuple(d.model_copy(update={"box": None}) for d in population.drives),
            }
        )
        for name, population in network.populations.items()
    }
    return network.model_copy(update={"populations": populations})
