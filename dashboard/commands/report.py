"""``npu-explorer report``, and ``run --report``: a report file from a finished run."""

from __future__ import annotations

from pathlib import Path

from dashboard.commands.run import Outcome
from dashboard.devices import families
from dashboard.figures import FigureContext
from dashboard.report.archive import zip_report
from dashboard.report.catalogue import DEFAULT, Material
from dashboard.report.compose import attachments, compose
from dashboard.report.document import write_html
from dashboard.report.pdf import pdf_report
from sim.errors import SpecError
from sim.provenance import versions


def write_report(outcome: Outcome, path: Path) -> None:
    """Write a report; the suffix of the path says which kind.

    Raises
    ------
    SimError
        If the file cannot be made. The suffix is checked before the run, see
        `dashboard.commands.run.check_outputs`.
    """
    network = outcome.network
    context = FigureContext(
        network.title, network.seed, network.duration, None, versions()["npu-explorer"]
    )
    material = Material(
        network, outcome.ideal, outcome.wiring, outcome.activity, outcome.study, context,
        families(), outcome.on_chip,
    )  # fmt: skip
    content = compose(material, DEFAULT)
    try:
        match path.suffix.lower():
            case ".html":
                write_html(content, path)
            case ".pdf":
                path.write_bytes(pdf_report(content))
            case _:
                path.write_bytes(zip_report(content, attachments(material)))
    except OSError as error:
        raise SpecError(f"{path}: cannot be written: {error.strerror}") from error
