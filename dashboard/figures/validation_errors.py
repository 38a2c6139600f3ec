"""Row by row: how far each prediction lies from its measurement."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, finish, new_figure
from dashboard.figures.theme import Theme, colour, family_colour
from dashboard.figures.validation import ROLES, add_legend, hover, role_of
from sim.prediction import Prediction

#: Ends of the axis; what lies beyond is drawn at the rim with its range.
_AXIS = (0.2, 10.0)
_TICKS = {0.2: "a fifth", 0.5: "half", 1.0: "as measured", 2.0: "twice", 5.0: "5 times", 10.0: "10 times"}  # fmt: skip


def fig_validation_errors(
    predictions: Sequence[Prediction],
    theme: Theme = "light",
    context: FigureContext | None = None,
    first: int = 1,
) -> go.Figure:
    """Draw prediction over measurement for every row, with the range of the prediction.

    The grey bar beside 1 is the range of the measurement, the band a factor of
    two. Rows stand in the order given, numbered from ``first``.
    """
    figure = new_figure(theme, height=170 + 21 * max(6, len(predictions)))
    figure.add_vrect(0.5, 2.0, fillcolor=colour("grid", theme), line_width=0, layer="below",
                     name="factor of two")  # fmt: skip
    figure.add_vline(1.0, line={"color": colour("axis", theme), "width": 1.3, "dash": "dot"})
    numbered = list(enumerate(predictions, start=first))
    for number, row in numbered:
        figure.add_trace(_measured(number, row, theme))
        figure.add_trace(_predicted(number, row, theme))
    names = [f"{row.title}  {number}" for number, row in numbered]
    figure.update_yaxes(
        tickvals=[number for number, _ in numbered], ticktext=names, showgrid=False, zeroline=False,
        range=[first + len(names) - 0.3, first - 0.7], automargin=True, tickfont={"size": 11},
    )  # fmt: skip
    figure.update_xaxes(
        type="log", range=[-0.72, 1.02], tickvals=list(_TICKS), ticktext=list(_TICKS.values()),
        title_text="prediction over measurement",
    )  # fmt: skip
    if not predictions:
        add_hint(figure, "nothing to compare")
    add_legend(figure, predictions, theme)
    figure.update_layout(showlegend=True, margin={"b": 110})
    caption = (
        "Prediction over measurement for every row, with the range of the prediction; grey: that of "
        "the measurement; band: a factor of two. Only filled circles are evidence."
    )
    return finish(figure, caption, context)


def _measured(number: int, row: Prediction, theme: Theme) -> go.Scatter:
    m = row.measured
    return go.Scatter(
        x=[m.low / m.nominal, m.high / m.nominal], y=[number, number], mode="lines",
        line={"color": colour("grey", theme), "width": 7}, opacity=0.55,
        hoverinfo="skip", showlegend=False, meta={"role": "decoration"},
    )  # fmt: skip


def _predicted(number: int, row: Prediction, theme: Theme) -> go.Scatter:
    tint = family_colour(row.family, theme)
    low, ratio, high = (
        getattr(row.predicted, bound) / row.measured.nominal for bound in ("low", "nominal", "high")
    )
    return go.Scatter(
        x=[min(max(ratio, _AXIS[0]), _AXIS[1])], y=[number], mode="markers",
        marker={"symbol": ROLES[role_of(row)][0], "size": 9, "color": tint,
                "line": {"color": tint, "width": 2}},
        error_x={"type": "data", "symmetric": False, "array": [high - ratio],
                 "arrayminus": [ratio - low], "color": tint, "thickness": 1.6, "width": 4},
        hovertext=[hover(number, row)], hovertemplate="%{hovertext}<extra></extra>",
        name=f"{number} {row.title}", showlegend=False,
    )  # fmt: skip
