"""Backups, restore, verification and health of a home."""
