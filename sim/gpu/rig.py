"""A GPU made ready to be measured: its programs, its meter, and what it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from sim.baselines.measure_gpu_record import Gpu, PowerMeter
from sim.baselines.measure_machine import require_gpu
from sim.errors import TooLarge
from sim.gpu.cublas import Cublas
from sim.gpu.dense import Products
from sim.gpu.device import Device
from sim.gpu.meter import SENSOR_ACCURACY, Clock, Meter, WallClock, choose_meter
from sim.gpu.nvml import NvmlCard
from sim.gpu.session import Session, Times, measure_session

#: What cuBLAS is given to work in; NVIDIA recommends 32 MiB for the newest cards.
_WORKSPACE_BYTES = 32 << 20

#: Of the free memory, what is left alone.
_SPARE_BYTES = 256 << 20


class CardFacts(Protocol):
    """What a record says of a card."""

    def name(self) -> str: ...
    def driver(self) -> str: ...
    def free_bytes(self) -> int: ...
    def total_bytes(self) -> int: ...
    def clocks_mhz(self) -> dict[str, int | None]: ...
    def power_limit_w(self) -> float | None: ...
    def temperature_c(self) -> int | None: ...
    def other_processes(self) -> int | None: ...


@dataclass(frozen=True)
class Rig:
    """Everything a measurement needs of a GPU; the tests make one without.

    Parameters
    ----------
    products : callable
        Makes the matrix products of dense networks.
    address : callable
        Gives the address of an array on the device.
    """

    device: Device
    card: CardFacts
    meter: Meter
    clock: Clock
    products: Callable[[], Products]
    address: Callable[[Any], int]
    compute_capability: str
    times: Times = field(default_factory=Times)
    versions: dict[str, str] = field(default_factory=dict)

    def measure(self, work: Callable[[], object]) -> tuple[Session, Gpu, PowerMeter]:
        """Measure a piece of work and describe the card as it was."""
        idle_clocks = self.card.clocks_mhz()
        others = self.card.other_processes()
        session = measure_session(
            work, self.device, self.meter, self.clock, self.times, self.card.clocks_mhz
        )
        gpu = Gpu(
            name=self.card.name(),
            driver=self.card.driver(),
            compute_capability=self.compute_capability,
            multiprocessors=self.device.multiprocessors,
            memory_bytes=self.card.total_bytes(),
            power_limit_w=self.card.power_limit_w(),
            clocks_idle_mhz=idle_clocks,
            clocks_load_mhz=session.load,
            temperature_c=self.card.temperature_c(),
            other_processes=others,
        )
        meter = PowerMeter(
            kind=self.meter.kind, interval_s=self.meter.interval_s, accuracy=SENSOR_ACCURACY
        )
        return session, gpu, meter

    def check_memory(self, label: str, needed_bytes: float) -> None:
        """Refuse what the card cannot hold.

        Raises
        ------
        TooLarge
            With what is needed and what is free.
        """
        room = self.card.free_bytes() - _SPARE_BYTES
        if needed_bytes > room:
            raise TooLarge(
                f"{label} takes {needed_bytes / 2**30:.1f} GiB of the card's memory, "
                f"{max(0, room) / 2**30:.1f} GiB are free; choose a smaller scale or network, or end "
                "what else uses the card"
            )


def open_rig(index: int, times: Times) -> Rig:
    """Make the GPU of this machine ready.

    Parameters
    ----------
    index : int
        As CUDA counts.

    Raises
    ------
    NotAvailable
        Without driver, GPU, extra, or permission; says which and what to do.
    """
    require_gpu()
    from sim.gpu.cupy_device import CupyDevice

    device = CupyDevice(index)
    card, clock = NvmlCard(device.pci_bus_id), WallClock()

    def products() -> Cublas:
        workspace = device.zeros(_WORKSPACE_BYTES, "uint8")
        return Cublas(device.stream_pointer, workspace.data.ptr, _WORKSPACE_BYTES, workspace)

    major, minor = device.compute_capability
    return Rig(
        device=device,
        card=card,
        meter=choose_meter(card, clock),
        clock=clock,
        products=products,
        address=lambda array: int(array.data.ptr),
        compute_capability=f"{major}.{minor}",
        times=times,
        versions=device.versions,
    )
