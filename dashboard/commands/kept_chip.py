"""The chip whose constraints a run was simulated with, kept with the run.

A user's file may be edited or deleted after the run. Its wiring must be made
again from the figures of that day, or spikes and synapses would not belong together.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from dashboard.chips import structure_key
from dashboard.wirings import wiring_for
from sim.engine import check_size
from sim.errors import SimError
from sim.hardware import Profile, constrain, load_profile, place
from sim.hardware.profile_files import profile_from_data
from sim.network import Network
from sim.store import StoredRun
from sim.wiring import Wiring

#: Of runs stored before their placement was.
FIRST_METHOD = "in_order"


@dataclass(frozen=True)
class Wirings:
    """The synapses of a run: as the network asks for them, and as they were simulated.

    Parameters
    ----------
    ideal, wiring : Wiring
        The same unless a chip's constraints applied.
    changes : tuple
        What the chip did to them, see `sim.hardware.constrain`.
    notice : str or None
        Says when they may not be those of the day.
    """

    ideal: Wiring
    wiring: Wiring
    changes: tuple[object, ...] = ()
    notice: str | None = None


def chip_data(profile: Profile) -> dict[str, Any]:
    """Return a profile as plain data, to be stored with a run."""
    data = profile.model_dump(mode="json", exclude_none=True)
    return {**data, "layers": [layer.model_dump() for layer in profile.layers]}


def chip_of_run(stored: StoredRun) -> tuple[Profile | None, str | None]:
    """Return the chip of a stored run, and a word when it is not what its name stands for now.

    Raises
    ------
    SimError
        If the run was stored before chips were kept, and its chip is gone.
    """
    if stored.hardware is None:
        return None, None
    if stored.profile is None:
        return load_profile(stored.hardware), (
            f"{stored.hardware} was not kept with this run; it is read as it stands now, and "
            "weights may differ from those of the run if it has changed since"
        )
    kept = profile_from_data(stored.profile, f"{stored.hardware} as kept with run {stored.run_id}")
    return kept, _difference(stored.hardware, kept)


def wirings(network: Network, chip: Profile | None, method: str) -> Wirings:
    """Return the synapses of a network, and what a chip would hold of them.

    Raises
    ------
    SimError
        If they are too many for this machine.
    """
    check_size(network)
    ideal = wiring_for(network)
    if chip is None:
        return Wirings(ideal, ideal)
    placement = place(ideal, chip, method=method)
    held = constrain(network, ideal, chip, placement=placement)
    return Wirings(ideal, held.wiring, held.changes)


def wirings_of_run(stored: StoredRun) -> Wirings:
    """Make the synapses of a stored run again, with the chip and the placement kept with it.

    Raises
    ------
    SimError
    """
    chip, notice = chip_of_run(stored)
    made = wirings(stored.network, chip, stored.method or FIRST_METHOD)
    return replace(made, notice=notice)


def _difference(name: str, kept: Profile) -> str | None:
    try:
        now = load_profile(name)
    except SimError:
        return f"{name} is gone or cannot be read; the chip kept with the run is used"
    if structure_key(now) == structure_key(kept):
        return None
    return f"{name} has changed since the run; the chip kept with the run is used"
