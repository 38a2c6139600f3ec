"""Weights that a run has learned, as tables for scripts."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from sim.activity import Activity, WeightCourse
from sim.wiring import Synapses, Wiring

#: Synapses that still make a table a person can open; beyond it the stored run holds them.
MOST_ROWS = 500_000


def weight_tables(activity: Activity, wiring: Wiring) -> dict[str, str]:
    """Return the weights of every plastic projection as CSV, by file name.

    A projection with more than `MOST_ROWS` synapses is left out.
    """
    courses = activity.courses
    return {
        f"weights/{s.name}.csv": _csv(s, courses[s.name])
        for s in wiring.projections
        if s.name in courses and len(s) <= MOST_ROWS
    }


def _csv(synapses: Synapses, course: WeightCourse) -> str:
    after = "last_transmitted_si" if course.rule == "short_term" else "weight_after_si"
    text = io.StringIO()
    text.write(f"source,target,weight_before_si,{after}\n")
    columns = (synapses.sources(), synapses.targets, synapses.weights, course.final)
    rows = np.column_stack([c.astype(np.float64) for c in columns])
    np.savetxt(text, rows, fmt=("%d", "%d", "%.9g", "%.17g"), delimiter=",")
    return text.getvalue()


def plasticity_json(activity: Activity) -> dict[str, Any]:
    """Return what plasticity did, as plain values; weights in SI units of the target's input."""
    return {
        name: {
            "rule": course.rule,
            "synapses": len(course.final),
            "updates_by_presynaptic_spikes": course.updates_pre,
            "updates_by_postsynaptic_spikes": course.updates_post,
            "largest_weight": course.largest,
            "mean_at_the_end": float(course.final.mean()) if len(course.final) else None,
            "time_s": course.time_s.tolist() if course.rule != "short_term" else None,
            "mean_over_time": course.values.mean(axis=0).tolist()
            if course.rule != "short_term" and len(course.values)
            else None,
        }
        for name, course in activity.courses.items()
    }
