"""How the synapses of a projection change while the network runs.

Three rules of the literature, in their event-driven form: a presynaptic spike acts when it
arrives, after its delay; a postsynaptic spike acts at once. Where both fall on one time step the
arrival comes first, so that they count as pre before post. A spike transmits the weight as it was
before it changes that weight itself.

Presets are values of the papers named with them; a preset fills fields in and leaves no trace.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from sim.network.quantity import Spec, Time, slider
from sim.record import QuantityText
from sim.units import parse_quantity

Pairing = Literal["all_to_all", "nearest"]

_PAIRING = "all_to_all: every earlier spike counts; nearest: only the last one of each side"
_AMPLITUDE = "as a fraction of the largest weight"


class ShortTerm(Spec):
    """Depression and facilitation that fade: Tsodyks, Pawelzik & Markram 1998.

    At a spike the used fraction rises, ``u += U (1 - u)``, the synapse transmits
    ``weight u x``, and its resources fall, ``x -= u x``. Between spikes u decays to 0
    with ``tau_facil`` and x recovers to 1 with ``tau_rec``. The weight is what a spike
    would transmit if it used everything; the first one of a rested synapse uses ``U``.
    """

    kind: Literal["short_term"] = "short_term"
    learns: ClassVar[bool] = False
    u: float = Field(
        default=0.5, gt=0, le=1, title="Use of resources (U)",
        description="fraction of the resources that a spike of a rested synapse uses",
        json_schema_extra=slider(0.01, 1, 0.01),
    )  # fmt: skip
    tau_rec: Time = Field(
        default=0.8, ge=0, le=100, title="Recovery time constant",
        description="how fast used resources come back; long means depression",
        json_schema_extra=slider(0, 2000, 10),
    )  # fmt: skip
    tau_facil: Time = Field(
        default=0.0, ge=0, le=100, title="Facilitation time constant",
        description="how long a spike helps the next ones; 0 means no facilitation",
        json_schema_extra=slider(0, 2000, 10),
    )  # fmt: skip


class _Stdp(Spec):
    learns: ClassVar[bool] = True
    w_max: QuantityText = Field(
        title="Largest weight",
        description="weights stay between 0 and this; drawn weights outside are moved to the bound",
    )
    pairing: Pairing = Field(default="all_to_all", title="Pairing of spikes", description=_PAIRING)

    def w_max_si(self, dimension: str) -> float:
        """Return the largest weight in SI units of a dimension."""
        return parse_quantity(self.w_max, dimension)


class PairStdp(_Stdp):
    """Spike-timing-dependent plasticity by pairs: Song, Miller & Abbott 2000.

    A postsynaptic spike adds ``a_plus w_max (1 - w/w_max)^mu x``, a presynaptic arrival takes
    ``a_minus w_max (w/w_max)^mu y``; x and y rise by 1 with every spike of their side and
    decay with ``tau_plus`` and ``tau_minus``. mu is that of Gütig et al. 2003.
    """

    kind: Literal["stdp_pair"] = "stdp_pair"
    a_plus: float = Field(
        default=0.005, ge=0, le=1, title="Potentiation (A+)",
        description=f"rise by a pair of pre just before post, {_AMPLITUDE}",
        json_schema_extra=slider(0, 0.05, 0.0005),
    )  # fmt: skip
    a_minus: float = Field(
        default=0.00525, ge=0, le=1, title="Depression (A-)",
        description=f"fall by a pair of post just before pre, {_AMPLITUDE}",
        json_schema_extra=slider(0, 0.05, 0.0005),
    )  # fmt: skip
    tau_plus: Time = Field(
        default=20e-3, gt=0, le=10, title="Potentiation window",
        description="how long before a postsynaptic spike an arrival still counts",
        json_schema_extra=slider(1, 100, 0.5),
    )  # fmt: skip
    tau_minus: Time = Field(
        default=20e-3, gt=0, le=10, title="Depression window",
        description="how long after a postsynaptic spike an arrival still counts",
        json_schema_extra=slider(1, 100, 0.5),
    )  # fmt: skip
    mu: float = Field(
        default=0.0, ge=0, le=1, title="Weight dependence",
        description="0: additive, hard bounds; 1: multiplicative, changes shrink towards the bound",
        json_schema_extra=slider(0, 1, 0.01),
    )  # fmt: skip


class TripletStdp(_Stdp):
    """Spike-timing-dependent plasticity by triplets: Pfister & Gerstner 2006, equations 3 and 4.

    A presynaptic arrival takes ``w_max o1 (a2_minus + a3_minus r2)``, a postsynaptic spike adds
    ``w_max r1 (a2_plus + a3_plus o2)``, each with the traces as they were just before. r1, r2
    (presynaptic) and o1, o2 (postsynaptic) rise by 1 with every spike of their side
    and decay with ``tau_plus``, ``tau_x``, ``tau_minus`` and ``tau_y``. Bounds are hard.
    """

    kind: Literal["stdp_triplet"] = "stdp_triplet"
    a2_plus: float = Field(
        default=0.0, ge=0, le=1, title="Pair potentiation (A2+)",
        description=f"rise by a pair of pre before post, {_AMPLITUDE}",
        json_schema_extra=slider(0, 0.05, 0.0005),
    )  # fmt: skip
    a3_plus: float = Field(
        default=6.5e-3, ge=0, le=1, title="Triplet potentiation (A3+)",
        description=f"rise by post, pre, post: grows with the postsynaptic rate, {_AMPLITUDE}",
        json_schema_extra=slider(0, 0.05, 0.0005),
    )  # fmt: skip
    a2_minus: float = Field(
        default=7.1e-3, ge=0, le=1, title="Pair depression (A2-)",
        description=f"fall by a pair of post before pre, {_AMPLITUDE}",
        json_schema_extra=slider(0, 0.05, 0.0005),
    )  # fmt: skip
    a3_minus: float = Field(
        default=0.0, ge=0, le=1, title="Triplet depression (A3-)",
        description=f"fall by pre, post, pre: grows with the presynaptic rate, {_AMPLITUDE}",
        json_schema_extra=slider(0, 0.05, 0.0005),
    )  # fmt: skip
    tau_plus: Time = Field(
        default=16.8e-3, gt=0, le=10, title="Presynaptic trace, fast",
        description="decay of r1, which makes potentiation",
        json_schema_extra=slider(1, 100, 0.1),
    )  # fmt: skip
    tau_minus: Time = Field(
        default=33.7e-3, gt=0, le=10, title="Postsynaptic trace, fast",
        description="decay of o1, which makes depression",
        json_schema_extra=slider(1, 100, 0.1),
    )  # fmt: skip
    tau_x: Time = Field(
        default=101e-3, gt=0, le=10, title="Presynaptic trace, slow",
        description="decay of r2, which strengthens depression",
        json_schema_extra=slider(10, 1000, 1),
    )  # fmt: skip
    tau_y: Time = Field(
        default=114e-3, gt=0, le=10, title="Postsynaptic trace, slow",
        description="decay of o2, which strengthens potentiation",
        json_schema_extra=slider(10, 1000, 1),
    )  # fmt: skip


Plasticity = Annotated[ShortTerm | PairStdp | TripletStdp, Field(discriminator="kind")]
Stdp = PairStdp | TripletStdp


@dataclass(frozen=True)
class Preset:
    """Published values of a rule.

    Parameters
    ----------
    title : str
    source : str
        Key in the bibliography.
    values : dict of str to str or float
        By field, as a network file has them.
    """

    title: str
    source: str
    values: dict[str, str | float]


def _triplet(
    title: str, pairing: Pairing, amplitudes: tuple[float, float, float, float], **taus: str
) -> Preset:
    names = ("a2_plus", "a3_plus", "a2_minus", "a3_minus")
    fixed = {"tau_plus": "16.8 ms", "tau_minus": "33.7 ms", "pairing": pairing}
    return Preset(
        title, "pfister2006", {**dict(zip(names, amplitudes, strict=True)), **fixed, **taus}
    )


#: By kind and name. Triplets: tables 3 (visual cortex) and 4 (hippocampal culture) of the paper;
#: its minimal fits leave unused amplitudes at 0. A time constant that a fit does not use is left
#: at that of the full fit.
PRESETS: Final[dict[str, dict[str, Preset]]] = {
    "short_term": {
        "depressing": Preset(
            "Depressing, pyramidal to pyramidal (figure 1A)", "tsodyks1998",
            {"u": 0.5, "tau_rec": "800 ms", "tau_facil": "0 ms"},
        ),
        "facilitating": Preset(
            "Facilitating, pyramidal to interneuron (figure 1B)", "tsodyks1998",
            {"u": 0.03, "tau_rec": "130 ms", "tau_facil": "530 ms"},
        ),
    },
    "stdp_pair": {
        "additive": Preset(
            "Additive, weights run to the bounds", "song2000",
            {"a_plus": 0.005, "a_minus": 0.00525, "tau_plus": "20 ms", "tau_minus": "20 ms",
             "mu": 0.0, "pairing": "all_to_all"},
        ),
        "multiplicative": Preset(
            "Multiplicative, weights find a middle", "gutig2003",
            {"a_plus": 0.005, "a_minus": 0.00525, "tau_plus": "20 ms", "tau_minus": "20 ms",
             "mu": 1.0, "pairing": "all_to_all"},
        ),
    },
    "stdp_triplet": {
        "visual_cortex": _triplet(
            "Visual cortex, minimal, all-to-all", "all_to_all", (0.0, 6.5e-3, 7.1e-3, 0.0),
            tau_x="101 ms", tau_y="114 ms",
        ),
        "visual_cortex_full": _triplet(
            "Visual cortex, full, all-to-all", "all_to_all", (5e-10, 6.2e-3, 7e-3, 2.3e-4),
            tau_x="101 ms", tau_y="125 ms",
        ),
        "visual_cortex_nearest": _triplet(
            "Visual cortex, minimal, nearest spike", "nearest", (0.0, 5e-2, 8e-3, 0.0),
            tau_x="101 ms", tau_y="40 ms",
        ),
        "hippocampus": _triplet(
            "Hippocampal culture, minimal, all-to-all", "all_to_all", (5.3e-3, 8e-3, 3.5e-3, 0.0),
            tau_x="946 ms", tau_y="40 ms",
        ),
        "hippocampus_full": _triplet(
            "Hippocampal culture, full, all-to-all", "all_to_all", (6.1e-3, 6.7e-3, 1.6e-3, 1.4e-3),
            tau_x="946 ms", tau_y="27 ms",
        ),
    },
}  # fmt: skip
