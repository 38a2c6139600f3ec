"""The runs that a report of the page is about: the one at hand, and stored ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st
from pydantic import ValidationError

from dashboard import state
from dashboard.chips import profile_of
from dashboard.commands.report import ideal_activity, material_of, short_name
from dashboard.commands.run import stored_outcome
from dashboard.devices import families, titles
from dashboard.jobs import Result
from dashboard.project import Project
from dashboard.report.arrange import changed
from dashboard.report.compose import BESIDE
from dashboard.report.material import UNPRICED, Material
from dashboard.report.run_names import AT_HAND, called, free_name, renamed
from dashboard.report.spec import (
    MAX_RUNS,
    MOST_RUNS,
    Devices,
    FigureChoice,
    ReportSpec,
    RunChoice,
    SectionSpec,
)
from dashboard.results import context, study_of
from sim import store
from sim.errors import SimError
from sim.instead import instead_of
from sim.store import RunInfo


def devices_of(project: Project) -> Devices:
    """Return what the runs of a project are priced on."""
    used = (*project.hardware, *([project.on_chip] if project.on_chip else []))
    return Devices(
        hardware=project.hardware,
        baselines=project.baselines,
        method=project.method,
        claim=project.claim,
        boundary=project.boundary,
        ann_devices=project.ann_devices,
        batch=project.batch,
        own={name: text for name, text in project.own.items() if name in used},
    )


def chosen_runs(spec: ReportSpec) -> tuple[RunChoice, ...]:
    """Return the runs of a report; unless others are chosen, the one at hand."""
    return spec.runs or (RunChoice(name=AT_HAND),)


def materials(
    spec: ReportSpec, project: Project, result: Result
) -> tuple[list[tuple[str, Material]], list[str]]:
    """Return the runs of a report by name, and what is wrong with those that cannot be had."""
    found: list[tuple[str, Material]] = []
    wrong: list[str] = []
    for choice in chosen_runs(spec):
        try:
            if choice.id is None:
                found.append((choice.name, _at_hand(project, result)))
            else:
                found.append((choice.name, _stored(choice.id, devices_of(project).model_dump_json(), _project=project)))  # fmt: skip
        except SimError as error:
            wrong.append(f"{called(choice.name)}: {error}")
    return found, wrong


def unpriced(project: Project, result: Result) -> Material:
    """Return a run of the page for the figures that need no price."""
    return Material(
        result.network, result.ideal, result.wiring, result.activity, UNPRICED,
        context(result), families(project), result.on_chip,
        ideal_activity=ideal_activity(result.network, result.ideal) if result.on_chip else None,
        held_by=titles(project).get(result.on_chip or ""),
    )  # fmt: skip


def _at_hand(project: Project, result: Result) -> Material:
    costs = study_of(project, result)
    instead = instead_of(
        result.network, costs.reports, project.batch, project.ann_devices, project.claim
    )
    return replace(unpriced(project, result), study=costs, instead=instead)


@st.cache_resource(max_entries=6, show_spinner="Reading a stored run")
def _stored(run_id: str, devices: str, *, _project: Project) -> Material:
    """Read and price a stored run; ``devices`` is what decides the price."""
    outcome = stored_outcome(
        run_id, _project.hardware, _project.baselines, _project.claim, _project.method,
        profiles=lambda name: profile_of(_project, name), boundary=_project.boundary,
        batch=_project.batch, ann_devices=_project.ann_devices,
    )  # fmt: skip
    return material_of(outcome)


def storable() -> dict[str, RunInfo]:
    """Return the stored runs that can be read, by id, newest first."""
    return {run.run_id: run for run in store.list_runs(limit=50) if not run.damaged}


def labels_of(stored: Mapping[str, RunInfo]) -> dict[str, str]:
    """Return stored runs in a few words, by id; a list tells its entries apart by these."""
    found: dict[str, str] = {}
    for run_id, run in stored.items():
        held = f", as {run.hardware} holds it" if run.hardware else ""
        name = f"{run.name}: " if run.name else ""
        when = f"{run.created.astimezone():%d %b %H:%M:%S}"
        label = f"{name}{run.title}, seed {run.seed}{held} ({when})"
        found[run_id] = free_name(label, found.values(), ", no. ")
    return found


def choose_runs(ids: list[str | None]) -> None:
    """Make the report one of these runs, None being the one at hand; keep the names of the old."""
    spec = state.project().report
    known = {run.id: run.name for run in chosen_runs(spec)}
    stored = storable()
    taken: list[str] = []
    runs = []
    for run_id in ids:
        info = stored.get(run_id or "")
        if run_id not in known and info is None and run_id is not None:
            continue
        fresh = short_name(info.name or info.network_name) if info else AT_HAND
        name = free_name(known.get(run_id, fresh), taken)
        taken.append(name)
        runs.append(RunChoice(name=name, id=run_id))
    names = {run.name for run in runs}
    sections = tuple(
        section.model_copy(
            update={"figures": tuple(f for f in section.figures if set(f.named) <= names)}
        )
        for section in spec.sections
    )
    state.replace(report=spec.model_copy(update={"runs": tuple(runs), "sections": sections}))


def call_run(run_id: str, name: str) -> None:
    """Let a stored run bear in the report the name that a person has given it."""
    spec = state.project().report
    before = next((run.name for run in spec.runs if run.id == run_id), None)
    if before is None or not name.strip() or short_name(name) == before:
        return
    fresh = free_name(short_name(name), {run.name for run in spec.runs} - {before})
    state.replace(report=renamed(spec, before, fresh))


def add_to_report(ids: Sequence[str], figures: Sequence[str]) -> bool:
    """Put stored runs into the report, with figures that hold them beside each other.

    A report that nobody has composed shows such figures by itself. False, with a complaint,
    when the report would be of too many runs.
    """
    spec = state.project().report
    # A report that somebody has composed keeps the run at hand, which its figures may be of.
    before = [run.id for run in (chosen_runs(spec) if spec.sections else spec.runs)]
    wanted = [*before, *(i for i in ids if i not in before)]
    if len(wanted) > MAX_RUNS:
        state.complain(
            f"the report would be of {len(wanted)} runs; it holds {MAX_RUNS} at most: take some out on Report first"
        )
        return False
    choose_runs(wanted)
    spec = state.project().report
    name_of = {run.id: run.name for run in spec.runs}
    names = tuple(name_of[i] for i in ids if i in name_of)
    by_itself = not spec.sections and len(wanted) <= MOST_RUNS
    if not by_itself:
        try:
            state.replace(
                report=_with_beside(spec, [FigureChoice(figure=f, runs=names) for f in figures])
            )
        except ValidationError:
            state.complain(
                "the report has no room for more figures: leave some out on Report first"
            )
            return False
    return True


def _with_beside(spec: ReportSpec, figures: Sequence[FigureChoice]) -> ReportSpec:
    """Return the report with figures of several runs, in the section of such figures."""
    sections = list(spec.sections)
    at = next((i for i, s in enumerate(sections) if s.heading == BESIDE), len(sections))
    held = sections[at] if at < len(sections) else SectionSpec(heading=BESIDE)
    fresh = (f for f in figures if f not in held.figures)
    sections[at:] = [changed(held, figures=(*held.figures, *fresh)), *sections[at + 1 :]]
    return changed(spec, sections=tuple(sections))
