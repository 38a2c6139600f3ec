"""Learned weights leave the program with a report: as a table, and as numbers for scripts."""

import csv
import io
import json
from dataclasses import replace

import numpy as np
from hand_made_results import make_activity, make_course, make_wiring

from dashboard.report.learned_weights import plasticity_json, weight_tables


def made():
    wiring = make_wiring()
    n = len(wiring.projections[0])
    course = replace(make_course(), final=np.linspace(0, 4e-9, n))
    return replace(make_activity(), courses={"ee": course}), wiring


def test_the_table_has_every_synapse_with_both_ends():
    activity, wiring = made()
    (text,) = weight_tables(activity, wiring).values()
    rows = list(csv.DictReader(io.StringIO(text)))
    synapses = wiring.projections[0]
    assert [int(r["source"]) for r in rows] == synapses.sources().tolist()
    assert [int(r["target"]) for r in rows] == synapses.targets.tolist()
    after = [float(r["weight_after_si"]) for r in rows]
    assert after == activity.courses["ee"].final.tolist()
    before = np.array([float(r["weight_before_si"]) for r in rows], np.float32)
    assert np.array_equal(before, synapses.weights)


def test_scripts_get_rule_updates_and_the_mean_over_time():
    activity, _ = made()
    found = json.loads(json.dumps(plasticity_json(activity)))["ee"]
    assert (found["rule"], found["largest_weight"]) == ("stdp_pair", 4e-9)
    assert found["updates_by_presynaptic_spikes"] == 500
    assert len(found["mean_over_time"]) == len(found["time_s"]) == 11
    assert found["mean_at_the_end"] == np.mean(activity.courses["ee"].final)


def test_without_plasticity_there_is_nothing():
    assert weight_tables(make_activity(), make_wiring()) == {}
    assert plasticity_json(make_activity()) == {}
