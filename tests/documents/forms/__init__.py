"""Blank forms: what goes out filled comes back in without a question."""
