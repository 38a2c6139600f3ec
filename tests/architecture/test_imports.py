"""The shape of the tree: who may import whom, one owner for each outside library, small files."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = sorted(p for room in ("sim", "dashboard") for p in (ROOT / room).rglob("*.py"))
NAMES = [str(p.relative_to(ROOT)) for p in FILES]

#: Folders of sim/ that other folders of sim/ may import, and who may.
ROOMS = sorted(p.name for p in (ROOT / "sim").iterdir() if (p / "__init__.py").is_file())
MAY_IMPORT = {
    ("engine", "network"),
    ("interchange", "network"),
    # A sweep runs the whole way of the data, so it joins the rooms like `sim.study`.
    *{("sweep", room) for room in ("network", "engine", "hardware", "baselines")},
    # The GPU runs the plan of the engine, and its measurements are baselines.
    *{("gpu", room) for room in ("network", "engine", "baselines")},
}

#: Outside library -> folders or files that may import it.
OWNERS = {
    "brian2": ("sim/engine/",),
    "streamlit": ("dashboard/",),
    "plotly": ("dashboard/figures/",),
    "cupy": ("sim/gpu/cupy_device.py",),
    "pynvml": ("sim/gpu/nvml.py",),
}
#: Parts of dashboard/ that work without Streamlit.
WITHOUT_STREAMLIT = (
    "dashboard/figures/",
    "dashboard/report/",
    "dashboard/commands/",
    "dashboard/cli.py",
)


def _imports(path: Path) -> Iterator[str]:
    """Yield the dotted names that a file imports, anywhere in it; relative ones made absolute."""
    package = path.relative_to(ROOT).with_suffix("").parts[:-1]
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


def _uses(name: str, library: str) -> set[str]:
    return {i for i in _imports(ROOT / name) if i == library or i.startswith(library + ".")}


def test_there_is_something_to_check() -> None:
    assert {"network", "engine", "hardware", "baselines", "analysis"} <= set(ROOMS)
    assert len(FILES) > 50


@pytest.mark.parametrize("name", NAMES)
def test_sim_knows_nothing_of_the_dashboard(name: str) -> None:
    if name.startswith("sim/"):
        for library in ("dashboard", "streamlit", "plotly"):
            assert not _uses(name, library), library


@pytest.mark.parametrize("name", NAMES)
def test_each_outside_library_has_one_owner(name: str) -> None:
    for library, owners in OWNERS.items():
        used = _uses(name, library)
        if used:
            assert name.startswith(owners), f"{sorted(used)} belongs in {' or '.join(owners)}"
    if name.startswith(WITHOUT_STREAMLIT):
        assert not _uses(name, "streamlit")


@pytest.mark.parametrize("name", [n for n in NAMES if n.count("/") > 1 and n.startswith("sim/")])
def test_rooms_do_not_import_each_other(name: str) -> None:
    room = name.split("/")[1]
    others = {i.split(".")[1] for i in _uses(name, "sim") if i.count(".") >= 1} & set(ROOMS)
    forbidden = {o for o in others if o != room and (room, o) not in MAY_IMPORT}
    assert not forbidden, f"sim/{room} imports {sorted(forbidden)}"


@pytest.mark.parametrize(
    "statement",
    [
        "import sim",
        "import sim.network, sim.engine, sim.hardware, sim.baselines, sim.gpu.measure",
        "import sim; sim.realise(sim.load_network('one_neuron'))",
    ],
)
def test_importing_sim_loads_neither_brian2_nor_the_dashboard(statement: str) -> None:
    heavy = ("brian2", "streamlit", "plotly", "matplotlib", "cupy", "pynvml")
    code = f"{statement}\nimport sys\nprint(*[m for m in {heavy} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


@pytest.mark.parametrize("name", NAMES)
def test_files_are_small_and_named_for_their_job(name: str) -> None:
    lines = len((ROOT / name).read_text("utf-8").splitlines())
    limit = 150 if name.startswith("dashboard/views/") else 400
    assert lines <= limit
    vague = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}
    assert not vague & {*Path(name).parts[:-1], *Path(name).stem.split("_")}


def test_scenarios_hold_only_data() -> None:
    allowed = {".yaml", ".yml", ".json", ".bib", ".md"}
    for path in (ROOT / "scenarios").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            empty_package = path.name == "__init__.py" and not path.read_text("utf-8").strip()
            assert path.suffix in allowed or empty_package, path
