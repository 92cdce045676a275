"""Editions: what was issued for a month, kept in a canonical form that can be computed again."""
