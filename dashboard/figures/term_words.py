"""What each term of a bill stands for, in a sentence for the label at the mouse."""

from __future__ import annotations

from typing import Final

WORDS: Final[dict[str, str]] = {
    "synaptic_op": "one spike reaching one synapse: the weight is read and added",
    "neuron_update_active": "one neuron with input computed for one tick",
    "neuron_update_idle": "one neuron without input computed for one tick",
    "spike_out": "a neuron fires and is reset",
    "message": "a spike sent to a core",
    "message_in": "a spike received by a core",
    "hop_x": "a message over one link of the mesh, east or west",
    "hop_y": "a message over one link of the mesh, north or south",
    "chip_crossing": "a message from one chip to the next",
    "learning_update": "a weight changed by a spike at either end",
    "short_term_update": "a synapse tires or recovers",
    "barrier": "all cores agree that a tick is over",
    "host_event_in": "a spike brought in from outside the chip",
    "host_event_out": "a spike read out to the outside",
    "row_drive": "a row of an array driven by a spike (DAC)",
    "cell_op": "current through one cell of a driven row",
    "column_conversion": "the current of a column turned into a number (ADC)",
    "array_read": "registers and adders around one read of an array",
    "static_chip": "what a powered chip draws whatever happens on it",
    "static_core": "what a powered core draws whatever happens on it",
    "static_link": "links between chips kept awake",
    "host": "the processors that feed and read the device",
    "board_power": "what the board draws beside its chips",
    "wall_power": "supplies, network and host beside the boards",
    "launch": "a graphics card waiting at idle power while kernels are launched",
    "static_board": "idle power of the card while it works",
    "neurons": "updating all neurons in every step",
    "synapses": "adding up the events of the spikes",
    "drive": "external events made and added up",
    "synchronisation": "processors waiting for each other at the end of a step",
    "idle": "idle power of the device from request to answer",
    "items": "inputs and outputs handled, one inference at a time",
    "products": "matrix products of the layers",
    "package": "what the processor draws while it works",
    "claimed": "the baseline over what the vendor claims",
}


def explain(term: str) -> str:
    """Return what a term stands for; empty where nobody has said."""
    return WORDS.get(term, "")
