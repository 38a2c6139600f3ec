"""A vendor's claim as two factors over a baseline."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from sim.errors import SpecError


class Claim(BaseModel):
    """So many times less energy, so many times faster, than a baseline.

    Parameters
    ----------
    energy, speed : float
        Baseline over chip; positive and finite. The defaults are what was said of
        the Rain AI processor against unnamed GPUs: 10,000 and 100.

    Raises
    ------
    SpecError
        If a factor is not a positive, finite number.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    energy: float = Field(default=1e4, gt=0, allow_inf_nan=False)
    speed: float = Field(default=100.0, gt=0, allow_inf_nan=False)

    def __init__(self, energy: float = 1e4, speed: float = 100.0) -> None:
        try:
            super().__init__(energy=energy, speed=speed)
        except ValidationError as error:
            wrong = "; ".join(f"{p['loc'][0]} = {p['input']!r}" for p in error.errors())
            raise SpecError(
                f"claim: {wrong}; each factor must be a positive, finite number such as 100"
            ) from error
