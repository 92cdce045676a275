"""Data only: what a county brings, and the demo year."""
