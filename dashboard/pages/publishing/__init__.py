"""Bulletins, editions, objections and yearly results."""
