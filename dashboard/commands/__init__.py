"""What each command of ``npu-explorer`` does; `arguments` holds what may be said to it."""
