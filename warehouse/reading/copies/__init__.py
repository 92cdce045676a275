"""Annotated and masked copies of a file."""
