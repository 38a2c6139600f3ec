"""Profiles that extend another, chips without a price, accelerated time, and hostile files."""

import contextlib

import numpy as np
import pytest
import yaml
from hand_counted_networks import fired, network
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ScenarioNotFound, SimError, SpecError
from sim.hardware import (
    count,
    load_profile,
    parse_profile,
    place,
    price,
    unsupported_models,
    variant_yaml,
    with_changes,
)
from sim.hardware.changes import user_record
from sim.hardware.profile_files import MAX_CHARACTERS

VARIANT = """
schema_version: 1
name: mine
title: My Loihi
extends: loihi
energy:
  synaptic_op: {nominal: 10 pJ, grade: assumed, source: davies2018}
"""
EDGES = [(0, 1, 1.0, 1), (1, 2, 1.0, 1), (2, 0, 1.0, 1)]


def priced(profile, dt_s=1e-3, ticks=10):
    wiring = network(EDGES, dt_s=dt_s)
    run = fired(wiring, [(0, 0), (2, 1)], ticks)
    return price(count(run, wiring, place(wiring, profile), profile), profile)


def test_a_variant_says_only_what_differs():
    base, mine = load_profile("loihi"), parse_profile(VARIANT, "mine.yaml")
    assert mine.energy.synaptic_op.nominal == "10 pJ"
    assert mine.energy.synaptic_op.high is None  # no bound of the base beside another nominal
    assert mine.energy.hop_x == base.energy.hop_x
    assert mine.limits == base.limits


def test_provenance_keeps_both_files():
    mine = parse_profile(VARIANT, "mine.yaml")
    assert [layer.file for layer in mine.layers] == ["hardware/loihi.yaml", "mine.yaml"]
    assert mine.file_of("energy.synaptic_op") == "mine.yaml"
    assert mine.file_of("energy.hop_x") == "hardware/loihi.yaml"
    assert mine.file_of("latency.barrier.tiles.0.time") == "hardware/loihi.yaml"
    changed = with_changes(mine, {"energy.hop_x": "5 pJ"})
    assert changed.file_of("energy.hop_x") == "set by you"
    assert changed.energy.hop_x.grade == "assumed"


def test_variants_of_variants_and_of_other_own_profiles():
    second = VARIANT.replace("name: mine", "name: second").replace(
        "extends: loihi", "extends: mine"
    )
    found = parse_profile(second.replace("10 pJ", "11 pJ"), "second.yaml", (("mine", VARIANT),))
    assert [layer.file for layer in found.layers][1:] == ["mine", "second.yaml"]
    assert found.energy.synaptic_op.nominal == "11 pJ"


@pytest.mark.parametrize(
    ("text", "others", "what"),
    [
        (VARIANT.replace("loihi", "lohi", 1), (), "no profile 'lohi'; did you mean 'loihi'"),
        (VARIANT.replace("extends: loihi", "extends: mine"), (), "mine -> mine goes in a circle"),
        (
            VARIANT.replace("extends: loihi", "extends: other"),
            (("other", VARIANT.replace("name: mine", "name: other").replace("loihi", "mine", 1)),),
            "mine -> other -> mine goes in a circle",
        ),
        (VARIANT.replace("extends: loihi", "extends: [loihi]"), (), "is not the name of a profile"),
        (VARIANT.replace("title: My Loihi\n", ""), (), "title: is missing"),
        (VARIANT.replace("extends: loihi", "extends: ../../etc/passwd"), (), "no profile"),
        (VARIANT.replace("synaptic_op", "synaptic_opp"), (), "did you mean 'synaptic_op'"),
        (VARIANT + "power: 7\n", (), "power"),
    ],
)
def test_a_broken_variant_is_refused(text, others, what):
    with pytest.raises(SpecError) as caught:
        parse_profile(text, "mine.yaml", others)
    assert what in str(caught.value)
    assert "mine.yaml" in str(caught.value)


def test_a_long_chain_is_refused():
    others = tuple(
        (f"p{i}", VARIANT.replace("name: mine", f"name: p{i}").replace("loihi", f"p{i + 1}", 1))
        for i in range(20)
    )
    with pytest.raises(SpecError, match="more than 8 files"):
        parse_profile(VARIANT.replace("extends: loihi", "extends: p0"), "mine.yaml", others)


def test_a_written_variant_reads_back():
    changes = {"energy.synaptic_op": user_record(load_profile("loihi").energy.synaptic_op, "9 pJ")}
    text = variant_yaml("mine", "Mine", "loihi", changes)
    mine = parse_profile(text, "mine.yaml")
    assert mine.energy.synaptic_op.note == "set by you"
    assert yaml.safe_load(text)["extends"] == "loihi"


@pytest.mark.parametrize("name", ["akida", "tianjic"])
def test_a_functional_chip_places_and_has_no_price(name):
    profile = load_profile(name)
    report = priced(profile)
    assert report.energy_j is None  # unknown, never zero
    assert any("not published" in reason for reason in report.missing)


def test_a_chip_without_spikes_refuses_with_words():
    with pytest.raises(SpecError, match=r"cannot place a network on it: NorthPole runs no spiking"):
        place(network(EDGES), load_profile("northpole"))


