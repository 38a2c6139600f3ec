"""The card as NVIDIA's management library shows it: energy, power, clocks, memory."""

from __future__ import annotations

from typing import Any, Protocol

from sim.errors import NotAvailable


class Card(Protocol):
    """What is read of a card; power and energy raise `NotAvailable` where it has no such sensor."""

    def energy_mj(self) -> int:
        """Energy since the driver was loaded. [mJ]"""

    def power_mw(self) -> int:
        """Power of the board. [mW]"""


class NvmlCard:
    """One card through ``pynvml`` (package ``nvidia-ml-py``).

    Parameters
    ----------
    pci_bus_id : str
        Of the card that CUDA uses, such as ``0000:3B:00.0``; the two count cards differently.
    pynvml : module, optional

    Raises
    ------
    NotAvailable
        Without the package, the driver or the permission; says what to do.
    """

    def __init__(self, pci_bus_id: str, pynvml: Any = None) -> None:
        self._nvml = pynvml if pynvml is not None else _pynvml()
        try:
            self._nvml.nvmlInit()
            self._handle = self._nvml.nvmlDeviceGetHandleByPciBusId(pci_bus_id)
        except self._nvml.NVMLError as error:
            raise NotAvailable(f"NVIDIA's management library: {_reason(error)}") from error

    def energy_mj(self) -> int:
        return int(self._read("energy counter", "nvmlDeviceGetTotalEnergyConsumption"))

    def power_mw(self) -> int:
        return int(self._read("power", "nvmlDeviceGetPowerUsage"))

    def name(self) -> str:
        return _text(self._read("name", "nvmlDeviceGetName"))

    def driver(self) -> str:
        return _text(self._nvml.nvmlSystemGetDriverVersion())

    def free_bytes(self) -> int:
        return int(self._read("memory", "nvmlDeviceGetMemoryInfo").free)

    def total_bytes(self) -> int:
        return int(self._read("memory", "nvmlDeviceGetMemoryInfo").total)

    def clocks_mhz(self) -> dict[str, int | None]:
        """Return the clocks of multiprocessors and memory now; None where not shown. [MHz]"""
        kinds = {"sm": self._nvml.NVML_CLOCK_SM, "memory": self._nvml.NVML_CLOCK_MEM}
        return {name: self._or_none("nvmlDeviceGetClockInfo", kind) for name, kind in kinds.items()}

    def power_limit_w(self) -> float | None:
        limit = self._or_none("nvmlDeviceGetEnforcedPowerLimit")
        return None if limit is None else limit / 1000

    def temperature_c(self) -> int | None:
        return self._or_none("nvmlDeviceGetTemperature", self._nvml.NVML_TEMPERATURE_GPU)

    def other_processes(self) -> int | None:
        """Return how many processes compute on the card beside this one; None where not shown."""
        try:
            running = self._nvml.nvmlDeviceGetComputeRunningProcesses(self._handle)
        except self._nvml.NVMLError:
            return None
        return max(0, len(running) - 1)

    def _or_none(self, function: str, *arguments: Any) -> int | None:
        try:
            return int(getattr(self._nvml, function)(self._handle, *arguments))
        except self._nvml.NVMLError:
            return None

    def _read(self, what: str, function: str) -> Any:
        try:
            return getattr(self._nvml, function)(self._handle)
        except self._nvml.NVMLError as error:
            raise NotAvailable(f"{what} of the card: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    """Return what NVML says, with what to do where that is known."""
    remedies = {
        "NVMLError_NoPermission": "run the measurement as a user who may read the card, such as root",
        "NVMLError_LibraryNotFound": "install NVIDIA's driver, which brings libnvidia-ml",
        "NVMLError_DriverNotLoaded": "load NVIDIA's driver",
        "NVMLError_NotSupported": "this card does not show it; a part of a card (MIG) does not either",
    }
    remedy = remedies.get(type(error).__name__)
    return f"{error}" + (f" ({remedy})" if remedy else "")


def _text(value: Any) -> str:
    return value.decode(errors="replace") if isinstance(value, bytes) else str(value)


def _pynvml() -> Any:
    try:
        import pynvml
    except ImportError as error:
        raise NotAvailable(
            f"reading the card needs nvidia-ml-py ({error}); install it with: "
            "pip install 'npu-explorer[gpu]'"
        ) from error
    return pynvml
