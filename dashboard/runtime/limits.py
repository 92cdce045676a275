"""Limits of the serving process that its pages display."""

UPLOAD_MEGABYTES = 30
"""The largest file accepted; the reader has the same limit (warehouse.reading)."""
