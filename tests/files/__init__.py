"""Schemes and figures through real files: registered, reported, landed and scored."""
