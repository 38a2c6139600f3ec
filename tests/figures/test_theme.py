"""The palette is legible, colour-blind safe, and can be turned from light to dark."""

import itertools
import json
import re

import numpy as np
import plotly.graph_objects as go
import plotly.io as pio
import pytest

from dashboard.figures.context import FigureContext
from dashboard.figures.theme import (
    _ROLES,
    COMPONENT_STYLE,
    SERIES,
    colour,
    colour_map,
    component_style,
    recolour,
    series_colour,
    series_symbol,
    template,
)

THEMES = ("light", "dark")

# Machado, Oliveira, Fernandes 2009, doi:10.1109/TVCG.2009.113, severity 1.0
DEFICIENCY = {
    "none": np.eye(3),
    "protan": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deutan": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritan": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(hex_colour: str) -> np.ndarray:
    c = np.array([int(hex_colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)


def contrast(a: str, b: str) -> float:
    """WCAG 2.2 contrast ratio."""
    low, high = sorted(float(linear(c) @ TO_XYZ[1]) for c in (a, b))
    return (high + 0.05) / (low + 0.05)


def lab(rgb: np.ndarray) -> np.ndarray:
    x = TO_XYZ @ np.clip(rgb, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(x > 0.008856, np.cbrt(x), 7.787 * x + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("role", SERIES)
def test_marks_stand_out_from_the_background(role, theme):
    assert contrast(colour(role, theme), colour("background", theme)) >= 3.0


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("role", ["text", "muted", "danger", "ok"])
@pytest.mark.parametrize("behind", ["background", "panel"])
def test_text_is_legible(role, behind, theme):
    assert contrast(colour(role, theme), colour(behind, theme)) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("deficiency", DEFICIENCY)
def test_colours_stay_apart_for_the_colour_blind(theme, deficiency):
    # a difference of 2.3 in CIE 1976 Lab is just noticeable; ask for five times that
    seen = [lab(DEFICIENCY[deficiency] @ linear(series_colour(i, theme))) for i in range(8)]
    for (i, a), (j, b) in itertools.combinations(enumerate(seen), 2):
        assert np.linalg.norm(a - b) > 11.5, (SERIES[i], SERIES[j])


def test_light_and_dark_correspond_one_to_one():
    assert len(colour_map("light", "dark")) == len(_ROLES) == len(colour_map("dark", "light"))


def test_no_two_components_look_the_same():
    assert len({component_style(c) for c in COMPONENT_STYLE}) == len(COMPONENT_STYLE)


def test_a_ninth_population_differs_from_the_first():
    assert series_colour(8) == series_colour(0)
    assert series_symbol(8) != series_symbol(0)


def test_recolouring_there_and_back_changes_nothing():
    figure = go.Figure(go.Scatter(x=[1, 2], y=[3, 4], marker={"color": colour("blue")}))
    figure.update_layout(template=template("light"), meta={"theme": "light"})
    dark = recolour(figure, "dark")
    assert dark.data[0].marker.color == colour("blue", "dark")
    assert dark.layout.template.layout.font.color == colour("text", "dark")
    assert json.loads(recolour(dark, "light").to_json()) == json.loads(figure.to_json())
    # nothing of the light theme is left, apart from colours both themes share
    both = set(colour_map("dark", "light"))
    left = set(re.findall(r"#[0-9A-F]{6}", dark.to_json()))
    assert left <= both


def test_templates_are_registered():
    assert {"npu_light", "npu_dark"} <= set(pio.templates)


def test_the_context_is_one_sentence():
    context = FigureContext("cuba", 7, 0.5, "loihi", "0.1.0")
    assert context.sentence() == (
        "Network cuba, seed 7, 500 ms of biological time, hardware loihi, NPU Explorer 0.1.0."
    )
    assert FigureContext().sentence() == ""
