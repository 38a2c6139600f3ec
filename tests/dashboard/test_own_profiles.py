"""A user's own chips: copied, moved, uploaded, refused, dropped; counted once and priced often."""

from __future__ import annotations

import pytest
import yaml
from streamlit.testing.v1 import AppTest
from test_pages import page, run_until_done

from dashboard.chips import chip_names, profile_key, profile_of, structure_key
from dashboard.devices import families, titles
from dashboard.jobs import fingerprint
from dashboard.project import MAX_OWN, Project
from sim.errors import SpecError
from sim.hardware import list_profiles, load_profile, variant_yaml, with_changes
from sim.hardware.changes import edited_yaml, user_record
from sim.hardware.profile_files import MAX_CHARACTERS
from sim.network import load_network

MINE = variant_yaml("mine", "Mine", "loihi", {})
SLOW = {"energy.synaptic_op": user_record(None, "50 pJ")}


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    monkeypatch.setenv("NPU_EXPLORER_DATA", str(tmp_path))


def project(**changes) -> Project:
    return Project(network=load_network("one_neuron"), **changes)


def test_own_profiles_stand_beside_the_shipped_ones():
    found = project(own={"mine": MINE})
    assert chip_names(found) == ["mine", *list_profiles()]
    assert profile_of(found, "mine").title == titles(found)["mine"] == "Mine"
    assert families(found)["mine"] == "digital"
    assert "mine" not in titles()


def test_a_broken_own_profile_does_not_take_the_others_with_it():
    found = project(own={"bad": "name: bad\n", "mine": MINE})
    assert titles(found)["mine"] == "Mine"
    assert "bad" not in titles(found)
    with pytest.raises(SpecError, match="bad: family"):
        profile_of(found, "bad")


def test_a_project_with_own_profiles_survives_the_disk():
    found = project(own={"mine": MINE}, hardware=("mine", "loihi"))
    assert Project.from_json(found.to_json()) == found
    assert Project.from_json(project().to_json()).own == {}  # and one saved before there were any
    with pytest.raises(ValueError, match="at most"):
        project(own={"mine": "#" * (MAX_CHARACTERS + 1)})
    with pytest.raises(ValueError, match="at most"):
        project(own={f"p{i}": MINE for i in range(MAX_OWN + 1)})


def test_a_changed_price_counts_nothing_again():
    loihi = load_profile("loihi")
    dearer = with_changes(loihi, {"energy.synaptic_op": "50 pJ"})
    smaller = with_changes(
        loihi, {"limits.neurons_per_core": {"nominal": 100, "grade": "assumed", "source": "user"}}
    )
    assert structure_key(dearer) == structure_key(loihi)
    assert profile_key(dearer) != profile_key(loihi)
    assert structure_key(smaller) != structure_key(loihi)


def test_a_changed_price_simulates_nothing_again():
    plain = project(own={"mine": MINE}, on_chip="mine")
    dearer = edited_yaml(MINE, "energy.synaptic_op", user_record(None, "50 pJ"), "mine")
    fewer = edited_yaml(
        MINE, "weights.bits", {**user_record(None, "4"), "scope": "structural"}, "mine"
    )
    assert fingerprint(plain) == fingerprint(project(own={"mine": dearer}, on_chip="mine"))
    assert fingerprint(plain) != fingerprint(project(own={"mine": fewer}, on_chip="mine"))
    assert fingerprint(plain) != fingerprint(project())


def test_an_edit_of_a_file_sets_and_takes_back():
    changed = edited_yaml(MINE, "energy.synaptic_op", user_record(None, "50 pJ"), "mine")
    assert yaml.safe_load(changed)["energy"]["synaptic_op"]["nominal"] == "50 pJ"
    assert yaml.safe_load(edited_yaml(changed, "energy.synaptic_op", None, "mine")) == (
        yaml.safe_load(MINE)
    )
    with pytest.raises(SpecError, match="no such figure"):
        edited_yaml(MINE, "title.deep.er", "x", "mine")


def hardware_page() -> AppTest:
    return run_until_done(page("hardware"))


def copied() -> AppTest:
    app = hardware_page()
    app.button(key="own_copy").click()
    return run_until_done(app)


def test_copy_and_edit_gives_a_chip_with_sliders():
    app = copied()
    found = app.session_state["project"]
    assert list(found.own) == ["loihi_my"]
    assert found.hardware[-1] == "loihi_my"
    assert app.session_state["profile"] == "loihi_my"
    assert app.title[0].value.startswith("Intel Loihi")
    assert app.select_slider(key="knob:loihi_my:energy.synaptic_op").value == 23.6


