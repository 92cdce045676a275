"""Limits on what strangers and accounts may send."""
