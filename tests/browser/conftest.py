"""A real dashboard in a real browser: one server and one Chromium for the whole folder."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def chromium_path() -> str:
    found = next(
        (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))),
        None,
    )
    if found is None:
        reason = "no Chromium on this machine; 'apt install chromium' adds one"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@dataclass(frozen=True)
class Server:
    """A dashboard under way: where it is, which process, and where it keeps its data."""

    url: str
    pid: int
    data: Path


@pytest.fixture(scope="session")
def dashboard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Start the dashboard as a user would, with data folders of its own and one worker."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port = probe.getsockname()[1]
    data = tmp_path_factory.mktemp("data")
    log = (data / "server.log").open("w")
    command = ["--port", str(port), "--no-browser", "--workers", "1"]
    process = subprocess.Popen(
        [sys.executable, "-m", "dashboard.cli", *command],
        cwd=ROOT, env={**os.environ, "NPU_EXPLORER_DATA": str(data)}, stdout=log, stderr=log,
        start_new_session=True,
    )  # fmt: skip
    url = f"http://localhost:{port}"
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:  # noqa: S310
                if answer.status == 200:
                    break
        except OSError:
            time.sleep(0.1)
    else:
        process.kill()
        pytest.fail(f"the server did not start: {(data / 'server.log').read_text()[-2000:]}")
    yield Server(url, process.pid, data)
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
    log.close()


@pytest.fixture(scope="session")
def server(dashboard: Server) -> str:
    """Return the address of the dashboard."""
    return dashboard.url


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[object]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=chromium_path,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking",
                  "--disable-component-update", "--disable-sync", "--no-first-run"],
        )  # fmt: skip
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: object) -> Iterator[object]:
    context = browser.new_context(  # type: ignore[attr-defined]
        viewport={"width": 1440, "height": 900}, accept_downloads=True
    )
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()
