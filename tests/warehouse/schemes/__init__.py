"""Schemes as data: what ships, what is refused, and one that no code knows."""
