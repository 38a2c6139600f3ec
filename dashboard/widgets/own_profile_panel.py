"""Make a chip your own: copy and edit, upload, text, download, drop."""

from __future__ import annotations

import streamlit as st

from dashboard import own_profiles, state
from dashboard.chips import profile_of
from dashboard.glossary import meaning
from dashboard.jobs import Result
from dashboard.plain_text import plain
from dashboard.project import Project
from dashboard.results import chip_of
from dashboard.widgets.profile_sliders import profile_sliders
from sim.cost_report import CostReport
from sim.errors import SimError
from sim.estimate import Estimate
from sim.hardware.profile import ChipProfile, Profile
from sim.units import format_si


def own_profile_panel(project: Project, result: Result | None, profile: Profile) -> None:
    """Show what can be changed of a chip, or how to get a copy that can."""
    if profile.name not in project.own:
        st.markdown(
            f"**{profile.title}** ships with the program and stays as it is. A copy is yours: every "
            "figure on a slider, saved with the project, and compared like any other chip. A figure "
            "you set is graded *assumed*, source *you*."
        )
        st.button("Copy and edit", icon=":material/content_copy:", type="primary", key="own_copy",
                  on_click=_copy, args=(profile.name,))  # fmt: skip
        _upload()
        return
    if isinstance(profile, ChipProfile):
        if result is not None:
            _effect(project, result, profile)
        profile_sliders(profile, _base_profile(project, profile))
    else:
        st.info("Nothing of this profile can be moved on a slider; edit its text below.")
    _file(project, profile)


def _copy(name: str) -> None:
    _open(own_profiles.copy(name))


def _open(name: str | None) -> None:
    if name is not None:
        st.session_state["profile"] = name


def _upload() -> None:
    st.file_uploader(
        "Or open a profile file (YAML)", type=["yaml", "yml"], key="own_upload", max_upload_size=1,
        on_change=_uploaded,
        help="Whole, or only what differs from a base named with `extends`. Start from the text of "
        "a copy.",
    )  # fmt: skip


def _uploaded() -> None:
    upload = st.session_state["own_upload"]
    if upload is None:
        return
    try:
        text = upload.getvalue().decode("utf-8")
    except UnicodeDecodeError:
        state.complain(f"{upload.name}: not a text file in UTF-8")
        return
    _open(own_profiles.add(text, upload.name))


def _effect(project: Project, result: Result, profile: ChipProfile) -> None:
    """Show energy and time of the run with the changed figures, beside those of the base."""
    try:
        report = chip_of(result, profile, project.method).report
    except SimError as error:  # such as a placement that needs positions the network lacks
        st.error(plain(str(error)), icon=":material/error:")
        return
    base = _base(project, result, profile)
    energy, time, synapse = st.columns(3)
    for place, label, unit, value in (
        (energy, "Energy of the run", "J", lambda r: r.energy_j),
        (time, "Time for the run", "s", lambda r: r.latency_s),
        (synapse, "Energy per synaptic operation", "J", lambda r: r.energy_per_synaptic_op_j),
    ):
        mine, theirs = value(report), value(base) if base else None
        place.metric(
            label, _text(mine, unit), _change(mine, theirs), delta_color="inverse",
            help=meaning("SOP", "All of the run's energy, over all of them.") if "synaptic" in label else None,
        )  # fmt: skip


def _base_profile(project: Project, profile: ChipProfile) -> ChipProfile | None:
    if not profile.extends:
        return None
    base = profile_of(project, profile.extends)
    return base if isinstance(base, ChipProfile) else None


def _base(project: Project, result: Result, profile: ChipProfile) -> CostReport | None:
    base = _base_profile(project, profile)
    try:
        return None if base is None else chip_of(result, base, project.method).report
    except SimError:
        return None


def _text(value: Estimate | None, unit: str) -> str:
    if value is None:
        return "unknown"
    return f"{'≥ ' if value.at_least else ''}{format_si(value.nominal, unit)}"


def _change(mine: Estimate | None, theirs: Estimate | None) -> str | None:
    if mine is None or theirs is None or theirs.nominal == 0:
        return None
    change = mine.nominal / theirs.nominal - 1
    return f"{change:+.1%} against the base" if abs(change) >= 5e-4 else None


def _file(project: Project, profile: Profile) -> None:
    """Offer the name, the text, a download and a way to drop the profile."""
    name, text = profile.name, project.own[profile.name]
    with st.expander("Name, file and text"):
        key, shown = f"own_title:{name}", f"own_text:{name}:{hash(text)}"
        st.session_state[key] = profile.title
        st.text_input(
            "Name for people", key=key, max_chars=120, on_change=_rename, args=(name, key)
        )
        state.show_complaint_at(key)
        st.text_area("Profile file", text, key=shown, height=260)
        state.show_complaint_at(shown)
        apply, download, drop = st.columns(3)
        apply.button("Apply the text", icon=":material/check:", key="own_apply", width="stretch",
                     on_click=_apply, args=(name, shown))  # fmt: skip
        download.download_button("Download", text, f"{name}.yaml", "application/yaml", key="own_save",
                                 icon=":material/download:", on_click="ignore", width="stretch")  # fmt: skip
        drop.button("Drop this profile", icon=":material/delete:", key="own_drop", width="stretch",
                    on_click=own_profiles.drop, args=(name,))  # fmt: skip
    _upload()


def _rename(name: str, key: str) -> None:
    with state.complaints_at(key):
        own_profiles.set_title(name, st.session_state[key])


def _apply(name: str, key: str) -> None:
    with state.complaints_at(key):
        own_profiles.replace_text(name, st.session_state[key])
