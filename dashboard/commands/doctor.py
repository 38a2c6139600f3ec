"""``npu-explorer doctor``: is everything there that makes the program fast and complete?"""

from __future__ import annotations

import os

import psutil

from sim.provenance import versions


def checks() -> tuple[list[str], bool]:
    """Return lines to print, and whether the program can work at all."""
    from dashboard.report.browser import find_browser
    from sim.data_folder import data_folder
    from sim.engine.cache import cache_root
    from sim.engine.compiler import find_compiler, why_no_compiler

    lines = [f"{name}: {version}" for name, version in versions().items()]
    healthy = versions()["brian2"] != "not installed"
    if not healthy:
        lines.append("PROBLEM  Brian2 is not installed: nothing can be simulated")
    memory = psutil.virtual_memory()
    lines.append(f"machine: {os.cpu_count()} cores, {memory.available / 1e9:.1f} GB of memory free")
    compiler = find_compiler()
    lines.append(
        f"ok       C++ compiler: {compiler.version}"
        if compiler
        else f"slow     {why_no_compiler()}"
    )
    browser = find_browser()
    lines.append(
        f"ok       browser for exports: {browser}"
        if browser
        else "limited  no Chromium found: PNG, SVG and PDF of figures are drawn by Matplotlib instead"
    )
    for label, folder in (("results", data_folder()), ("compiled code", cache_root())):
        there = next(f for f in (folder, *folder.parents) if f.exists())
        writable = os.access(there, os.W_OK)
        lines.append(f"{'ok' if writable else 'PROBLEM':<8} {label} in {folder}")
        healthy = healthy and writable
    return lines, healthy
