"""Metrics, the health route and the request log."""
