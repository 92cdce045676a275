"""Checks of an installation: one small check for each thing that can be wrong."""
