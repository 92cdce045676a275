"""The large screen on a wall: one self-contained page at /screen, fed by /screen/data."""
