"""What each command of ``npu-explorer`` does; `dashboard.cli` only reads the arguments."""
