"""Folders of the repository, for tests that read its files."""

from pathlib import Path

ROOT = Path(__file__).parents[1]
SCHEMES = ROOT / "tests" / "warehouse" / "schemes"
"""Invented schemes, each in a folder of its name."""
