"""Install this checkout into its own virtual environment; standard library only.

Runs under the system's Python, before any dependency exists. Debian's Python
forbids installing into itself, hence always a virtual environment; Debian also
ships ``venv`` without ``ensurepip``, hence the ways round it below.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
LOCK = ROOT / "requirements.lock"


def installed(extra: str | None = None) -> Path:
    """Make sure the program is installed in ``.venv``; return its Python.

    Does nothing when the lock file, the project file and the wanted extra are
    those of the last successful installation.
    """
    if sys.version_info < (3, 11):  # noqa: UP036  this file runs before any check of pip
        found = ".".join(str(part) for part in sys.version_info[:3])
        sys.exit(f"NPU Explorer needs Python 3.11 or newer; this is {found} at {sys.executable}")
    stamp = VENV / "npu-explorer.installed"
    wanted = _fingerprint(extra)
    if PYTHON.exists() and stamp.exists() and wanted in stamp.read_text().split():
        return PYTHON
    _make_venv()
    target = f"{ROOT}[{extra}]" if extra else str(ROOT)
    _say(f"installing NPU Explorer into {VENV} (a minute or two, once)")
    _run(
        [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
         "--constraint", str(LOCK), "--editable", target],
        "installation failed; the messages above say why (is there a network?)",
    )  # fmt: skip
    # An installation with the test extra also holds everything the plain one needs.
    stamp.write_text("\n".join({wanted, _fingerprint(None)}))
    if shutil.which("g++") is None and shutil.which("c++") is None:
        _say(
            "no C++ compiler found: simulations will run in NumPy, much more slowly.\n"
            "  On Debian or Ubuntu 'sudo apt install g++' makes them fast."
        )
    return PYTHON


def _fingerprint(extra: str | None) -> str:
    text = (ROOT / "pyproject.toml").read_bytes() + LOCK.read_bytes()
    version = f"{sys.version_info.major}.{sys.version_info.minor} {extra or ''} {ROOT}"
    return hashlib.sha256(text + version.encode()).hexdigest()


def _make_venv() -> None:
    if PYTHON.exists() and _has_pip():
        return
    _say(f"making a virtual environment in {VENV}")
    try:
        import ensurepip  # noqa: F401  Debian leaves it out of its python3 package
    except ImportError:
        _make_venv_without_ensurepip()
        return
    venv.create(VENV, with_pip=True, clear=True, symlinks=os.name != "nt")


def _make_venv_without_ensurepip() -> None:
    """Use another installer that is there, or the system's package of the missing part."""
    if shutil.which("uv"):
        _run(
            ["uv", "venv", "--seed", "--python", sys.executable, str(VENV)], "uv could not make it"
        )
        return
    system_pip = subprocess.run(
        [sys.executable, "-m", "pip", "--version"], capture_output=True, check=False
    )
    if system_pip.returncode == 0:
        venv.create(VENV, with_pip=False, clear=True, symlinks=True)
        _run(
            [sys.executable, "-m", "pip", "--python", str(PYTHON), "install", "--quiet", "pip"],
            "pip could not be put into the virtual environment",
        )
        return
    package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    if shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo"]
        _say(f"this Python lacks 'ensurepip'; installing the system package {package}")
        if not root:
            _run(["apt-get", "update", "-qq"], "apt-get update failed")
        _run([*root, "apt-get", "install", "-y", "-qq", package], f"please install {package}")
        _run([sys.executable, "-m", "venv", "--clear", str(VENV)], "venv failed")
        return
    sys.exit("this Python has neither 'ensurepip' nor pip; install one of them, then try again")


def _has_pip() -> bool:
    found = subprocess.run(  # noqa: S603
        [str(PYTHON), "-m", "pip", "--version"], capture_output=True, check=False
    )
    return found.returncode == 0


def _run(command: list[str], failure: str) -> None:
    if subprocess.run(command, check=False).returncode != 0:  # noqa: S603
        sys.exit(f"NPU Explorer: {failure}")


def _say(text: str) -> None:
    sys.stderr.write(f"NPU Explorer: {text}\n")
    sys.stderr.flush()


def run_in_venv(arguments: list[str], extra: str | None = None) -> int:
    """Install if needed, then run ``python ARGUMENTS`` in the virtual environment."""
    python = installed(extra)
    return subprocess.run([str(python), *arguments], cwd=ROOT, check=False).returncode  # noqa: S603


def become(arguments: list[str]) -> None:
    """Install if needed, then go on as ``python ARGUMENTS`` of the virtual environment."""
    python = installed()
    if os.name != "posix":
        sys.exit(run_in_venv(arguments))
    os.chdir(ROOT)
    sys.stderr.flush()
    os.execv(str(python), [str(python), *arguments])  # noqa: S606
