"""Schemes: loading from files, registered versions, their history."""