def test_accelerated_circuits_take_a_thousandth_of_the_time_and_of_the_static_energy():
    report = priced(load_profile("brainscales2"), dt_s=1e-4, ticks=1000)  # 0.1 s of biology
    assert report.latency_s.nominal == pytest.approx(0.1 / 1000)
    assert report.real_time_factor.nominal == pytest.approx(1e-3)
    assert report.energy_j.nominal == pytest.approx(175e-3 * 0.1 / 1000)
    assert "Accelerated circuits" in " ".join(report.notes)


def test_a_range_of_the_acceleration_turns_round_in_the_time():
    record = {"low": 500, "nominal": 1000, "high": 2000, "grade": "vendor", "source": "pehle2022"}
    profile = with_changes(
        load_profile("brainscales2"), {"tick.acceleration": {**record, "scope": "structural"}}
    )
    time = priced(profile, dt_s=1e-3, ticks=10).latency_s
    assert (time.low, time.nominal, time.high) == pytest.approx((5e-6, 1e-5, 2e-5))


def test_a_spike_on_odin_visits_every_neuron_of_the_core():
    # One spike at full fan-out: 256 operations of 8.43 pJ, in 512 cycles of 75 MHz (Frenkel 2019).
    profile = load_profile("odin")
    terms = {t.name: t for t in priced(profile).terms}
    per_spike = terms["message_in"].energy_j.nominal / terms["message_in"].count
    assert per_spike == pytest.approx(256 * 8.43e-12, rel=1e-3)
    per_visit = profile.latency.message_in.estimate().nominal / 256
    assert per_visit == pytest.approx(26.7e-9, rel=2e-3)


@pytest.mark.parametrize(
    ("name", "sizes", "fan_in", "limit"),
    [
        ("odin", 300, 3, "chips"),
        ("dynapse", 100, 80, "fan-in per neuron"),
        ("xylo", 100, 80, "fan-in per neuron"),
        ("xylo", 1100, 3, "chips"),
        ("brainscales2", 400, 300, "fan-in per neuron"),
        ("truenorth", 400, 300, "fan-in per neuron"),
    ],
)
def test_the_walls_of_small_chips_are_named(name, sizes, fan_in, limit):
    rng = np.random.default_rng(1)
    edges = [
        (int(pre), post, 1.0, 1)
        for post in range(sizes)
        for pre in rng.choice(sizes, fan_in, replace=False)
    ]
    placed = place(network(edges, (("n", sizes, False),)), load_profile(name))
    assert limit in [check.name for check in placed.binding]
    assert all(check.remedy for check in placed.binding)


def test_a_huge_file_is_refused_unread(tmp_path):
    path = tmp_path / "huge.yaml"
    path.write_text("#" * (5 * MAX_CHARACTERS))
    with pytest.raises(SpecError, match="bytes, at most"):
        load_profile(path)
    with pytest.raises(SpecError, match="characters, at most"):
        parse_profile("#" * (MAX_CHARACTERS + 1), "mine.yaml")
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SpecError, match="UTF-8"):
        load_profile(path)
    with pytest.raises(ScenarioNotFound):
        load_profile(tmp_path)


class _Spec:
    """A network spec as far as models are concerned."""

    def __init__(self, **models):
        self.populations = {
            name: type("Population", (), {"neuron": type("Neuron", (), {"model": model})()})()
            for name, model in models.items()
        }


@pytest.mark.parametrize(
    ("chip", "models", "named"),
    [
        ("loihi", {"neurons": "lif"}, []),
        ("loihi", {"neurons": "adex"}, ["'adex' of neurons", "computes lif"]),
        ("odin", {"neurons": "izhikevich"}, []),
        ("akida", {"neurons": "lif"}, ["no spiking neuron"]),
        ("spinnaker1", {"neurons": "adex"}, []),
    ],
)
def test_neuron_models_that_a_chip_does_not_compute_are_named(chip, models, named):
    found = unsupported_models(_Spec(**models), network(EDGES), load_profile(chip))
    assert len(found) == bool(named)
    for words in named:
        assert words in found[0]


def test_sources_need_no_model_on_the_chip():
    wiring = network([(0, 1, 1.0, 1)], (("input", 1, True), ("neurons", 2, False)))
    spec = _Spec(input="poisson", neurons="lif")
    assert unsupported_models(spec, wiring, load_profile("loihi")) == ()


SCALARS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12),
    st.sampled_from(["1e400 J", "-1 pJ", "0", "nan J", "1 pJ", "unknown"]),
)  # fmt: skip
JUNK = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=60, deadline=None)
@given(
    path=st.sampled_from(
        ["energy.synaptic_op", "energy.synaptic_op.nominal", "structure.mesh_x", "limits", "power",
         "weights.bits", "tick.floor", "latency.barrier", "extends", "name", "runs", "summary"]
    ),
    junk=JUNK,
)  # fmt: skip
def test_junk_in_a_file_is_a_spec_error_or_a_profile_that_prices(path, junk):
    data = yaml.safe_load(VARIANT)
    node = data
    *parents, last = path.split(".")
    for key in parents:
        node = node.setdefault(key, {})
    node[last] = junk
    with contextlib.suppress(SimError):  # any other error fails the test
        priced(parse_profile(yaml.safe_dump(data), "mine.yaml"))
