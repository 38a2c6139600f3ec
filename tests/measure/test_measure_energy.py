"""Energy counters of the processor, on a folder like the one Linux shows."""

import os
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.baselines.measure_energy import EnergyMeter, Zone, find_zones
from sim.errors import NotAvailable

RANGE_UJ = 65_532_610_987


def zone(root: Path, folder: str, name: str, energy_uj: int = 0, range_uj: int = RANGE_UJ) -> Path:
    place = root / folder
    place.mkdir(parents=True, exist_ok=True)
    (place / "name").write_text(f"{name}\n")
    (place / "energy_uj").write_text(f"{energy_uj}\n")
    (place / "max_energy_range_uj").write_text(f"{range_uj}\n")
    return place / "energy_uj"


def test_packages_and_their_memory_are_counted_once(tmp_path: Path) -> None:
    for folder, name in [
        ("intel-rapl:0", "package-0"), ("intel-rapl:0:0", "core"), ("intel-rapl:0:1", "uncore"),
        ("intel-rapl:0:2", "dram"), ("intel-rapl:1", "package-1"), ("intel-rapl:2", "psys"),
        ("intel-rapl-mmio:0", "package-0"),
    ]:  # fmt: skip
        zone(tmp_path, folder, name)
    assert [z.name for z in find_zones(tmp_path)] == ["package-0", "package-0/dram", "package-1"]


def test_a_counter_that_starts_again_goes_on(tmp_path: Path) -> None:
    counter = zone(tmp_path, "intel-rapl:0", "package-0", 999_000, range_uj=1_000_000)
    with EnergyMeter(find_zones(tmp_path)) as meter:
        counter.write_text("500\n")
    assert meter.joules() == pytest.approx((1_000_000 - 999_000 + 500) * 1e-6)


@given(st.lists(st.integers(0, 999_999), min_size=1, max_size=20), st.integers(0, 999_999))
def test_any_number_of_wraps_adds_up(steps: list[int], start: int) -> None:
    class Counter(Zone):
        at = start

        def read_uj(self) -> int:
            return Counter.at % 1_000_000

    with EnergyMeter([Counter("package-0", Path(), 1_000_000)]) as meter:
        for step in steps:
            Counter.at += step
            meter.look()
    assert meter.joules() == pytest.approx(sum(steps) * 1e-6)


def test_a_long_run_is_watched_so_that_no_wrap_is_missed(tmp_path: Path) -> None:
    counter = zone(tmp_path, "intel-rapl:0", "package-0", 900, range_uj=1000)
    with EnergyMeter(find_zones(tmp_path), look_every_s=0.01) as meter:
        for value in ("100", "900", "100"):  # up 200, up 800, up 200
            (tmp_path / "new").write_text(value)
            (tmp_path / "new").replace(counter)  # in one step: it is read meanwhile
            time.sleep(0.2)
    assert meter.joules() == pytest.approx(1200e-6)


def test_two_packages_add_up(tmp_path: Path) -> None:
    a = zone(tmp_path, "intel-rapl:0", "package-0", 10)
    b = zone(tmp_path, "intel-rapl:1", "package-1", 20)
    with EnergyMeter(find_zones(tmp_path)) as meter:
        a.write_text("1000010")
        b.write_text("500020")
    assert meter.joules() == pytest.approx(1.5)


def test_no_counters_says_why(tmp_path: Path) -> None:
    with pytest.raises(NotAvailable, match="virtual machines"):
        find_zones(tmp_path / "none")


def test_no_package_says_what_there_is(tmp_path: Path) -> None:
    zone(tmp_path, "intel-rapl:0", "psys")
    with pytest.raises(NotAvailable, match="psys"):
        find_zones(tmp_path)


def test_nonsense_in_a_counter_is_a_clear_error(tmp_path: Path) -> None:
    zone(tmp_path, "intel-rapl:0", "package-0").write_text("lots")
    with pytest.raises(NotAvailable, match="cannot read"):
        find_zones(tmp_path)


def test_a_counter_that_vanishes_meanwhile_is_a_clear_error(tmp_path: Path) -> None:
    counter = zone(tmp_path, "intel-rapl:0", "package-0")
    with pytest.raises(NotAvailable, match="cannot read"), EnergyMeter(find_zones(tmp_path)):
        counter.unlink()


def test_counters_for_root_only_say_how_to_open_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counter = zone(tmp_path, "intel-rapl:0", "package-0")
    counter.chmod(0)
    if os.access(counter, os.R_OK):  # the tests run as root, whom no mode stops
        read_text = Path.read_text

        def refuse(self: Path, *args: Any, **options: Any) -> str:
            if self.name == "energy_uj":
                raise PermissionError(13, "Permission denied")
            return read_text(self, *args, **options)

        monkeypatch.setattr(Path, "read_text", refuse)
    with pytest.raises(NotAvailable, match="chmod"):
        find_zones(tmp_path)
