"""The shipped profiles are complete, sourced and sane; broken ones are refused with the path."""

from importlib import resources

import pytest
import yaml
from pydantic import ValidationError

from sim.bibliography import USER_KEY, cite, references
from sim.errors import ScenarioNotFound, SpecError
from sim.hardware import ChipProfile, list_profiles, load_profile, parse_profile, with_changes
from sim.hardware.terms import Absent, Included, estimate_of
from sim.record import Record, Unknown

CHIPS = [name for name in list_profiles() if isinstance(load_profile(name), ChipProfile)]


def text_of(name):
    return resources.files("scenarios").joinpath("hardware", f"{name}.yaml").read_text("utf-8")


def test_the_promised_profiles_ship():
    promised = {
        "loihi", "loihi_board", "loihi2", "truenorth", "spinnaker1", "spinnaker2", "brainscales2",
        "odin", "dynapse", "xylo", "akida", "tianjic", "northpole", "crossbar_isaac",
        "crossbar_hermes", "npu_bottom_up", "claimed_npu",
    }  # fmt: skip
    assert promised <= set(list_profiles())


@pytest.mark.parametrize("name", list_profiles())
def test_every_number_has_a_known_source(name):
    profile = load_profile(name)
    assert profile.name == name
    assert list(profile.records())
    for key in profile.sources():
        assert cite(key).title


@pytest.mark.parametrize("name", CHIPS)
def test_only_marginal_figures_enter_the_model(name):
    for path, record in load_profile(name).records():
        inside = path.startswith("validation.")
        assert inside or record.scope in ("marginal", "structural"), path


@pytest.mark.parametrize("name", CHIPS)
def test_learning_costs_at_least_a_synaptic_operation(name):
    energy = load_profile(name).energy
    learning, operation = estimate_of(energy.learning_update), estimate_of(energy.synaptic_op)
    if learning is None:
        assert isinstance(energy.learning_update, (Unknown, Absent, Included))
    elif operation is not None:
        assert learning.nominal >= operation.nominal


@pytest.mark.parametrize("name", CHIPS)
def test_an_active_update_costs_at_least_an_idle_one(name):
    energy = load_profile(name).energy
    active = estimate_of(energy.neuron_update_active)
    if active is not None:
        assert active.nominal >= estimate_of(energy.neuron_update_idle).nominal


@pytest.mark.parametrize("name", CHIPS)
def test_an_accumulation_costs_no_more_than_a_dense_multiplication(name):
    # A synaptic operation adds a weight; where a profile also quotes a dense multiply-accumulate
    # of the same silicon, an addition may not cost more at its cheapest.
    profile = load_profile(name)
    dense = [v.value.estimate() for v in profile.validation if "multiply-accumulate" in v.what]
    cell = estimate_of(profile.energy.cell_op) or estimate_of(profile.energy.synaptic_op)
    for multiplication in dense:
        assert cell is None or cell.low <= multiplication.high


@pytest.mark.parametrize("name", CHIPS)
def test_some_static_power_is_positive_or_unknown(name):
    power = load_profile(name).power
    static = (power.static_chip, power.static_core)
    assert any(
        isinstance(term, Unknown) or (isinstance(term, Record) and term.estimate().low > 0)
        for term in static
    )


def test_the_all_in_figure_of_truenorth_stays_out_of_its_model():
    # 26 pJ is a chip average; the marginal slope of the same chip is 2.3 pJ.
    profile = load_profile("truenorth")
    model = [r for path, r in profile.records() if not path.startswith("validation")]
    assert all(record.nominal != "26 pJ" for record in model)
    assert estimate_of(profile.energy.synaptic_op).nominal == pytest.approx(2.3e-12)


BROKEN = [
    (
        "energy.synaptic_op.nominal",
        "23.6 pW",
        "energy.synaptic_op",
        "need energy (units: J, nJ, pJ, fJ)",
    ),
    ("energy.synaptic_op.low", "40 pJ", "energy.synaptic_op", "low <= nominal <= high"),
    ("energy.synaptic_op.scope", "system", "energy.synaptic_op", "cannot enter the model"),
    ("energy.synaptic_op.grade", "guessed", "energy.synaptic_op.grade", "'measured'"),
    ("energy.synaptic_op.nomnial", "1 pJ", "energy.synaptic_op.nomnial", "did you mean 'nominal'"),
    ("energy.synaptic_op", "23.6 pJ", "energy.synaptic_op", "{unknown: why}"),
    ("energy.hop_z", "3 pJ", "energy.hop_z", "did you mean 'hop_"),
    ("power.static_chip.nominal", "104", "power.static_chip", "need power"),
    ("power.host.low", "-1 mW", "power.host", "negative"),
    (
        "energy.hop_x.nominal",
        "1e300 J",
        "energy.hop_x",
        "'1e300 J' is outside what is allowed: 0 to 1 J",
    ),
    (
        "structure.mesh_x.nominal",
        0,
        "structure.mesh_x",
        "'0' is outside what is allowed: 1 to 1e12",
    ),
    ("structure.cores_per_chip.nominal", 5000, "structure", "more than mesh_x 8 times mesh_y 4"),
    ("weights.bits.low", 0, "weights.bits", "outside what is allowed"),
    (
        "tick.acceleration",
        {"nominal": 10, "grade": "assumed", "source": "davies2018"},
        "tick",
        "real_time",
    ),
    ("runs.neuron_models", "all", "runs.neuron_models", "'any'"),
    ("title", "x" * 500, "title", "at most 120"),
    ("title", "![x](http://a.b/c)", "title", "without any of"),
    ("energy.hop_x.source", "davies2081", "energy.hop_x.source", "did you mean 'davies20"),
    ("functional_only", "no", "top level", "states energies"),
    ("layers", [], "layers", "the program writes it"),
    ("structure.routing", "broadcast", "structure.routing", "'multicast'"),
    ("weights.shared_scale", "chip", "weights.shared_scale", "'core'"),
    ("boundary", "rack", "boundary", "'wall'"),
    ("energy.row_drive", {"unknown": "not said"}, "energy.row_drive", "without arrays"),
    ("schema_version", 7, "schema_version", "reads 1"),
    ("family", "quantum", "family", "digital"),
]


