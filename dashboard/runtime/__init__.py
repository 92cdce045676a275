"""State that every part of the process shares: current store, read cache, logs, base path."""
