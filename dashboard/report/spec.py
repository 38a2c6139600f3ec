"""What a report holds, in what order and in whose words: a small YAML file.

The page composes it and keeps it with the project; the command line reads it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final, Literal

import yaml
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)

from dashboard.report.view import WHOLE, FigureView, taken_by
from sim.baselines.ann_model import MAX_BATCH
from sim.claim import Claim
from sim.cost_report import Boundary
from sim.errors import ScenarioNotFound, SpecError
from sim.hardware.profile_files import MAX_CHARACTERS
from sim.instead import DEFAULT_DEVICES
from sim.network.explain import explain
from sim.strict_yaml import parse_yaml

TABLES: Final = {
    "overview": "Networks side by side",
    "changes": "What differs between the runs of a network",
    "spikes": "Spikes by population",
    "ratios": "Chips against baselines",
    "costs": "Energy and time by device",
    "bills": "The bill of each device, line by line",
}
TableName = Literal["overview", "changes", "spikes", "ratios", "costs", "bills"]
#: More than the usual figures of as many runs as there may be.
MAX_FIGURES: Final = 100
MAX_RUNS: Final = 12
#: Runs that one figure can hold beside each other.
MOST_RUNS: Final = 4


def _readable(text: str) -> str:
    """Refuse what no file can hold as text."""
    bad = next((c for c in text if not c.isprintable() and c not in "\n\t"), None)
    if bad is not None:
        raise ValueError(f"holds the character {bad!r}, which is not text")
    return text


def _one_line(text: str) -> str:
    return " ".join(_readable(text).split())


Line = Annotated[str, Field(max_length=200), AfterValidator(_one_line)]
Words = Annotated[str, Field(max_length=20_000), AfterValidator(_readable)]
Caption = Annotated[str, Field(max_length=3_000), AfterValidator(_readable)]
#: A short name of a run within a report.
RunName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,39}$")]


class _Spec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FigureChoice(_Spec):
    """One figure, its words, and the run or the runs it is drawn from."""

    figure: Annotated[str, Field(min_length=1, max_length=120), AfterValidator(_one_line)]
    run: RunName | None = Field(default=None, description="name of a run; none: every run in turn")
    runs: tuple[RunName, ...] = Field(
        default=(),
        max_length=MOST_RUNS,
        description="names of runs, for a figure of several beside each other; none: all",
    )
    view: FigureView = Field(
        default=WHOLE,
        description="populations, window and settings; none: the whole run in the usual way",
    )
    caption: Caption = Field(default="", description="in place of the figure's own")
    note: Caption = ""

    @model_validator(mode="after")
    def _of_use(self) -> FigureChoice:
        takes = taken_by(self.figure)
        for name in self.view.chosen:
            if name not in takes:
                there = f"only {', '.join(takes)}" if takes else "nothing"
                raise ValueError(
                    f"view.{name}: has no meaning for the figure {self.figure!r}, "
                    f"of which {there} can be chosen"
                )
        return self

    @model_validator(mode="after")
    def _one_way(self) -> FigureChoice:
        if self.run is not None and self.runs:
            raise ValueError(f"figure {self.figure!r} has both 'run' and 'runs'; give one of them")
        for name in self.runs:
            if self.runs.count(name) > 1:
                raise ValueError(f"figure {self.figure!r} names the run {name!r} twice")
        return self

    @property
    def named(self) -> tuple[str, ...]:
        """Names of the runs it is drawn from; none: all of the report."""
        return self.runs if self.run is None else (self.run,)


def _figure_by_name(value: Any) -> Any:
    """Let the bare name of a figure stand for it."""
    return {"figure": value} if isinstance(value, str) else value


class SectionSpec(_Spec):
    """A heading, a text, and figures."""

    heading: Line = ""
    text: Words = ""
    figures: tuple[Annotated[FigureChoice, BeforeValidator(_figure_by_name)], ...] = ()


class RunChoice(_Spec):
    """A run by a short name; without an id it is the run at hand."""

    name: RunName
    id: str | None = Field(
        default=None,
        pattern=r"^[0-9a-f]{24}$",
        description="id of a stored run; none: the run at hand",
    )


class Devices(_Spec):
    """What the runs are priced on."""

    hardware: tuple[str, ...] = Field(default=(), max_length=40)
    baselines: tuple[str, ...] = Field(default=(), max_length=40)
    method: Literal["in_order", "by_population", "traffic_aware", "spatial"] = "in_order"
    claim: Claim = Field(default_factory=Claim)
    boundary: Boundary | None = Field(
        default=None, description="what energies include; none: as each device states it"
    )
    ann_devices: tuple[str, ...] = Field(
        default=DEFAULT_DEVICES, max_length=40, description="machines that run the ANN instead"
    )
    batch: int = Field(default=1, ge=1, le=MAX_BATCH, description="inferences of the ANN at once")
    own: dict[str, Annotated[str, Field(max_length=MAX_CHARACTERS)]] = Field(
        default_factory=dict, max_length=20, description="own hardware profiles, YAML by name"
    )


class ReportSpec(_Spec):
    """A report as it was composed; results are not part of it."""

    schema_: Literal[1] = Field(default=1, alias="schema")
    title: Line = Field(default="", description="none: made from the network")
    authors: tuple[Line, ...] = Field(default=(), max_length=60)
    abstract: Words = ""
    runs: tuple[RunChoice, ...] = Field(default=(), max_length=MAX_RUNS)
    sections: tuple[SectionSpec, ...] = Field(
        default=(), max_length=40, description="none: the usual figures of each run"
    )
    tables: tuple[TableName, ...] = ("overview", "changes", "spikes", "ratios", "costs", "bills")
    devices: Devices | None = None

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="after")
    def _consistent(self) -> ReportSpec:
        names = [run.name for run in self.runs]
        for name in names:
            if names.count(name) > 1:
                raise ValueError(f"two runs are called {name!r}; each needs a name of its own")
        chosen = [figure for section in self.sections for figure in section.figures]
        if len(chosen) > MAX_FIGURES:
            raise ValueError(f"{len(chosen)} figures; at most {MAX_FIGURES}")
        for figure in chosen:
            missing = [name for name in figure.named if name not in names]
            if names and missing:
                raise ValueError(
                    f"figure {figure.figure!r} is of the run {missing[0]!r}, "
                    f"which is not among the runs: {', '.join(names)}"
                )
        return self


def parse_spec(text: str, where: str = "report") -> ReportSpec:
    """Read a report's YAML.

    Raises
    ------
    SpecError
        Names each wrong field, its value and what is allowed.
    """
    data = parse_yaml(text, where)
    if data is None:
        data = {}
    if not isinstance(data, dict):
        raise SpecError(f"{where}: expected fields such as 'title' and 'sections', found {data!r:.60}")  # fmt: skip
    try:
        return ReportSpec.model_validate(data)
    except ValidationError as error:
        raise SpecError(explain(error, data, where, ReportSpec)) from error


def load_spec(path: Path) -> ReportSpec:
    """Read a report's file.

    Raises
    ------
    SimError
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError as error:
        raise ScenarioNotFound(f"there is no file {path}") from error
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"{path}: cannot be read: {error}") from error
    return parse_spec(text, str(path))


def dump_spec(spec: ReportSpec) -> str:
    """Write a report as YAML; reading it gives an equal one."""
    data = spec.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    text: str = yaml.dump(
        {"schema": 1, **data}, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100
    )
    return text


class _Dumper(yaml.SafeDumper):
    """Writes text of several lines line by line."""


def _written(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _written)
