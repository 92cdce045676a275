"""Blank forms: the notice's own, sent out to be filled, and recognised when they come back."""
