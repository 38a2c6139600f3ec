"""What up to four kept runs did, as numbers beside each other."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.devices import titles
from dashboard.figures import FigureContext, RunFacts, context_of_runs, fig_rate_difference
from dashboard.glossary import meaning
from dashboard.jobs import Result
from dashboard.plain_text import plain
from dashboard.report_picks import pick_of_runs
from dashboard.widgets.figure_card import figure_card, theme
from sim.analysis import interspike_intervals, pairwise_correlation, train_distance
from sim.errors import SimError
from sim.provenance import versions
from sim.store import RunInfo

_HELP = {
    "Rate (Hz)": meaning("rate"),
    "CV": meaning("CV"),
    "Correlation": meaning("correlation of a pair", "Mean over the pairs of at most 100 neurons of each population that fired, bins of 5 ms."),
    "Distance to the first": meaning(
        "van Rossum distance", "Median over at most 100 neurons, time scale 10 ms. Empty where "
        "populations or durations differ.",
    ),
}  # fmt: skip


def facts_of(runs: list[tuple[str, Result]]) -> FigureContext:
    """Return what the captions say of these runs."""
    return _facts(
        tuple((name, result.key, result.network.title) for name, result in runs), _runs=runs
    )


@st.cache_data(max_entries=16, show_spinner=False)
def _facts(
    words: tuple[tuple[str, str, str], ...], *, _runs: list[tuple[str, Result]]
) -> FigureContext:
    label = titles(state.project())
    return context_of_runs(
        [RunFacts(name, r.network, r.on_chip and label.get(r.on_chip, r.on_chip)) for name, r in _runs],
        versions()["npu-explorer"],
    )  # fmt: skip


def rate_difference(runs: list[tuple[str, Result]], infos: Mapping[str, RunInfo]) -> None:
    """Show the rate of every neuron in the first run against that in another of the same neurons."""
    (first, base), *others = runs
    fitting = {name: r for name, r in others if comparable(base, r)}
    if not fitting:
        st.info(
            "Choose a second run above to hold the rate of every neuron against the first one."
            if not others
            else f"No other run has the same populations as {plain(first)}, so their neurons cannot "
            "be held against each other."
        )
        return
    other = next(iter(fitting))
    if len(fitting) > 1:
        other = st.segmented_control(
            f"Against {plain(first)}", list(fitting), default=other, key="compare_second", required=True
        ) or other  # fmt: skip
    figure = fig_rate_difference(
        base.activity, fitting[other].activity, (first, other), theme=theme(),
        context=facts_of([(first, base), (other, fitting[other])]),
    )  # fmt: skip
    ids = (infos[first].run_id, infos[other].run_id)
    figure_card(figure, "run_difference", pick=pick_of_runs("run_difference", ids))


def comparable(first: Result, other: Result) -> bool:
    """Tell whether two runs are of the same neurons."""
    return first.activity.populations == other.activity.populations


def statistics_table(runs: list[tuple[str, Result]]) -> None:
    """Show rate, regularity, correlation and distance of every population of every run."""
    rows = [
        {"Run": name, **row}
        for name, result in runs
        for row in _statistics(result.key, runs[0][1].key, _result=result, _first=runs[0][1])
    ]
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, width="stretch",
        column_config={
            name: st.column_config.NumberColumn(format="%.3g", help=text)
            for name, text in _HELP.items()
        },
    )  # fmt: skip


@st.cache_data(max_entries=32, show_spinner="Comparing runs")
def _statistics(
    key: str, first: str, *, _result: Result, _first: Result
) -> list[dict[str, object]]:
    activity = _result.activity
    rates, counts = activity.mean_rate_hz(), activity.spikes_per_population()
    rows: list[dict[str, object]] = []
    for population in activity.populations:
        name = population.name
        if population.is_source:
            continue
        rows.append({
            "Population": name,
            "Neurons": population.size,
            "Spikes": counts[name],
            "Rate (Hz)": rates[name],
            "CV": interspike_intervals(activity, name).mean_cv,
            "Correlation": pairwise_correlation(activity, name).mean,
            "Distance to the first": None if key == first else _distance(_first, _result, name),
        })  # fmt: skip
    return rows


def _distance(first: Result, other: Result, population: str) -> float | None:
    try:
        return train_distance(first.activity, other.activity, population).median
    except SimError:  # runs of different populations or durations
        return None
