"""Backups, restore, verification and upkeep of a home."""
