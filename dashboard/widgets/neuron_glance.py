"""A neuron at a glance: what one neuron of a population does by itself."""

from __future__ import annotations

import time
from concurrent.futures import Future
from concurrent.futures import TimeoutError as NotYet
from typing import Any

import streamlit as st

from dashboard.neuron_glances import Question, fig_glance, glance, questions
from dashboard.plain_text import plain
from dashboard.report_picks import Pick
from dashboard.results import context_of
from dashboard.widgets.figure_card import figure_card, theme
from sim.errors import SimError
from sim.network import Network

#: An answer that is there within this time appears at once. [s]
_PATIENCE_S = 0.4
_LOOK_EVERY_S = 0.02


def neuron_glance(network: Network, name: str) -> None:
    """Show, when it is asked for, one figure about the neurons of a population."""
    if network.populations[name].is_source:
        return
    if not st.toggle(
        "Neuron at a glance", key="glance",
        help="Rate against current, the effect of one spike, and for neurons of two variables "
        "the phase portrait: one neuron without the network, simulated with the values above.",
    ):  # fmt: skip
        return
    found = questions(network, name)
    asked = st.segmented_control(
        "Show", list(found), key="glance_question", default="fi", required=True,
        format_func=found.get, label_visibility="collapsed",
    )  # fmt: skip
    question: Question = asked if asked in found else "fi"
    answer = glance(network, name, question)
    waiting = not _ready(answer)
    st.fragment(_answer, run_every=0.3 if waiting else None)(
        network, name, question, answer, waiting
    )


def _ready(answer: Future[Any]) -> bool:
    """Wait a moment; a newer change of the page ends the wait."""
    until = time.monotonic() + _PATIENCE_S
    while time.monotonic() < until:
        try:
            answer.exception(_LOOK_EVERY_S)
        except NotYet:
            _ = "glance" in st.session_state  # ends this run of the script when it is overtaken
        else:
            return True
    return False


def _answer(
    network: Network, name: str, question: Question, answer: Future[Any], waiting: bool
) -> None:
    if not answer.done():
        st.caption(":material/hourglass_top: One neuron is being simulated ...")
        return
    if waiting:
        st.rerun()
    _draw(network, name, question, answer)


def _draw(network: Network, name: str, question: Question, answer: Future[Any]) -> None:
    error = answer.exception()
    if isinstance(error, SimError):
        st.info(plain(str(error)), icon=":material/info:")
        return
    figure = fig_glance(network, name, question, theme(), context_of(network))
    figure_card(figure, f"neuron_{question}", pick=Pick(f"{question}_{name}"))
