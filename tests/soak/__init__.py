"""Long tests that are run by hand and print figures: kills, full disks, cut logs, load."""
