"""Chips: profiles with provenance, placement, counting, pricing, constraints.

Counting and pricing are apart: counts need the spikes and the placement,
prices only the counts, so that a changed figure costs milliseconds.

A profile says one of four things of every quantity: a figure with its source,
``unknown`` (nobody published it; totals become lower bounds), ``included_in``
another term, or ``none`` (the chip has no such thing). Zero is never used for
unknown. Only marginal figures enter the model; averages over a chip or a
system stand under ``validation``.

A crossbar has no price per synaptic operation: rows driven, cells along them
and converted columns are counted, and the price per operation follows from
how many rows share a read. A chip whose energy is not public is functional only: it
places and constrains, and its bill has no total. A variant `extends` a profile and
says only what differs. `validate` holds the model against published measurements
with the load they were made under. A vendor's claim is a profile of its own kind,
never simulated: `claimed` divides a baseline by its multipliers.
"""

from sim.bibliography import cite
from sim.hardware.changes import variant_yaml, with_changes
from sim.hardware.claimed import claimed
from sim.hardware.constrain import Change, Held, constrain
from sim.hardware.count import count
from sim.hardware.models import unsupported_models, with_model_notes
from sim.hardware.place import place, placement_from_cores
from sim.hardware.price import price
from sim.hardware.profile import ChipProfile, ClaimedProfile, NonSpikingProfile, Profile
from sim.hardware.profile_files import list_profiles, load_profile, parse_profile

__all__ = [
    "Change",
    "ChipProfile",
    "ClaimedProfile",
    "Held",
    "NonSpikingProfile",
    "Profile",
    "cite",
    "claimed",
    "constrain",
    "count",
    "list_profiles",
    "load_profile",
    "parse_profile",
    "place",
    "placement_from_cores",
    "price",
    "unsupported_models",
    "variant_yaml",
    "with_changes",
    "with_model_notes",
]
