"""Energy of the processor packages from the counters that Linux shows (RAPL)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from sim.errors import NotAvailable

POWERCAP = Path("/sys/class/powercap")

#: Looks at the counters this often, so that none can wrap twice in between: the smallest
#: range in use, 2^32 counts of 15.3 microjoules or 65.7 kJ, lasts a minute at 1 kW.
_LOOK_EVERY_S = 20.0


@dataclass(frozen=True)
class Zone:
    """One counter.

    Parameters
    ----------
    name : str
        ``package-0``, ``package-0/dram``.
    folder : Path
    range_uj : int
        The counter starts again from 0 after this value. [uJ]
    """

    name: str
    folder: Path
    range_uj: int

    def read_uj(self) -> int:
        """Return the counter. [uJ]

        Raises
        ------
        NotAvailable
            If it cannot be read; says why and what to do.
        """
        return _read_number(self.folder / "energy_uj")


def find_zones(powercap: Path = POWERCAP) -> tuple[Zone, ...]:
    """Return the counters that add up to the processors: every package, and its memory.

    Left out are ``core`` and ``uncore``, which are parts of the package, and
    ``psys``, which holds it.

    Raises
    ------
    NotAvailable
        If there is none or it cannot be read; says why and what to do.
    """
    folders = sorted(powercap.glob("intel-rapl:*"))
    if not folders:
        raise NotAvailable(
            f"energy not measured: no RAPL counters in {powercap}; there are none on virtual "
            "machines, in most containers and outside Linux"
        )
    names = {folder.name: _text(folder / "name") for folder in folders}
    zones = []
    for folder in folders:
        name, parent = names[folder.name], names.get(folder.name.rpartition(":")[0], "")
        if name.startswith("package"):
            zones.append(_zone(name, folder))
        elif name == "dram" and parent.startswith("package"):
            zones.append(_zone(f"{parent}/{name}", folder))
    if not zones:
        found = ", ".join(sorted(set(names.values())))
        raise NotAvailable(
            f"energy not measured: no processor package among the RAPL counters ({found})"
        )
    return tuple(zones)


def _zone(name: str, folder: Path) -> Zone:
    zone = Zone(name, folder, _read_number(folder / "max_energy_range_uj"))
    zone.read_uj()  # so that a counter that may not be read is known before anything runs
    return zone


def _read_number(path: Path) -> int:
    try:
        return int(path.read_text())
    except PermissionError as error:
        raise NotAvailable(
            f"energy not measured: {path} may be read by root only; run the measurement as "
            "root, or allow it: sudo chmod a+r /sys/class/powercap/*/energy_uj"
        ) from error
    except (OSError, ValueError) as error:
        raise NotAvailable(f"energy not measured: cannot read {path}: {error}") from error


def _text(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""


class EnergyMeter:
    """Adds up what the counters advance by, over any time and any number of wraps.

    Use as ``with EnergyMeter(zones) as meter: ...``; then ``meter.joules()``.
    """

    def __init__(self, zones: Sequence[Zone], look_every_s: float = _LOOK_EVERY_S) -> None:
        self._zones, self._look_every_s = tuple(zones), look_every_s
        self._last: list[int] = []
        self._total_uj = [0] * len(self._zones)
        self._one_at_a_time = threading.Lock()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="npu-energy", daemon=True)

    def __enter__(self) -> EnergyMeter:
        self._last = [zone.read_uj() for zone in self._zones]
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self.look()
        finally:
            self._ended.set()
            self._thread.join()

    def look(self) -> None:
        """Read all counters once."""
        with self._one_at_a_time:
            if self._ended.is_set():
                return
            for i, zone in enumerate(self._zones):
                now = zone.read_uj()
                advance = now - self._last[i]
                self._total_uj[i] += advance if advance >= 0 else advance + zone.range_uj
                self._last[i] = now

    def joules(self) -> float:
        """Return the energy of all zones between entering and the last look. [J]"""
        return sum(self._total_uj) * 1e-6

    def _watch(self) -> None:
        while not self._ended.wait(self._look_every_s):
            with suppress(NotAvailable):  # the look at the end will say so
                self.look()
