"""The built editor belongs to its sources, and nothing in it is fetched from elsewhere."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

CANVAS = Path(__file__).parents[2] / "dashboard" / "canvas"
SOURCE, ASSETS = CANVAS / "source", CANVAS / "assets"


def test_the_bundle_is_built_from_the_sources_beside_it() -> None:
    names = ["package.json", "package-lock.json", "vite.config.js"]
    names += [f"src/{path.name}" for path in (SOURCE / "src").iterdir()]
    digest = hashlib.sha256()
    for name in sorted(names):
        digest.update(name.encode() + b"\0" + (SOURCE / name).read_bytes() + b"\0")
    bundle = (ASSETS / "canvas.js").read_text("utf-8")
    assert f"/* sources: {digest.hexdigest()} */" in bundle[:100], (
        "run npm install and npm run build"
    )


def test_the_bundle_loads_nothing_at_run_time() -> None:
    for path in ASSETS.iterdir():
        text = path.read_text("utf-8")
        assert not re.search(r"""(import|from)\s*\(?["'](https?:|//)""", text), path.name
        assert not re.search(r"""(url\(|@import)\s*["']?(https?:|//)""", text), path.name
        assert not re.search(r"\bfetch\(|XMLHttpRequest", text), path.name
    assert {path.name for path in ASSETS.iterdir()} == {"canvas.js", "canvas.css"}
