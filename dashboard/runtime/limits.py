"""Limits of the serving process that its pages name as well."""

UPLOAD_MEGABYTES = 30
"""The greatest file that is taken; the reader's own limit (warehouse.reading) is the same."""
