"""Pure scoring: scheme and facts in, ledger out. No file, clock, database or screen."""