@pytest.mark.parametrize(("path", "value", "where", "what"), BROKEN, ids=[b[0] for b in BROKEN])
def test_a_broken_field_is_named_with_what_is_allowed(path, value, where, what):
    data = yaml.safe_load(text_of("loihi"))
    *parents, last = path.split(".")
    node = data
    for key in parents:
        node = node[key]
    node[last] = value
    with pytest.raises(SpecError) as caught:
        parse_profile(yaml.safe_dump(data), "mine.yaml")
    message = str(caught.value)
    assert "mine.yaml" in message
    assert where in message
    assert what in message


def test_a_missing_price_is_an_error_not_zero():
    data = yaml.safe_load(text_of("loihi"))
    del data["energy"]["hop_x"]
    with pytest.raises(SpecError, match=r"energy\.hop_x: is missing"):
        parse_profile(yaml.safe_dump(data), "mine.yaml")


def test_a_profile_that_prices_nothing_is_refused():
    data = yaml.safe_load(text_of("truenorth"))
    data["energy"]["synaptic_op"] = data["energy"]["chip_crossing"] = {"unknown": "not published"}
    data["power"]["static_chip"] = {"unknown": "not published"}
    with pytest.raises(SpecError, match="prices nothing"):
        parse_profile(yaml.safe_dump(data), "mine.yaml")
    data["functional_only"] = "nothing is published"
    assert parse_profile(yaml.safe_dump(data), "mine.yaml").functional_only


def test_a_key_given_twice_is_an_error():
    with pytest.raises(SpecError, match="given twice"):
        parse_profile("name: a\nname: b\n", "mine.yaml")


def test_an_unknown_name_lists_what_there_is():
    with pytest.raises(ScenarioNotFound, match=r"did you mean 'loihi'\?.*truenorth"):
        load_profile("lohi")
    with pytest.raises(ScenarioNotFound, match="npu_bottom_up"):
        load_profile("/nowhere/mine.yaml")


def test_a_profile_loads_from_a_path(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text(text_of("loihi").replace("name: loihi", "name: mine", 1))
    assert load_profile(file).name == "mine"
    assert load_profile(str(file)).name == "mine"


def test_a_profile_survives_being_written_and_read():
    for name in CHIPS:
        profile = load_profile(name)
        again = parse_profile(
            yaml.safe_dump(profile.model_dump(mode="json", exclude_none=True)), name
        )
        assert again.model_dump() == profile.model_dump()


def test_a_figure_set_by_the_user_is_marked_as_assumed():
    changed = with_changes(load_profile("loihi"), {"energy.synaptic_op": "30 pJ"})
    record = changed.energy.synaptic_op
    estimate = record.estimate()
    assert (estimate.low, estimate.nominal, estimate.high) == pytest.approx((30e-12,) * 3)
    assert (record.grade, record.source) == ("assumed", USER_KEY)
    assert cite(USER_KEY).authors == ("the user",)


@pytest.mark.parametrize(
    ("change", "what"),
    [({"energy.spin": "1 pJ"}, "no such figure"), ({"energy.hop_x": "1 ns"}, "need energy")],
)
def test_a_change_that_makes_no_sense_is_refused(change, what):
    with pytest.raises(SpecError, match=what):
        with_changes(load_profile("loihi"), change)


def test_a_profile_cannot_be_changed_in_place():
    with pytest.raises(ValidationError):
        load_profile("loihi").name = "other"


def test_every_source_is_used_by_some_scenario():
    used = ""
    pending = [resources.files("scenarios")]
    while pending:
        for item in pending.pop().iterdir():
            if item.is_dir():
                pending.append(item)
            elif item.name.endswith((".yaml", ".json")):
                used += item.read_text("utf-8")
    assert references()
    assert [key for key in references() if key not in used] == []
