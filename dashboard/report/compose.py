"""Fill a report from its spec and its runs: words, figures, tables, facts, sources."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from dashboard.report.catalogue import DEFAULT, TRUST, entries
from dashboard.report.citations import cited, source_list
from dashboard.report.content import Picture, ReportContent, Section, Table
from dashboard.report.material import Material
from dashboard.report.overview import change_tables, neurons_and_spikes, overview_tables
from dashboard.report.run_names import AT_HAND, called
from dashboard.report.several_runs import SHARED, Runs, offered
from dashboard.report.spec import FigureChoice, ReportSpec, SectionSpec
from dashboard.report.tables import bill_table, cost_table, ratios_table, spikes_table
from dashboard.report.trust import trust_sources, trust_tables
from sim.claim_summary import Summary
from sim.errors import SpecError
from sim.provenance import versions
from sim.units import format_si

#: Numbers in words, as far as a report may have runs.
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten",
            "Eleven", "Twelve")  # fmt: skip

#: Heading of the figures that hold several runs.
BESIDE = "Runs beside each other"


def compose(spec: ReportSpec, runs: Runs) -> ReportContent:
    """Return the content of a report.

    A figure that its run does not allow (no chip chosen, say) is named in
    ``left_out`` and the rest is made.

    Raises
    ------
    SpecError
        If there is no run, or the spec names runs that are not given.
    """
    if not runs:
        raise SpecError("report: there is no run to report on")
    left_out: list[str] = []
    sections = [_composed(section, runs, left_out) for section in spec.sections or usual(runs)]
    if glance := _glance(spec, runs):
        sections.insert(0, Section("At a glance", tables=glance))
    sections += [_run(name, material, spec, runs) for name, material in runs]
    if "bills" in spec.tables:
        sections += _bills(runs)
    if _trusted(spec, runs):
        sections.append(Section("How far the model can be trusted", tables=trust_tables()))
    return ReportContent(
        title=spec.title or usual_title(runs),
        authors=spec.authors,
        abstract=spec.abstract.strip(),
        verdicts=_verdicts(runs),
        sections=sections,
        sources=source_list(sources(spec, runs)),
        left_out=left_out,
    )


def _glance(spec: ReportSpec, runs: Runs) -> list[Table]:
    """Return what a reader of several runs sees first: the runs, and what differs."""
    if len(runs) < 2:
        return []
    tables = overview_tables(runs) if "overview" in spec.tables else []
    return tables + (change_tables(runs) if "changes" in spec.tables else [])


def usual(runs: Runs) -> tuple[SectionSpec, ...]:
    """Return the sections of a report that nobody composed: the usual figures of each run.

    Those of a few runs beside each other come first.
    """
    shared = tuple(
        FigureChoice(figure=name)
        for name, entry in offered(runs).items()
        if entry.problem(runs) is None
    )
    beside = (SectionSpec(heading=BESIDE, figures=shared),) if shared else ()
    return beside + tuple(
        SectionSpec(
            heading=_heading(name, material, runs),
            figures=tuple(
                FigureChoice(figure=n, run=name) for n in DEFAULT if n in entries(material)
            ),
        )
        for name, material in runs
    )


def _heading(name: str, material: Material, runs: Runs) -> str:
    """Return the heading of the figures of a run, which no other run's figures have."""
    title = material.network.title
    if len(runs) == 1:
        return "Figures"
    alike = sum(m.network.title == title for _, m in runs) > 1
    return f"{title[:150]}: {called(name)}" if alike else title


def written_out(spec: ReportSpec, runs: Runs) -> ReportSpec:
    """Return the report with its sections, also when nobody has composed any."""
    return spec if spec.sections or not runs else spec.model_copy(update={"sections": usual(runs)})


def usual_title(runs: Runs) -> str:
    """Return a title made from the networks."""
    names = list(dict.fromkeys(material.network.title for _, material in runs))
    subject = names[0] if len(names) == 1 else f"{_NUMBERS[len(names)]} spiking networks"
    return f"{subject} on neuromorphic hardware"


def sources(spec: ReportSpec, runs: Runs) -> list[str]:
    """Return the bibliography keys of the networks and of every number used, sorted.

    Those of the published measurements are among them when a figure shows these.
    """
    keys: set[str] = trust_sources() if _trusted(spec, runs) else set()
    for _, material in runs:
        keys |= cited(material.study.reports)
        if material.instead is not None and material.instead.comparison.pairs:
            keys |= cited(material.instead.comparison.reports)
        keys |= {material.network.paper} if material.network.paper else set()
    return sorted(keys)


def _trusted(spec: ReportSpec, runs: Runs) -> bool:
    chosen = {f.figure for section in spec.sections or usual(runs) for f in section.figures}
    return bool(chosen & set(TRUST))


def _composed(section: SectionSpec, runs: Runs, left_out: list[str]) -> Section:
    pictures = [p for choice in section.figures for p in _pictures(choice, runs, left_out)]
    return Section(section.heading, section.text.strip(), pictures=pictures)