def test_a_moved_slider_is_graded_assumed_and_can_be_taken_back():
    app = copied()
    slider = app.select_slider(key="knob:loihi_my:energy.synaptic_op")
    slider.set_value(35.5)
    app = run_until_done(app)
    record = profile_of(app.session_state["project"], "loihi_my").energy.synaptic_op
    assert (record.nominal, record.grade, record.note) == ("35.5 pJ", "assumed", "set by you")
    app.button(key="knob:loihi_my:energy.synaptic_op:back").click()
    app = run_until_done(app)
    assert profile_of(app.session_state["project"], "loihi_my").energy.synaptic_op.grade == (
        "simulated"
    )


def test_a_name_with_markup_is_refused_beside_its_field():
    app = copied()
    before = app.session_state["project"].own
    app.text_input(key="own_title:loihi_my").set_value("<b>Śuper</b> <script>")
    app = run_until_done(app)
    assert app.session_state["project"].own == before
    assert app.session_state["profile"] == "loihi_my"
    assert app.text_input(key="own_title:loihi_my").value == "Intel Loihi (mine)"
    (said,) = app.error
    assert "The old name stays" in said.value
    assert "pattern" not in said.value
    assert app.session_state["edit_error"].where == "own_title:loihi_my"


def test_a_renamed_chip_stays_on_the_page_when_the_browser_calls_it_by_its_old_title():
    app = copied()
    app.text_input(key="own_title:loihi_my").set_value("Loihi cut")
    app = run_until_done(app)
    assert app.title[0].value == "Loihi cut"
    box = app.selectbox(key="profile")
    box.options.append("Intel Loihi (mine)")  # as a browser that has not heard of the new title
    box.set_value("Intel Loihi (mine)")
    app = run_until_done(app)
    assert app.title[0].value == "Loihi cut"


def test_undo_takes_a_slider_of_an_own_chip_back_and_leaves_the_network():
    app = copied()
    network, copy = app.session_state["project"].network, app.session_state["project"].own
    app.select_slider(key="knob:loihi_my:energy.synaptic_op").set_value(35.5)
    app = run_until_done(app)
    moved = app.session_state["project"]
    assert moved.own != copy

    app.button(key="undo").click()
    app = run_until_done(app)
    assert app.session_state["project"].own == copy
    assert app.session_state["project"].network == network
    assert app.select_slider(key="knob:loihi_my:energy.synaptic_op").value == 23.6
    app.button(key="redo").click()
    app = run_until_done(app)
    assert app.session_state["project"] == moved

    for _ in range(2):  # the slider, then the copy itself
        app.button(key="undo").click()
        app = run_until_done(app)
    assert app.session_state["project"].own == {}
    assert "loihi_my" not in app.session_state["project"].hardware
    assert app.title[0].value == "Intel Loihi"


def test_text_that_is_no_profile_is_refused_and_the_old_one_stays():
    app = copied()
    before = app.session_state["project"].own["loihi_my"]
    area = next(a for a in app.text_area if a.key.startswith("own_text:loihi_my"))
    area.set_value(
        before + "power: {static_chip: {nominal: 1e9 W, grade: assumed, source: user}}\n"
    )
    app.button(key="own_apply").click()
    app = run_until_done(app)
    assert app.session_state["project"].own["loihi_my"] == before
    assert any("power.static" in e.value and "1 MW" in e.value for e in app.error), app.error


def test_a_dropped_profile_is_gone_everywhere():
    app = copied()
    app.button(key="own_drop").click()
    app = run_until_done(app)
    found = app.session_state["project"]
    assert found.own == {}
    assert "loihi_my" not in found.hardware


def test_undo_brings_a_dropped_chip_back_to_where_it_was_used():
    for hardware, on_chip in ((("loihi",), None), (("loihi", "mine", "odin"), "mine")):
        app = own_page(
            f"state.replace(hardware={hardware!r}, on_chip={on_chip!r})",
            "own_profiles.drop('mine')",
            "state.undo()",
            own={"mine": MINE},
        )
        found = app.session_state["project"]
        assert found.own == {"mine": MINE}
        assert (found.hardware, found.on_chip) == (hardware, on_chip)


def test_undo_leaves_what_was_chosen_after_a_chip_was_dropped():
    app = own_page(
        "state.replace(hardware=('mine', 'loihi'))",
        "own_profiles.drop('mine')",
        "state.replace(hardware=('loihi', 'odin'))",
        "state.undo()",
        own={"mine": MINE},
    )
    assert app.session_state["project"].hardware == ("mine", "loihi", "odin")


