"""Custom neurons that the simulator could not carry out, or not in time, are refused by field."""

import re

import pytest

from sim.engine.fuse import _FUNCTION
from sim.errors import SpecError
from sim.network import network_from_mapping
from sim.network.custom.reserved import check_name
from sim.network.neurons import Custom


def network(**neuron):
    base = {"schema": 1, "name": "t", "title": "T", "duration": "10 ms"}
    return network_from_mapping(
        {**base, "populations": {"n": {"size": 1, "neuron": {"model": "custom", **neuron}}}}
    )


def test_every_name_of_the_code_around_a_model_is_reserved():
    filled = re.sub(r"(?<!\{)\{\w+\}(?!\})", " ", _FUNCTION)
    names = set(re.findall(r"[A-Za-z_]\w*", filled))
    assert {"npu_size", "npu_begin", "npu_mark", "N", "run", "_count"} <= names
    for name in names:
        with pytest.raises(SpecError):
            check_name(name, "parameter")


@pytest.mark.parametrize(
    "name", ["npu_free", "npu_rested", "npu_x", "drive0_weight", "current12_first", "number0"]
)
def test_names_that_drives_add_are_reserved(name):
    with pytest.raises(SpecError, match="a name of the simulation program"):
        check_name(name, "parameter")


@pytest.mark.parametrize("name", ["drive", "current", "number", "i_1", "numbers", "npu"])
def test_names_that_are_like_them_are_free(name):
    check_name(name, "parameter")


HELD = {
    "equations": "dx/dt = -x/tau : 1 (unless refractory)", "threshold": "x > 1", "reset": "x = 0",
    "parameters": {"tau": "5 ms"}, "start": {}, "excitatory": "x", "inhibitory": "x",
    "inhibitory_weight": "size",
}  # fmt: skip


def test_a_held_variable_for_both_signs_takes_signed_weights_only():
    with pytest.raises(SpecError, match=r"inhibitory_weight: x is \(unless refractory\)"):
        network(**HELD, refractory="5*ms")
    network(**{**HELD, "inhibitory_weight": "signed"}, refractory="5*ms")


def test_without_refractoriness_nothing_is_held_and_the_size_is_fine():
    network(**HELD, refractory="")


def chain(n, through=""):
    lines = [f"dx{k}/dt = (x{(k + 1) % n} - x{k}{through})/tau : 1" for k in range(n)]
    return {**HELD, "equations": "\n".join(lines), "threshold": "x0 > 1", "reset": "x0 = 0",
            "excitatory": "x0", "inhibitory": "x0", "refractory": "", "method": "exact"}  # fmt: skip


def test_exact_is_for_few_coupled_variables():
    network(**chain(3))
    with pytest.raises(SpecError, match=r"method: exact solves at most 3 .* couple 4; choose rk4"):
        network(**chain(4))
    network(**{**chain(4), "method": "rk4"})


def test_coupling_is_seen_through_subexpressions_and_not_where_there_is_none():
    alone = "\n".join(f"dx{k}/dt = -x{k}/tau : 1" for k in range(6))
    network(**{**chain(1), "equations": alone})
    total = alone.replace("-x", "(total - x").replace("/tau :", ")/tau :")
    with pytest.raises(SpecError, match="couple 6"):
        network(**{**chain(1), "equations": f"total = {'+'.join(f'x{k}' for k in range(6))} : 1\n{total}"})  # fmt: skip
    assert Custom().checked.most_coupled == 2


@pytest.mark.parametrize("power", ["0.3333", "0.5000001", "0.34"])
def test_only_exact_fractions_are_powers_of_a_unit(power):
    with pytest.raises(SpecError, match=r"to the power"):
        network(threshold=f"(v/volt*volt)**{power} > v_threshold**{power}")


@pytest.mark.parametrize("power", ["0.5", "2", "-1", "0.3333333333333333", "(1/3)", "1.5"])
def test_fractions_are(power):
    network(threshold=f"v**{power} > v_threshold**{power}")
