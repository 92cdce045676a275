"""Fuzz the reader with odd cells, odd headers and broken files; run by `python -m`."""
