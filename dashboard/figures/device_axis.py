"""Devices side by side: order, symbols and colours shared by the cost figures."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping, Sequence
from html import escape

import plotly.graph_objects as go

from dashboard.figures.theme import Theme, colour, family_colour, series_colour
from sim.baselines import measured_family
from sim.bibliography import cite, references
from sim.cost_report import CostReport
from sim.estimate import Estimate
from sim.units import format_si

#: How a number was made -> marker; a modelled chip is never drawn like a measured one.
BASIS_SYMBOLS = {"modelled": "circle", "measured": "diamond", "timed once": "diamond-tall", "published": "square", "claimed": "star"}  # fmt: skip

#: Which of the two questions a figure answers; an ANN run instead stands in figures of its own.
SAME_NETWORK = "GPUs and CPUs time-step the same spiking network."

#: A line of the reason in a row without a number; two lines keep clear of the next row.
REASON_LETTERS = 44

#: Weak evidence is drawn hollow.
HOLLOW_GRADES = ("vendor", "assumed")

Families = Mapping[str, str]
Quantity = Callable[[CostReport], "Estimate | None"]


def add_grades(
    figure: go.Figure,
    reports: Sequence[CostReport],
    quantity: Quantity,
    theme: Theme,
    unit: str,
    beside: Sequence[CostReport],
) -> None:
    """Write value and evidence of every device at the right rim of its row."""
    for report in reports:
        estimate = quantity(report)
        if estimate is not None:
            row, grade = label(report, beside), report.evidence(estimate)
            add_grade(figure, estimate, unit, row, theme, grade=grade)
    figure.update_layout(margin={"r": 120})


def add_grade(
    figure: go.Figure,
    estimate: Estimate,
    unit: str,
    row: str | float,
    theme: Theme,
    between: str = "<br>",
    grade: str = "",
) -> None:
    """Write value and evidence of one number at the right rim of its row.

    Parameters
    ----------
    grade : str
        The evidence in words; the grade of the number unless given.
    """
    least = "at least " if estimate.at_least else ""
    figure.add_annotation(
        text=f"{least}{format_si(estimate.nominal, unit)}{between}{grade or estimate.grade}",
        name="grade",
        x=1.0,
        xref="x domain",
        xanchor="left",
        xshift=8,
        y=row,
        yref="y",
        align="left",
        showarrow=False,
        font={"size": 11, "color": colour("muted", theme)},
    )


def symbol(report: CostReport, estimate: Estimate) -> str:
    """Return the marker of a number: shape by basis, hollow when the evidence is weak."""
    hollow = "-open" if estimate.grade in HOLLOW_GRADES else ""
    return BASIS_SYMBOLS[report.basis] + hollow


def device_colour(report: CostReport, index: int, families: Families | None, theme: Theme) -> str:
    """Return the colour of a device: that of its family where it is known."""
    family = (families or {}).get(report.device) or measured_family(report.device)
    if family is not None:
        return family_colour(family, theme)
    return series_colour(index, theme)


def point(shape: str, tint: str) -> dict[str, object]:
    """Return the marker of one number; the line is what a hollow symbol shows."""
    return {"symbol": shape, "size": 12, "color": tint, "line": {"color": tint, "width": 2}}


def by_nominal(reports: Sequence[CostReport], quantity: Quantity) -> list[CostReport]:
    """Return the reports from the largest nominal value to the smallest, unknown ones last."""

    def key(report: CostReport) -> tuple[bool, float]:
        value = quantity(report)
        return value is None, 0.0 if value is None else -value.nominal

    return sorted(reports, key=key)


def hover(report: CostReport, estimate: Estimate, unit: str) -> str:
    """Return what a person must know of a number, as hover text."""
    least = "at least " if estimate.at_least else ""
    lines = [
        f"<b>{escape(report.title)}</b>",
        f"{least}{format_si(estimate.nominal, unit)} ({estimate.span(unit)})",
        f"{report.made}, evidence: {report.evidence(estimate)}, boundary: {report.boundary}",
    ]
    if estimate.sources:
        lines += _wrapped("sources: " + cited(estimate.sources))
    lines += [f"missing: {escape(missing)}" for missing in report.missing[:4]]
    return "<br>".join(lines)


def cited(keys: Sequence[str]) -> str:
    """Return sources as they are cited: ``Davies et al. 2018, Boyle et al. 2025``."""
    return ", ".join(escape(cite(key).short if key in references() else key) for key in keys)


def _wrapped(text: str, width: int = 90) -> list[str]:
    return textwrap.wrap(text, width) or [""]


def error_bar(estimates: Sequence[Estimate], tint: str) -> dict[str, object]:
    """Return asymmetric error bars from low to high."""
    return {
        "type": "data",
        "symmetric": False,
        "array": [e.high - e.nominal for e in estimates],
        "arrayminus": [e.nominal - e.low for e in estimates],
        "color": tint,
        "thickness": 1.6,
        "width": 5,
    }


def add_symbol_legend(figure: go.Figure, reports: Sequence[CostReport], theme: Theme) -> None:
    """Explain in the legend the markers that occur, without data of their own."""
    text = colour("muted", theme)
    for basis, shape in BASIS_SYMBOLS.items():
        made = {r.made for r in reports if r.basis == basis}
        if made:
            _legend_only(figure, basis if basis in made else min(made), shape, text)
    if any(r.energy_j and r.energy_j.grade in HOLLOW_GRADES for r in reports):
        _legend_only(figure, "hollow: vendor or assumed figures", "circle-open", text)


def _legend_only(figure: go.Figure, name: str, shape: str, tint: str) -> None:
    figure.add_trace(
        go.Scatter(
            x=[None],
            y=[None],
            mode="markers",
            name=name,
            marker={
                "symbol": shape,
                "size": 10,
                "color": tint,
                "line": {"color": tint, "width": 2},
            },
            hoverinfo="skip",
            meta={"role": "decoration"},
        )
    )


def label(report: CostReport, beside: Sequence[CostReport] = ()) -> str:
    """Return the name of a device for an axis, broken where it is long.

    Beside devices of another boundary its own stands below.
    """
    name = _broken(report)
    alike = len({other.boundary for other in beside}) < 2
    return name if alike else f"{name}<br><i>{report.boundary}</i>"


def _broken(report: CostReport) -> str:
    words, lines = report.title.split(), [""]
    for word in words:
        if lines[-1] and len(lines[-1]) + len(word) > 28:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return "<br>".join(escape(line) for line in lines)


def say_unknown(
    figure: go.Figure,
    report: CostReport,
    row: float | None = None,
    beside: Sequence[CostReport] = (),
) -> None:
    """Keep the row of a device without a number, with the reason in it; all of it as hover text."""
    reason = report.missing[0] if report.missing else "no price published"
    short = textwrap.wrap(f"not known: {reason}", REASON_LETTERS, max_lines=2, placeholder=" …")
    figure.add_annotation(
        text="<br>".join(escape(line) for line in short),
        hovertext="<br>".join(escape(line) for line in _wrapped(reason, 60)),
        align="left",
        font={"size": 12},
        name="unknown",
        x=0.02,
        xref="x domain",
        xanchor="left",
        y=label(report, beside) if row is None else row,
        yref="y",
        showarrow=False,
    )


def list_devices(figure: go.Figure, names: Sequence[str]) -> None:
    """Give every device a row, the first on top, also where nothing is drawn in it."""
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=list(names)[::-1],
        showgrid=False,
        range=[-0.6, max(1, len(names)) - 0.4],
    )
