"""A figure on its way to the browser: nothing is lost, equal figures have equal fingerprints."""

from __future__ import annotations

import struct

import numpy as np
import plotly.graph_objects as go
import pytest

from dashboard.chart.payload import pack, unpack


@pytest.mark.parametrize("kind", ["f4", "f8", "i1", "u1", "i2", "u2", "i4", "u4"])
def test_arrays_arrive_as_they_were_and_aligned(kind):
    x, y = np.arange(7).astype(kind), np.arange(3).astype(kind)
    message = pack(go.Figure(go.Scatter(x=x, y=y)))
    trace = unpack(message)["figure"]["data"][0]
    np.testing.assert_array_equal(trace["x"], x)
    np.testing.assert_array_equal(trace["y"], y)
    assert trace["x"].dtype == np.dtype(kind)
    (length,) = struct.unpack_from("<I", message)
    assert (4 + length) % 8 == 0


def test_a_grid_keeps_its_rows():
    z = np.arange(12, dtype=np.uint16).reshape(3, 4)
    back = unpack(pack(go.Figure(go.Heatmap(z=z))))["figure"]["data"][0]["z"]
    np.testing.assert_array_equal(back, z)


def test_words_gaps_and_nested_values_survive():
    figure = go.Figure(go.Bar(x=[1.0, float("nan"), None], y=["a", "µ", "<b>"]))
    figure.update_layout(meta={"caption": "x", "none": None})
    head = unpack(pack(figure, keep="cuba:0", detail={"window": [0.5, 1, 2, 3]}))
    assert head["figure"]["data"][0]["x"] == [1.0, None, None]
    assert head["figure"]["data"][0]["y"] == ["a", "µ", "<b>"]
    assert head["figure"]["layout"]["meta"]["caption"] == "x"
    assert head["detail"] == {"window": [0.5, 1, 2, 3]}
    assert head["keep"] == "cuba:0"


def test_the_fingerprint_follows_what_is_drawn():
    def rev(values, **head):
        return unpack(pack(go.Figure(go.Scatter(y=np.array(values))), **head))["rev"]

    assert rev([1.0, 2.0]) == rev([1.0, 2.0])
    assert len({rev([1.0, 2.0]), rev([1.0, 3.0]), rev([1.0, 2.0], keep="x")}) == 3
    # What it was asked for: the same figure need not be drawn again.
    assert rev([1.0, 2.0]) == rev([1.0, 2.0], detail={"window": [0, 1, 2, 3]})


def test_binary_is_a_fraction_of_json():
    figure = go.Figure(
        go.Scattergl(x=np.arange(20_000, dtype="f4"), y=np.arange(20_000, dtype="u2"))
    )
    assert len(pack(figure)) < 20_000 * 6 + 20_000
    assert len(pack(figure)) < 0.8 * len(figure.to_json())
