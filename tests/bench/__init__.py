"""Benchmarks, run by hand (`make bench`): medians, and ratios against a baseline beside them."""
