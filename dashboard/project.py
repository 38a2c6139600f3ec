"""What a person is working on: a network and the devices to compare; plain data.

A project is JSON on disk, named by an id that stands in the page's address, so
that a refresh or a dropped connection loses nothing.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from dashboard.canvas.parts import boxes_of
from dashboard.canvas.places import with_places
from dashboard.report.spec import ReportSpec
from sim.baselines.ann_model import MAX_BATCH
from sim.claim import Claim
from sim.cost_report import Boundary
from sim.hardware.profile_files import MAX_CHARACTERS
from sim.instead import DEFAULT_DEVICES
from sim.network import Network, load_network

#: What a newcomer sees first.
FIRST_NETWORK = "cuba"


#: Parameters that may be pinned: more would be a second list of all of them.
MAX_PINNED = 12

#: Own profiles a project may hold; each is a file of its own.
MAX_OWN = 20

OwnProfile = Annotated[str, Field(max_length=MAX_CHARACTERS)]

#: A project may come from anybody, and a name of a device may elsewhere be the path of a file.
ChipName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
BaselineName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_:-]*$", max_length=100)]


class Project(BaseModel):
    """All choices of a session; every result follows from it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    network: Network = Field(default_factory=lambda: load_network(FIRST_NETWORK))
    origin: str = Field(default=FIRST_NETWORK, max_length=200)
    hardware: tuple[ChipName, ...] = ("loihi", "npu_bottom_up", "claimed_npu")
    baselines: tuple[BaselineName, ...] = ("rtx_2080_ti", "h100", "this_cpu")
    method: Literal["in_order", "by_population", "traffic_aware", "spatial"] = "in_order"
    claim: Claim = Field(default_factory=Claim)
    ann_devices: tuple[BaselineName, ...] = Field(
        default=DEFAULT_DEVICES, description="machines that run the ANN instead"
    )
    batch: int = Field(default=1, ge=1, le=MAX_BATCH, description="inferences of the ANN at once")
    on_chip: ChipName | None = Field(
        default=None, description="profile whose constraints are simulated; none: the ideal network"
    )
    boundary: Boundary | None = Field(
        default=None, description="what energies include; none: as each device states it"
    )
    own: dict[ChipName, OwnProfile] = Field(
        default_factory=dict, max_length=MAX_OWN, description="own hardware profiles, YAML by name"
    )

    report: ReportSpec = Field(
        default_factory=ReportSpec, description="how the report of this project is composed"
    )
    pinned: tuple[Annotated[str, Field(max_length=300)], ...] = Field(
        default=(), max_length=MAX_PINNED,
        description="paths of parameters kept at the top of the live panel",
    )  # fmt: skip

    @model_validator(mode="before")
    @classmethod
    def _with_drawing(cls, data: Any) -> Any:
        """Move the places of boxes into the network, which older projects kept beside it."""
        if not (isinstance(data, dict) and "places" in data):
            return data
        kept = {name: value for name, value in data.items() if name != "places"}
        places = data["places"]
        if not isinstance(places, dict):
            raise ValueError("places: a mapping of boxes to positions is expected")
        try:
            network = Network.model_validate(kept.get("network", load_network(FIRST_NETWORK)))
        except ValidationError:
            return kept  # what is wrong with the network is said of its own field
        known = {box: places[box] for box in boxes_of(network) if box in places}
        return {**kept, "network": with_places(network, known)}

    def to_json(self) -> str:
        return self.model_dump_json(by_alias=True)

    @classmethod
    def from_json(cls, text: str) -> Project:
        """Read a project back.

        Raises
        ------
        pydantic.ValidationError
            If the text is not a project of this version.
        """
        return cls.model_validate_json(text)