def test_a_chip_without_spikes_says_so_on_its_page():
    app = page("hardware")
    app.session_state["profile"] = "northpole"
    app = run_until_done(app)
    assert any("NorthPole runs no spiking networks" in info.value for info in app.info)


def added(text: str, *, times: int = 1) -> AppTest:
    """Return a page that takes a file into the project."""
    script = f"""
from dashboard import own_profiles, state
from dashboard.project import Project
from sim.network import load_network
import streamlit as st
if "project" not in st.session_state:
    from sim.projects import new_project_id
    st.session_state["project_id"] = new_project_id()
    st.session_state["project"] = Project(network=load_network("one_neuron"))
    for i in range({times}):
        own_profiles.add({text!r}.replace("NUMBER", str(i)), "upload.yaml")
state.show_complaint()
"""
    return AppTest.from_string(script, default_timeout=60).run()


def test_an_uploaded_file_joins_the_chosen_chips():
    app = added(MINE)
    assert not app.error
    assert app.session_state["project"].own["mine"] == MINE
    assert app.session_state["project"].hardware[-1] == "mine"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (MINE.replace("name: mine", "name: h100"), "is the name of a device that ships"),
        (MINE.replace("name: mine", "name: loihi"), "circle"),
        (MINE.replace("name: mine", "name: ../mine"), "name"),
        ("a: &a [1, 2]\nb: *a\n" + MINE, "unknown key"),
        ("{" * 3000, "nested deeper"),
        ("x: " + "y" * MAX_CHARACTERS, "characters, at most"),
        ("- 1\n- 2\n", "not a profile"),
        (MINE + "energy: {synaptic_op: {nominal: .inf J, grade: assumed, source: user}}\n", "J"),
        (
            MINE + "energy: {synaptic_op: {nominal: -3 pJ, grade: assumed, source: user}}\n",
            "negative",
        ),
        (
            MINE + "energy: {synaptic_op: {nominal: 3 pJ, grade: assumed, source: nobody}}\n",
            "nobody",
        ),
    ],
)
def test_a_hostile_file_is_refused_with_the_reason(text, what):
    app = added(text)
    assert app.session_state["project"].own == {}
    assert len(app.error) == 1
    assert what in app.error[0].value.replace("\\", "")
    assert "upload.yaml" in app.error[0].value.replace("\\", "")


def test_a_project_holds_so_many_profiles_and_no_more():
    app = added(MINE.replace("name: mine", "name: mine_NUMBER"), times=MAX_OWN + 1)
    assert len(app.session_state["project"].own) == MAX_OWN
    assert "at most" in app.error[0].value


def test_a_placement_that_needs_positions_is_refused_in_words():
    app = copied()
    app.selectbox(key="method").set_value("spatial")
    app = run_until_done(app)  # which looks for exceptions
    assert len(app.error) >= 2, "in the placement, and where the chip is changed"
    app.toggle(key="hold").set_value(True)
    app = run_until_done(app)
    assert app.session_state["project"].on_chip == "loihi_my"


def own_page(*steps: str, own: dict[str, str]) -> AppTest:
    """Return a page that takes these steps with these own profiles."""
    lines = "\n    ".join(steps)
    script = f"""
from dashboard import own_profiles, state
from dashboard.project import Project
from sim.network import load_network
import streamlit as st
if "project" not in st.session_state:
    from sim.projects import new_project_id
    st.session_state["project_id"] = new_project_id()
    st.session_state["project"] = Project(network=load_network("one_neuron"), own={own!r})
    {lines}
state.show_complaint()
"""
    return AppTest.from_string(script, default_timeout=60).run()


CHILD = variant_yaml("child", "Child", "mine", SLOW)


def test_an_upload_that_breaks_a_profile_extending_it_is_refused():
    spiking_no_more = variant_yaml("mine", "Mine", "northpole", {})
    app = own_page(
        f"own_profiles.add({spiking_no_more!r}, 'upload.yaml')", own={"mine": MINE, "child": CHILD}
    )
    assert app.session_state["project"].own["mine"] == MINE
    assert len(app.error) == 1
    alone = own_page(f"own_profiles.add({spiking_no_more!r}, 'upload.yaml')", own={"mine": MINE})
    assert alone.session_state["project"].own["mine"] == spiking_no_more


@pytest.mark.parametrize("line", ["extends: 'mine'  # mine\n", '"extends": mine\n'])
def test_a_base_is_found_however_its_name_is_written(line):
    child = CHILD.replace("extends: mine\n", line)
    assert child != CHILD
    app = own_page("own_profiles.drop('mine')", own={"mine": MINE, "child": child})
    assert set(app.session_state["project"].own) == {"mine", "child"}
    assert "is the base of child" in app.error[0].value
