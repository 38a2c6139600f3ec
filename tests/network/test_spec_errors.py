"""Whatever a stranger types is refused quickly, by field, with the value as typed."""

from __future__ import annotations

import time
from typing import Any

import pytest

from sim.errors import SpecError
from sim.network import load_network, network_from_mapping, network_from_yaml, with_values

CUBA = load_network("cuba")
EXC = "populations.exc"
E_TO_E = "projections.e_to_e"

BY_VALUE = [
    (f"{EXC}.neuron.tau_m", "-15 ms", "exc.neuron.tau_m: '-15 ms' must be greater than 0 ms"),
    (f"{EXC}.neuron.tau_m", "2000 s", "'2000 s' must be at most 1 s"),
    (f"{EXC}.neuron.tau_m", 0, "0 must be greater than 0 ms"),
    (f"{EXC}.neuron.tau_m", "5 mV", "tau_m: '5 mV' has the unit 'mV'; expected .*time"),
    (f"{EXC}.neuron.tau_m", "15", "no unit; expected"),
    (f"{EXC}.neuron.tau_m", "nan ms", "tau_m"),
    (f"{EXC}.neuron.tau_m", "1e999 ms", "not finite"),
    (f"{EXC}.neuron.tau_m", True, "tau_m"),
    (f"{EXC}.neuron.v_reset", "-40 mV", "v_reset .* must be below"),
    (f"{EXC}.neuron", {"model": "liff"}, "unknown model 'liff'.*did you mean 'lif'"),
    (f"{EXC}.neuron", {"tau_m": "5 ms"}, "exc.neuron: needs 'model', one of lif, eif, adex"),
    (f"{EXC}.size", 10**9, "exc.size: 1000000000 must be at most 1000000"),
    (f"{EXC}.size", True, "exc.size: True is not a number"),
    (f"{EXC}.size", 10**400, "exc.size: a number of more than thirty digits"),
    (f"{EXC}.geometry", {"kind": "box", "min_distance": "-1 um"}, "min_distance: '-1 um' must be"),
    (f"{EXC}.drives", [{"kind": "poisson", "weight": "5 mV"}], "exc.drives.0.weight: '5 mV'"),
    (f"{EXC}.initial.w", "5 pA", "initial.w"),
    (f"{E_TO_E}.rule.p", float("nan"), "rule.p: nan is not a finite number"),
    (f"{E_TO_E}.rule.p", float("inf"), "rule.p"),
    (f"{E_TO_E}.rule.p", 1.5, "rule.p: 1.5 must be at most 1"),
    (f"{E_TO_E}.rule", {"kind": "gaussian"}, "rule.sigma: is missing"),
    (f"{E_TO_E}.weight", {"kind": "normal", "mean": "1 pA"}, "weight.std: is missing"),
    (f"{E_TO_E}.weight", {"kind": "nomal"}, "unknown kind 'nomal'.*did you mean 'normal'"),
    (f"{E_TO_E}.weight", {"kind": "normal", "mean": "1 pA", "std": "-1 pA"}, "weight.std: '-1 pA'"),
    (f"{E_TO_E}.weight", "5 mV", r"\(e_to_e\).weight: '5 mV'"),
    (f"{E_TO_E}.delay", "-1 ms", "delay: -1 ms is outside"),
    (f"{E_TO_E}.source", "exx", "no population 'exx'"),
    ("dt", "1 ns", "dt: '1 ns' must be at least 10000 ns"),
    ("duration", "1" + " " * 200_000 + "x", "too long"),
    ("schema", 7, "newer version"),
]


@pytest.mark.parametrize(("path", "value", "message"), BY_VALUE)
def test_wrong_values_name_field_value_and_bound(path: str, value: Any, message: str) -> None:
    started = time.monotonic()
    with pytest.raises(SpecError, match=message) as caught:
        with_values(CUBA, {path: value})
    assert time.monotonic() - started < 2
    assert len(str(caught.value)) < 1500


