"""``python3 tests``: install if needed with what the tests need, then check everything.

Arguments go to pytest: ``python3 tests -k wiring``; with arguments only pytest runs.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dashboard.bootstrap import run_in_venv

CHECKS = [
    ["-m", "ruff", "check", "."],
    ["-m", "ruff", "format", "--check", "."],
    ["-m", "mypy"],
]
PYTEST = ["-m", "pytest", "-n", "2", "--dist", "loadfile"]

if __name__ == "__main__":
    failed = []
    if len(sys.argv) == 1:
        failed = [check[1] for check in CHECKS if run_in_venv(check, "test") != 0]
    code = run_in_venv([*PYTEST, *sys.argv[1:]], "test")
    if failed:
        sys.stderr.write(f"failed before the tests: {', '.join(failed)}\n")
    sys.exit(code or len(failed))
