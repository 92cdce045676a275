"""What each role sees first: the leader, the staff of the office, a unit."""
