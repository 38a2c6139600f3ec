"""The guided tour: what each step is about, read from ``content/tour.yaml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from sim.strict_yaml import parse_yaml

_FILE = Path(__file__).parent / "content" / "tour.yaml"


class Step(BaseModel):
    """One stop of the tour.

    Parameters
    ----------
    page : str
        The page it is about, by the last part of its address.
    network : str or None
        The gallery's network it needs, such as ``brunel/sr``; none: whichever is open.
    look, attempt : str
        What to look at there, and one thing to do; Markdown.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    page: str = Field(pattern=r"^[a-z]+$")
    network: str | None = None
    title: str = Field(min_length=3, max_length=60)
    look: str = Field(min_length=20, max_length=260)
    attempt: str = Field(min_length=20, max_length=260)


@cache
def steps() -> tuple[Step, ...]:
    """Return the steps of the tour in order.

    Raises
    ------
    pydantic.ValidationError
        If the file is not what a tour is made of.
    """
    data = parse_yaml(_FILE.read_text("utf-8"), _FILE.name)
    return TypeAdapter(tuple[Step, ...]).validate_python(data)
