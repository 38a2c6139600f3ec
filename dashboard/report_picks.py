"""Figures of the pages on their way into the report, and out of it again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from dashboard import jobs, state
from dashboard.figures import Figure
from dashboard.report import arrange
from dashboard.report.catalogue import DEFAULT, TRUST
from dashboard.report.compose import written_out
from dashboard.report.several_runs import SHARED
from dashboard.report.spec import MAX_RUNS, MOST_RUNS, FigureChoice, ReportSpec
from dashboard.report.view import WHOLE, FigureView
from dashboard.report_runs import add_to_report, choose_runs, chosen_runs, materials

#: Why a report has no figure of an ideal run beside a chip that did not carry the run at hand.
SIMULATED_ONLY = (
    "The report shows this of a run simulated on the chip: Hardware has the switch, under What the "
    "chip does to the network."
)
#: Why a report has no figure of a chip that was only looked at.
CHOSEN_ONLY = "The report holds the chips chosen on Energy & latency; choose this one there first."


@dataclass(frozen=True)
class Pick:
    """What a report holds of a figure on a page.

    Parameters
    ----------
    figure : str
        Its name in the catalogue of the report.
    runs : tuple of str or None
        Ids of the stored runs that it is drawn from; None is the run at hand.
    own : str
        What the report draws in its own way: the end of "The report draws it ...".
    why_not : str
        Set where the report cannot hold it: the reason, one sentence.
    view : FigureView
        What of the run it shows.
    draw : callable or None
        Draws it as the report does, of any view, to be saved; None saves what is shown.
    """

    figure: str
    runs: tuple[str | None, ...] = (None,)
    own: str = ""
    why_not: str = ""
    view: FigureView = WHOLE
    draw: Callable[[FigureView], Figure] | None = None


def pick_of_weights(projection: str | None, units: Mapping[str, str]) -> Pick:
    """Return what a report holds of a figure of weights; None is all projections in one."""
    if len(set(units.values())) != 1:
        return Pick(f"weights_{projection}")
    return Pick("weights", view=FigureView(projection=projection))


def pick_of_runs(figure: str, ids: tuple[str, ...], usual: bool = True) -> Pick:
    """Return what a report holds of a figure of stored runs beside each other."""
    alone = (
        "" if len(ids) > 1 else "The report holds this of two runs or more: choose a second one."
    )
    return Pick(figure, ids, own="" if usual else "with its usual settings", why_not=alone)


def ready() -> bool:
    """Tell whether the run at hand is there, without which a report cannot be written out."""
    return jobs.finished(jobs.fingerprint(state.project())) is not None


def by_itself(pick: Pick) -> bool:
    """Tell whether a report that nobody has composed shows the figure."""
    spec = state.project().report
    ids = {run.id for run in chosen_runs(spec)}
    if spec.sections or pick.view != WHOLE or not set(pick.runs) <= ids:
        return False
    if pick.figure in SHARED:
        return set(pick.runs) == ids and 2 <= len(ids) <= MOST_RUNS
    return pick.figure in DEFAULT


def position(pick: Pick) -> int | None:
    """Return at which place, from 1, a composed report holds the figure; None if it does not."""
    return next((n for n, (_, choice) in enumerate(_entries(), 1) if _shows(choice, pick)), None)


def add(pick: Pick) -> None:
    """Put the figure at the end of the report; what is against it is complained of."""
    if len(pick.runs) > 1:
        state.replace(report=_written_out())
        add_to_report([i for i in pick.runs if i is not None], (pick.figure,))
        return
    ids = [run.id for run in chosen_runs(state.project().report)]
    if None not in ids:
        if len(ids) == MAX_RUNS:
            state.complain(f"the report is of {MAX_RUNS} runs, and holds no more: take one out on Report first")  # fmt: skip
            return
        choose_runs([*ids, None])
    spec = _written_out()
    if not spec.sections:
        state.complain("the runs of the report cannot be read; open Report to see why")
        return
    name = next(run.name for run in chosen_runs(spec) if run.id is None)
    try:
        changed = arrange.add_figure(
            spec, len(spec.sections) - 1, pick.figure, None if pick.figure in TRUST else name,
            view=pick.view,
        )  # fmt: skip
    except ValidationError:
        state.complain("the report has no room for more figures: leave some out on Report first")
        return
    state.replace(report=changed)


def take_out(pick: Pick) -> None:
    """Leave the figure out of the report, wherever it stands."""
    state.replace(report=_written_out())
    for (section, place), choice in reversed(_entries()):
        if _shows(choice, pick):
            state.replace(report=arrange.drop_figure(state.project().report, section, place))


def _written_out() -> ReportSpec:
    """Return the report with its sections, also when nobody has composed any."""
    project = state.project()
    result = jobs.finished(jobs.fingerprint(project))
    if project.report.sections or result is None:
        return project.report
    return written_out(project.report, materials(project.report, project, result)[0])


def _entries() -> list[tuple[tuple[int, int], FigureChoice]]:
    """Return the figures of the report in their order, with section and place."""
    sections = state.project().report.sections
    return [
        ((s, p), f) for s, section in enumerate(sections) for p, f in enumerate(section.figures)
    ]


def _shows(choice: FigureChoice, pick: Pick) -> bool:
    if choice.view != pick.view:
        return False
    if choice.figure != pick.figure or pick.figure in TRUST:
        return choice.figure == pick.figure
    names = {run.name: run.id for run in chosen_runs(state.project().report)}
    shown = {names[name] for name in choice.named or names if name in names}
    return shown == set(pick.runs) if pick.figure in SHARED else set(pick.runs) <= shown
