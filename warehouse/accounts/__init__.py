"""User accounts, passwords and settings."""
