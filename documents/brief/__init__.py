"""The monthly brief for a leader: one A4 page, as PDF and as a picture."""