def test_an_unknown_key_is_answered_from_the_part_at_hand() -> None:
    with pytest.raises(SpecError, match="did you mean 'tau_m'") as caught:
        with_values(CUBA, {f"{EXC}.neuron": {"model": "lif", "taum": "10 ms"}})
    assert "g_leak" not in str(caught.value)  # a field of another model
    with pytest.raises(SpecError, match=r"populations.exc.siz: unknown key \(did you mean 'size'"):
        network_from_mapping(
            {
                "name": "x",
                "title": "x",
                "populations": {"exc": {"siz": 1, "neuron": {"model": "lif"}}},
            }
        )


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("popualtions.exc.size", "did you mean 'populations'"),
        ("populations.exc.neuron.tau", "no field 'populations.exc.neuron.tau'"),
        ("populations.exc.geometry.radius", "it is not set"),
        ("populations.exc.size.x", "has no parts"),
        ("projections.e_to_x.weight", "e_to_e"),
    ],
)
def test_wrong_paths(path: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        with_values(CUBA, {path: 1})


BOMB = "a0: &a0 [x,x,x,x,x,x,x,x,x]\n" + "\n".join(
    f"a{i}: &a{i} [{','.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 12)
)

HOSTILE = {
    "a key twice": ("name: x\nname: y", "line 2: the key 'name' is given twice"),
    "alias bomb": (BOMB, "aliases are expanded"),
    "itself": ("a: &a [*a]", "contains itself"),
    "python object": ("a: !!python/object/apply:os.system ['true']", "could not determine"),
    "6 MB": ("a: " + "x" * 6_000_000, "characters, at most"),
    "flow nesting": ("[" * 100_000, "nested deeper"),
    "block nesting": ("- " * 100_000, "nested deeper"),
    "empty integer": ("size: !!int ''", "not valid YAML"),
    "impossible date": ("a: 2020-99-99", "not valid YAML"),
    "long integer": ("seed: " + "9" * 10_000, "not valid YAML"),
    "no mapping": ("[1, 2]", "expected a mapping"),
    "nothing": ("", "expected a mapping"),
    "binary": ("a: \x00", "not valid YAML"),
    "a colon too many": (
        "name: x\ntitle: a: b",
        "not valid YAML: line 2, column 9: mapping values",
    ),
    "unhashable key": ("? [1, 2]\n: 3", "unhashable"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_yaml_is_refused_quickly(name: str) -> None:
    text, message = HOSTILE[name]
    started = time.monotonic()
    with pytest.raises(SpecError, match=message) as caught:
        network_from_yaml(text)
    assert time.monotonic() - started < 5
    assert len(str(caught.value)) < 1500


def test_many_errors_are_counted_not_all_shown() -> None:
    data = {"name": "x", "title": "x", "populations": {f"p{i}": {} for i in range(40)}}
    with pytest.raises(SpecError, match=r"\.\.\. and 72 more"):
        network_from_mapping(data)


@pytest.mark.parametrize(
    ("rule", "message"),
    [
        ({"kind": "fixed_in_degree", "k": 10, "multapses": False}, "only 9 to choose from"),
        ({"kind": "explicit", "pairs": [[0, 10]]}, r"\(0, 10\) is outside"),
        ({"kind": "disc", "radius": "1 mm"}, "distance needs a geometry"),
    ],
)
def test_rules_that_cannot_hold(rule: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecError, match=message):
        _recurrent(10, rule)


@pytest.mark.parametrize(
    "rule", [{"kind": "fixed_in_degree", "k": 1}, {"kind": "fixed_total", "n": 1}]
)
def test_one_neuron_has_no_partner_but_itself(rule: dict[str, Any]) -> None:
    with pytest.raises(SpecError, match=r"rule\.[kn]"):
        _recurrent(1, rule)
    _recurrent(1, rule | {"autapses": True})


def _recurrent(size: int, rule: dict[str, Any]) -> None:
    network_from_mapping(
        {
            "name": "x",
            "title": "x",
            "populations": {"a": {"size": size, "neuron": {"model": "lif"}}},
            "projections": [
                {"name": "p", "source": "a", "target": "a", "rule": rule, "weight": "1 pA"}
            ],
        }
    )


def test_values_given_are_not_changed_by_later_paths() -> None:
    neuron = {"model": "lif", "tau_m": "20 ms"}
    with_values(CUBA, {f"{EXC}.neuron": neuron, f"{EXC}.neuron.tau_m": "30 ms"})
    assert neuron == {"model": "lif", "tau_m": "20 ms"}
