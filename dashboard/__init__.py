"""NPU Explorer's face: pages, figures, report and command line.

``python3 dashboard`` in a fresh clone installs the program into a virtual
environment of its own and opens it (see `dashboard.bootstrap`, which uses
the standard library only). Pages read state, show inputs, ask `sim` for a
result and show figures; nothing here computes physics.
"""
