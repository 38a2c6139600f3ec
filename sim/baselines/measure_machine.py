"""What this machine is: its processor, and whether it has an NVIDIA GPU."""

from __future__ import annotations

import ctypes
import os
import platform
import shutil
import subprocess
from pathlib import Path

import psutil

from sim.baselines.measure_record import Machine
from sim.errors import NotAvailable

_CPUINFO = Path("/proc/cpuinfo")
#: Names of NVIDIA's management library, which comes with every driver.
_NVML = ("libnvidia-ml.so.1", "nvml.dll")


def this_machine(cpuinfo: Path = _CPUINFO) -> Machine:
    """Return processor, cores, memory and system; no name of the machine or of its user."""
    return Machine(
        cpu=_cpu_model(cpuinfo),
        cores=psutil.cpu_count(logical=False),
        threads=psutil.cpu_count(logical=True),
        memory_bytes=psutil.virtual_memory().total,
        system=f"{platform.system()} {platform.release()} {platform.machine()}".strip(),
    )


def _cpu_model(cpuinfo: Path) -> str:
    try:
        for line in cpuinfo.read_text(errors="replace").splitlines():
            key, _, value = line.partition(":")
            if key.strip() == "model name" and value.strip():
                return " ".join(value.split())
    except OSError:
        pass  # not Linux
    return platform.processor() or platform.machine() or "unknown processor"


def load_average() -> float | None:
    """Return the processes that wanted to run in the last minute; None where not known."""
    try:
        return os.getloadavg()[0]
    except (OSError, AttributeError):
        return None


def find_gpu() -> str | None:
    """Return name and driver of the first NVIDIA GPU, or None when no driver answers."""
    return _ask_nvidia_smi() or _ask_nvml()


def require_gpu() -> str:
    """Return name and driver of the NVIDIA GPU of this machine.

    Raises
    ------
    NotAvailable
        If there is none.
    """
    found = find_gpu()
    if found is None:
        raise NotAvailable(
            "no NVIDIA driver found: neither nvidia-smi nor libnvidia-ml answers on this machine; "
            "use --cpu to measure its processor, or run this on a machine with an NVIDIA GPU"
        )
    return found


def _ask_nvidia_smi() -> str | None:
    program = shutil.which("nvidia-smi")
    if program is None:
        return None
    command = [program, "--query-gpu=name,driver_version", "--format=csv,noheader"]
    try:
        answer = subprocess.run(  # noqa: S603  a fixed command, found on the user's own path
            command, capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    first = next(iter(answer.stdout.splitlines()), "").strip()
    name, _, driver = first.partition(",")
    return f"{name.strip()} (driver {driver.strip()})" if name.strip() else None


def _ask_nvml() -> str | None:
    for library in _NVML:
        try:
            nvml = ctypes.CDLL(library)
            if nvml.nvmlInit_v2() != 0:
                continue
        except (OSError, AttributeError):
            continue
        try:
            return _first_device(nvml)
        finally:
            nvml.nvmlShutdown()
    return None


def _first_device(nvml: ctypes.CDLL) -> str | None:
    handle, name, driver = ctypes.c_void_p(), ctypes.create_string_buffer(96), ctypes.create_string_buffer(80)  # fmt: skip
    if nvml.nvmlDeviceGetHandleByIndex_v2(0, ctypes.byref(handle)) != 0:
        return None
    if nvml.nvmlDeviceGetName(handle, name, len(name)) != 0:
        return None
    known = nvml.nvmlSystemGetDriverVersion(driver, len(driver)) == 0
    version = driver.value.decode(errors="replace") if known else "unknown"
    return f"{name.value.decode(errors='replace')} (driver {version})"