def _pictures(choice: FigureChoice, runs: Runs, left_out: list[str]) -> Iterator[Picture]:
    """Yield a figure for the run it is of, or for every run that allows it."""
    by_name = dict(runs)
    wanted = [(n, by_name[n]) for n in choice.named or by_name if n in by_name]
    unknown = [repr(n) for n in choice.named if n not in by_name]
    if choice.figure in SHARED:
        entry = SHARED[choice.figure]
        problem = f"there is no run {', '.join(unknown)}" if unknown else entry.problem(wanted)
        if problem is None:
            yield Picture(
                entry.draw([(called(n), m) for n, m in wanted]), choice.caption, choice.note
            )
        else:
            left_out.append(f"figure {choice.figure!r}; {problem}")
        return
    if choice.figure in TRUST:
        wanted = wanted[:1]  # it shows no run
    known = set(offered(runs))
    drawn = False
    for name, material in wanted:
        choices = entries(material)
        known |= set(choices)
        if choice.figure in choices:
            drawn = True
            try:
                figure = choices[choice.figure].draw(material.looked_at(choice.view))
            except SpecError as error:
                left_out.append(f"figure {choice.figure!r} of {name}; {error}")
                continue
            yield Picture(figure, choice.caption, choice.note)
    if not drawn:
        of = f" of {', '.join(choice.named)}" if choice.named else ""
        there = f"are {', '.join(sorted(known))}" if wanted else f"is no run {', '.join(unknown)}"
        left_out.append(f"figure {choice.figure!r}{of}; there {there}")


def _run(name: str, material: Material, spec: ReportSpec, runs: Runs) -> Section:
    """Return the facts and results of one run."""
    study = material.study
    tables: list[Table] = []
    if "spikes" in spec.tables:
        tables.append(spikes_table(material.activity))
    if "ratios" in spec.tables and study.comparison.pairs:
        tables.append(ratios_table(study.comparison))
    if "costs" in spec.tables and study.reports:
        tables.append(cost_table(study.reports))
    if len(runs) == 1:
        return Section("The run and its results", facts=_facts(material), tables=tables)
    return Section(
        f"{'This run' if name == AT_HAND else f'Run {name}'}: {material.network.title}",
        facts=_facts(material),
        tables=[replace(table, title=f"{table.title} ({called(name)})") for table in tables],
    )


def _bills(runs: Runs) -> list[Section]:
    tables = [
        replace(table, title=f"{table.title} ({called(name)})") if len(runs) > 1 else table
        for name, material in runs
        for table in map(bill_table, material.study.reports)
    ]
    text = "Every energy above is the sum of these lines. A source stands behind each price."
    return [Section("How each energy adds up", text, tables=tables)] if tables else []


def _facts(material: Material) -> list[tuple[str, str]]:
    network, activity = material.network, material.activity
    engine = activity.engine
    known = {**versions(), **engine.versions}
    neurons, fired = neurons_and_spikes(activity, of_sources=False)
    feeding, fed = neurons_and_spikes(activity, of_sources=True)
    feed = [("Sources of input", f"{feeding:,}, with {fed:,} spikes")] if feeding else []
    held = f", as {material.chip_title} holds them" if material.on_chip else ""
    paper = [("Published in", f"[{network.paper}]")] if network.paper else []
    return [
        ("Network", network.title),
        ("What it shows", re.sub(r"\s+", " ", network.summary)),
        *paper,
        ("Neurons and synapses", f"{neurons:,} and {material.wiring.n_synapses:,}{held}"),
        *feed,
        ("Biological time", format_si(network.duration, "s")),
        ("Time step", format_si(network.dt, "s")),
        ("Seed", str(network.seed)),
        ("Spikes of the neurons", f"{fired:,}"),
        ("Simulated", f"{engine.backend.replace('_', ' ')}, in {format_si(engine.run_s, 's')}"),
        ("Versions", ", ".join(f"{name} {version}" for name, version in known.items())),
    ]  # fmt: skip


def _verdicts(runs: Runs) -> list[tuple[str, str]]:
    """Return what the claim comes to, each verdict once with the runs that it holds for."""
    titles = [material.network.title for _, material in runs]
    of: dict[Summary, list[str]] = {}
    for name, material in runs:
        title = material.network.title
        who = called(name) if titles.count(title) > 1 else title
        for study in (material.study, material.instead):
            if study is not None and study.comparison.summary and study.comparison.pairs:
                of.setdefault(study.comparison.summary, []).append(who)
    whose = [f"{_together(names, len(runs))}: " if len(runs) > 1 else "" for names in of.values()]
    return [(f"{who}{s.lead}.", s.details) for who, s in zip(whose, of, strict=True)]


def _together(names: Sequence[str], n_runs: int) -> str:
    if 1 < len(names) == n_runs:
        return "Both runs" if n_runs == 2 else f"All {n_runs} runs"
    return ", ".join(names)
