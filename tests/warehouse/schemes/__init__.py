"""Schemes as data: the shipped ones, wrong ones, and an invented one without own code."""
