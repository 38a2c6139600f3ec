"""``python3 dashboard``: install if needed, then open the dashboard.

Arguments are those of ``npu-explorer``: ``python3 dashboard run cuba``.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from dashboard.bootstrap import become

if __name__ == "__main__":
    become(["-m", "dashboard.cli", *sys.argv[1:]])
