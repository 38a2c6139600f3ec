"""Quantities: text to SI and back without loss, and nothing else accepted."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.errors import SpecError
from sim.units import (
    DIMENSIONS,
    dimension_of,
    format_quantity,
    format_si,
    parse_quantity,
    unit_factor,
)

UNITS = [(d, u) for d, (_, units) in DIMENSIONS.items() for u in units]


@pytest.mark.parametrize(
    ("text", "dimension", "value"),
    [
        ("20 ms", "time", 0.02),
        ("-55mV", "voltage", -0.055),
        ("281 pF", "capacitance", 281e-12),
        ("23.6 pJ", "energy", 23.6e-12),
        ("0.04 1/ms", "rate", 40.0),
        ("2 mV/ms", "voltage_rate", 2.0),
        ("1.5e3 µs", "time", 1.5e-3),
        ("+.5 um", "length", 5e-7),
        ("3 kHz", "rate", 3000.0),
        (0, "time", 0.0),
        ("0", "voltage", 0.0),
        (2.5, "number", 2.5),
        ("5 m", "length", 5.0),
    ],
)
def test_known_quantities(text, dimension, value) -> None:
    assert parse_quantity(text, dimension) == value


@pytest.mark.parametrize(
    "text",
    ["20", "20 mV", "20 msec", "ms", "", "1 2 ms", "nan ms", "inf ms", "1e999 s", "0x10 ms", "1,5 ms",
     True, None, [1], "1" * 400, 10**400, "1 ms/", "1 /ms/ms", "5 ohm", float("nan")],
)  # fmt: skip
def test_what_is_no_time(text) -> None:
    with pytest.raises(SpecError, match="time"):
        parse_quantity(text, "time")


@given(
    st.sampled_from(UNITS),
    st.floats(1e-6, 1e9) | st.floats(-1e9, -1e-6) | st.integers(-(10**9), 10**9).map(float),
)
def test_typed_numbers_come_back_as_typed(unit, number) -> None:
    dimension, name = unit
    typed = float(f"{number:.12g}")  # more digits than anyone types
    value = parse_quantity(f"{typed!r} {name}", dimension)
    written = format_quantity(value, name)
    assert float(written.split()[0]) == typed
    assert parse_quantity(written, dimension) == value
    assert value == pytest.approx(typed * unit_factor(name), rel=1e-14)


@given(st.sampled_from(UNITS), st.floats(1e-12, 1e12))
def test_any_parsed_value_survives_writing_in_any_unit(unit, number) -> None:
    dimension, name = unit
    value = parse_quantity(f"{number!r} {name}", dimension)
    for other in DIMENSIONS[dimension][1]:
        assert parse_quantity(format_quantity(value, other), dimension) == value


@given(st.text(max_size=30))
def test_arbitrary_text_is_a_number_or_a_spec_error(text) -> None:
    with contextlib.suppress(SpecError):  # and no other error
        assert math.isfinite(parse_quantity(text, "time"))
    dimension_of(text)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (2.36e-11, "J", "23.6 pJ"),
        (0.9996, "W", "1 W"),
        (0.99996e-3, "s", "1 ms"),
        (0.0, "J", "0 J"),
        (-5e-6, "s", "-5 µs"),
        (math.inf, "J", "inf J"),
    ],
)
def test_suitable_prefix(value, unit, text) -> None:
    assert format_si(value, unit) == text


def test_dimension_of_a_unit() -> None:
    assert dimension_of("3 nS") == "conductance"
    assert dimension_of("3 mV/ms") == "voltage_rate"
    assert dimension_of("3 V/m") is None
    assert dimension_of("three ms") is None
    assert dimension_of("1" + " " * 10**6 + "x") is None
    with pytest.raises(SpecError, match="unknown unit"):
        unit_factor("parsec")
