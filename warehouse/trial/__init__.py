"""Prove by trial that a scheme can be landed and scored, before anybody depends on it."""
