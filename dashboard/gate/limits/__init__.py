"""Limits on what anonymous users and accounts may send."""
