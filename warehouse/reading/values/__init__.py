"""Typed rows from recognised tables."""
