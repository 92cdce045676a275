"""Leaderboards, indicators, vetoes and the calendar."""
