"""``python3 tests``: install if needed with what the tests need, then check everything.

Arguments go to pytest: ``python3 tests -k wiring``; with arguments only pytest runs.
``python3 tests benchmarks`` measures instead of testing; what follows goes to pytest, too.
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
PYTEST = ["-m", "pytest", "-n", "2", "--dist", "loadfile", "--durations", "20"]
BENCHMARKS = [
    "-m", "pytest", "tests/benchmarks", "-o", "python_files=bench_*.py", "--benchmark-quiet",
    "--benchmark-disable-gc", "-p", "no:cacheprovider", "-W", "ignore",
]  # fmt: skip

if __name__ == "__main__":
    if sys.argv[1:2] == ["benchmarks"]:
        sys.exit(run_in_venv([*BENCHMARKS, *sys.argv[2:]], "test"))
    failed = []
    if len(sys.argv) == 1:
        failed = [check[1] for check in CHECKS if run_in_venv(check, "test") != 0]
    code = run_in_venv([*PYTEST, *sys.argv[1:]], "test")
    if failed:
        sys.stderr.write(f"failed before the tests: {', '.join(failed)}\n")
    sys.exit(code or len(failed))
