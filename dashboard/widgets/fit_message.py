"""Whether a network fits on a chip, in words: every exceeded limit, and the time step."""

from __future__ import annotations

import streamlit as st

from dashboard.plain_text import plain
from sim.hardware.profile import ChipProfile
from sim.placement import Placement
from sim.record import Record
from sim.study import Study
from sim.units import format_factor, format_si

#: Use of a limit from which it decides how neurons are spread.
_NEARLY = 0.9


def fit_message(placed: Placement) -> None:
    """Say whether the network fits, and name each limit that binds with its remedy."""
    if placed.fits:
        each = "" if placed.n_chips == 1 else " each"
        st.success(
            f"The network fits on {_counted(placed.n_cores, 'core')} of "
            f"{_counted(placed.n_chips, 'chip')} with {_counted(placed.cores_per_chip, 'core')}{each}."
            f"{_fullest(placed)}",
            icon=":material/check_circle:",
        )
        return
    st.error(
        "**The network does not fit.** Energy and time below are as if the exceeded limits "
        "were not there.",
        icon=":material/block:",
    )
    for check in placed.binding:
        st.error(
            f"**{check.name}** at {check.where}: {check.needed:,.4g} of {check.limit:,.4g} "
            f"{check.unit}. Remedy: {check.remedy}"
        )


def _fullest(placed: Placement) -> str:
    """Say which limit of a core decides how many there are, where one nearly does."""
    check = placed.checks[0] if placed.checks else None
    if check is None or check.use < _NEARLY or not check.where.startswith("core"):
        return ""
    return (
        f" What fills a core first is **{check.name}**: {check.needed:,.0f} of {check.limit:,.0f}. "
        "Cores work side by side, so what spreads a network over more of them can make it faster."
    )


def unfit_message(study: Study) -> None:
    """Say which of the priced chips cannot hold the network, beside what they would cost."""
    for chip in study.chips.values():
        if not chip.placement.fits:
            limits = ", ".join(dict.fromkeys(check.name for check in chip.placement.binding))
            st.warning(
                f"**{plain(chip.report.title)}** cannot hold this network ({plain(limits)}). Its figures are "
                "as if that limit were not there; the page **Hardware** says what to do.",
                icon=":material/block:",
            )


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def time_step_message(dt_s: float, profile: ChipProfile) -> None:
    """Say what the network's time step means on a chip whose tick is longer."""
    floor = profile.tick.floor
    if not isinstance(floor, Record):
        return
    tick_s = floor.estimate().nominal
    if tick_s > dt_s:
        st.warning(
            f"One time step of the network ({format_si(dt_s, 's')}) takes one tick of the chip "
            f"({format_si(tick_s, 's')}): it runs {format_factor(tick_s / dt_s)} times slower than "
            "life. A longer time step (Build, Run) makes it faster, and changes the dynamics.",
            icon=":material/schedule:",
        )
