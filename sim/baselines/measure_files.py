"""Measurements on disk: those that come with the program, and the user's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from sim.baselines.measure_gpu_record import GpuMeasurement
from sim.baselines.measure_record import Measurement
from sim.data_folder import data_folder
from sim.errors import SimError, SpecError, StoreError

MAX_BYTES = 1_000_000

AnyMeasurement = Measurement | GpuMeasurement
_ADAPTER: TypeAdapter[AnyMeasurement] = TypeAdapter(
    Annotated[AnyMeasurement, Field(discriminator="kind")]
)


def measurements_folder() -> Path:
    """Return the user's own folder of measurements; it may not exist yet."""
    return data_folder() / "measurements"


def save_measurement(measurement: AnyMeasurement, folder: str | Path | None = None) -> Path:
    """Write a measurement as JSON under a name that is not taken, and return its path.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    place = Path(folder) if folder is not None else measurements_folder()
    device = re.sub(r"[^a-z0-9]+", "-", measurement.measured_on.lower()).strip("-")[:60]
    text = measurement.model_dump_json(indent=2, by_alias=True) + "\n"
    stem = f"{measurement.network}-{device}-{measurement.date}"
    try:
        place.mkdir(parents=True, exist_ok=True)
        for number in range(1, 1000):
            path = place / f"{stem}{'' if number == 1 else f'-{number}'}.json"
            try:
                with path.open("x", encoding="utf-8") as file:
                    file.write(text)
            except FileExistsError:
                continue
            return path
    except OSError as error:
        raise StoreError(
            f"cannot write the measurement to {place}: {error.strerror or error}; "
            "give another folder, or set NPU_EXPLORER_DATA"
        ) from error
    raise StoreError(f"{place} holds a thousand measurements called {stem}; remove some")


def load_measurements(
    folder: str | Path | None = None, on_problem: Callable[[str], object] | None = None
) -> list[AnyMeasurement]:
    """Return the measurements that come with the program, then the user's own, oldest first.

    Parameters
    ----------
    folder : str or Path, optional
        The user's folder; `measurements_folder` unless given.
    on_problem : callable, optional
        Told about a file of the user that is not valid; the others are returned.

    Raises
    ------
    SpecError
        For a file that is not valid, unless there is ``on_problem``.
    """
    shipped = resources.files("scenarios").joinpath("measurements")
    found: list[AnyMeasurement] = []
    for file in sorted(shipped.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".json"):
            found.append(parse_measurement(file.read_text("utf-8"), file.name))
    own = Path(folder) if folder is not None else measurements_folder()
    for path in sorted(own.glob("*.json")):
        try:
            found.append(_read(path))
        except SimError as error:
            if on_problem is None:
                raise
            on_problem(str(error))
    return sorted(found, key=lambda m: m.date)


def parse_measurement(text: str, where: str) -> AnyMeasurement:
    """Read a measurement from JSON text.

    Raises
    ------
    SpecError
        Names each wrong field.
    """
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError as error:
        lines = [
            f"{'.'.join(map(str, item['loc'])) or 'file'}: {item['msg']}" for item in error.errors()
        ]
        raise SpecError(
            f"{where} is not a valid measurement: {'; '.join(lines[:5])}; remove the file, "
            "or measure again"
        ) from error


def _read(path: Path) -> AnyMeasurement:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise SpecError(f"{path}: larger than 1 MB, so not a measurement; remove the file")
        return parse_measurement(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"cannot read the measurement {path}: {error}; remove the file") from error
