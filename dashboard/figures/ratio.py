"""Chips against baselines: how many times less energy, how many times faster."""

from __future__ import annotations

import math
from html import escape

import plotly.graph_objects as go

from dashboard.figures.context import FigureContext
from dashboard.figures.device_axis import BASIS_SYMBOLS, HOLLOW_GRADES, error_bar, point
from dashboard.figures.frame import add_hint, add_line, finish, new_figure
from dashboard.figures.log_axis import si_log_axis
from dashboard.figures.theme import Theme, colour, series_colour
from sim.claim_summary import outcomes_on, spread
from sim.comparison import Comparison
from sim.cost_report import CostReport
from sim.estimate import Estimate
from sim.pair import QUESTIONS, Half, Pair
from sim.units import format_factor, format_si
from sim.verdict import Ratio, Verdict

WORDS = {"energy": "times less energy", "speed": "times faster"}


def fig_ratio(
    comparison: Comparison,
    quantity: Half = "energy",
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw baseline over chip for every pair with its range, the claim as a line.

    Right of 1 the chip is better, right of the line the claim holds. A triangle
    says that the ratio is a bound, because a term of one side is not known, and which
    way it may lie; what is no evidence, such as a claim, says so and has a marker of its own.
    """
    pairs = list(comparison.pairs)
    figure = new_figure(theme, height=150 + 40 * max(2, len(pairs)))
    title = {r.device: r.title for r in comparison.reports}
    order = [r.device for r in comparison.reports]
    names = [_row(pair, title) for pair in pairs]
    values: list[float] = [1.0]
    for pair, name in zip(pairs, names, strict=True):
        ratio = pair.ratio(quantity)
        if ratio.estimate is None:
            _say(figure, name, f"no ratio: {ratio.reason}")
            continue
        values += [ratio.estimate.low, ratio.estimate.high]
        tint = series_colour(order.index(pair.chip), theme)
        _add_pair(figure, pair, ratio, name, quantity, tint, theme)
    add_line(figure, 1.0, "x", colour("axis", theme), "solid", name="equal")
    if comparison.claim is not None:
        claimed = getattr(comparison.claim, quantity)
        values.append(claimed)
        add_line(figure, claimed, "x", colour("danger", theme), "dash", name="claim")
        figure.add_annotation(
            text=f"claim {claimed:,.6g}×", x=math.log10(claimed), y=1, yref="y domain",
            yanchor="bottom", showarrow=False, font={"color": colour("danger", theme)},
        )  # fmt: skip
    if not pairs:
        add_hint(figure, "choose at least one chip and one baseline")
    si_log_axis(figure, "x", values, "", pad=0.5)
    figure.update_xaxes(title_text=f"baseline over chip ({WORDS[quantity]})")
    figure.update_yaxes(
        categoryorder="array", categoryarray=names[::-1], showgrid=False,
        range=[-0.6, max(1, len(names)) - 0.4],
    )  # fmt: skip
    caption = (
        f"How many {WORDS[quantity]} each chip takes than each baseline, which runs "
        f"{QUESTIONS[comparison.question]}."
    )
    if comparison.claim is not None:
        caption += " " + _outcomes(pairs, quantity, getattr(comparison.claim, quantity))
    if any(pair.ratio(quantity).bound != "exact" for pair in pairs):
        caption += (
            " Triangle: a part of one side is not known, so the ratio may lie further that way."
        )
    return finish(figure, caption, context)


def _outcomes(pairs: list[Pair], quantity: Half, claimed: float) -> str:
    """Return how the claimed factor fares, over the pairs that are evidence."""
    found = outcomes_on(pairs, quantity)
    of = len(pairs)
    if not found:
        return "No pair counts in the verdict."
    fares = f"On {quantity} alone, the claimed {claimed:,.6g} {spread(found)}"
    return f"{fares}; {len(found)} of {of} pairs count." if len(found) < of else f"{fares}."


def _row(pair: Pair, title: dict[str, str]) -> str:
    return f"{escape(title[pair.chip])}<br>against {escape(title[pair.baseline])}"


def _add_pair(
    figure: go.Figure, pair: Pair, ratio: Ratio, name: str, quantity: Half, tint: str, theme: Theme
) -> None:
    estimate = ratio.estimate
    if estimate is None:
        return
    verdict = pair.verdict(quantity)
    hollow = "" if pair.evidence and estimate.grade not in HOLLOW_GRADES else "-open"
    shape = BASIS_SYMBOLS[pair.left_out or "modelled"] + hollow
    lines = [
        f"<b>{name}</b>",
        f"{estimate.nominal:,.3g} ({estimate.low:,.3g} to {estimate.high:,.3g})",
        f"evidence: {estimate.grade}" if pair.evidence else pair.counts_as,
    ]
    lines += [escape(verdict.reason)] if verdict else []
    lines += [escape(w) for w in pair.warnings]
    figure.add_trace(
        go.Scatter(
            x=[estimate.nominal],
            y=[name],
            mode="markers+text",
            text=[_words(pair, ratio, verdict)],
            textposition="top center",
            textfont={"size": 12, "color": colour("text", theme)},
            name=name.replace("<br>", " "),
            showlegend=False,
            marker=point(shape, tint),
            error_x=error_bar([estimate], tint),
            customdata=[[ratio.bound, estimate.grade, verdict.outcome if verdict else ""]],
            meta={"columns": ["bound", "grade", "outcome"]},
            hovertext=["<br>".join(lines)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    if ratio.bound != "exact":
        most = ratio.bound == "at_most"
        figure.add_trace(
            go.Scatter(
                x=[estimate.low if most else estimate.high],
                y=[name],
                mode="markers",
                marker={"symbol": f"triangle-{'left' if most else 'right'}", "size": 13, "color": tint},
                showlegend=False,
                hoverinfo="skip",
                meta={"role": "decoration"},
                cliponaxis=False,
            )
        )  # fmt: skip


def _words(pair: Pair, ratio: Ratio, verdict: Verdict | None) -> str:
    """Return what stands above a marker: the outcome, or that there is none, and any bound."""
    said = []
    if not pair.evidence:
        said.append(pair.counts_as)
    elif verdict is not None:
        said.append(f"<b>{verdict.outcome}</b>")
    if ratio.bound != "exact" and ratio.estimate is not None:
        said.append(f"{ratio.bound.replace('_', ' ')} {format_factor(ratio.estimate.nominal)}")
    return ", ".join(said)


def _say(figure: go.Figure, row: str, text: str) -> None:
    figure.add_annotation(
        text=escape(text), x=0.02, xref="x domain", xanchor="left", y=row, yref="y", showarrow=False
    )


def fig_energy_per_op(
    comparison: Comparison, theme: Theme = "light", context: FigureContext | None = None
) -> go.Figure:
    """Draw the energy per synaptic operation of every device beside what the claim implies
    and the floors that physics and technology set. [J]

    Operations of the floors differ from a synaptic operation; they show an
    order of magnitude, and hovering says which operation each is for.
    """
    figure = new_figure(theme, height=480)
    rows: list[str] = []
    values: list[float] = []

    def add(name: str, estimate: Estimate, shape: str, tint: str, hover: str) -> None:
        rows.append(name)
        values.extend((estimate.low, estimate.high))
        _add_row(figure, name, estimate, shape, tint, hover)

    for i, report in enumerate(comparison.reports):
        per_op = report.energy_per_synaptic_op_j
        if per_op is not None:
            shape = BASIS_SYMBOLS[report.basis]
            add(escape(report.title), per_op, shape, series_colour(i, theme), _per_op(report))
    for device, implied in comparison.implied_j_per_synaptic_op.items():
        name = f"implied by the claim over {escape(_title(comparison, device))}"
        add(name, implied, "star", colour("danger", theme), "what the claim asks of a chip")
    for mark in comparison.marks:
        hover = f"{escape(mark.operation)}<br>{escape(mark.note)}"
        add(escape(mark.name), mark.energy_j, "line-ns-open", colour("muted", theme), hover)
    if not rows:
        add_hint(figure, "no device has an energy per synaptic operation for this run")
    si_log_axis(figure, "x", values, "J", pad=0.4)
    figure.update_xaxes(title_text="energy per operation (J)")
    figure.update_yaxes(
        categoryorder="array", categoryarray=rows[::-1], showgrid=False,
        range=[-0.6, max(1, len(rows)) - 0.4],
    )  # fmt: skip
    figure.layout.height = 120 + 34 * max(3, len(rows))
    caption = (
        "Energy per synaptic operation, all included, what the claim implies, and the energy of "
        "other elementary operations as marks."
    )
    return finish(figure, caption, context)


def _title(comparison: Comparison, device: str) -> str:
    return next((r.title for r in comparison.reports if r.device == device), device)


def _per_op(report: CostReport) -> str:
    return f"{report.made}, boundary: {report.boundary}, {report.synaptic_ops:,.0f} operations"


def _add_row(
    figure: go.Figure, name: str, estimate: Estimate, shape: str, tint: str, hover: str
) -> None:
    least = "at least " if estimate.at_least else ""
    span = f"{format_si(estimate.low, 'J')} to {format_si(estimate.high, 'J')}"
    text = f"<b>{name}</b><br>{least}{format_si(estimate.nominal, 'J')} ({span})<br>{hover}"
    figure.add_trace(
        go.Scatter(
            x=[estimate.nominal],
            y=[name],
            mode="markers",
            name=name,
            showlegend=False,
            marker=point(shape, tint),
            error_x=error_bar([estimate], tint),
            customdata=[[estimate.grade, estimate.at_least]],
            meta={"columns": ["grade", "at least"]},
            hovertext=[text],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
