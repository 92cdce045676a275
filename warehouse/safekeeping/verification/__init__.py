"""Verification of a home: rows against the record, files, schemes and recomputed scores."""
