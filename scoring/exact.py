"""Exact points without floats: integer millionths of a point.

Polars and Python round half to even by default; notices round half up (28.125 → 28.13). Terms do so
(scoring/terms): figures are fractions until they are rounded once.
"""

from __future__ import annotations

MICRO = 1_000_000
"""Ledger points are integers, this many to a point (6 decimals)."""
