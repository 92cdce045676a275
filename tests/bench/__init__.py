"""Benchmarks, run by hand (`make bench`): medians, and their ratios to a baseline."""
