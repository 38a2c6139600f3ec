"""What a network is: a small declarative spec, and its realised wiring.

The spec (`Network` and its parts) only describes; it is frozen, strict and
readable as YAML. `realise` turns it into arrays once, from the seed. Nothing
here simulates, and nothing here knows Brian2.

Every random choice draws from its own stream, named after the thing it is for
(``connect/e_to_i``, ``weight/e_to_i``, ``initial/exc/v``), so that changing a
weight leaves the connections as they were, and adding a projection leaves
the others as they were.
"""

from sim.network.box import Box, Coordinate, without_boxes
from sim.network.cautions import cautions
from sim.network.difference import Difference, differences, fields_that_differ
from sim.network.edit import (
    add_drive,
    add_population,
    change_input,
    change_model,
    copy_drive,
    duplicate_population,
    remove_drive,
    remove_population,
    rename_population,
    set_geometry,
)
from sim.network.edit_initial import initial_kind, initial_variables, set_initial
from sim.network.edit_instead import set_instead
from sim.network.edit_order import move_population, move_projection
from sim.network.edit_projections import (
    Flag,
    add_projection,
    change_rule,
    duplicate_projection,
    inhibits,
    remove_projection,
    rename_projection,
    rule_flags,
    set_ends,
    set_plasticity,
    set_sign,
)
from sim.network.edit_scale import scale_down, scale_up, set_full_rates, set_in_degree
from sim.network.edit_synapses import set_synapse_value, synapse_kind, synapse_kinds
from sim.network.equation_texts import network_with_equations, neuron_choices, neuron_texts
from sim.network.gallery import gallery_name, title_of
from sim.network.initial import initial_values
from sim.network.kinds import kinds
from sim.network.listings import (
    Listing,
    pair_listing,
    point_listing,
    set_pairs,
    set_points,
    set_spikes,
    spike_listing,
)
from sim.network.load import (
    dump_network,
    list_networks,
    list_templates,
    load_network,
    load_template,
    network_from_mapping,
    network_from_yaml,
    with_values,
)
from sim.network.parameters import Parameter, parameters, weight_units
from sim.network.plain_fields import PlainField, plain_fields
from sim.network.realise import realise
from sim.network.scaled import scaled
from sim.network.source_spikes import source_spikes
from sim.network.spec import Network, Population, Projection
from sim.network.spread import set_spread, spread_kinds, spread_of, spreadable
from sim.network.variants import (
    add_variant,
    changed_values,
    remove_variant,
    rename_variant,
    set_variant_text,
    update_variant,
    use_variant,
    variant_listing,
)

__all__ = [
    "Box",
    "Coordinate",
    "Difference",
    "Flag",
    "Listing",
    "Network",
    "Parameter",
    "PlainField",
    "Population",
    "Projection",
    "add_drive",
    "add_population",
    "add_projection",
    "add_variant",
    "cautions",
    "change_input",
    "change_model",
    "change_rule",
    "changed_values",
    "copy_drive",
    "differences",
    "dump_network",
    "duplicate_population",
    "duplicate_projection",
    "fields_that_differ",
    "gallery_name",
    "inhibits",
    "initial_kind",
    "initial_values",
    "initial_variables",
    "kinds",
    "list_networks",
    "list_templates",
    "load_network",
    "load_template",
    "move_population",
    "move_projection",
    "network_from_mapping",
    "network_from_yaml",
    "network_with_equations",
    "neuron_choices",
    "neuron_texts",
    "pair_listing",
    "parameters",
    "plain_fields",
    "point_listing",
    "realise",
    "remove_drive",
    "remove_population",
    "remove_projection",
    "remove_variant",
    "rename_population",
    "rename_projection",
    "rename_variant",
    "rule_flags",
    "scale_down",
    "scale_up",
    "scaled",
    "set_ends",
    "set_full_rates",
    "set_geometry",
    "set_in_degree",
    "set_initial",
    "set_instead",
    "set_pairs",
    "set_plasticity",
    "set_points",
    "set_sign",
    "set_spikes",
    "set_spread",
    "set_synapse_value",
    "set_variant_text",
    "source_spikes",
    "spike_listing",
    "spread_kinds",
    "spread_of",
    "spreadable",
    "synapse_kind",
    "synapse_kinds",
    "title_of",
    "update_variant",
    "use_variant",
    "variant_listing",
    "weight_units",
    "with_values",
    "without_boxes",
]
