"""Blank forms: a filled form is imported again without a question."""
