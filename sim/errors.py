"""Errors a user can act on; each says what, where, the value and what to do.

A view or the command line shows the text of a `SimError` as it is. Anything
else that escapes `sim` is a bug and belongs in the log.
"""

from __future__ import annotations


class SimError(Exception):
    """Base of every error that is the user's to mend."""


class SpecError(SimError, ValueError):
    """A network, profile or setting is not valid; names the field and the allowed range."""


class ScenarioNotFound(SimError, LookupError):
    """No network or profile of that name or path; lists what there is."""


class TooLarge(SimError, ValueError):
    """A run would not fit the limits of this machine; nothing was started."""


class PlacementError(SimError, ValueError):
    """A network cannot be mapped onto a chip at all (not merely over a limit)."""


class Unpriced(SimError, LookupError):
    """A quantity was asked for whose price the hardware profile does not state."""


class EngineError(SimError, RuntimeError):
    """The simulation failed; carries the worker's last words."""


class RunCancelled(SimError, RuntimeError):
    """The run was stopped on request."""


class ExportError(SimError, RuntimeError):
    """A figure or report could not be written; says what is missing."""


class StoreError(SimError, RuntimeError):
    """A run, project or index on disk is damaged, or cannot be read or written."""


class RunNotFound(SimError, LookupError):
    """No stored run of that id."""


class NotAvailable(SimError, RuntimeError):
    """This machine lacks a device, library or permission; says how to get it."""
