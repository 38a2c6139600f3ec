"""What goes into the archive beside the report, so that everything in it can be made again."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from dashboard.report.citations import bibtex_of
from dashboard.report.compose import sources, usual, usual_title
from dashboard.report.learned_weights import weight_tables
from dashboard.report.results_json import results_json
from dashboard.report.several_runs import Runs
from dashboard.report.spec import Devices, ReportSpec, RunChoice, dump_spec
from sim.hardware import Profile
from sim.network import dump_network
from sim.provenance import canonical, versions


@dataclass(frozen=True)
class Attachments:
    """Files by their name in the archive, and the lines of its README that speak of them."""

    files: Mapping[str, str] = field(default_factory=dict)
    readme: str = ""


def attachments(spec: ReportSpec, runs: Runs, devices: Devices) -> Attachments:
    """Return the files of a report: networks, results, chips, sources, and its own composition.

    Parameters
    ----------
    devices : Devices
        What the runs were priced on.
    """
    files = {
        "report.yaml": dump_spec(whole(spec, runs, devices)),
        "references.bib": bibtex_of(sources(spec, runs)),
    }
    files |= {f"hardware/{name}.yaml": text for name, text in devices.own.items()}
    for name, material in runs:
        folder = f"runs/{name}"
        results = results_json(
            material.network, material.activity, material.study, material.on_chip, material.instead
        )
        files[f"{folder}/network.yaml"] = dump_network(material.network)
        files[f"{folder}/results.json"] = json.dumps(results, indent=2, default=str, ensure_ascii=False)  # fmt: skip
        for table, text in weight_tables(material.activity, material.wiring).items():
            files[f"{folder}/{table}"] = text
        for chip, placed in material.study.chips.items():
            files.setdefault(f"hardware/{chip}.yaml", _figures_of(placed.profile))
    return Attachments(files, _readme(runs, devices))


def whole(spec: ReportSpec, runs: Runs, devices: Devices) -> ReportSpec:
    """Return the composition with all that was left to be chosen by itself."""
    return spec.model_copy(
        update={
            "title": spec.title or usual_title(runs),
            "sections": spec.sections or usual(runs),
            "runs": spec.runs or tuple(RunChoice(name=name) for name, _ in runs),
            "devices": devices,
        }
    )


def _figures_of(profile: Profile) -> str:
    """Return every figure of a chip that comes with the program, with its source."""
    text: str = yaml.safe_dump(canonical(profile), sort_keys=False, allow_unicode=True, width=100)
    return text


def _chip(name: str, devices: Devices) -> str:
    """Return how a command names a chip: its file in the archive, where it is the user's own."""
    return shlex.quote(f"hardware/{name}.yaml" if name in devices.own else name)


def _readme(runs: Runs, devices: Devices) -> str:
    lines = ["## Runs", ""]
    for name, m in runs:
        lines.append(
            f"- `runs/{name}/`: {m.network.title}, seed {m.network.seed}, "
            f"{m.activity.n_spikes:,} spikes. `network.yaml` is the network, `results.json` holds "
            "spikes, energies, times, ratios and versions."
        )
    lines += [
        "- `hardware/`: every figure of the chips as it was used, with its source.",
        "- `references.bib`: BibTeX of every source; the keys are those in the report.",
        "- `report.yaml`: how the report was composed.",
        "",
        "## To make it again",
        "",
        "With NPU Explorer " + versions()["npu-explorer"] + " (other versions may differ):",
        "",
    ]
    chosen = [f"--hardware {_chip(name, devices)}" for name in devices.hardware]
    options = " ".join([*chosen, *(f"--baseline {shlex.quote(b)}" for b in devices.baselines)])
    for name, m in runs:
        held = (
            f" --on-chip {_chip(m.on_chip, devices)} --method {devices.method}" if m.on_chip else ""
        )
        command = f"    npu-explorer run runs/{name}/network.yaml --name {name}{held} {options}"
        lines.append(command.rstrip())
    ids = " ".join(f"RUN_{i}" for i in range(1, len(runs) + 1))
    lines += ["", "prints the id of each run; with these ids in place of RUN_1 and so on", ""]
    lines.append(f"    npu-explorer report {ids} report.pdf --spec report.yaml")
    lines += [
        "",
        "writes this report. The time that a simulation took on the machine it ran on, and what "
        "follows from it, will differ.",
    ]
    return "\n".join(lines)
