"""Metrics, health and the request log."""
