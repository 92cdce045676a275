"""Where the log may go. `logs.py` would cost each command 30 ms only to parse its options."""

LOG_PLACES = ("file", "stderr")
"""`file` is in the home; journald and containers keep `stderr`."""
