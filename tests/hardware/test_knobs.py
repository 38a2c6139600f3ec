"""Every figure of a chip as a knob: its slider reaches beyond the range, and what it writes reads back."""

import pytest

from sim.hardware import ChipProfile, list_profiles, load_profile, with_changes
from sim.hardware.knobs import GROUPS, knobs
from sim.record import Record, Unknown

CHIPS = [n for n in list_profiles() if isinstance(load_profile(n), ChipProfile)]


def every_knob(name):
    profile = load_profile(name)
    return profile, [knob for group in GROUPS for knob in knobs(profile, group)]


@pytest.mark.parametrize("name", CHIPS)
def test_sliders_hold_the_published_range_and_reach_beyond(name):
    _, found = every_knob(name)
    assert found
    for knob in found:
        assert list(knob.options) == sorted(set(knob.options)), knob.path
        if knob.value is None:
            assert knob.reason
            continue
        assert {knob.low, knob.value, knob.high} <= set(knob.options), knob.path
        assert knob.options[-1] > knob.high or knob.high == 0, knob.path
        assert knob.options[0] < knob.low or knob.low in (0.0, 1.0), knob.path


@pytest.mark.parametrize("name", CHIPS)
def test_every_price_of_a_chip_has_a_knob(name):
    profile, found = every_knob(name)
    paths = {knob.path for knob in found}
    for section in ("energy", "latency", "power"):
        for field in type(getattr(profile, section)).model_fields:
            value = getattr(getattr(profile, section), field)
            assert (f"{section}.{field}" in paths) == isinstance(value, (Record, Unknown))


@pytest.mark.parametrize("name", ["loihi", "odin", "npu_bottom_up", "brainscales2"])
def test_what_a_knob_writes_is_read_as_the_same_value(name):
    profile, found = every_knob(name)
    for knob in found:
        if knob.record is None or knob.path.startswith("structure"):
            continue  # sizes of the mesh hang together; one alone may be refused
        value = knob.options[len(knob.options) // 3]
        changed = with_changes(profile, {knob.path: knob.text(value)})
        again = {k.path: k for group in GROUPS for k in knobs(changed, group)}[knob.path]
        assert again.value == pytest.approx(value, rel=1e-6), knob.path
        assert again.unit == knob.unit
        assert again.record.note == "set by you"


def test_an_unknown_figure_can_be_assumed():
    profile = load_profile("loihi")
    knob = next(k for k in knobs(profile, "energy") if k.path == "energy.barrier")
    assert knob.value is None
    assumed = with_changes(profile, {knob.path: knob.text(knob.options[10])})
    assert assumed.energy.barrier.grade == "assumed"
