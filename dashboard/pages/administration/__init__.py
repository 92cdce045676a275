"""Accounts, the audit record, backups and the user's own account."""
