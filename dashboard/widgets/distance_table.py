"""How far the run on the chip is from the ideal run, and what each costs there."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from dashboard import state
from dashboard.figures.raster_pair import fig_raster_pair
from dashboard.glossary import meaning
from dashboard.jobs import Result
from dashboard.plain_text import plain
from dashboard.report_picks import Pick
from dashboard.results import chip_of, context
from dashboard.widgets.figure_card import figure_card, theme
from dashboard.widgets.run_status import wanted_result
from sim.analysis import compare_activity, pairwise_correlation, train_distance
from sim.analysis.distance import ActivityComparison, DistanceSample
from sim.cost_report import CostReport
from sim.errors import SimError
from sim.hardware import ChipProfile
from sim.units import format_si

#: Neurons of a population between whose trains Victor and Purpura's distance is taken.
_SAMPLED = 30

_HELP = {
    "CV, ideal": meaning("CV"),
    "van Rossum distance": meaning(
        "van Rossum distance", "Median over neurons, time scale 10 ms. A chaotic network drifts apart "
        "from the smallest change, so compare with the next column.",
    ),
    "between neurons": "The same distance between different neurons of the ideal run: what it comes "
    "to when only the rate is kept.",
    "Victor-Purpura distance": meaning(
        "Victor-Purpura distance", f"Median over at most {_SAMPLED} neurons; a move by 10 ms costs as "
        "much as a spike deleted and one added.",
    ),
    "Correlation, ideal": meaning(
        "correlation of a pair", "Mean over pairs of at most 100 neurons, bins of 5 ms."
    ),
}  # fmt: skip


@dataclass(frozen=True)
class _Measures:
    main: ActivityComparison
    victor_purpura: dict[str, DistanceSample]
    correlation: dict[str, tuple[float | None, float | None]]


def distance_table(result: Result, profile: ChipProfile, method: str) -> None:
    """Compare with the ideal run of the same network, which is simulated when it is not there."""
    ideal = state.project().model_copy(update={"on_chip": None})
    st.subheader("Ideal against on chip")
    reference = wanted_result(ideal, "ideal_run")
    if reference is None:
        return
    figure = fig_raster_pair(
        reference.activity, result.activity, ("ideal", f"as {profile.title} holds it"),
        theme(), context=context(result, profile.title),
    )  # fmt: skip
    figure_card(figure, "raster_pair", height=420, pick=Pick("on_chip_rasters"))
    measures = _compare(reference.key, result.key, _ideal=reference, _held=result)
    columns = {
        name: st.column_config.NumberColumn(format="%.2f", help=h) for name, h in _HELP.items()
    }
    st.dataframe(
        pd.DataFrame(_rows(measures)), hide_index=True, width="stretch", column_config=columns
    )
    try:
        both = [chip_of(run, profile, method, by_spikes=False) for run in (reference, result)]
        costs = [placed.report for placed in both]
    except SimError as error:  # such as a placement that needs positions the network lacks
        st.error(plain(str(error)), icon=":material/error:")
        return
    _energy(*costs, profile)


def _rows(measures: _Measures) -> list[dict[str, object]]:
    distances = {d.population: d for d in measures.main.distances}
    rows: list[dict[str, object]] = []
    for error in measures.main.rates:
        name = error.population
        cv, correlation = measures.main.cv.get(name, (None, None)), measures.correlation[name]
        distance = distances.get(name)
        row = {
            "Rate, ideal (Hz)": error.ideal_hz,
            "Rate, on chip (Hz)": error.held_hz,
            "Rate error (%)": None if error.relative is None else 100 * error.relative,
            "CV, ideal": cv[0],
            "CV, on chip": cv[1],
            "Correlation, ideal": correlation[0],
            "Correlation, on chip": correlation[1],
            "van Rossum distance": distance and distance.median,
            "between neurons": distance and distance.reference_median,
            "Victor-Purpura distance": measures.victor_purpura[name].median,
        }
        rounded = {k: None if v is None else round(v, 3) for k, v in row.items()}
        rows.append({"Population": name, **rounded})
    return rows


def _energy(ideal: CostReport, held: CostReport, profile: ChipProfile) -> None:
    """Say what the spikes of both runs cost on the chip."""
    if ideal.energy_j is None or held.energy_j is None:
        st.caption(f"What it bought in energy is unknown: {profile.title} publishes no energy.")
        return
    least = "at least " if held.energy_j.at_least else ""
    change = held.energy_j.nominal / ideal.energy_j.nominal - 1 if ideal.energy_j.nominal else 0.0
    st.markdown(
        f"**What it bought:** the network as {profile.title} can hold it runs for {least}"
        f"{format_si(held.energy_j.nominal, 'J')} ({format_si(held.energy_j.low, 'J')} to "
        f"{format_si(held.energy_j.high, 'J')}). The spikes of the ideal network would cost "
        f"{format_si(ideal.energy_j.nominal, 'J')} there, if it could hold it exactly: the "
        f"difference of {change:+.1%} comes from other spikes, not from cheaper operations."
    )


@st.cache_data(max_entries=8, show_spinner="Comparing spike trains")
def _compare(ideal_key: str, held_key: str, *, _ideal: Result, _held: Result) -> _Measures:
    a, b = _ideal.activity, _held.activity
    names = [p.name for p in a.populations if not p.is_source]
    return _Measures(
        compare_activity(a, b),
        {n: train_distance(a, b, n, "victor_purpura", n_sampled=_SAMPLED) for n in names},
        {n: (pairwise_correlation(a, n).mean, pairwise_correlation(b, n).mean) for n in names},
    )
