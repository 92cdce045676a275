"""Long runs by hand that print their numbers: kills, full disks, cut logs."""
