"""What a person can do on the canvas, and what it does to the network; without Streamlit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from dashboard.canvas.parts import (
    boxes_of,
    drive_id,
    index_of,
    kind_of,
    name_of,
    parts_of,
    population_id,
    projection_id,
)
from dashboard.canvas.places import DOWN, placed, with_places
from sim.errors import SpecError
from sim.network import (
    Box,
    Coordinate,
    Network,
    Population,
    add_drive,
    add_population,
    add_projection,
    copy_drive,
    duplicate_population,
    duplicate_projection,
    remove_drive,
    remove_population,
    remove_projection,
    rename_population,
    rename_projection,
    without_boxes,
)

_NAME = "[A-Za-z][A-Za-z0-9_]{0,31}"
PartId = Annotated[
    str,
    StringConstraints(pattern=rf"^((population|projection):{_NAME}|drive:{_NAME}:[0-9]{{1,2}})$"),
]
BoxId = Annotated[
    str, StringConstraints(pattern=rf"^(population:{_NAME}|drive:{_NAME}:[0-9]{{1,2}})$")
]
PopulationId = Annotated[str, StringConstraints(pattern=rf"^population:{_NAME}$")]

#: As many as a network may have parts.
_MOST = 5000
#: A copy lies so far beside what it was made of.
_BESIDE = 36


class _Edit(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Add(_Edit):
    """A new population, or a new stimulus of a population."""

    do: Literal["add"]
    what: Literal["population", "drive"]
    model: Annotated[str, StringConstraints(max_length=40)]
    x: Coordinate | None = None
    y: Coordinate | None = None
    onto: PopulationId | None = Field(default=None, description="the population a stimulus drives")


class Connect(_Edit):
    """A projection between populations, or a copy of a stimulus for another population."""

    do: Literal["connect"]
    source: BoxId
    target: PopulationId


class Remove(_Edit):
    """Parts that go, with what hangs on them."""

    do: Literal["remove"]
    ids: tuple[PartId, ...] = Field(min_length=1, max_length=_MOST)


class Duplicate(_Edit):
    """Copies of parts; copies of populations are connected among themselves as these were."""

    do: Literal["duplicate"]
    ids: tuple[PartId, ...] = Field(min_length=1, max_length=_MOST)


class Move(_Edit):
    """Boxes that lie elsewhere now."""

    do: Literal["move"]
    places: dict[BoxId, Box] = Field(min_length=1, max_length=_MOST)


class Tidy(_Edit):
    """All boxes arranged anew."""

    do: Literal["tidy"]


class Rename(_Edit):
    """Another name for a population or projection."""

    do: Literal["rename"]
    id: PartId
    name: Annotated[str, StringConstraints(max_length=200)]


Edit = Annotated[
    Add | Connect | Remove | Duplicate | Move | Tidy | Rename, Field(discriminator="do")
]


@dataclass(frozen=True)
class Drawing:
    """A network, which says where its boxes lie, and what is selected."""

    network: Network
    selected: tuple[str, ...] = ()


def carry_out(edit: Edit, drawing: Drawing) -> Drawing:
    """Return the drawing after an edit.

    Raises
    ------
    SpecError
        If the network cannot be changed so; says why.
    """
    match edit:
        case Add(what="population"):
            return _add_population(edit, drawing)
        case Add():
            return _add_drive(edit, drawing)
        case Connect():
            return _connect(edit, drawing)
        case Remove():
            return _remove(edit.ids, drawing)
        case Duplicate():
            return _duplicate(edit.ids, drawing)
        case Move():
            known = set(boxes_of(drawing.network))
            moved = {box: place for box, place in edit.places.items() if box in known}
            return replace(drawing, network=with_places(drawing.network, moved))
        case Rename():
            return _rename(edit, drawing)
        case Tidy():
            return replace(drawing, network=without_boxes(drawing.network))


def _held(network: Network) -> Network:
    """Let what is there stay where it is when something comes or goes: not arranged anew.

    A stimulus that nobody put anywhere goes on following its population.
    """
    at = placed(network)
    free = [population_id(name) for name, p in network.populations.items() if p.box is None]
    return with_places(network, {box: at[box] for box in free})


def _put(network: Network, new: str, edit: Add) -> Network:
    if edit.x is None or edit.y is None:
        return network
    # Of a double click, the second box is asked for where the browser did not yet know the first.
    x, y = edit.x, edit.y
    others = {place for box, place in placed(network).items() if box != new}
    while (x, y) in others:
        y += DOWN
    return with_places(network, {new: (x, y)})


def _add_population(edit: Add, drawing: Drawing) -> Drawing:
    network = add_population(_held(drawing.network), edit.model)
    new = population_id(_new(drawing.network.populations, network.populations))
    return Drawing(_put(network, new, edit), (new,))


def _add_drive(edit: Add, drawing: Drawing) -> Drawing:
    if edit.onto is None:
        raise SpecError(
            "a stimulus drives the neurons of a population: select one first, or drop it on one"
        )
    name = name_of(edit.onto)
    network = add_drive(_held(drawing.network), name, edit.model)
    new = _last_drive(network, name)
    return Drawing(_put(network, new, edit), (new,))


def _connect(edit: Connect, drawing: Drawing) -> Drawing:
    source, target = name_of(edit.source), name_of(edit.target)
    network = _held(drawing.network)
    if kind_of(edit.source) == "drive":
        network = copy_drive(network, source, index_of(edit.source), target)
        return Drawing(network, (_last_drive(network, target),))
    network = add_projection(network, source, target)
    return Drawing(network, (projection_id(network.projections[-1].name),))


def _last_drive(network: Network, name: str) -> str:
    return drive_id(name, len(network.populations[name].drives) - 1)


def _remove(ids: tuple[str, ...], drawing: Drawing) -> Drawing:
    network = _held(drawing.network)
    known = [part for part in parts_of(network) if part in set(ids)]
    if not known:
        raise SpecError(f"nothing to remove: there is no {', '.join(ids)[:80]}")
    gone = {name_of(part) for part in known if kind_of(part) == "population"}
    for part in reversed(known):  # the last drive first, so that the others keep their numbers
        match kind_of(part):
            case "projection":
                network = remove_projection(network, name_of(part))
            case "drive" if name_of(part) not in gone:
                network = remove_drive(network, name_of(part), index_of(part))
    for name in gone:
        network = remove_population(network, name)
    return Drawing(network)


def _duplicate(ids: tuple[str, ...], drawing: Drawing) -> Drawing:
    network = _held(drawing.network)
    known = [part for part in parts_of(network) if part in set(ids)]
    if not known:
        raise SpecError(f"nothing to duplicate: there is no {', '.join(ids)[:80]}")
    copies: dict[str, str] = {}
    made: list[str] = []
    for name in [name_of(part) for part in known if kind_of(part) == "population"]:
        before = network
        network = duplicate_population(network, name)
        copies[name] = _new(before.populations, network.populations)
        made.append(population_id(copies[name]))
        network = with_places(network, _beside(before.populations[name], copies[name]))
    for part in known:
        if kind_of(part) == "drive" and name_of(part) not in copies:
            network = copy_drive(network, name_of(part), index_of(part), name_of(part))
            made.append(_last_drive(network, name_of(part)))
    for p in drawing.network.projections:
        among = p.source in copies and p.target in copies
        if among or projection_id(p.name) in known:
            ends = (copies[p.source], copies[p.target]) if among else (p.source, p.target)
            network = duplicate_projection(network, p.name, *ends)
            made.append(projection_id(network.projections[-1].name))
    return Drawing(network, tuple(made))


def _beside(population: Population, copy: str) -> dict[str, Box]:
    """Return the places of the boxes of a copy: beside those that the population has."""
    boxes = {population_id(copy): population.box}
    boxes |= {drive_id(copy, i): drive.box for i, drive in enumerate(population.drives)}
    return {
        box: (at[0] + _BESIDE, at[1] + 2 * _BESIDE) for box, at in boxes.items() if at is not None
    }


def _rename(edit: Rename, drawing: Drawing) -> Drawing:
    old, new = name_of(edit.id), edit.name
    match kind_of(edit.id):
        case "population":
            network = rename_population(drawing.network, old, new)
        case "projection":
            network = rename_projection(drawing.network, old, new)
        case _:
            raise SpecError("a stimulus has no name of its own")
    return Drawing(network, tuple(_renamed(part, edit.id, new) for part in drawing.selected))


def _renamed(part: str, old: str, new: str) -> str:
    kind, name, *rest = part.split(":")
    same = part == old or (kind == "drive" and old == population_id(name))
    return ":".join([kind, new, *rest]) if same else part


def _new(before: Mapping[str, object], after: Mapping[str, object]) -> str:
    return next(name for name in after if name not in before)
