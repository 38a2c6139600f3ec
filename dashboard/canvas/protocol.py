"""Edits as they come from the browser: each is carried out once, late and odd ones are not.

The browser numbers its edits and sends all that were not acknowledged, with the revision of
the network that each was meant for. An edit counts if that revision is the present one, or
one since when only the canvas itself has changed the network: a second edit may
follow before the first has come back. After any other change, such as an undo or another
network, it is stale.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dashboard.canvas.edits import Edit
from sim.network.explain import explain

#: Most edits that may wait at a time.
_MOST = 500


class _Item(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    n: int = Field(ge=1, le=2**53)
    rev: int = Field(ge=0)
    edit: Edit


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    token: str = Field(min_length=1, max_length=40)
    items: tuple[Any, ...] = Field(max_length=_MOST)


@dataclass(frozen=True)
class Taken:
    """How far the edits of a canvas have been taken over.

    Parameters
    ----------
    token : str
        Which canvas: it takes a new one whenever it is opened.
    n : int
        The last edit that was carried out or refused.
    oldest, newest : int
        Revisions between which only the canvas changed the network.
    """

    token: str = ""
    n: int = 0
    oldest: int = -1
    newest: int = -1

    def at(self, revision: int) -> Taken:
        """Return the same after an edit of the canvas has made this the present revision."""
        return replace(self, newest=revision)


@dataclass(frozen=True)
class Due:
    """An edit to be carried out, or why it is not."""

    n: int
    edit: Edit | None
    why: str = ""


def due(payload: Any, taken: Taken, revision: int) -> tuple[Taken, list[Due]]:
    """Return the edits in a message that are new, in order.

    Parameters
    ----------
    payload : Any
        As it came; anything is possible.
    revision : int
        Of the network now.

    Returns
    -------
    Taken
        To be kept, with what is returned counted as taken over.
    list of Due
    """
    try:
        message = _Message.model_validate(payload)
    except ValidationError as error:
        return taken, [Due(0, None, explain(error, payload, "canvas", _Message))]
    if message.token != taken.token:
        taken = Taken(message.token)
    if taken.newest != revision:
        taken = replace(taken, oldest=revision, newest=revision)
    found = []
    for raw in message.items:
        n = raw.get("n") if isinstance(raw, dict) else None
        if isinstance(n, int) and n <= taken.n:
            continue
        one = _due(raw, taken)
        found.append(one)
        taken = replace(taken, n=max(taken.n, one.n))
    return taken, found


def _due(raw: Any, taken: Taken) -> Due:
    try:
        item = _Item.model_validate(raw)
    except ValidationError as error:
        n = raw.get("n") if isinstance(raw, dict) else None
        counted = n if isinstance(n, int) and 0 < n <= 2**53 else 0
        return Due(counted, None, explain(error, raw, "canvas", _Item))
    if not taken.oldest <= item.rev <= taken.newest:
        return Due(item.n, None, "The network was changed elsewhere just then; please try again.")
    return Due(item.n, item.edit)
